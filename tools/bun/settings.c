#include "bun/settings.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "tree/manifest.h"

#define FILE_LIMIT ((size_t)16 << 20)

/* The newest bun whose trees were compared with ours. */
static const struct bun_version newest = {{1, 4, 5}};

/* --- bunfig.toml --- */

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

static void set_linker(struct bun_settings *s, const char *value, size_t len)
{
	if (len >= sizeof(s->linker))
		return;
	memcpy(s->linker, value, len);
	s->linker[len] = '\0';
}

static void read_setting(struct bun_settings *s, const char *key, size_t key_len, const char *value,
			 size_t len)
{
	bool no = is_word(value, len, "false"), yes = is_word(value, len, "true");
	bool quoted = len >= 2 && (*value == '"' || *value == '\'') && value[len - 1] == *value;
	if (is_word(key, key_len, "linker") && quoted) {
		set_linker(s, value + 1, len - 2);
	} else if (is_word(key, key_len, "production") && (yes || no)) {
		s->no_dev = yes;
	} else if (is_word(key, key_len, "dev") && (yes || no)) {
		s->no_dev = no;
	} else if (is_word(key, key_len, "optional") && (yes || no)) {
		s->no_optional = no;
	} else if (is_word(key, key_len, "peer") && (yes || no)) {
		s->no_peer = no;
	} else if (is_word(key, key_len, "publicHoistPattern") || is_word(key, key_len, "hoistPattern")) {
		s->patterns = "bunfig.toml";
	}
}

/* The length of LINE, LEN characters, without its comment and the blanks before that. */
static size_t without_comment(const char *line, size_t len)
{
	char quote = 0;
	size_t end = 0;
	for (; end < len && (quote || line[end] != '#'); end++) {
		if (quote && line[end] == quote)
			quote = 0;
		else if (!quote && (line[end] == '"' || line[end] == '\''))
			quote = line[end];
	}
	while (end > 0 && isspace((unsigned char)line[end - 1]))
		end--;
	return end;
}

/* One line; *IN_INSTALL says whether it is in [install]. */
static bool read_line(struct bun_settings *s, const char *line, size_t len, bool *in_install)
{
	len = without_comment(line, len);
	while (len > 0 && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	if (len > 0 && *line == '[') {
		*in_install = is_word(line, len, "[install]");
		return true;
	}
	const char *equals = memchr(line, '=', len);
	if (!equals)
		return true;
	size_t key_len = (size_t)(equals - line);
	while (key_len > 0 && isspace((unsigned char)line[key_len - 1]))
		key_len--;
	const char *value = equals + 1, *end = line + len;
	while (value < end && isspace((unsigned char)*value))
		value++;
	bool dotted = key_len > 8 && memcmp(line, "install.", 8) == 0;
	if (dotted || *in_install)
		read_setting(s, line + (dotted ? 8 : 0), key_len - (dotted ? 8 : 0), value,
			     (size_t)(end - value));
	return true;
}

/* Hands the lines of the project's file NAME, if there is one, to READ, until it is false; *STATE is false at first. */
static bool read_lines(struct bun_settings *s, int project, const char *name,
		       bool (*read)(struct bun_settings *s, const char *line, size_t len, bool *state),
		       struct error *e)
{
	struct buffer text = {0};
	if (faccessat(project, name, F_OK, 0) != 0 && errno == ENOENT)
		return true;
	bool ok = fs_read_file(project, name, FILE_LIMIT, &text, e), state = false, more = ok;
	for (size_t at = 0; more && at < text.len;) {
		const char *line = text.data + at, *end = memchr(line, '\n', text.len - at);
		size_t len = end ? (size_t)(end - line) : text.len - at;
		more = read(s, line, len, &state);
		at += len + 1;
	}
	buffer_free(&text);
	return ok;
}

/* --- .npmrc --- */

/* One line of what npm and pnpm read, too (bun 1.2.23, 1.3.14, 1.4.5; hoist patterns since 1.3, hoist since 1.4).  False
 * for a [section]: what comes after it does not count. */
static bool read_npmrc_line(struct bun_settings *s, const char *line, size_t len, bool *linker_said)
{
	char key[32], value[32];
	char *copy = xstrndup(line, len);
	bool listed = sscanf(copy, " %31[a-z-][] = %31[^ ;#\"'\r]", key, value) == 2 ||
		      sscanf(copy, " %31[a-z-][] = %*1[\"']%31[^\"']", key, value) == 2;
	bool said = listed || sscanf(copy, " %31[a-z-] = %31[^ ;#\"'\r]", key, value) == 2 ||
		    sscanf(copy, " %31[a-z-] = %*1[\"']%31[^\"']", key, value) == 2;
	bool section = copy[strspn(copy, " \t")] == '[';
	free(copy);
	if (!said)
		return !section;
	if (strcmp(value, "pnpm") == 0)
		strcpy(value, "isolated");
	if (strcmp(key, "node-linker") == 0 &&
	    (strcmp(value, "hoisted") == 0 || strcmp(value, "isolated") == 0)) {
		/* Of both files, .npmrc counts before 1.4, bunfig.toml since then. */
		if (!*s->linker || *linker_said || !bun_settings_since(s, 4, 0))
			set_linker(s, value, strlen(value));
		*linker_said = true;
	} else if (strcmp(key, "omit") == 0) {
		s->no_dev = s->no_dev || strcmp(value, "dev") == 0;
		s->no_optional = s->no_optional || strcmp(value, "optional") == 0;
		s->no_peer = s->no_peer || strcmp(value, "peer") == 0;
	} else if (strcmp(key, "hoist-pattern") == 0 || strcmp(key, "public-hoist-pattern") == 0 ||
		   (strcmp(key, "hoist") == 0 && strcmp(value, "false") == 0 &&
		    bun_settings_since(s, 4, 0))) {
		s->patterns = ".npmrc";
	}
	return true;
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
	struct buffer text = {0};
	bool there, ok = tree_manifest_find(r, "", &text, &there, e);
	json_t *json = ok && there ? json_parse(text.data, text.len, 0, JSON_MANIFEST_VALUES, NULL) : NULL;
	const char *manager = json_text(json, "packageManager");
	const char *version = manager ? text_after(manager, "bun@") : NULL;
	if (!r->version && (!version || !parse_version(&s->version, version)))
		s->version = newest;
	s->native = json_object_get(json, "nativeDependencies") != NULL;
	json_decref(json);
	buffer_free(&text);
	return ok;
}

bool bun_settings_read(struct bun_settings *s, const struct tree_request *r, struct error *e)
{
	if (r->version && !parse_version(&s->version, r->version))
		return error_set(e, "bun", "'%.100s' is not a version", r->version);
	if (!read_manifest(s, r, e) || !read_lines(s, r->project_dir, "bunfig.toml", read_line, e))
		return false;
	if (*s->linker && strcmp(s->linker, "hoisted") != 0 && strcmp(s->linker, "isolated") != 0)
		return error_set(e, "bunfig.toml",
				 "linker is '%s', which bun refuses; write \"isolated\" or \"hoisted\"",
				 s->linker);
	return read_lines(s, r->project_dir, ".npmrc", read_npmrc_line, e);
}

bool bun_settings_since(const struct bun_settings *s, unsigned minor, unsigned patch)
{
	const unsigned since[] = {1, minor, patch};
	for (int i = 0; i < 3; i++)
		if (s->version.numbers[i] != since[i])
			return s->version.numbers[i] > since[i];
	return true;
}
