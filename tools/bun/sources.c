#include "bun/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bun/bunfig.h"
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
		return *p->registry ? p->registry
				    : tree_registries_url(&s->registries, &s->arena, p->name, resolution);
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
			       .patch = bun_layout_patch(&s->arena, s->json, p),
			   });
}

bool bun_sources(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	struct bun_graph g = {0};
	bool ok = bun_graph_read(&g, &r->text, r->lockfile, true, e);
	s->json = json_incref(g.json);
	for (size_t i = 0; ok && i < g.count; i++) {
		const struct bun_package *p = &g.packages[i];
		if (bun_package_is_importer(p))
			tree_add_about(s, "importer", *p->path ? p->path : ".");
		add_package(s, p);
	}
	const json_t *trusted = json_object_get(s->json, "trustedDependencies");
	for (size_t i = 0; ok && i < json_array_size(trusted); i++)
		if (json_is_string(json_array_get(trusted, i)))
			tree_add_about(s, "trusted", json_string_value(json_array_get(trusted, i)));
	bun_graph_free(&g);
	return ok;
}

/* --- registries --- */

/* The scope of the registry at PATH of bunfig.toml, to be freed; NULL: there is no registry's URL. */
static char *scope_at(const char *path)
{
	static const char *const others[] = {".token", ".username", ".password"};
	const char *scope = text_after(path, "install.scopes.");
	if (strcmp(path, "install.registry") == 0 || strcmp(path, "install.registry.url") == 0)
		return xstrdup("");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!scope || text_ends(scope, others[i]))
			return NULL;
	int len = (int)strlen(scope) - (text_ends(scope, ".url") ? 4 : 0);
	return xasprintf("%s%.*s", *scope == '@' ? "" : "@", len, scope);
}

static bool is_same(const char *one, const char *other)
{
	size_t len = strlen(one), other_len = strlen(other);
	len -= text_ends(one, "/");
	other_len -= text_ends(other, "/");
	return len == other_len && memcmp(one, other, len) == 0;
}

/* Takes a value of bunfig.toml.  bun 1.2 and 1.3 take the registry of .npmrc when both have one, bun 1.4 that of bunfig.toml. */
static bool take_registry(void *registries, const char *path, const char *text, bool is_string,
			  struct error *e)
{
	struct tree_registries *t = registries;
	char *scope = is_string ? scope_at(path) : NULL;
	bool ok = true;
	if (scope) {
		const char *other = tree_registries_find(t, scope, strlen(scope));
		ok = tree_registries_add(t, "bunfig.toml", scope, text, e);
		const char *mine = ok ? tree_registries_find(t, scope, strlen(scope)) : NULL;
		if (ok && other && !is_same(other, mine))
			ok = error_set(
			    e, "bunfig.toml",
			    ".npmrc has a different registry for '%s', and bun's version decides which "
			    "one it uses; make them the same, or give it with --registry, or in Nix "
			    "with 'registries'",
			    *scope ? scope : "default");
	}
	free(scope);
	return ok;
}

bool bun_registries(struct tree_registries *t, const struct tree_request *r, struct error *e)
{
	return bun_bunfig_read(r, take_registry, t, e);
}
