#include "bun/layout.h"

#include <string.h>
#include <sys/stat.h>

const char *layout_key(struct tree_plan *plan, const struct graph_package *p)
{
	switch (p->kind) {
	case GRAPH_KIND_NPM:
		return tree_string(plan, "%s@%s", p->name, p->resolution);
	case GRAPH_KIND_LOCAL_TARBALL:
	case GRAPH_KIND_REMOTE_TARBALL:
		return tree_string(plan, "tarball:%s", p->resolution);
	case GRAPH_KIND_GITHUB:
		return tree_string(plan, "github:%s", p->tag);
	case GRAPH_KIND_GIT:
		return tree_string(plan, "git:%s", p->tag);
	case GRAPH_KIND_ROOT:
	case GRAPH_KIND_FOLDER:
	case GRAPH_KIND_LINK:
	case GRAPH_KIND_WORKSPACE:
		break;
	}
	return NULL;
}

/* True for a path that does not lead out of the project. */
static bool is_inside(const char *path)
{
	if (*path == '/')
		return false;
	for (size_t len; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 2 && path[0] == '.' && path[1] == '.')
			return false;
	}
	return true;
}

/* Where the bytes of P are, which is KEY in the list; NULL: nowhere. */
static const char *source_of(struct layout *l, const struct graph_package *p, const char *key)
{
	const char *source = key ? tree_list_find(l->request->list, key) : NULL;
	if (!source && p->path && is_inside(p->path))
		source = tree_string(l->plan, "%s/%s", l->request->project, p->path);
	return source;
}

/* bun's note in a package of what it is: the commit, or a tarball's integrity (bun 1.4). */
static const char *tag_of(struct layout *l, const struct graph_package *p)
{
	if (p->kind == GRAPH_KIND_GIT || p->kind == GRAPH_KIND_GITHUB)
		return p->tag;
	bool tarball = p->kind == GRAPH_KIND_LOCAL_TARBALL || p->kind == GRAPH_KIND_REMOTE_TARBALL;
	return tarball && settings_since(&l->settings, 1, 4, 0) ? p->integrity : NULL;
}

static bool is_patched(const struct layout *l, const struct graph_package *p)
{
	const json_t *patches = json_object_get(l->graph.json, "patchedDependencies");
	return json_object_get(patches, tree_string(l->plan, "%s@%s", p->name, p->resolution)) != NULL;
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Plans the package of that index for its first place. */
static bool plan_package(struct layout *l, size_t package, struct error *e)
{
	const struct graph_package *p = &l->graph.packages[package];
	const char *key = layout_key(l->plan, p), *name = key ? key : p->path;
	if (p->kind == GRAPH_KIND_LINK || p->kind == GRAPH_KIND_ROOT)
		return error_set(e, l->request->lockfile, "package '%.100s': %s cannot be in a tree", p->name,
				 p->kind == GRAPH_KIND_LINK ? "what 'bun link' made" : "the project itself");
	if (p->kind == GRAPH_KIND_FOLDER && !is_inside(p->path))
		return error_set(e, l->request->lockfile,
				 "package '%.100s': its folder '%.200s' is not in the "
				 "project",
				 p->name, p->path);
	const char *source = source_of(l, p, key);
	if (!source)
		return error_set(e, name, "is not in the list, and not optional");
	if (is_patched(l, p) && !is_folder(source))
		return error_set(e, name, "is patched: the list must have its patched folder, not a tarball");
	l->planned[package] =
	    tree_add_package(l->plan, (struct tree_package){.key = name,
							    .source = source,
							    .integrity = *p->integrity ? p->integrity : NULL,
							    .working_tree = p->kind == GRAPH_KIND_FOLDER});
	return true;
}

bool layout_place(struct layout *l, size_t package, const char *path, struct error *e)
{
	const struct graph_package *p = &l->graph.packages[package];
	if (l->planned[package] == GRAPH_NONE && !plan_package(l, package, e))
		return false;
	tree_add_place(l->plan, l->planned[package], path);
	const char *tag = tag_of(l, p);
	if (tag)
		tree_add_file(l->plan, tree_string(l->plan, "%s/.bun-tag", path), tag, strlen(tag));
	return true;
}
