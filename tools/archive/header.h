/* What libarchive does not tell of an entry's headers. */
#ifndef ARCHIVE_HEADER_H
#define ARCHIVE_HEADER_H

#include <stdbool.h>
#include <stddef.h>

/* Looks through the LEN bytes (whole tar blocks) at HEADERS, the headers before
 * an entry's own and that one, for what libarchive 3.6.2 and pnpm would take
 * differently: a path in a pax header with a NUL in it, which libarchive cuts
 * off there without a word, GNU's sparse files, old and new, whose name,
 * size and header blocks are others to it, and names both of pax and of GNU.  Returns what was found, to be read
 * after "the tarball has ", or NULL. */
const char *header_refusal(const unsigned char *headers, size_t len);

#endif
