#include "bun/settings.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bun/bunfig.h"
#include "tree/manifest.h"
#include "tree/npmrc.h"

/* The newest bun whose trees were compared with ours. */
static const struct bun_version newest = {{1, 4, 5}};

/* False when LINKER is neither. */
static bool set_linker(struct bun_settings *s, const char *linker)
{
	static const char *const linkers[] = {"isolated", "hoisted"};
	for (size_t i = 0; i < 2; i++)
		if (strcmp(linker, linkers[i]) == 0)
			s->linker = linkers[i];
	return s->linker && strcmp(s->linker, linker) == 0;
}

/* Takes a value of bunfig.toml: see bun/bunfig.h. */
static bool read_setting(void *settings, const char *path, const char *text, bool is_string, struct error *e)
{
	struct bun_settings *s = settings;
	const char *name = text_after(path, "install.");
	bool no = strcmp(text, "false") == 0, yes = strcmp(text, "true") == 0,
	     is_flag = !is_string && (yes || no);
	if (!name)
		return true;
	if (strcmp(name, "linker") == 0 && is_string && *text)
		return set_linker(s, text) ||
		       error_set(e, "bunfig.toml",
				 "linker is '%.100s', which bun refuses; write \"isolated\" or \"hoisted\"",
				 text);
	if (strcmp(name, "production") == 0 && is_flag)
		s->no_dev = yes;
	else if (strcmp(name, "dev") == 0 && is_flag)
		s->no_dev = no;
	else if (strcmp(name, "optional") == 0 && is_flag)
		s->no_optional = no;
	else if (strcmp(name, "peer") == 0 && is_flag)
		s->no_peer = no;
	else if (strcmp(name, "publicHoistPattern") == 0 || strcmp(name, "hoistPattern") == 0)
		s->patterns = "bunfig.toml";
	return true;
}

/* What npm and pnpm read, too (bun 1.2.23, 1.3.14, 1.4.5; hoist patterns since 1.3, hoist since 1.4). */
static bool read_npmrc(struct bun_settings *s, const struct tree_request *r, struct error *e)
{
	struct tree_npmrc npmrc = {0};
	bool ok = tree_npmrc_read(&npmrc, r, e);
	/* Of both files, .npmrc counts before 1.4, bunfig.toml since then. */
	bool links = !s->linker || !bun_settings_since(s, 4, 0);
	for (size_t i = 0; ok && i < npmrc.count; i++) {
		const char *name = npmrc.all[i].name, *value = npmrc.all[i].value;
		if (strcmp(name, "node-linker") == 0 && links)
			set_linker(s, strcmp(value, "pnpm") == 0 ? "isolated" : value);
		else if (strcmp(name, "omit") == 0) {
			s->no_dev = s->no_dev || strcmp(value, "dev") == 0;
			s->no_optional = s->no_optional || strcmp(value, "optional") == 0;
			s->no_peer = s->no_peer || strcmp(value, "peer") == 0;
		} else if (strcmp(name, "hoist-pattern") == 0 || strcmp(name, "public-hoist-pattern") == 0 ||
			   (strcmp(name, "hoist") == 0 && strcmp(value, "false") == 0 &&
			    bun_settings_since(s, 4, 0)))
			s->patterns = ".npmrc";
	}
	tree_npmrc_free(&npmrc);
	return ok;
}

/* --- the version --- */

static bool parse_version(struct bun_version *v, const char *text)
{
	*v = (struct bun_version){0};
	return sscanf(text, "%5u.%5u.%5u", &v->numbers[0], &v->numbers[1], &v->numbers[2]) >= 2;
}

/* Reads the project's own package.json: which bun it wants, if R does not say it. */
static bool read_manifest(struct bun_settings *s, const struct tree_request *r, struct error *e)
{
	json_t *json;
	bool ok = tree_manifest_read(r, "", &json, e);
	const char *manager = json_text(json, "packageManager");
	const char *version = manager ? text_after(manager, "bun@") : NULL;
	if (!r->version && (!version || !parse_version(&s->version, version)))
		s->version = newest;
	s->native = json_object_get(json, "nativeDependencies") != NULL;
	json_decref(json);
	return ok;
}

bool bun_settings_read(struct bun_settings *s, const struct tree_request *r, struct error *e)
{
	if (r->version && !parse_version(&s->version, r->version))
		return error_set(e, "bun", "'%.100s' is not a version", r->version);
	return read_manifest(s, r, e) && bun_bunfig_read(r, read_setting, s, e) && read_npmrc(s, r, e);
}

bool bun_settings_since(const struct bun_settings *s, unsigned minor, unsigned patch)
{
	const unsigned since[] = {1, minor, patch};
	for (int i = 0; i < 3; i++)
		if (s->version.numbers[i] != since[i])
			return s->version.numbers[i] > since[i];
	return true;
}
