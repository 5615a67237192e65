/* The two sources of a package's contents; contents.c is their only caller.
 * Both lists fill C with contents_add_file and contents_add_folder; both
 * streams do what contents_stream says. */
#ifndef ARCHIVE_READERS_H
#define ARCHIVE_READERS_H

#include "archive/contents.h"

/* c->fd is the open tarball, and c->tar its unpacked bytes or NULL. */
bool tarball_list(struct contents *c, struct error *e);
bool tarball_stream(struct contents *c, const struct contents_sink *sink, struct error *e);

/* c->fd is the open folder. */
bool folder_list(struct contents *c, struct error *e);
bool folder_stream(struct contents *c, const struct contents_sink *sink, struct error *e);

#endif
