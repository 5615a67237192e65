#include "pnpm/sources.h"

#include <string.h>

#include "base/json.h"
#include "base/string_map.h"
#include "base/text.h"
#include "pnpm/dep_path.h"
#include "pnpm/graph.h"
#include "pnpm/yaml.h"
#include "tree/manifest.h"

static bool is_git(const char *key)
{
	const char *at = *key ? strchr(key + 1, '@') : NULL;
	return at && (strstr(at, "://") || text_begins(at + 1, "git"));
}

/* The packages that are not optional in all of their snapshots. */
static json_t *read_needed(const json_t *lock)
{
	json_t *needed = json_object(), *snapshot;
	const char *key;
	json_object_foreach(json_object_get(lock, "snapshots"), key, snapshot)
	{
		if (!json_is_true(json_object_get(snapshot, "optional")))
			json_object_setn_new(needed, key, pnpm_dep_path_id_length(key), json_true());
	}
	return needed;
}

/* A runtime, a folder of the project and a tarball in it are not fetched. */
static bool is_fetched(const char *key, const json_t *resolution)
{
	const char *type = json_text(resolution, "type"), *tarball = json_text(resolution, "tarball");
	const char *reference = key + pnpm_dep_path_name_length(key);
	if (strcmp(type ? type : "git", "git") != 0 || (tarball && text_begins(tarball, "file:")))
		return false;
	return tarball || !text_begins(reference, "@file:");
}

static const char *url_of(struct tree_sources *s, const char *key, const json_t *entry)
{
	const json_t *resolution = json_object_get(entry, "resolution");
	const char *tarball = json_text(resolution, "tarball"), *repo = json_text(resolution, "repo"),
		   *commit = json_text(resolution, "commit"), *version = json_text(entry, "version");
	size_t name = pnpm_dep_path_name_length(key);
	if (json_object_get(resolution, "path"))
		return NULL; /* a folder of a repository */
	if (tarball)
		return tarball;
	if (repo && commit)
		return tree_archive_url(s, repo, commit);
	if (name == 0)
		return NULL;
	const char *reference = key + name + 1;
	if (strchr(reference, ':'))
		return text_begins(reference, "http") ? reference : NULL;
	return tree_registries_url(&s->registries, &s->arena, arena_strndup(&s->arena, key, name),
				   version ? version : reference);
}

static void add_packages(struct tree_sources *s)
{
	json_t *needed = read_needed(s->json), *entry;
	const char *key;
	json_object_foreach(json_object_get(s->json, "packages"), key, entry)
	{
		const json_t *resolution = json_object_get(entry, "resolution");
		if (strstr(key, "@runtime:"))
			tree_add_about(s, "runtime", key);
		if (is_git(key))
			tree_add_about(s, "git", key);
		if (is_fetched(key, resolution))
			tree_add_source(s, (struct tree_source){
					       .key = key,
					       .integrity = json_text(resolution, "integrity"),
					       .url = url_of(s, key, entry),
					       .origin = key,
					       .optional = !json_object_get(needed, key),
					       .os = json_object_get(entry, "os"),
					       .cpu = json_object_get(entry, "cpu"),
					       .libc = json_object_get(entry, "libc"),
					   });
	}
	json_decref(needed);
}

/* The names of the lockfile's patches, by their hashes. */
static struct string_map patch_names(const json_t *lock)
{
	struct string_map names = {0};
	const char *name;
	json_t *patch;
	json_object_foreach(json_object_get(lock, "patchedDependencies"), name, patch)
	{
		const char *hash =
		    json_is_object(patch) ? json_text(patch, "hash") : json_string_value(patch);
		if (hash && !string_map_find(&names, hash, strlen(hash)))
			string_map_add(&names, hash, (int64_t)(intptr_t)name);
	}
	return names;
}

/* The file of the patch NAME: the lockfile (pnpm 9 and 10) or the settings name it. */
static const char *patch_file(const json_t *lock, const struct pnpm_settings *settings, const char *name)
{
	const char *path =
	    json_text(json_object_get(json_object_get(lock, "patchedDependencies"), name), "path");
	if (!path)
		path = json_text(json_object_get(settings->workspace, "patchedDependencies"), name);
	if (!path)
		path = json_text(
		    json_object_get(json_object_get(settings->manifest, "pnpm"), "patchedDependencies"),
		    name);
	return path;
}

/* Notes the patch of the snapshot KEY, if it has one, for its package: an index in BY_KEY. */
static bool add_patch(struct tree_sources *s, const struct pnpm_settings *settings,
		      const struct string_map *names, const struct string_map *by_key, const char *key,
		      struct error *e)
{
	static const char mark[] = "(patch_hash=";
	const char *hash = strstr(key, mark);
	if (!hash)
		return true;
	hash += sizeof(mark) - 1;
	const struct string_map_slot *name = string_map_find(names, hash, strcspn(hash, ")"));
	const char *file = name ? patch_file(s->json, settings, (const char *)(intptr_t)name->value) : NULL;
	if (!file)
		return error_set(e, key,
				 "the lockfile has a patch for it, but patchedDependencies does not; run "
				 "'pnpm install --lockfile-only'");
	const struct string_map_slot *source = string_map_find(by_key, key, pnpm_dep_path_id_length(key));
	if (source)
		s->all[source->value].patch = arena_strndup(&s->arena, file, strlen(file));
	return true;
}

static bool add_patches(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	struct pnpm_settings settings;
	const char *key;
	json_t *snapshot;
	bool ok = pnpm_settings_read(&settings, r, &s->arena, e);
	struct string_map names = patch_names(s->json), by_key = {0};
	for (size_t i = 0; i < s->count; i++)
		string_map_add(&by_key, s->all[i].key, (int64_t)i);
	json_object_foreach(json_object_get(s->json, "snapshots"), key, snapshot)
	{
		ok = ok && add_patch(s, &settings, &names, &by_key, key, e);
	}
	string_map_free(&names);
	string_map_free(&by_key);
	pnpm_settings_free(&settings);
	return ok;
}

bool pnpm_sources(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	const char *importer;
	json_t *entry;
	s->json = pnpm_lockfile_read(r, e);
	if (!s->json)
		return false;
	json_object_foreach(json_object_get(s->json, "importers"), importer, entry)
	{
		tree_add_about(s, "importer", importer);
	}
	add_packages(s);
	return r->project_dir < 0 || !json_object_get(s->json, "patchedDependencies") || add_patches(s, r, e);
}

/* --- registries --- */

#define WORKSPACE "pnpm-workspace.yaml"

static bool add_registry(struct tree_registries *t, const char *name, const char *url, struct error *e)
{
	bool is_default = strcmp(name, "default") == 0 || strcmp(name, "@") == 0;
	if (!is_default && *name != '@')
		return error_set(
		    e, WORKSPACE,
		    "registries: '%s' is neither 'default' nor a scope; write a name such as @work", name);
	return tree_registries_add(t, WORKSPACE, is_default ? "" : name, url ? url : "", e);
}

/* `"@scope": URL`, or with the newest pnpm 11 and 12 `URL: { scopes: [ "@scope", "@" ] }`, "@" being the default. */
static bool add_registries(struct tree_registries *t, const char *name, const json_t *entry, struct error *e)
{
	if (!json_is_object(entry))
		return add_registry(t, name, json_string_value(entry), e);
	const json_t *scopes = json_object_get(entry, "scopes");
	bool ok = true;
	for (size_t i = 0; ok && i < json_array_size(scopes); i++) {
		const char *scope = json_string_value(json_array_get(scopes, i));
		ok = !scope || add_registry(t, scope, name, e);
	}
	return ok;
}

bool pnpm_registries(struct tree_registries *t, const struct tree_request *r, struct error *e)
{
	struct buffer text = {0};
	json_t *settings = tree_settings_file(r, WORKSPACE, &text, e)
			       ? pnpm_yaml_read(text.data, text.len, WORKSPACE, e)
			       : NULL;
	const char *url = json_text(settings, "registry"), *name;
	bool ok = settings && (!url || add_registry(t, "default", url, e));
	json_t *entry;
	json_object_foreach(json_object_get(settings, "registries"), name, entry)
	{
		ok = ok && add_registries(t, name, entry, e);
	}
	json_decref(settings);
	buffer_free(&text);
	return ok;
}
