/* Checking what fragments and stores of any kind hold. */
#ifndef MERGE_VERIFY_H
#define MERGE_VERIFY_H

#include "store/layout.h"

/* What to say of the folder DIR, after its name, where it has none of the LAYOUTS, a table that ends with
 * NULL; the caller frees it.  NULL: it has one, or is empty. */
char *merge_refusal(const struct store_layout *const *layouts, const char *dir);

/* Checks what DIR has of the LAYOUTS, a table that ends with NULL.  Adds what is wrong to
 * FAULTS, and that DIR is none of these; *PACKAGES: how many were checked. */
void merge_verify(const struct store_layout *const *layouts, const char *dir, struct string_list *faults,
		  size_t *packages);

#endif
