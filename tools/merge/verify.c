#include "merge/verify.h"

#include <stdio.h>

#include "base/error.h"
#include "base/faults.h"
#include "bun/verify.h"
#include "pnpm/verify.h"

bool verify(const char *dir, bool verbose)
{
	static const struct store_format *const formats[] = {&store_v3, &store_v10, &store_v11};
	struct faults faults = {0};
	size_t packages = 0;
	bool is_store = false;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!store_is_in(dir, formats[i]))
			continue;
		store_verify(dir, formats[i], &faults, &packages);
		is_store = true;
	}
	if (!is_store)
		cache_verify(dir, &faults, &packages);
	bool ok = faults.count == 0;
	/* Of no packages the merge is an empty folder. */
	if (!is_store && packages == 0 && !ok) {
		say("%s: is neither a pnpm store, with a folder v3, v10 or v11, nor a bun cache", dir);
	} else {
		faults_say(&faults);
	}
	if (verbose)
		say("%s: %zu packages, %zu faults", dir, packages, faults.count);
	faults_free(&faults);
	return ok;
}
