#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/dir_list.h"
#include "base/json.h"
#include "base/text.h"
#include "bun/layout.h"
#include "tree/path.h"

/* A package whose bins are wanted. */
struct owner {
	const struct bun_package *package;
	const char *alias;  /* its name in the folder */
	const char *path;   /* where it really is: in the tree, or a workspace in the project */
	const char *target; /* what the links lead to, from .bin */
	/* The same of the package that has the real program, or NULL. */
	const char *native_path, *native_target;
	bool nested; /* hoisted, but not into the project's own folder */
};

/* A folder node_modules that gets bins. */
struct bins {
	struct bun_layout *l;
	int tree;
	const char *folder;
	struct string_map seen; /* their names; the first of a name counts */
	struct string_map made;
	bool *needs; /* by name ids, of note_needs; else false */
};

/* --- one bin --- */

static bool in_project(const struct owner *o)
{
	return bun_package_is_importer(o->package);
}

static int folder_of(const struct bins *b, const struct owner *o)
{
	return in_project(o) ? b->l->request->project_dir : b->tree;
}

static const char *join(struct bun_layout *l, const char *folder, const char *path)
{
	return *folder ? tree_string(l->plan, "%s/%s", folder, path) : path;
}

static bool is_there(const struct bins *b, const struct owner *o, const char *path)
{
	if (in_project(o) && b->l->request->manifests)
		return true; /* as --manifests has it */
	return faccessat(folder_of(b, o), path, F_OK, 0) == 0;
}

/* Adds the bin NAME, the file FILE of O, if it is there. */
static void add_bin(struct bins *b, const struct owner *o, const char *name, const char *file)
{
	struct bun_layout *l = b->l;
	name = tree_bin_name(name);
	file = tree_inner_path(&l->plan->arena, file);
	if (!*name || !*file)
		return;
	const char *path = join(l, o->path, file), *target = o->target;
	bool native = o->native_path && is_there(b, o, join(l, o->native_path, file));
	/* Since 1.4.4 also of a bin that gets no link; but not where the program takes its place. */
	bool command = bun_settings_since(&l->settings, 4, 4)
			   ? !native || o->nested
			   : bun_settings_since(&l->settings, 4, 0) && native && o->nested;
	if (!in_project(o) && command)
		tree_add_command(l->plan, (struct tree_command){.path = path});
	if (string_map_find(&b->seen, name, strlen(name)))
		return;
	string_map_add(&b->seen, name, 1);
	if (native) {
		path = join(l, o->native_path, file);
		target = o->native_target;
	}
	if (string_map_find(&b->made, name, strlen(name)) || !is_there(b, o, path))
		return;
	string_map_add(&b->made, name, 1);
	tree_add_bin(l->plan, tree_string(l->plan, "%s/.bin/%s", b->folder, name),
		     tree_string(l->plan, "%s/%s", target, file));
	if (!in_project(o))
		tree_add_command(l->plan, (struct tree_command){.path = path});
}

/* All files of O's folder DIRECTORY. */
static void add_directory(struct bins *b, const struct owner *o, const char *directory)
{
	struct bun_layout *l = b->l;
	const char **names = NULL;
	size_t count = 0, capacity = 0;
	directory = tree_inner_path(&l->plan->arena, directory);
	int fd = openat(folder_of(b, o), join(l, o->path, directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	for (const struct dirent *entry; dir && (entry = readdir(dir));) {
		struct stat st;
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(st.st_mode))
			continue;
		array_reserve(names, capacity, count + 1);
		names[count++] = tree_string(l->plan, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (count > 0)
		qsort(names, count, sizeof(*names), text_compare);
	for (size_t i = 0; i < count; i++)
		add_bin(b, o, names[i], tree_string(l->plan, "%s/%s", directory, names[i]));
	free(names);
}

/* --- one package --- */

static void add_bins(struct bins *b, const struct owner *o)
{
	json_t *bin = json_object_get(o->package->info, "bin"), *file;
	const char *directory = json_text(o->package->info, "binDir"), *name;
	if (json_is_string(bin)) {
		const char *slash = *o->alias == '@' ? strchr(o->alias, '/') : NULL;
		add_bin(b, o, slash ? slash + 1 : o->alias, json_string_value(bin));
	} else if (json_is_object(bin)) {
		json_object_foreach(bin, name, file)
		{
			if (json_is_string(file))
				add_bin(b, o, name, json_string_value(file));
		}
	} else if (directory) {
		add_directory(b, o, directory);
	}
}

static struct owner owner_of(const struct bins *b, size_t package, const char *alias, const char *path)
{
	return (struct owner){.package = &b->l->graph.packages[package],
			      .alias = alias,
			      .path = path,
			      .target = tree_string(b->l->plan, "../%s", alias)};
}

static void bins_free(struct bins *b)
{
	string_map_free(&b->seen);
	string_map_free(&b->made);
}

/* --- native programs --- */

/* The package that has the program that P's bin would only start, of P's optional ones, or
 * BUN_NONE (bun 1.3.14 and 1.4.5: of esbuild, and what "nativeDependencies" names). */
static size_t native_of(const struct bun_layout *l, const struct bun_package *p)
{
	if (strcmp(p->name, "esbuild") != 0 || !bun_settings_since(&l->settings, 3, 0))
		return BUN_NONE;
	for (size_t i = p->first; i < p->first + p->count; i++) {
		size_t package = l->graph.dependencies[i].package;
		const json_t *info = package != BUN_NONE ? l->graph.packages[package].info : NULL;
		if (json_object_get(info, "os") && json_object_get(info, "cpu") &&
		    bun_filter_platform(&l->filter, info))
			return package;
	}
	return BUN_NONE;
}

/* O's bins lead to the package at PATH instead, if there is one. */
static void use_native(struct bins *b, struct owner *o, const char *path)
{
	if (!path)
		return;
	struct tree_plan *p = b->l->plan;
	o->native_path = path;
	o->native_target = tree_relative(p, tree_string(p, "%s/.bin", b->folder), path);
}

/* --- whose bin it is --- */

/* What counts when packages of one folder have bins of one name. */
struct claim {
	const struct bun_dependency *dependency;
	size_t entry; /* that the dependency leads to, where packages are isolated */
	/* Is not what the project itself depends on; is a folder of the project.  False comes before
	 * true; before 1.4.4 neither counts. */
	bool other, local;
};

static int compare_claims(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	if (a->other != b->other)
		return a->other ? 1 : -1;
	if (a->local != b->local)
		return a->local ? 1 : -1;
	return strcmp(a->dependency->name, b->dependency->name);
}

/* P is a folder of the project, and not unpacked. */
static bool is_local(const struct bun_package *p)
{
	return bun_package_is_importer(p) || p->kind == BUN_KIND_FOLDER || p->kind == BUN_KIND_LINK;
}

/* --- hoisted --- */

/* The path in the folder FOLDER of the package PACKAGE, if it is there. */
static const char *path_in(struct bun_layout *l, size_t folder, size_t package)
{
	const struct bun_hoist_folder *f = &l->hoist.folders[folder];
	for (size_t i = 0; i < f->count; i++) {
		const struct bun_dependency *d = &l->graph.dependencies[f->dependencies[i]];
		if (d->package == package)
			return join(l, l->folders[folder], d->name);
	}
	return NULL;
}

/* Where the program is of what D has in the folder FOLDER: in a folder of its own, or
 * further out; before 1.4 bun looked in the project's own alone. */
static const char *native_hoisted(struct bun_layout *l, size_t folder, const struct bun_dependency *d)
{
	size_t native = native_of(l, &l->graph.packages[d->package]);
	if (native == BUN_NONE)
		return NULL;
	if (!bun_settings_since(&l->settings, 4, 0))
		return folder == 0 ? path_in(l, 0, native) : NULL;
	const struct bun_hoist_folder *f = &l->hoist.folders[folder];
	const char *path = NULL;
	for (size_t i = 0; !path && i < f->count; i++)
		if (&l->graph.dependencies[f->dependencies[i]] == d && f->folders[i] != BUN_NONE)
			path = path_in(l, f->folders[i], native);
	for (; !path && folder != BUN_NONE; folder = l->hoist.folders[folder].parent)
		path = path_in(l, folder, native);
	return path;
}

/* The project or a workspace has the dependency DEPENDENCY, and not just as a peer. */
static bool is_direct(const struct bun_graph *g, size_t dependency)
{
	const struct bun_package *last = &g->packages[g->workspaces];
	return dependency < last->first + last->count && g->dependencies[dependency].group != BUN_GROUP_PEER;
}

static struct claim claim_of(const struct bun_layout *l, size_t dependency)
{
	const struct bun_graph *g = &l->graph;
	const struct bun_dependency *d = &g->dependencies[dependency];
	bool ranked = bun_settings_since(&l->settings, 4, 4);
	return (struct claim){.dependency = d,
			      .other = ranked && !is_direct(g, dependency),
			      .local = ranked && is_local(&g->packages[d->package])};
}

/* Of two bins of one name, the first package's counts. */
static void hoisted_folder(struct bun_layout *l, int tree, size_t index)
{
	const struct bun_hoist_folder *f = &l->hoist.folders[index];
	struct bins b = {.l = l, .tree = tree, .folder = l->folders[index]};
	struct claim *sorted = xmalloc((f->count + 1) * sizeof(*sorted));
	for (size_t i = 0; i < f->count; i++)
		sorted[i] = claim_of(l, f->dependencies[i]);
	qsort(sorted, f->count, sizeof(*sorted), compare_claims);
	for (size_t i = 0; i < f->count; i++) {
		const struct bun_dependency *d = sorted[i].dependency;
		const struct bun_package *p = &l->graph.packages[d->package];
		bool workspace = p->kind == BUN_KIND_WORKSPACE;
		struct owner o = owner_of(&b, d->package, d->name,
					  workspace ? p->path : join(l, l->folders[index], d->name));
		use_native(&b, &o, native_hoisted(l, index, d));
		o.nested = index > 0;
		add_bins(&b, &o);
	}
	free(sorted);
	bins_free(&b);
}

/* --- isolated --- */

static const char *native_isolated(struct bun_layout *l, const struct bun_package *p)
{
	size_t native = native_of(l, p), i = 0;
	if (native == BUN_NONE)
		return NULL;
	while (i < l->isolate.count && l->isolate.entries[i].package != native)
		i++;
	return i < l->isolate.count ? join(l, l->folders[i], l->graph.packages[native].name) : NULL;
}

/* The owner of the bins of ENTRY in B's folder, which has it under the name ALIAS. */
static struct owner owner_of_entry(struct bins *b, size_t entry, const char *alias)
{
	struct bun_layout *l = b->l;
	const struct bun_isolate_entry *s = &l->isolate.entries[entry];
	const struct bun_package *p = &l->graph.packages[s->package];
	bool workspace = p->kind == BUN_KIND_WORKSPACE;
	struct owner o =
	    owner_of(b, s->package, alias, workspace ? p->path : join(l, l->folders[entry], p->name));
	use_native(b, &o, native_isolated(l, p));
	return o;
}

/* Before 1.4.4 a package has bins only where its name is the one by which it was first found. */
static bool has_bins_as(const struct bun_layout *l, const struct bun_isolate_entry *entry, const char *name)
{
	return bun_settings_since(&l->settings, 4, 4) ||
	       strcmp(l->graph.dependencies[entry->dependency].name, name) == 0;
}

/* Notes whether, as IS says, P depends on a name otherwise than as a peer. */
static void note_needs(struct bins *b, const struct bun_package *p, bool is)
{
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (b->l->graph.dependencies[i].group != BUN_GROUP_PEER)
			b->needs[b->l->graph.dependencies[i].name_id] = is;
}

/* LINK, of P: the project's and the workspaces' peers are after what they depend on otherwise. */
static struct claim claim_of_link(const struct bins *b, const struct bun_package *p,
				  const struct bun_isolate_link *link)
{
	const struct bun_layout *l = b->l;
	const struct bun_dependency *d = &l->graph.dependencies[link->dependency];
	bool ranked = bun_settings_since(&l->settings, 4, 4),
	     importer = p <= &l->graph.packages[l->graph.workspaces];
	return (struct claim){.dependency = d,
			      .entry = link->entry,
			      .other = ranked && importer && !b->needs[d->name_id],
			      .local = ranked &&
				       is_local(&l->graph.packages[l->isolate.entries[link->entry].package])};
}

/* The bins of what S, of the package P, has links to. */
static void add_bins_of_links(struct bins *b, const struct bun_isolate_entry *s, const struct bun_package *p)
{
	struct bun_layout *l = b->l;
	struct claim *sorted = xmalloc((s->link_count + 1) * sizeof(*sorted));
	note_needs(b, p, true);
	for (size_t i = 0; i < s->link_count; i++)
		sorted[i] = claim_of_link(b, p, &s->links[i]);
	note_needs(b, p, false);
	qsort(sorted, s->link_count, sizeof(*sorted), compare_claims);
	for (size_t i = 0; i < s->link_count; i++) {
		const char *name = sorted[i].dependency->name;
		if (!has_bins_as(l, &l->isolate.entries[sorted[i].entry], name))
			continue;
		struct owner o = owner_of_entry(b, sorted[i].entry, name);
		add_bins(b, &o);
	}
	free(sorted);
}

static void isolated_folder(struct bun_layout *l, int tree, size_t entry, bool *needs)
{
	const struct bun_isolate_entry *s = &l->isolate.entries[entry];
	struct bins b = {.l = l, .tree = tree, .folder = l->folders[entry], .needs = needs};
	const struct bun_package *p = &l->graph.packages[s->package];
	if (!bun_package_is_importer(p) && has_bins_as(l, s, p->name)) {
		/* Its own take the place of others'. */
		struct owner o = owner_of_entry(&b, entry, p->name);
		add_bins(&b, &o);
		string_map_reset(&b.seen);
	}
	add_bins_of_links(&b, s, p);
	bins_free(&b);
}

void bun_layout_bins(struct bun_layout *l, int tree)
{
	bool *needs = xcalloc(l->graph.name_count, sizeof(*needs));
	for (size_t i = 0; !l->isolated && i < l->hoist.count; i++)
		hoisted_folder(l, tree, i);
	for (size_t i = 0; l->isolated && i < l->isolate.count; i++)
		isolated_folder(l, tree, i, needs);
	free(needs);
}
