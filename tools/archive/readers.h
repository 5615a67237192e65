/* The two sources of a package's contents; contents.c is their only caller.
 * Both lists fill C with contents_add_file and contents_add_folder; both
 * streams do what contents_stream says. */
#ifndef ARCHIVE_READERS_H
#define ARCHIVE_READERS_H

#include "archive/contents.h"

/* A tarball of up to this many bytes, packed and unpacked, is handled in
 * memory; a larger one as a stream, which takes a second pass over it. */
#define TARBALL_IN_MEMORY ((size_t)64 << 20)

/* c->fd is the open tarball. */
bool tarball_list(struct contents *c, const struct integrity *expected, struct error *e);
bool tarball_stream(struct contents *c, const struct contents_sink *sink, struct error *e);

/* c->fd is the open folder. */
bool folder_list(struct contents *c, struct error *e);
bool folder_stream(struct contents *c, const struct contents_sink *sink, struct error *e);

#endif
