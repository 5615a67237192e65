#include "base/json.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/utf8.h"

/* Of a text that may not be JSON at all: how many values it can have, and how deep. */
struct extent {
	size_t values, depth;
	int line; /* where the deepest is */
};

/* What follows the string at P. */
static const char *string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

static struct extent measure(const char *text, size_t len)
{
	struct extent all = {.values = 1};
	size_t depth = 0;
	int line = 1;
	for (const char *p = text, *end = text + len; p < end;) {
		if (*p == '[' || *p == '{') {
			all.values++;
			if (++depth > all.depth)
				all = (struct extent){all.values, depth, line};
		} else if (*p == ']' || *p == '}') {
			depth -= depth > 0;
		} else if (*p == ',') {
			all.values++;
		}
		line += *p == '\n';
		p = *p == '"' ? string_end(p, end) : p + 1;
	}
	return all;
}

static json_t *refuse(json_error_t *why, int line, const char *fmt, size_t number)
{
	if (why) {
		*why = (json_error_t){.line = line};
		snprintf(why->text, sizeof(why->text), fmt, number);
	}
	return NULL;
}

json_t *json_parse(const char *text, size_t len, size_t flags, size_t values_max, json_error_t *why)
{
	if (!text) /* an empty buffer's */
		text = "";
	/* Windows' editors write a byte order mark, and npm, pnpm and bun pass over it. */
	utf8_skip_mark(&text, &len);
	struct extent extent = measure(text, len);
	if (extent.depth > JSON_DEPTH_MAX)
		return refuse(why, extent.line, "more than %zu levels of arrays and objects",
			      (size_t)JSON_DEPTH_MAX);
	if (extent.values > values_max)
		return refuse(why, 1, "more than %zu values", values_max);
	return json_loadb(text, len, flags, why);
}

const char *json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}
