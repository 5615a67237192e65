#include "merge/verify.h"

#include "base/error.h"
#include "base/faults.h"

static void say_none(const struct store_layout *const *layouts, const char *dir)
{
	struct buffer folders = {0}, others = {0};
	store_layout_names(&folders, layouts, NULL, false, ", ", " or ");
	for (; *layouts; layouts++) {
		if ((*layouts)->usage)
			continue;
		buffer_add_string(&others, others.len > 0 ? ", nor a " : "");
		buffer_add_string(&others, (*layouts)->name);
	}
	say("%s: is neither a store, with a folder %s, nor a %s", dir, buffer_string(&folders),
	    buffer_string(&others));
	buffer_free(&folders);
	buffer_free(&others);
}

bool merge_verify(const struct store_layout *const *layouts, const char *dir, bool verbose)
{
	struct faults faults = {0};
	size_t packages = 0;
	bool found = false;
	for (const struct store_layout *const *l = layouts; *l; l++) {
		if (!(*l)->is_in(*l, dir))
			continue;
		(*l)->verify(*l, dir, &faults, &packages);
		found = true;
	}
	bool ok = found && faults.count == 0;
	if (!found)
		say_none(layouts, dir);
	faults_say(&faults);
	if (verbose)
		say("%s: %zu packages, %zu faults", dir, packages, faults.count);
	faults_free(&faults);
	return ok;
}
