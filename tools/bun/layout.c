#include "bun/layout.h"

#include <inttypes.h>
#include <string.h>

#include "base/fs.h"
#include "base/integrity.h"
#include "base/json.h"
#include "base/text.h"
#include "bun/wyhash.h"

#define PATCH_LIMIT ((size_t)64 << 20)

const char *bun_layout_key(struct arena *arena, const struct bun_package *p)
{
	switch (p->kind) {
	case BUN_KIND_NPM:
		return arena_printf(arena, "%s@%s", p->name, p->resolution);
	case BUN_KIND_LOCAL_TARBALL:
	case BUN_KIND_REMOTE_TARBALL:
		return arena_printf(arena, "tarball:%s", p->resolution);
	case BUN_KIND_GITHUB:
		return arena_printf(arena, "github:%s", p->tag);
	case BUN_KIND_GIT:
		return arena_printf(arena, "git:%s", p->tag);
	case BUN_KIND_ROOT:
	case BUN_KIND_FOLDER:
	case BUN_KIND_LINK:
	case BUN_KIND_WORKSPACE:
		break;
	}
	return NULL;
}

const char *bun_layout_patch(struct arena *arena, const json_t *lock, const struct bun_package *p)
{
	return json_text(json_object_get(lock, "patchedDependencies"),
			 arena_printf(arena, "%s@%s", p->name, p->resolution));
}

static const char *patch_of(const struct bun_layout *l, const struct bun_package *p)
{
	return bun_layout_patch(&l->plan->arena, l->graph.json, p);
}

/* Where the bytes of P are, which is KEY in the list; NULL: nowhere. */
static const char *source_of(struct bun_layout *l, const struct bun_package *p, const char *key)
{
	const char *source = key ? tree_list_find(l->request->list, key) : NULL;
	if (!source && p->path && !text_leads_out(p->path))
		source = tree_string(l->plan, "%s/%s", l->request->project, p->path);
	return source;
}

/* bun's note in a package of what it is: the commit, or a tarball's integrity (bun 1.4.4). */
static const char *tag_of(struct bun_layout *l, const struct bun_package *p)
{
	if (p->kind == BUN_KIND_GIT || p->kind == BUN_KIND_GITHUB)
		return p->tag;
	return bun_package_is_tarball(p) && bun_settings_since(&l->settings, 4, 4) ? p->integrity : NULL;
}

/* What bun calls a patch: bun 1.4.0 to 1.4.5 by the first 8 bytes of its SHA-1, the last of them
 * first, before that by its Wyhash. */
static uint64_t patch_hash(const struct bun_layout *l, const struct buffer *patch)
{
	if (!bun_settings_since(&l->settings, 4, 0))
		return bun_wyhash(patch->data, patch->len);
	struct hasher h;
	struct hash_value value;
	hasher_init(&h, HASH_SHA1);
	hasher_update(&h, patch->data, patch->len);
	hasher_final(&h, &value);
	uint64_t hash = 0;
	for (int i = 7; i >= 0; i--)
		hash = hash << 8 | value.bytes[i];
	return hash;
}

/* The name of bun's note in a package of which patch it has, or NULL. */
static const char *patch_tag_of(const struct bun_layout *l, const struct bun_package *p)
{
	const char *path = patch_of(l, p), *tag = NULL;
	struct buffer patch = {0};
	if (path && !text_leads_out(path) &&
	    fs_read_file(l->request->project_dir, path, PATCH_LIMIT, &patch, NULL))
		tag = tree_string(l->plan, ".bun-tag-%" PRIx64, patch_hash(l, &patch));
	buffer_free(&patch);
	return tag;
}

/* Plans the package of that index for its first place. */
static bool plan_package(struct bun_layout *l, size_t package, struct error *e)
{
	const struct bun_package *p = &l->graph.packages[package];
	const char *key = bun_layout_key(&l->plan->arena, p), *name = key ? key : p->path;
	if (p->kind == BUN_KIND_LINK)
		return error_set(e, l->request->lockfile,
				 "package '%.100s': it comes from 'bun link'; put its folder into the "
				 "project, and depend on it with file:",
				 p->name);
	if (p->kind == BUN_KIND_ROOT)
		return error_set(e, l->request->lockfile,
				 "package '%.100s': it is the project itself; do not depend on it", p->name);
	if ((p->kind == BUN_KIND_FOLDER || p->kind == BUN_KIND_WORKSPACE) && text_leads_out(p->path))
		return error_set(e, l->request->lockfile,
				 "package '%.100s': its folder '%.200s' is not in the "
				 "project",
				 p->name, p->path);
	const char *source = source_of(l, p, key);
	if (!source)
		return error_set(e, name, "is not in the list, and not optional");
	if (patch_of(l, p) && !tree_list_is_patched(l->request->list, name, source, name, e))
		return false;
	l->planned[package] =
	    tree_add_package(l->plan, (struct tree_package){.key = name,
							    .source = source,
							    .integrity = *p->integrity ? p->integrity : NULL,
							    .patch = tree_list_patch(l->request->list, name),
							    .working_tree = p->kind == BUN_KIND_FOLDER});
	return true;
}

bool bun_layout_place(struct bun_layout *l, size_t package, const char *path, struct error *e)
{
	const struct bun_package *p = &l->graph.packages[package];
	if (l->planned[package] == BUN_NONE && !plan_package(l, package, e))
		return false;
	tree_add_place(l->plan, l->planned[package], path);
	const char *tag = tag_of(l, p), *patch_tag = patch_tag_of(l, p);
	if (tag)
		tree_add_file(l->plan, tree_string(l->plan, "%s/.bun-tag", path), tag, strlen(tag));
	if (patch_tag)
		tree_add_file(l->plan, tree_string(l->plan, "%s/%s", path, patch_tag), "", 0);
	return true;
}
