#include "tree/registries.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tree/manager.h"
#include "tree/npmrc.h"

#define NPM_REGISTRY "https://registry.npmjs.org/"

static void set(struct string_map *urls, const char *scope, size_t len, const char *url)
{
	struct string_map_slot *slot = string_map_find(urls, scope, len);
	if (slot)
		slot->value = (int64_t)(intptr_t)url;
	else
		string_map_add_part(urls, scope, len, (int64_t)(intptr_t)url);
}

void tree_registries_give(struct tree_registries *t, const char *const *registries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *registry = registries[i];
		size_t scope = *registry == '@' ? strcspn(registry, "=") : 0;
		set(&t->given, registry, scope, registry + scope + (registry[scope] == '=' && scope > 0));
	}
}

bool tree_registries_none(const struct tree_registries *t)
{
	return t->given.count == 0 && t->settings.count == 0;
}

const char *tree_registries_find(const struct tree_registries *t, const char *name, size_t len)
{
	const struct string_map_slot *slot = string_map_find(&t->given, name, len);
	if (!slot)
		slot = string_map_find(&t->settings, name, len);
	return slot ? (const char *)(intptr_t)slot->value : NULL;
}

const char *tree_registries_url(const struct tree_registries *t, struct arena *arena, const char *name,
				const char *version)
{
	const char *slash = *name == '@' ? strchr(name, '/') : NULL;
	const char *registry = slash ? tree_registries_find(t, name, (size_t)(slash - name)) : NULL;
	if (!registry)
		registry = tree_registries_find(t, "", 0);
	if (!registry)
		registry = NPM_REGISTRY;
	/* What follows "+" is not part of the name that a registry gives the tarball. */
	return arena_printf(arena, "%s%s%s/-/%s-%.*s.tgz", registry, text_ends(registry, "/") ? "" : "/",
			    name, slash ? slash + 1 : name, (int)strcspn(version, "+"), version);
}

bool tree_registries_add(struct tree_registries *t, const char *file, const char *scope, const char *url,
			 struct error *e)
{
	size_t len = strlen(scope);
	if (string_map_find(&t->given, scope, len))
		return true;
	const char *host = text_after(url, "https://");
	if (!host)
		host = text_after(url, "http://");
	if (!host || !*host || strpbrk(url, "$ \t"))
		return error_set(
		    e, file,
		    "the registry '%s' has no URL, or its URL has an environment variable, which "
		    "fragstore does not read; give the URL with --registry, or in Nix with 'registries'",
		    *scope ? scope : "default");
	const char *account = memrchr(host, '@', strcspn(host, "/"));
	set(&t->settings, arena_strndup(&t->arena, scope, len), len,
	    arena_printf(&t->arena, "%.*s%s", (int)(host - url), url, account ? account + 1 : host));
	return true;
}

static bool add_npmrc(struct tree_registries *t, const struct tree_request *r, struct error *e)
{
	struct tree_npmrc npmrc = {0};
	bool ok = tree_npmrc_read(&npmrc, r, e);
	for (size_t i = 0; ok && i < npmrc.count; i++) {
		const char *name = npmrc.all[i].name;
		size_t scope = *name == '@' ? strcspn(name, ":") : 0;
		if (strcmp(name + scope, scope > 0 ? ":registry" : "registry") != 0)
			continue;
		char *copy = xstrndup(name, scope);
		ok = tree_registries_add(t, ".npmrc", copy, npmrc.all[i].value, e);
		free(copy);
	}
	tree_npmrc_free(&npmrc);
	return ok;
}

bool tree_registries_read(struct tree_registries *t, const struct tree_request *r, struct error *e)
{
	return add_npmrc(t, r, e) && (!r->manager->registries || r->manager->registries(t, r, e));
}

void tree_registries_free(struct tree_registries *t)
{
	string_map_free(&t->given);
	string_map_free(&t->settings);
	arena_free(&t->arena);
}
