#include "merge/verify.h"

#include "base/error.h"
#include "base/faults.h"

/* Verifies the stores in DIR of layouts that are told by how DIR looks, or with
 * FALLBACK of the others; false when there are none. */
static bool verify_some(const struct store_layout *const *layouts, const char *dir, bool fallback,
			struct faults *faults, size_t *packages)
{
	bool found = false;
	for (; *layouts; layouts++) {
		const struct store_layout *l = *layouts;
		if (l->is_in ? fallback || !l->is_in(l, dir) : !fallback)
			continue;
		l->verify(l, dir, faults, packages);
		found = true;
	}
	return found;
}

static void say_none(const struct store_layout *const *layouts, const char *dir)
{
	struct buffer names = {0};
	store_layout_names(&names, layouts, NULL, false, ", ", " or ");
	while (*layouts && (*layouts)->is_in)
		layouts++;
	say("%s: is neither a store, with a folder %s, nor a %s", dir, buffer_string(&names),
	    *layouts ? (*layouts)->name : "cache");
	buffer_free(&names);
}

bool merge_verify(const struct store_layout *const *layouts, const char *dir, bool verbose)
{
	struct faults faults = {0};
	size_t packages = 0;
	bool is_store = verify_some(layouts, dir, false, &faults, &packages) ||
			(verify_some(layouts, dir, true, &faults, &packages) && packages > 0);
	bool ok = faults.count == 0;
	/* Of no packages the merge is an empty folder. */
	if (!is_store && !ok)
		say_none(layouts, dir);
	else
		faults_say(&faults);
	if (verbose)
		say("%s: %zu packages, %zu faults", dir, packages, faults.count);
	faults_free(&faults);
	return ok;
}
