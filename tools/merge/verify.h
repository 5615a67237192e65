/* Checking what fragments and stores of any kind hold. */
#ifndef MERGE_VERIFY_H
#define MERGE_VERIFY_H

#include <stdbool.h>

/* Checks the pnpm stores in DIR, or the bun cache that it is; says what is
 * wrong on stderr, a line each, and with VERBOSE how much was checked.  False
 * when anything is, and when DIR is none of these. */
bool verify(const char *dir, bool verbose);

#endif
