#include "bun/sources.h"

#include <string.h>

#include "bun/graph.h"
#include "bun/layout.h"

/* "github:OWNER/REPO#COMMIT", as GitHub's API, which bun asks, leads to it. */
static const char *github_url(struct tree_sources *s, const char *resolution)
{
	const char *path = resolution + strlen("github:");
	size_t len = strcspn(path, "#");
	return path[len] ? arena_printf(&s->arena, "https://codeload.github.com/%.*s/legacy.tar.gz/%s",
					(int)len, path, path + len + 1)
			 : NULL;
}

static const char *url_of(struct tree_sources *s, const struct bun_package *p)
{
	const char *resolution = arena_strndup(&s->arena, p->resolution, strlen(p->resolution));
	switch (p->kind) {
	case BUN_KIND_NPM:
		return *p->registry ? p->registry : tree_registry_url(s, p->name, resolution);
	case BUN_KIND_REMOTE_TARBALL:
		return resolution;
	case BUN_KIND_GITHUB:
		return github_url(s, resolution);
	case BUN_KIND_GIT:
		return tree_commit_url(s, resolution);
	case BUN_KIND_ROOT:
	case BUN_KIND_FOLDER:
	case BUN_KIND_LINK:
	case BUN_KIND_WORKSPACE:
	case BUN_KIND_LOCAL_TARBALL:
		break;
	}
	return NULL;
}

static void add_package(struct tree_sources *s, const struct bun_package *p)
{
	const char *key = bun_layout_key(&s->arena, p);
	if (!key || p->kind == BUN_KIND_LOCAL_TARBALL)
		return;
	/* bun leaves out what is for another platform, whoever depends on it. */
	tree_add_source(s, (struct tree_source){
			       .key = key,
			       .integrity = *p->integrity ? p->integrity : NULL,
			       .url = url_of(s, p),
			       .origin = key,
			       .optional = true,
			       .os = json_object_get(p->info, "os"),
			       .cpu = json_object_get(p->info, "cpu"),
			       .libc = json_object_get(p->info, "libc"),
			   });
	const json_t *patches = json_object_get(s->json, "patchedDependencies");
	const char *patch = json_string_value(
	    json_object_get(patches, arena_printf(&s->arena, "%s@%s", p->name, p->resolution)));
	if (patch)
		tree_add_about(s, "patch", arena_printf(&s->arena, "%s\t%s", key, patch));
}

bool bun_sources(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	struct bun_graph g = {0};
	struct buffer text = {0};
	buffer_add(&text, r->text.data, r->text.len);
	buffer_string(&text);
	bool ok = bun_graph_read(&g, text.data, text.len, true, r->lockfile, e);
	s->json = json_incref(g.json);
	for (size_t i = 0; ok && i < g.count; i++) {
		const struct bun_package *p = &g.packages[i];
		if (p->kind == BUN_KIND_ROOT || p->kind == BUN_KIND_WORKSPACE)
			tree_add_about(s, "importer", *p->path ? p->path : ".");
		add_package(s, p);
	}
	const json_t *trusted = json_object_get(s->json, "trustedDependencies");
	for (size_t i = 0; ok && i < json_array_size(trusted); i++)
		if (json_is_string(json_array_get(trusted, i)))
			tree_add_about(s, "trusted", json_string_value(json_array_get(trusted, i)));
	bun_graph_free(&g);
	buffer_free(&text);
	return ok;
}
