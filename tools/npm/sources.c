#include "npm/sources.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "npm/lock.h"

/* Any of these is the npm registry to npm, which takes the configured one in its place. */
static bool is_registry(const char *resolved)
{
	return !resolved || text_begins(resolved, "https://registry.npmjs.org/") ||
	       text_begins(resolved, "http://registry.npmjs.org/") ||
	       text_begins(resolved, "https://registry.yarnpkg.com/") ||
	       text_begins(resolved, "http://registry.yarnpkg.com/");
}

static void add_package(struct tree_sources *s, const struct npm_node *n)
{
	const char *resolved = json_text(n->entry, "resolved"), *version = json_text(n->entry, "version"),
		   *name = json_text(n->entry, "name");
	bool git = npm_is_git(n);
	if (resolved && text_begins(resolved, "file:"))
		return;
	const char *url = resolved;
	if (git)
		tree_add_about(
		    s, "git", arena_printf(&s->arena, "%s@%s\t%s", name ? name : n->name, resolved, n->path));
	if (git)
		url = tree_commit_url(s, resolved);
	else if (is_registry(resolved) && version && (!resolved || !tree_registries_none(&s->registries)))
		url = tree_registries_url(&s->registries, &s->arena, name ? name : n->name, version);
	tree_add_source(s, (struct tree_source){
			       .key = n->path,
			       .integrity = npm_integrity(n),
			       .url = url,
			       .origin = resolved ? resolved : n->path,
			       .optional = npm_flag(n, "optional"),
			       .os = json_object_get(n->entry, "os"),
			       .cpu = json_object_get(n->entry, "cpu"),
			       .libc = json_object_get(n->entry, "libc"),
			   });
}

bool npm_sources(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	struct npm_lock l = {0};
	bool ok = npm_lock_read(&l, r, &s->arena, e);
	s->json = json_incref(l.json);
	for (size_t i = 0; ok && i < l.count; i++) {
		const struct npm_node *n = &l.nodes[i];
		if (n->top && !text_begins(n->path, "../"))
			tree_add_about(s, "importer", *n->path ? n->path : ".");
		if (npm_is_unpacked(n))
			add_package(s, n);
	}
	npm_lock_free(&l);
	return ok;
}
