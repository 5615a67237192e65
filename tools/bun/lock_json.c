#include "bun/lock_json.h"

#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define NEWEST_VERSION 3

/* What follows the string that begins at P. */
static char *string_end(char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : p;
}

/* Blanks the comment at P, if there is one, and returns what follows it. */
static char *blank_comment(char *p, const char *end)
{
	if (*p != '/' || p + 1 >= end || (p[1] != '/' && p[1] != '*'))
		return p;
	bool line = p[1] == '/';
	for (*p++ = ' ', *p++ = ' '; p < end; p++) {
		if (line && *p == '\n')
			return p;
		if (!line && *p == '*' && p + 1 < end && p[1] == '/') {
			p[0] = p[1] = ' ';
			return p + 2;
		}
		if (*p != '\n')
			*p = ' ';
	}
	return p;
}

void bun_jsonc_to_json(char *text, size_t len)
{
	const char *end = text + len;
	char *comma = NULL; /* the last token, when it is one */
	for (char *p = text; p < end;) {
		char *after = blank_comment(p, end);
		if (after != p) {
			p = after;
			continue;
		}
		if (comma && (*p == ']' || *p == '}'))
			*comma = ' ';
		if (!strchr(" \t\r\n", *p) || !*p)
			comma = *p == ',' ? p : NULL;
		p = *p == '"' ? string_end(p, end) : p + 1;
	}
}

json_t *bun_lock_json(const struct buffer *text, const char *path, size_t flags, struct error *e)
{
	struct buffer copy = {0};
	json_error_t why;
	buffer_add(&copy, text->data, text->len);
	bun_jsonc_to_json(buffer_string(&copy), copy.len);
	json_t *lock = json_parse(copy.data, copy.len, flags, JSON_LOCKFILE_VALUES, &why);
	const json_t *version = json_object_get(lock, "lockfileVersion"),
		     *packages = json_object_get(lock, "packages");
	json_int_t number = json_is_integer(version) ? json_integer_value(version) : -1;
	buffer_free(&copy);
	bool ok = lock || error_set(e, path, "line %d: %s", why.line, why.text);
	if (ok && (number < 0 || number > NEWEST_VERSION))
		ok = error_set(e, path, "its lockfileVersion is not one of 0 to %d", NEWEST_VERSION);
	if (ok && packages && !json_is_object(packages))
		ok = error_set(e, path, "its \"packages\" is not an object");
	if (ok)
		return lock;
	json_decref(lock);
	return NULL;
}

const char *bun_lock_range(const json_t *lock, const char *name, const char *range)
{
	const char *catalog = text_after(range, "catalog:");
	if (!catalog)
		return range;
	const char *found = json_text(*catalog ? json_object_get(json_object_get(lock, "catalogs"), catalog)
					       : json_object_get(lock, "catalog"),
				      name);
	return found ? found : "";
}
