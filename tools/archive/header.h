/* Finds in the headers of an entry what libarchive does not report. */
#ifndef ARCHIVE_HEADER_H
#define ARCHIVE_HEADER_H

#include <stdbool.h>
#include <stddef.h>

/* Looks for something that libarchive 3.6.2 and pnpm read differently, in the LEN bytes (whole tar
 * blocks) at HEADERS: an entry's own header and those before it.  This is a path in a pax header
 * with a NUL in it, where libarchive cuts the path off without an error; GNU's old and new sparse
 * files, of which libarchive sees another name, size and other header blocks; or a name in pax
 * form and one in GNU form for the same entry.  Returns what was found, as the end of the sentence
 * "the tarball has …", or NULL. */
const char *header_refusal(const unsigned char *headers, size_t len);

#endif
