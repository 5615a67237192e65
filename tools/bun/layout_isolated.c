#include <stdlib.h>
#include <string.h>

#include "bun/layout.h"

static const struct bun_package *package_of(const struct bun_layout *l, size_t entry)
{
	return &l->graph.packages[l->isolate.entries[entry].package];
}

/* The path of the package of ENTRY itself. */
static const char *path_of(struct bun_layout *l, size_t entry)
{
	const struct bun_package *p = package_of(l, entry);
	if (bun_package_is_importer(p))
		return p->path;
	return tree_string(l->plan, "%s/%s", l->folders[entry], p->name);
}

static const char *folder_path(struct bun_layout *l, size_t entry, const struct bun_isolate_rules *rules)
{
	const struct bun_package *p = package_of(l, entry);
	if (bun_package_is_importer(p))
		return tree_string(l->plan, "%s%snode_modules", p->path, *p->path ? "/" : "");
	char *name = bun_isolate_name(&l->graph, &l->isolate.entries[entry], rules);
	const char *path = tree_string(l->plan, "node_modules/.bun/%s/node_modules", name);
	free(name);
	return path;
}

static void add_link(struct bun_layout *l, const char *path, size_t entry)
{
	tree_add_link(l->plan, path, tree_link_target(l->plan, path, path_of(l, entry)));
}

/* The links of ENTRY; one that has its package's own name is in a folder of its own. */
static void add_links(struct bun_layout *l, size_t entry)
{
	const struct bun_isolate_entry *owner = &l->isolate.entries[entry];
	const struct bun_package *p = package_of(l, entry);
	bool in_project = bun_package_is_importer(p);
	for (size_t i = 0; i < owner->link_count; i++) {
		const char *name = owner->links[i].name;
		bool own = !in_project && strcmp(name, p->name) == 0;
		add_link(l,
			 own ? tree_string(l->plan, "%s/%s/node_modules/%s", l->folders[entry], name, name)
			     : tree_string(l->plan, "%s/%s", l->folders[entry], name),
			 owner->links[i].entry);
	}
}

/* .bun/node_modules, where packages find what they do not say that they depend on. */
static void add_hidden(struct bun_layout *l, const struct bun_isolate_rules *rules)
{
	struct string_map names = {0};
	for (size_t i = 0; i < l->isolate.hidden_count; i++) {
		const struct bun_isolate_link *link = &l->isolate.hidden[i];
		const struct bun_package *p = package_of(l, link->entry);
		const char *name = rules->hidden_aliases ? link->name : p->name;
		if (p->kind == BUN_KIND_WORKSPACE || p->kind == BUN_KIND_FOLDER ||
		    string_map_find(&names, name, strlen(name)))
			continue;
		string_map_add(&names, name, 0);
		add_link(l, tree_string(l->plan, "node_modules/.bun/node_modules/%s", name), link->entry);
	}
	string_map_free(&names);
}

static bool place(struct bun_layout *l, size_t entry, struct error *e)
{
	const struct bun_package *p = package_of(l, entry);
	add_links(l, entry);
	if (bun_package_is_importer(p))
		return true;
	return bun_layout_place(l, l->isolate.entries[entry].package, path_of(l, entry), e);
}

bool bun_layout_isolated(struct bun_layout *l, struct error *e)
{
	bool since_1_3 = bun_settings_since(&l->settings, 3, 0),
	     since_1_4_4 = bun_settings_since(&l->settings, 4, 4);
	const struct bun_isolate_rules rules = {
	    .breadth_first = !bun_settings_since(&l->settings, 3, 13),
	    .unfound_apart = !bun_settings_since(&l->settings, 4, 1),
	    .optional_above = !since_1_3,
	    .no_own_peers = since_1_4_4,
	    .hidden_aliases = since_1_4_4,
	    .keep_colons = !since_1_3,
	    .name_tarballs = since_1_4_4,
	    .short_names = bun_settings_since(&l->settings, 4, 0),
	};
	if (!bun_isolate(&l->isolate, &l->graph, &l->filter, &rules, e))
		return false;
	tree_add_folder(l->plan, "node_modules/.bun");
	l->folders = arena_alloc(&l->plan->arena, (l->isolate.count + 1) * sizeof(*l->folders));
	for (size_t i = 0; i < l->isolate.count; i++)
		l->folders[i] = folder_path(l, i, &rules);
	for (size_t i = 0; i < l->isolate.count; i++)
		if (!place(l, i, e))
			return false;
	add_hidden(l, &rules);
	return true;
}
