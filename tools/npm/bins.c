#include "npm/bins.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/collate.h"
#include "base/fs.h"
#include "base/json.h"
#include "tree/manifest.h"
#include "tree/path.h"

struct bins {
	struct tree_plan *plan;
	const struct npm_lock *lock;
	int tree;
	struct string_map seen; /* paths of links; the first package that names one has it */
};

/* The .bin of the node_modules that N is in. */
static const char *folder_of(struct bins *b, const struct npm_node *n)
{
	return tree_string(b->plan, "%.*s.bin", (int)(n->name - n->path), n->path);
}

/* Whether the file FILE of N is there; a workspace's are in the project. */
static bool is_there(const struct bins *b, const struct npm_node *n, const char *file)
{
	const struct tree_request *r = b->lock->request;
	const struct npm_node *target = n->is_link ? &b->lock->nodes[n->target] : n;
	struct stat st;
	if (target->top && r->manifests)
		return true; /* as --manifests has it */
	const char *path = *target->path ? tree_string(b->plan, "%s/%s", target->path, file)
					 : tree_string(b->plan, "%s", file);
	return fstatat(target->top ? r->project_dir : b->tree, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* N has the command NAME, its file FILE. */
static void add_bin(struct bins *b, const struct npm_node *n, const char *name, const char *file)
{
	char *slashes = tree_string(b->plan, "%s", file);
	for (char *c = slashes; (c = strchr(c, '\\'));)
		*c = '/';
	name = tree_bin_name(name);
	file = tree_inner_path(&b->plan->arena, slashes);
	if (!*name || !*file)
		return;
	const char *real = tree_string(b->plan, "%s/%s", n->path, file);
	/* pacote knows the commands of what it has to look up in the registry. */
	if (!n->is_link && !n->bundled && !json_text(n->entry, "resolved"))
		tree_add_command(b->plan, (struct tree_command){real, true});
	const char *folder = folder_of(b, n), *path = tree_string(b->plan, "%s/%s", folder, name);
	if (string_map_find(&b->seen, path, strlen(path)))
		return;
	string_map_add(&b->seen, path, 0);
	if (!is_there(b, n, file))
		return;
	tree_add_bin(b->plan, path, tree_relative(b->plan, folder, real));
	if (!n->is_link)
		tree_add_command(b->plan, (struct tree_command){.path = real});
}

/* BIN, "bin" of a package.json of the package NAME. */
static void add_bins(struct bins *b, const struct npm_node *n, const json_t *bin, const char *name)
{
	const char *key;
	json_t *file;
	size_t i;
	if (json_is_string(bin) && name)
		add_bin(b, n, name, json_string_value(bin));
	json_array_foreach(bin, i, file)
	{
		if (json_is_string(file))
			add_bin(b, n, json_string_value(file), json_string_value(file));
	}
	json_object_foreach((json_t *)bin, key, file)
	{
		if (json_is_string(file))
			add_bin(b, n, key, json_string_value(file));
	}
}

/* N's own package.json where npm asks that: of a folder of the project and of a bundled package. */
static json_t *read_manifest(struct bins *b, const struct npm_node *n)
{
	const struct npm_node *real = n->is_link ? &b->lock->nodes[n->target] : n;
	struct buffer text = {0};
	json_t *manifest = NULL;
	if (real->top)
		tree_manifest_read(b->lock->request, real->path, &manifest, NULL);
	else if (n->bundled && fs_read_file(b->tree, tree_string(b->plan, "%s/package.json", n->path),
					    JSON_MANIFEST_BYTES, &text, NULL))
		manifest = json_parse(text.data, text.len, 0, JSON_MANIFEST_VALUES, NULL);
	buffer_free(&text);
	return manifest;
}

/* The bins of what is not told by the lockfile. */
static void add_own(struct bins *b, const struct npm_node *n)
{
	json_t *manifest = read_manifest(b, n);
	add_bins(b, n, json_object_get(manifest, "bin"), json_text(manifest, "name"));
	json_decref(manifest);
}

/* Packages before links, then by depth and path: arborist's rebuild.js. */
static int by_order(const void *left, const void *right)
{
	const struct npm_node *a = *(const struct npm_node *const *)left,
			      *b = *(const struct npm_node *const *)right;
	if (a->is_link != b->is_link)
		return a->is_link ? 1 : -1;
	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	return collate(a->path, b->path);
}

void npm_bins(struct tree_plan *p, const struct npm_lock *l, int tree)
{
	struct bins b = {.plan = p, .lock = l, .tree = tree};
	const struct npm_node **order = xmalloc((l->count + 1) * sizeof(const struct npm_node *));
	size_t count = 0;
	for (size_t i = 1; i < l->count; i++)
		if (l->nodes[i].name && !l->nodes[i].left_out)
			order[count++] = &l->nodes[i];
	qsort(order, count, sizeof(const struct npm_node *), by_order);
	for (size_t i = 0; i < count; i++) {
		const char *name = json_text(order[i]->entry, "name");
		if (order[i]->is_link || order[i]->bundled)
			add_own(&b, order[i]);
		else
			add_bins(&b, order[i], json_object_get(order[i]->entry, "bin"),
				 name ? name : order[i]->name);
	}
	free(order);
	string_map_free(&b.seen);
}
