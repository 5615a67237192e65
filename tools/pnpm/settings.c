#include "pnpm/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/semver.h"
#include "base/text.h"
#include "pnpm/yaml.h"
#include "tree/manifest.h"
#include "tree/npmrc.h"

/* From here on what the workspace's packages are called goes before what packages are, peers
 * have their commands in importers' .bin, and no capital makes a name another one. */
#define LATE_ELEVEN "11.23.0"

static json_t *read_yaml_file(const struct tree_request *r, const char *name, struct error *e)
{
	struct buffer b = {0};
	json_t *value = tree_settings_file(r, name, &b, e) ? pnpm_yaml_read(b.data, b.len, name, e) : NULL;
	buffer_free(&b);
	return value;
}

/* --- one setting, from where this pnpm looks for it --- */

/* Where settings come from. */
struct source {
	struct pnpm_settings *s;
	struct tree_npmrc npmrc;
};

static void camel_case(const char *name, char out[64])
{
	size_t put = 0;
	for (bool upper = false; *name && put < 63; name++) {
		if (*name == '-')
			upper = true;
		else {
			out[put++] = upper ? (char)(*name - 'a' + 'A') : *name;
			upper = false;
		}
	}
	out[put] = '\0';
}

/* The setting in pnpm-workspace.yaml or package.json, or NULL. */
static const json_t *find_json(const struct source *from, const char *name)
{
	char camel[64];
	camel_case(name, camel);
	const json_t *value = NULL;
	if (from->s->major >= 10)
		value = json_object_get(from->s->workspace, camel);
	if (!value && from->s->major <= 10)
		value = json_object_get(json_object_get(from->s->manifest, "pnpm"), camel);
	return json_is_null(value) ? NULL : value;
}

static const char *find_text(const struct source *from, const char *name)
{
	const json_t *value = find_json(from, name);
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	if (json_is_integer(value))
		return arena_printf(from->s->arena, "%lld", (long long)json_integer_value(value));
	const char *text = json_string_value(value);
	for (size_t i = from->npmrc.count; !text && from->s->major <= 10 && i-- > 0;) {
		const struct tree_npmrc_line *line = &from->npmrc.all[i];
		if (!line->list && strcmp(line->name, name) == 0)
			text = arena_strndup(from->s->arena, line->value, strlen(line->value));
	}
	return text;
}

static bool find_flag(const struct source *from, const char *name, bool otherwise)
{
	const char *text = find_text(from, name);
	return text ? strcmp(text, "true") == 0 : otherwise;
}

/* Fills TEXTS with what .npmrc has for the setting NAME; returns how many there are. */
static size_t npmrc_texts(const struct source *from, const char *name, const char **texts)
{
	size_t count = 0;
	for (size_t i = 0; i < from->npmrc.count && from->s->major <= 10; i++) {
		const struct tree_npmrc_line *line = &from->npmrc.all[i];
		if (strcmp(line->name, name) != 0)
			continue;
		if (!line->list)
			count = 0; /* a plain value takes the place of what came before */
		texts[count++] = arena_strndup(from->s->arena, line->value, strlen(line->value));
	}
	return count;
}

/* The patterns of the setting NAME; *FOUND is false when there is none. */
static struct pnpm_patterns find_patterns(const struct source *from, const char *name, bool *found)
{
	struct arena *arena = from->s->arena;
	const json_t *value = find_json(from, name);
	size_t count = json_is_array(value) ? json_array_size(value) : from->npmrc.count;
	const char **texts = arena_alloc(arena, (count + 1) * sizeof(*texts));
	*found = true;
	if (json_is_array(value)) {
		size_t put = 0;
		for (size_t i = 0; i < count; i++) {
			const char *text = json_string_value(json_array_get(value, i));
			if (text)
				texts[put++] = arena_strndup(arena, text, strlen(text));
		}
		return (struct pnpm_patterns){texts, put};
	}
	if (json_is_string(value)) {
		texts[0] = json_string_value(value);
		return (struct pnpm_patterns){texts, *texts[0] ? 1 : 0};
	}
	count = npmrc_texts(from, name, texts);
	*found = count > 0;
	return (struct pnpm_patterns){texts, count == 1 && !*texts[0] ? 0 : count};
}

/* --- all of them --- */

static void read_hoisting(struct pnpm_settings *s, const struct source *from)
{
	static const char *const everything[] = {"*"}, *const of_nine[] = {"*eslint*", "*prettier*"};
	bool found;
	s->hoist = find_patterns(from, "hoist-pattern", &found);
	if (!found)
		s->hoist = (struct pnpm_patterns){everything, 1};
	s->hoists = find_flag(from, "hoist", true);
	s->public_hoist = find_patterns(from, "public-hoist-pattern", &found);
	s->hoists_publicly = found ? s->public_hoist.count > 0 : true;
	if (!found)
		s->public_hoist = (struct pnpm_patterns){of_nine, s->major <= 9 ? 2 : 0};
	const char *shamefully = find_text(from, "shamefully-hoist");
	s->shamefully = shamefully && strcmp(shamefully, "true") == 0;
	if (s->shamefully) {
		s->public_hoist = (struct pnpm_patterns){everything, 1};
		s->hoists_publicly = true;
	} else if (shamefully) {
		s->public_hoist.count = 0;
		s->hoists_publicly = false;
	}
	if (!s->hoists)
		s->hoist.count = 0;
}

/* The folder of this pnpm's version in STORE, or in the store that it has when nobody names one (pnpm 9 to 12:
 * getStorePath). */
static const char *store_path(const struct pnpm_settings *s, const char *store)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	const char *version = s->major == 9 ? "v3" : s->major == 10 ? "v10" : "v11";
	if (store)
		return arena_printf(s->arena, "%s/%s", store, version);
	if (data && *data)
		return arena_printf(s->arena, "%s/pnpm/store/%s", data, version);
	return arena_printf(s->arena, "%s/.local/share/pnpm/store/%s", home ? home : "", version);
}

static bool stays_inside(const char *path)
{
	return *path && !text_leads_out(path);
}

static bool read_node(struct pnpm_settings *s, const struct tree_request *r, const struct source *from,
		      struct error *e)
{
	const char *setting = find_text(from, "node-version");
	s->node = setting ? &s->node_setting : r->node;
	return !setting ||
	       semver_parse(&s->node_setting, arena_strndup(s->arena, setting, strlen(setting))) ||
	       error_set(e, r->lockfile,
			 "the setting nodeVersion is '%s'; write a whole version, such as 22.13.0", setting);
}

static bool read_all(struct pnpm_settings *s, const struct tree_request *r, const struct source *from,
		     struct error *e)
{
	read_hoisting(s, from);
	if (!read_node(s, r, from, e))
		return false;
	const char *linker = find_text(from, "node-linker");
	s->node_linker = r->layout ? r->layout : linker ? linker : "isolated";
	s->dedupe_direct_deps = find_flag(from, "dedupe-direct-deps", false);
	s->auto_install_peers = find_flag(from, "auto-install-peers", true);
	s->hoist_workspace_packages = find_flag(from, "hoist-workspace-packages", true);
	s->store = store_path(s, r->store ? r->store : find_text(from, "store-dir"));
	s->architectures = find_json(from, "supported-architectures");
	const char *modules = find_text(from, "modules-dir"), *store = find_text(from, "virtual-store-dir"),
		   *max = find_text(from, "virtual-store-dir-max-length");
	s->modules = modules ? modules : "node_modules";
	s->virtual_store = store ? store : arena_printf(s->arena, "%s/.pnpm", s->modules);
	s->name_max = max ? strtoul(max, NULL, 10) : PNPM_FOLDER_MAX;
	if (strcmp(s->node_linker, "isolated") != 0)
		return error_set(e, r->lockfile,
				 "node-linker is '%s', which needs pnpm itself; use installer = \"pnpm\"",
				 s->node_linker);
	const char *other = !find_flag(from, "symlink", true) ? "symlink"
			    : find_flag(from, "enable-global-virtual-store", false)
				? "enableGlobalVirtualStore"
			    : !stays_inside(s->modules)       ? "modulesDir"
			    : !stays_inside(s->virtual_store) ? "virtualStoreDir"
			    : s->name_max < 40                ? "virtualStoreDirMaxLength"
							      : NULL;
	if (other)
		return error_set(e, r->lockfile, "the setting %s needs pnpm itself; use installer = \"pnpm\"",
				 other);
	if (!find_flag(from, "shared-workspace-lockfile", true) && r->importer_count > 0)
		return error_set(e, r->lockfile,
				 "shared-workspace-lockfile is false; give the lockfile and "
				 "the folder of one package");
	return true;
}

static json_t *read_manifest(const struct tree_request *r, struct error *e)
{
	struct buffer b = {0};
	bool there;
	json_t *value = NULL;
	if (tree_manifest_text(r, "", &b, &there, e))
		value = pnpm_yaml_read(buffer_string(&b), b.len, "package.json", e);
	buffer_free(&b);
	return value;
}

/* package.json's "packageManager": "pnpm@10.33.0+sha512…". */
static const char *version_of_manifest(const struct pnpm_settings *s)
{
	const char *text = json_text(s->manifest, "packageManager");
	const char *version = text ? text_after(text, "pnpm@") : NULL;
	return version ? arena_strndup(s->arena, version, strcspn(version, "+")) : PNPM_NEWEST;
}

/* True when the version is FIRST or later; "12" is the newest 12. */
static bool is_since(const struct pnpm_settings *s, const char *first)
{
	bool whole = strchr(s->version, '.');
	return whole ? semver_compare_texts(s->version, first) >= 0 : s->major >= strtoul(first, NULL, 10);
}

/* What of S follows from the version alone. */
static void read_version(struct pnpm_settings *s)
{
	bool eleven = s->major == 11;
	s->late_eleven = is_since(s, LATE_ELEVEN);
	s->drops_listed_peers = is_since(s, eleven ? "11.28.0" : "12.7.0");
	s->naming = s->major < 10                                 ? PNPM_NAMING_9
		    : is_since(s, eleven ? "11.28.5" : "12.10.0") ? PNPM_NAMING_11_28_5
		    : is_since(s, eleven ? "11.28.0" : "12.7.0")  ? PNPM_NAMING_11_28
								  : PNPM_NAMING_10;
}

bool pnpm_settings_read(struct pnpm_settings *s, const struct tree_request *r, struct arena *arena,
			struct error *e)
{
	*s = (struct pnpm_settings){.arena = arena};
	struct source from = {.s = s};
	s->workspace = read_yaml_file(r, "pnpm-workspace.yaml", e);
	s->manifest = s->workspace ? read_manifest(r, e) : NULL;
	bool ok = s->manifest && tree_npmrc_read(&from.npmrc, r, e);
	if (ok) {
		s->version = r->version ? r->version : version_of_manifest(s);
		s->major = (unsigned)strtoul(s->version, NULL, 10);
		read_version(s);
		ok = (s->major >= 9 && s->major <= 99) ||
		     error_set(e, r->lockfile, "pnpm %s is not supported; use pnpm 9 or newer", s->version);
	}
	ok = ok && read_all(s, r, &from, e);
	tree_npmrc_free(&from.npmrc);
	return ok;
}

void pnpm_settings_free(struct pnpm_settings *s)
{
	json_decref(s->workspace);
	json_decref(s->manifest);
}
