/* The things about pax headers that libarchive does not tell. */
#ifndef ARCHIVE_PAX_H
#define ARCHIVE_PAX_H

#include <stdbool.h>
#include <stddef.h>

/* Looks through the pax headers in the LEN bytes (whole tar blocks) at HEADERS
 * for what libarchive 3.6.2 and pnpm would take differently: a path with a NUL
 * in it, which libarchive cuts off there without a word, and GNU's sparse
 * files, whose name and size are others to it.  Returns what was found, to be
 * read after "the tarball has ", or NULL. */
const char *pax_refusal(const unsigned char *headers, size_t len);

#endif
