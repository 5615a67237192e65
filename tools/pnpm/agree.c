#include "pnpm/agree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "tree/agree.h"
#include "tree/manifest.h"

/* The names that overrides replace: "name", "name@1", "parent>name". */
static void add_overridden(json_t *free_names, const json_t *overrides)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)overrides, key, value)
	{
		const char *last = strrchr(key, '>');
		const char *name = last ? last + 1 : key;
		const char *end = *name ? strchr(name + 1, '@') : NULL;
		char *text = end ? xstrndup(name, (size_t)(end - name)) : xstrdup(name);
		json_object_set_new(free_names, text, json_true());
		free(text);
	}
}

/* What the importer ENTRY was made for, by name. */
static json_t *locked_of(const json_t *entry)
{
	json_t *locked = json_object();
	for (size_t i = 0; i < TREE_PEERS; i++) {
		const char *name;
		json_t *dependency;
		json_object_foreach(json_object_get(entry, tree_groups[i]), name, dependency)
		{
			const char *specifier = json_text(dependency, "specifier");
			/* A runtime is asked for elsewhere in package.json. */
			if (specifier && !text_begins(specifier, "runtime:"))
				json_object_set_new(locked, name, json_string(specifier));
		}
	}
	return locked;
}

bool pnpm_agrees(const struct pnpm_graph *g, struct error *e)
{
	bool ok = true;
	if (json_object_get(g->lockfile, "pnpmfileChecksum"))
		return true;
	json_t *free_names = json_object();
	add_overridden(free_names, json_object_get(g->lockfile, "overrides"));
	const json_t *ignored = json_object_get(g->lockfile, "ignoredOptionalDependencies");
	for (size_t i = 0; i < json_array_size(ignored); i++) {
		const char *name = json_string_value(json_array_get(ignored, i));
		if (name)
			json_object_set_new(free_names, name, json_true());
	}
	for (size_t i = 0; ok && i < g->importer_count; i++) {
		json_t *ranges = locked_of(g->importers[i].entry);
		const struct tree_locked locked = {
		    .ranges = ranges,
		    .free_names = free_names,
		    .update = "run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml",
		};
		ok = !g->importers[i].selected || tree_agrees(g->request, g->importers[i].id, &locked, e);
		json_decref(ranges);
	}
	json_decref(free_names);
	return ok;
}
