#include "pnpm/tree_bins.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "pnpm/bins.h"
#include "tree/manifest.h"

/* What look finds in a package. */
struct seen {
	const struct pnpm_commands *commands;
	bool builds;
};

/* What the commands of all folders are added with. */
struct binner {
	struct tree_plan *plan;
	const struct pnpm_graph *graph;
	const struct pnpm_settings *settings;
	const struct pnpm_hoisting *hoisting;
	int tree;
	struct pnpm_bins bins; /* of the folder that is being filled */
	struct buffer text;    /* of a package.json */
};

static bool has_scripts(const char *json, size_t len)
{
	/* Most package.json files have none, and parsing takes time. */
	if (!memmem(json, len, "install\"", 8))
		return false;
	json_t *manifest = json_parse(json, len, JSON_ALLOW_NUL, JSON_MANIFEST_VALUES, NULL);
	const json_t *scripts = json_object_get(manifest, "scripts");
	bool found = json_object_get(scripts, "preinstall") || json_object_get(scripts, "install") ||
		     json_object_get(scripts, "postinstall");
	json_decref(manifest);
	return found;
}

void pnpm_package_look(struct tree_package *package, const char *manifest, size_t len,
		       const struct contents *c, struct arena *arena)
{
	struct seen *seen = arena_alloc(arena, sizeof(*seen));
	*seen = (struct seen){NULL, contents_find(c, "binding.gyp")};
	if (manifest) {
		seen->commands = pnpm_commands_read(manifest, len, c, arena);
		seen->builds = seen->builds || has_scripts(manifest, len);
	}
	package->manager = seen;
}

bool pnpm_package_builds(const struct tree_package *package)
{
	const struct seen *seen = package->manager;
	return seen && seen->builds && !package->is_folder;
}

static const struct pnpm_commands *commands_of(const struct binner *b, const struct pnpm_package *p)
{
	return ((const struct seen *)b->plan->packages[p->planned].manager)->commands;
}

/* The commands of the project's folder FOLDER. */
static const struct pnpm_commands *commands_of_folder(struct binner *b, const char *folder)
{
	bool there;
	return tree_manifest_text(b->graph->request, folder, &b->text, &there, NULL) && there
		   ? pnpm_commands_read(b->text.data, b->text.len, NULL, &b->plan->arena)
		   : NULL;
}

/* Adds the commands of PACKAGE or FOLDER; LOCATION is the link by which pnpm 9 to 11 get there,
 * NULL: they go directly, as pnpm 12 always does. */
static void add(struct binner *b, const struct pnpm_package *package, const char *folder,
		const char *location, enum pnpm_rank rank)
{
	if (b->settings->major >= 12)
		location = NULL;
	if (package && package->installed)
		pnpm_bins_add(
		    &b->bins, commands_of(b, package),
		    (struct pnpm_origin){location ? location : package->place, package->place, NULL}, rank);
	else if (!package && folder)
		pnpm_bins_add(&b->bins, commands_of_folder(b, folder),
			      (struct pnpm_origin){location ? location : folder, NULL, folder}, rank);
}

static const char *below(struct binner *b, const char *folder, const char *name)
{
	return tree_string(b->plan, "%s/%s", folder, name);
}

/* --- a package's own .bin --- */

/* Adds the commands of the package that is at NAME in MODULES, a folder of the tree. */
static bool add_bundled(struct binner *b, const char *modules, const char *name, struct error *e)
{
	const char *place = below(b, modules, name);
	int fd =
	    openat(b->tree, below(b, place, "package.json"), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || error_errno(e, place, "cannot open");
	if (!fs_read_rest(fd, place, JSON_MANIFEST_BYTES, &b->text, e))
		return false;
	pnpm_bins_add(&b->bins, pnpm_commands_read(b->text.data, b->text.len, NULL, &b->plan->arena),
		      (struct pnpm_origin){place, place, NULL},
		      b->settings->major < 12 ? PNPM_BUNDLED : PNPM_DIRECT);
	return true;
}

/* Adds those of all packages in MODULES; SCOPE is a folder of it, or "". */
static bool add_all_bundled(struct binner *b, const char *modules, const char *scope, struct error *e)
{
	struct dir_list list = {0};
	const char *folder = *scope ? below(b, modules, scope) : modules;
	bool ok = dir_list_read(&list, b->tree, folder) || errno == ENOENT || errno == ENOTDIR ||
		  error_errno(e, folder, "cannot list");
	for (size_t i = 0; ok && i < list.count; i++) {
		const char *name = list.entries[i].name;
		if (*name == '@' && !*scope)
			ok = add_all_bundled(b, modules, name, e);
		else if (*name != '.')
			ok = add_bundled(b, modules, *scope ? below(b, scope, name) : name, e);
	}
	dir_list_free(&list);
	return ok;
}

static bool has_link(const struct pnpm_package *p)
{
	for (size_t i = 0; i < p->child_count; i++)
		if (!p->children[i].package && p->children[i].folder)
			return true;
	return false;
}

/* Adds what P depends on: with a folder of the project among it, everything that is there
 * and by its links (pnpm 9 to 11: linkAllBins), else what the lockfile says has commands. */
static void add_children(struct binner *b, const struct pnpm_package *p)
{
	bool by_links = b->settings->major < 12 && has_link(p);
	for (size_t i = 0; i < p->child_count; i++) {
		const struct pnpm_edge *c = &p->children[i];
		if (by_links && strcmp(c->alias, p->name) != 0)
			add(b, c->package, c->folder, below(b, p->modules, c->alias), PNPM_DIRECT);
		else if (!by_links && c->package && c->package->has_bin)
			add(b, c->package, NULL, NULL, PNPM_DIRECT);
	}
}

/* True when P's own commands are in its .bin, too: with pnpm 12 those of each package. Where the
 * project has patches, pnpm 9 to 11 go through what is patched or would be built, though scripts
 * are ignored, and do it there (pnpm 10.33.0, 11.28.11: buildDependency). */
static bool has_own_bins(const struct binner *b, const struct pnpm_package *p)
{
	const struct seen *seen = b->plan->packages[p->planned].manager;
	if (!p->has_bin || !seen->commands)
		return false;
	return b->settings->major >= 12 ||
	       (json_object_size(json_object_get(b->graph->lockfile, "patchedDependencies")) > 0 &&
		(seen->builds || pnpm_is_patched(p)));
}

static bool bins_of_package(struct binner *b, const struct pnpm_package *p, struct error *e)
{
	const char *modules = below(b, p->place, "node_modules");
	add_children(b, p);
	if (p->bundles && !add_all_bundled(b, modules, "", e))
		return false;
	if (has_own_bins(b, p)) {
		if (b->settings->major >= 12)
			tree_add_folder(b->plan, below(b, modules, ".bin"));
		add(b, p, NULL, NULL, PNPM_OWN);
	}
	pnpm_bins_link(&b->bins, b->plan, below(b, modules, ".bin"));
	return true;
}

/* --- those of importers --- */

/* Adds the peers that P must have and has, which may have been installed for P alone
 * (pnpm 11.28.11: linkAutoInstalledPeerBins); with pnpm 12.21 not those in the project. */
static void add_peers(struct binner *b, const struct pnpm_package *p)
{
	const json_t *peers = json_object_get(p->entry, "peerDependencies"),
		     *meta = json_object_get(p->entry, "peerDependenciesMeta");
	for (size_t i = 0; i < p->child_count; i++) {
		const struct pnpm_edge *c = &p->children[i];
		const json_t *about = json_object_get(meta, c->alias);
		if ((c->package || b->settings->major < 12) && json_object_get(peers, c->alias) &&
		    !json_is_true(json_object_get(about, "optional")))
			add(b, c->package, c->folder, below(b, p->modules, c->alias), PNPM_PEER);
	}
}

static void add_publicly_hoisted(struct binner *b, const char *modules)
{
	for (size_t i = 0; i < b->hoisting->count; i++) {
		const struct pnpm_hoisted *h = &b->hoisting->all[i];
		if (h->public)
			add(b, h->package, h->folder, below(b, modules, h->alias), PNPM_HOISTED);
	}
}

static void bins_of_importer(struct binner *b, const struct pnpm_importer *importer)
{
	/* Where others are hoisted, too, everything that is there counts, by its links. */
	bool by_links = strcmp(importer->id, ".") == 0 && b->settings->public_hoist.count > 0;
	for (size_t i = 0; i < importer->child_count; i++) {
		const struct pnpm_edge *c = &importer->children[i];
		if (pnpm_is_in_root(b->graph, importer, c) ||
		    (!by_links && c->package && !c->package->has_bin))
			continue;
		add(b, c->package, c->folder, by_links ? below(b, importer->modules, c->alias) : NULL,
		    PNPM_DIRECT);
	}
	if (by_links)
		add_publicly_hoisted(b, importer->modules);
	for (size_t i = 0; i < importer->child_count; i++) {
		const struct pnpm_package *p = importer->children[i].package;
		if (b->settings->late_eleven && b->settings->auto_install_peers && p && p->installed)
			add_peers(b, p);
	}
	pnpm_bins_link(&b->bins, b->plan, below(b, importer->modules, ".bin"));
}

static void bins_of_hoisted(struct binner *b)
{
	const char *modules = below(b, b->settings->virtual_store, "node_modules");
	for (size_t i = 0; i < b->hoisting->count; i++) {
		const struct pnpm_hoisted *h = &b->hoisting->all[i];
		if (!h->public && h->package && h->package->has_bin)
			add(b, h->package, NULL, b->settings->major < 12 ? below(b, modules, h->alias) : NULL,
			    PNPM_DIRECT);
	}
	pnpm_bins_link(&b->bins, b->plan, below(b, modules, ".bin"));
}

bool pnpm_tree_bins(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h,
		    int tree, struct error *e)
{
	struct binner b = {
	    .plan = plan,
	    .graph = g,
	    .settings = g->settings,
	    .hoisting = h,
	    .tree = tree,
	    .bins = {.as_twelve = g->settings->major >= 12,
		     .late_eleven = g->settings->late_eleven,
		     .tree = tree,
		     .project = g->request->manifests ? -1 : g->request->project_dir},
	};
	bool ok = true;
	for (size_t i = 0; ok && i < g->package_count; i++)
		if (g->packages[i].installed)
			ok = bins_of_package(&b, &g->packages[i], e);
	if (ok)
		bins_of_hoisted(&b);
	for (size_t i = 0; ok && i < g->importer_count; i++)
		if (g->importers[i].selected)
			bins_of_importer(&b, &g->importers[i]);
	pnpm_bins_free(&b.bins);
	buffer_free(&b.text);
	return ok;
}
