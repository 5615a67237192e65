/* What a packument says of one version. */
#ifndef BUN_PACKUMENT_RECORD_H
#define BUN_PACKUMENT_RECORD_H

#include <stddef.h>

#include "bun/lock.h"
#include "bun/packument_file.h"

/* Fills RECORD, zeros before, with what the lockfile says of P; strings and
 * lists go to FILE.  PLATFORMS is where os, cpu and libc are in the record. */
void bun_packument_record(unsigned char *record, size_t platforms, struct bun_packument_file *file,
			  const struct bun_lock_package *p);

#endif
