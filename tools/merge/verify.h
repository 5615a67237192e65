/* Checking what fragments and stores of any kind hold. */
#ifndef MERGE_VERIFY_H
#define MERGE_VERIFY_H

#include "store/layout.h"

/* Checks what DIR has of the LAYOUTS, a table that ends with NULL; says what is
 * wrong on stderr, a line each, and with VERBOSE how much was checked.  False
 * when anything is, and when DIR is none of these. */
bool merge_verify(const struct store_layout *const *layouts, const char *dir, bool verbose);

#endif
