/* From a name in a tarball to a path in the package. */
#ifndef ARCHIVE_NAMES_H
#define ARCHIVE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Checks the NAME of LEN bytes and splits it into the folder that npm
 * tarballs have around everything (*ROOT_LEN bytes, 0: none) and the path
 * below it, put into PATH in pnpm's form: invalid UTF-8 as U+FFFD, "." parts
 * and double slashes gone, backslashes made slashes where there is a ".\".
 * (pnpm 9.15.9, 10.33.0, 11.28.11: parseTarball.)  RAW: all bytes as they
 * are, and a backslash is not a separator (bun 1.4.5; to 1.2.23 and 1.3.14 it is
 * always one).  False with E, about SUBJECT, for names that are empty,
 * absolute, climb with "..", or hold a NUL or a newline. */
bool names_split(const char *name, size_t len, bool raw, size_t *root_len, struct buffer *path,
		 const char *subject, struct error *e);

#endif
