/* The one thing about pax headers that libarchive does not tell. */
#ifndef ARCHIVE_PAX_H
#define ARCHIVE_PAX_H

#include <stdbool.h>
#include <stddef.h>

/* True when one of the pax headers in the LEN bytes (whole tar blocks) at
 * HEADERS gives a path with a NUL in it, which libarchive 3.6.2 would cut off
 * there without a word. */
bool pax_path_has_nul(const unsigned char *headers, size_t len);

#endif
