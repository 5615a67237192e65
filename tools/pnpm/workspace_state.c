#include "pnpm/workspace_state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pnpm/validation.h"
#include "tree/manifest.h"

/* The settings that pnpm 11 and 12 compare, and what they are where the project says nothing: JSON, NULL if pnpm
 * notes nothing then (pnpm 11.28.11: WORKSPACE_STATE_SETTING_KEYS).  The others are made below. */
static const struct {
	const char *name, *unset;
} compared[] = {
    {"allowBuilds", NULL},
    {"dangerouslyAllowAllBuilds", "false"},
    {"dedupeInjectedDeps", "true"},
    {"dedupePeerDependents", "true"},
    {"dedupePeers", "false"},
    {"excludeLinksFromLockfile", "false"},
    {"extendNodePath", NULL},
    {"ignoredOptionalDependencies", NULL},
    {"injectWorkspacePackages", "false"},
    {"linkWorkspacePackages", "false"},
    {"minimumReleaseAge", "1440"},
    {"minimumReleaseAgeExclude", NULL},
    {"minimumReleaseAgeIgnoreMissingTime", "true"},
    {"minimumReleaseAgeStrict", NULL},
    {"packageExtensions", NULL},
    {"patchedDependencies", NULL},
    {"peersSuffixMaxLength", "1000"},
    {"preferWorkspacePackages", "false"},
    {"supportedArchitectures", NULL},
    {"trustLockfile", NULL},
    {"trustPolicy", NULL},
    {"trustPolicyExclude", NULL},
    {"trustPolicyIgnoreAfter", NULL},
};

/* VALUE, where all but true, false and null are strings, with its numbers as numbers. */
static json_t *with_numbers(const json_t *value)
{
	const char *text = json_string_value(value);
	if (!text || !*text || text[strspn(text, "0123456789")] || strlen(text) > 15)
		return json_deep_copy(value);
	return json_integer(strtoll(text, NULL, 10));
}

static void add_compared(json_t *settings, const struct pnpm_settings *s)
{
	for (size_t i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
		const json_t *said = json_object_get(s->workspace, compared[i].name);
		if (said && !json_is_null(said))
			json_object_set_new(settings, compared[i].name, with_numbers(said));
		else if (compared[i].unset)
			json_object_set_new(settings, compared[i].name,
					    json_loads(compared[i].unset, JSON_DECODE_ANY, NULL));
	}
	if (json_object_get(s->workspace, "minimumReleaseAge") &&
	    !json_object_get(settings, "minimumReleaseAgeStrict"))
		json_object_set_new(settings, "minimumReleaseAgeStrict", json_true());
}

/* "catalog" and "catalogs" as one. */
static json_t *catalogs_of(const struct pnpm_settings *s)
{
	json_t *all = json_deep_copy(json_object_get(s->workspace, "catalogs"));
	json_t *one = json_object_get(s->workspace, "catalog");
	if (!json_is_object(all)) {
		json_decref(all);
		all = json_object();
	}
	if (json_is_object(one))
		json_object_set(all, "default", one);
	return all;
}

/* The override VALUE as pnpm notes it: "$name" is what the root's package.json has. */
static json_t *override_of(const struct pnpm_settings *s, const json_t *value)
{
	const char *text = json_string_value(value);
	for (size_t i = 0; text && *text == '$' && i < TREE_PEERS; i++) {
		json_t *wanted = json_object_get(json_object_get(s->manifest, tree_groups[i]), text + 1);
		if (wanted)
			return json_incref(wanted);
	}
	return json_incref((json_t *)value);
}

static void add_overrides(json_t *settings, const struct pnpm_settings *s)
{
	const json_t *said = json_object_get(s->workspace, "overrides");
	if (!json_is_object(said))
		return;
	json_t *all = json_object(), *value;
	const char *name;
	json_object_foreach((json_t *)said, name, value)
	{
		json_object_set_new(all, name, override_of(s, value));
	}
	json_object_set_new(settings, "overrides", all);
}

/* Whose packages come from another registry. */
static json_t *routes_of(const struct pnpm_settings *s)
{
	json_t *routes = json_pack("{ss}", "@jsr", "https://npm.jsr.io/");
	const char *scope;
	json_t *url;
	json_object_foreach(json_object_get(s->workspace, "registries"), scope, url) if (*scope == '@')
	{
		json_object_set(routes, scope, url);
	}
	return routes;
}

static json_t *settings_of(const struct pnpm_graph *g)
{
	const struct pnpm_settings *s = g->settings;
	json_t *all = json_object();
	json_object_set_new(all, "autoInstallPeers", json_boolean(s->auto_install_peers));
	json_object_set_new(all, "dedupeDirectDeps", json_boolean(s->dedupe_direct_deps));
	json_object_set_new(all, "dev", json_boolean(!g->request->prod));
	json_object_set_new(all, "hoistWorkspacePackages", json_boolean(s->hoist_workspace_packages));
	json_object_set_new(all, "nodeLinker", json_string(s->node_linker));
	json_object_set_new(all, "optional", json_true());
	json_object_set_new(all, "production", json_true());
	if (s->hoists)
		json_object_set_new(all, "hoistPattern", pnpm_patterns_json(&s->hoist));
	if (s->hoists_publicly)
		json_object_set_new(all, "publicHoistPattern", pnpm_patterns_json(&s->public_hoist));
	if (s->major >= 11) {
		add_compared(all, s);
		add_overrides(all, s);
		json_object_set_new(all, "registryRoutes", routes_of(s));
		json_t *packages = json_object_get(s->workspace, "packages");
		if (packages)
			json_object_set(all, "workspacePackagePatterns", packages);
	}
	json_object_set_new(all, "catalogs", catalogs_of(s));
	return all;
}

/* The absolute path of FILE of the project; the caller frees it. */
static char *path_of(const struct pnpm_graph *g, const char *file)
{
	return xasprintf("%s/%s", g->request->project, file);
}

/* The packages of the workspace by their absolute paths; a folder without a package.json is none. */
static json_t *projects_of(const struct pnpm_graph *g)
{
	json_t *all = json_object();
	for (size_t i = 0; i < g->importer_count; i++) {
		const struct pnpm_importer *importer = &g->importers[i];
		if (!importer->has_manifest)
			continue;
		char *path =
		    strcmp(importer->id, ".") == 0 ? xstrdup(g->request->project) : path_of(g, importer->id);
		json_t *about = json_object();
		if (importer->name)
			json_object_set_new(about, "name", json_string(importer->name));
		if (importer->version)
			json_object_set_new(about, "version", json_string(importer->version));
		json_object_set_new(all, path, about);
		free(path);
	}
	return all;
}

static json_t *pnpmfiles_of(const struct pnpm_graph *g)
{
	static const char *const names[] = {".pnpmfile.mjs",
					    ".pnpmfile.cjs"}; /* pnpm 10 knows the second only */
	json_t *list = json_array();
	for (size_t i = g->settings->major == 10; i < 2 && json_array_size(list) == 0; i++) {
		if (faccessat(g->request->project_dir, names[i], F_OK, 0) != 0)
			continue;
		char *path = path_of(g, names[i]);
		json_array_append_new(list, json_string(path));
		free(path);
	}
	return list;
}

static void add_validation(json_t *state, const struct pnpm_graph *g)
{
	json_t *validation = pnpm_validation(g);
	if (validation)
		json_object_set_new(state, "validation", validation);
}

json_t *pnpm_workspace_state(const struct pnpm_graph *g)
{
	json_t *state = json_object();
	json_object_set_new(state, "lastValidatedTimestamp", json_integer(0));
	json_object_set_new(state, "projects", projects_of(g));
	json_object_set_new(state, "pnpmfiles", pnpmfiles_of(g));
	json_object_set_new(state, "settings", settings_of(g));
	json_object_set_new(state, "filteredInstall", json_boolean(g->request->importer_count > 0));
	if (g->settings->late_eleven && g->importer_count > 1 && g->request->importer_count == 0)
		add_validation(state, g);
	return state;
}
