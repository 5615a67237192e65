#include "merge/verify.h"

#include <stdlib.h>

#include "base/string_list.h"

static bool is_store(const struct store_layout *const *layouts, const char *dir)
{
	for (; *layouts; layouts++)
		if ((*layouts)->is_in(*layouts, dir))
			return true;
	return false;
}

char *merge_refusal(const struct store_layout *const *layouts, const char *dir)
{
	if (is_store(layouts, dir))
		return NULL;
	struct buffer others = {0};
	char *folders = store_layout_names(layouts, NULL, false, ", ", " or ");
	for (; *layouts; layouts++) {
		if ((*layouts)->usage)
			continue;
		buffer_add_string(&others, others.len > 0 ? ", nor a " : "");
		buffer_add_string(&others, (*layouts)->name);
	}
	char *refusal = xasprintf("is neither a store (with a folder %s) nor a %s; name the folder of one",
				  folders, buffer_string(&others));
	free(folders);
	buffer_free(&others);
	return refusal;
}

void merge_verify(const struct store_layout *const *layouts, const char *dir, struct string_list *faults,
		  size_t *packages)
{
	*packages = 0;
	char *refusal = merge_refusal(layouts, dir);
	if (refusal)
		string_list_printf(faults, "%s: %s", dir, refusal);
	for (const struct store_layout *const *l = layouts; !refusal && *l; l++)
		if ((*l)->is_in(*l, dir))
			(*l)->verify(*l, dir, faults, packages);
	free(refusal);
}
