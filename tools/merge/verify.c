#include "merge/verify.h"

#include "base/report.h"

static void add_none(struct report *faults, const struct store_layout *const *layouts, const char *dir)
{
	struct buffer folders = {0}, others = {0};
	store_layout_names(&folders, layouts, NULL, false, ", ", " or ");
	for (; *layouts; layouts++) {
		if ((*layouts)->usage)
			continue;
		buffer_add_string(&others, others.len > 0 ? ", nor a " : "");
		buffer_add_string(&others, (*layouts)->name);
	}
	report_add(faults, "%s: is neither a store, with a folder %s, nor a %s", dir, buffer_string(&folders),
		   buffer_string(&others));
	buffer_free(&folders);
	buffer_free(&others);
}

void merge_verify(const struct store_layout *const *layouts, const char *dir, struct report *faults,
		  size_t *packages)
{
	bool found = false;
	*packages = 0;
	for (const struct store_layout *const *l = layouts; *l; l++) {
		if (!(*l)->is_in(*l, dir))
			continue;
		(*l)->verify(*l, dir, faults, packages);
		found = true;
	}
	if (!found)
		add_none(faults, layouts, dir);
}
