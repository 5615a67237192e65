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
#include "tree/manifest.h"

#define FILE_LIMIT ((size_t)16 << 20)

/* The newest bun whose trees were compared with ours. */
static const struct bun_version newest = {{1, 4, 5}};

/* --- bunfig.toml --- */

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

static void read_setting(struct bun_settings *s, const char *key, size_t key_len, const char *value,
			 size_t len)
{
	bool no = is_word(value, len, "false"), yes = is_word(value, len, "true");
	bool quoted = len >= 2 && (*value == '"' || *value == '\'') && value[len - 1] == *value;
	if (is_word(key, key_len, "linker") && quoted && len - 2 < sizeof(s->linker)) {
		memcpy(s->linker, value + 1, len - 2);
		s->linker[len - 2] = '\0';
	} else if (is_word(key, key_len, "production") && (yes || no)) {
		s->no_dev = yes;
	} else if (is_word(key, key_len, "dev") && (yes || no)) {
		s->no_dev = no;
	} else if (is_word(key, key_len, "optional") && (yes || no)) {
		s->no_optional = no;
	} else if (is_word(key, key_len, "peer") && (yes || no)) {
		s->no_peer = no;
	} else if (is_word(key, key_len, "publicHoistPattern") || is_word(key, key_len, "hoistPattern")) {
		s->patterns = true;
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
static void read_line(struct bun_settings *s, const char *line, size_t len, bool *in_install)
{
	len = without_comment(line, len);
	while (len > 0 && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	if (len > 0 && *line == '[') {
		*in_install = is_word(line, len, "[install]");
		return;
	}
	const char *equals = memchr(line, '=', len);
	if (!equals)
		return;
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
}

static bool read_bunfig(struct bun_settings *s, int project, struct error *e)
{
	struct buffer text = {0};
	if (faccessat(project, "bunfig.toml", F_OK, 0) != 0 && errno == ENOENT)
		return true;
	bool ok = fs_read_file(project, "bunfig.toml", FILE_LIMIT, &text, e), in_install = false;
	for (size_t at = 0; ok && at < text.len;) {
		const char *line = text.data + at, *end = memchr(line, '\n', text.len - at);
		size_t len = end ? (size_t)(end - line) : text.len - at;
		read_line(s, line, len, &in_install);
		at += len + 1;
	}
	buffer_free(&text);
	return ok;
}

/* --- the version --- */

static bool parse_version(struct bun_version *v, const char *text)
{
	*v = (struct bun_version){0};
	return sscanf(text, "%5u.%5u.%5u", &v->numbers[0], &v->numbers[1], &v->numbers[2]) >= 2;
}

/* What package.json's packageManager says, or the newest. */
static struct bun_version project_version(const struct tree_request *r)
{
	struct bun_version v;
	struct buffer text = {0};
	struct error ignored = {0};
	bool there = tree_manifest_read(r, "", &text, &ignored);
	json_t *json = there ? json_parse(text.data, text.len, 0, JSON_MANIFEST_VALUES, NULL) : NULL;
	const char *manager = json_text(json, "packageManager");
	if (!manager || strncmp(manager, "bun@", 4) != 0 || !parse_version(&v, manager + 4))
		v = newest;
	json_decref(json);
	buffer_free(&text);
	error_clear(&ignored);
	return v;
}

bool bun_settings_read(struct bun_settings *s, const struct tree_request *r, struct error *e)
{
	if (!r->version)
		s->version = project_version(r);
	else if (!parse_version(&s->version, r->version))
		return error_set(e, "bun", "'%.100s' is not a version", r->version);
	return read_bunfig(s, r->project_dir, e);
}

bool bun_settings_since(const struct bun_settings *s, unsigned major, unsigned minor, unsigned patch)
{
	const unsigned since[] = {major, minor, patch};
	for (int i = 0; i < 3; i++)
		if (s->version.numbers[i] != since[i])
			return s->version.numbers[i] > since[i];
	return true;
}
