/* What a manifest says of one version. */
#ifndef BUN_MANIFEST_RECORD_H
#define BUN_MANIFEST_RECORD_H

#include <stddef.h>

#include "bun/lock.h"
#include "bun/manifest_file.h"

/* Fills RECORD, zeros before, with what the lockfile says of P; strings and
 * lists go to FILE.  PLATFORMS is where os, cpu and libc are in the record. */
void record_fill(unsigned char *record, size_t platforms, struct manifest_file *file,
		 const struct lock_package *p);

#endif
