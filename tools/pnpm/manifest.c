#include "pnpm/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/utf8.h"

bool pnpm_manifest_parse(json_t **m, const void *data, size_t len, const char *subject, struct error *e)
{
	*m = NULL;
	struct buffer replaced = {0};
	const char *text = data;
	if (!utf8_valid(text, len)) {
		utf8_decode_lossy(text, len, &replaced);
		text = replaced.data;
		len = replaced.len;
	}
	utf8_skip_mark(&text, &len);
	json_error_t why;
	const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_t *json = json_parse(text, len, flags, JSON_MANIFEST_VALUES, &why);
	/* An integer beyond 64 bits is just a large number in JavaScript. */
	if (!json && json_error_code(&why) == json_error_numeric_overflow)
		json = json_parse(text, len, flags | JSON_DECODE_INT_AS_REAL, JSON_MANIFEST_VALUES, &why);
	buffer_free(&replaced);
	if (!json)
		return error_set(e, subject, "package.json, line %d: %s", why.line, why.text);
	if (json_is_object(json))
		*m = json;
	else
		json_decref(json);
	return true;
}

/* What JavaScript takes for true. */
static bool truthy(const json_t *v)
{
	if (!v || json_is_null(v) || json_is_false(v))
		return false;
	if (json_is_string(v))
		return json_string_length(v) > 0;
	if (json_is_number(v))
		return json_number_value(v) != 0;
	return true;
}

static const char *const lifecycle_scripts[] = {"preinstall", "install", "postinstall"};
#define LIFECYCLE_SCRIPTS (sizeof(lifecycle_scripts) / sizeof(lifecycle_scripts[0]))

bool pnpm_manifest_has_install_script(const json_t *m)
{
	json_t *scripts = json_object_get(m, "scripts");
	for (size_t i = 0; i < LIFECYCLE_SCRIPTS; i++)
		if (truthy(json_object_get(scripts, lifecycle_scripts[i])))
			return true;
	return false;
}

const char *pnpm_manifest_main(const json_t *m)
{
	const char *main_file = json_text(m, "main");
	return main_file ? main_file : "index.js";
}

/* Set to anything but null or the empty string. */
static bool has_script(const json_t *m, const char *name)
{
	const json_t *script = json_object_get(json_object_get(m, "scripts"), name);
	return script && !json_is_null(script) &&
	       !(json_is_string(script) && json_string_length(script) == 0);
}

bool pnpm_manifest_requires_prepare(const json_t *m, bool main_exists)
{
	if (has_script(m, "prepare"))
		return true;
	return !main_exists &&
	       (has_script(m, "prepublish") || has_script(m, "prepack") || has_script(m, "publish"));
}

bool pnpm_manifest_denies_gypfile(const json_t *m)
{
	return json_is_false(json_object_get(m, "gypfile"));
}

/* The version as the row has it: cleaned, or as it is when it is not a version. */
static json_t *bundled_version(const json_t *m)
{
	json_t *version = json_object_get(m, "version");
	if (!version || json_is_null(version))
		return json_string("0.0.0");
	char *clean = json_is_string(version) ? pnpm_version_clean(json_string_value(version)) : NULL;
	if (!clean)
		return json_incref(version);
	json_t *result = json_string(clean);
	free(clean);
	return result;
}

static json_t *bundled_scripts(const json_t *m)
{
	json_t *scripts = json_object_get(m, "scripts");
	json_t *result = json_object();
	for (size_t i = 0; i < LIFECYCLE_SCRIPTS; i++) {
		json_t *script = json_object_get(scripts, lifecycle_scripts[i]);
		if (truthy(script))
			json_object_set(result, lifecycle_scripts[i], script);
	}
	return result;
}

json_t *pnpm_manifest_bundled(const json_t *m)
{
	static const char *const fields[] = {
	    "bin",
	    "bundledDependencies",
	    "bundleDependencies",
	    "cpu",
	    "dependencies",
	    "devDependencies",
	    "directories",
	    "engines",
	    "gypfile",
	    "libc",
	    "name",
	    "optionalDependencies",
	    "os",
	    "peerDependencies",
	    "peerDependenciesMeta",
	};
	if (!m)
		return NULL;
	json_t *bundled = json_object();
	json_object_set_new(bundled, "version", bundled_version(m));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		json_t *value = json_object_get(m, fields[i]);
		if (value && !json_is_null(value))
			json_object_set(bundled, fields[i], value);
	}
	json_t *scripts = bundled_scripts(m);
	if (json_object_size(scripts) > 0)
		json_object_set(bundled, "scripts", scripts);
	json_decref(scripts);
	if (json_object_size(bundled) == 1) { /* a version alone is not kept */
		json_decref(bundled);
		return NULL;
	}
	return bundled;
}
