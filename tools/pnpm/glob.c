#include "pnpm/glob.h"

#include <string.h>

#define EXPANSIONS_MAX 256

static unsigned char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : (unsigned char)c;
}

/* The end of the set that begins at PATTERN ("["), or NULL: it is not one. */
static const char *set_end(const char *pattern, const char *end)
{
	const char *p = pattern + 1;
	if (p < end && (*p == '!' || *p == '^'))
		p++;
	if (p < end && *p == ']')
		p++;
	while (p < end && *p != ']')
		p++;
	return p < end ? p : NULL;
}

static bool in_set(const char *pattern, const char *end, char c)
{
	const char *p = pattern + 1;
	bool out = *p == '!' || *p == '^', found = false;
	for (p += out; p < end; p++) {
		bool range = p + 2 < end && p[1] == '-';
		unsigned char from = lower(*p), to = range ? lower(p[2]) : from;
		found = found || (lower(c) >= from && lower(c) <= to);
		p += range ? 2 : 0;
	}
	return found != out;
}

/* One character of NAME against what begins at *PATTERN, which is then after it. */
static bool matches_one(const char **pattern, const char *end, char c)
{
	const char *p = *pattern, *set = *p == '[' ? set_end(p, end) : NULL;
	if (set) {
		*pattern = set + 1;
		return in_set(p, set, c);
	}
	if (*p == '\\' && p + 1 < end)
		p++;
	*pattern = p + 1;
	return (*p == '?' && p == *pattern - 1) || lower(*p) == lower(c);
}

/* One part of a path. */
static bool part_matches(const char *pattern, size_t pattern_len, const char *name, size_t len,
			 struct effort *effort)
{
	const char *end = pattern + pattern_len, *name_end = name + len, *star = NULL, *from = NULL;
	if (len == 0)
		return pattern_len == 0;
	while (name < name_end) {
		effort->made++;
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			from = name;
		} else if (pattern < end && matches_one(&pattern, end, *name)) {
			name++;
		} else if (star) {
			pattern = star;
			name = ++from;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* Takes the next part off *PATH; false at its end.  A FOLDER has one more part, an empty one. */
static bool next_part(const char **path, bool folder, const char **part, size_t *len)
{
	if (!*path)
		return false;
	*part = *path;
	*len = strcspn(*path, "/");
	bool more = (*path)[*len];
	*path += *len + more;
	if (!more && (!folder || *len == 0))
		*path = NULL;
	return true;
}

/* PATH and PATTERN part by part. */
static bool path_matches(const char *pattern, const char *path, enum pnpm_glob_as as, struct effort *effort)
{
	bool folder = as == PNPM_GLOB_FOLDER, prefix = as == PNPM_GLOB_PREFIX;
	const char *any = NULL, *from = NULL, *part, *wanted;
	size_t len, wanted_len;
	while (path) {
		const char *rest = pattern;
		effort->made++;
		if (effort_is_spent(effort))
			return false;
		if (next_part(&rest, false, &wanted, &wanted_len) && wanted_len == 2 &&
		    memcmp(wanted, "**", 2) == 0) {
			if (prefix || !rest)
				return true;
			any = pattern = rest;
			from = path;
			continue;
		}
		const char *after = path;
		next_part(&after, folder, &part, &len);
		if (!pattern && len == 0 && !after)
			return true; /* the pattern names the folder */
		if (pattern && part_matches(wanted, wanted_len, part, len, effort)) {
			pattern = rest;
			path = after;
		} else if (any) {
			pattern = any;
			next_part(&from, folder, &part, &len);
			path = from;
		} else {
			return false;
		}
	}
	return !pattern || prefix;
}

static bool matches_name(const char *pattern, const char *path, struct effort *effort)
{
	size_t len = strlen(path);
	while (len > 0 && path[len - 1] == '/')
		len--;
	size_t start = len;
	while (start > 0 && path[start - 1] != '/')
		start--;
	return part_matches(pattern, strlen(pattern), path + start, len - start, effort);
}

bool pnpm_glob_matches(const char *pattern, const char *path, enum pnpm_glob_as as, struct effort *effort)
{
	if (!strchr(pattern, '/'))
		return strcmp(pattern, "**") == 0 || matches_name(pattern, path, effort);
	/* With and without "/" before it, a pattern is for the folder that it is of. */
	pattern += *pattern == '/';
	return path_matches(pattern, path, as, effort);
}

/* --- braces --- */

struct expansion {
	struct arena *arena;
	const char **all;
	size_t count;
};

/* The "}" that ends the brace at TEXT, or NULL when there is none or no comma for it. */
static const char *brace_end(const char *text)
{
	int depth = 0;
	bool comma = false;
	for (; *text; text++) {
		depth += *text == '{' ? 1 : *text == '}' ? -1 : 0;
		comma = comma || (*text == ',' && depth == 1);
		if (depth == 0)
			return comma ? text : NULL;
	}
	return NULL;
}

static void expand(struct expansion *x, const char *text)
{
	const char *open = strchr(text, '{'), *close = open ? brace_end(open) : NULL;
	while (open && !close) {
		open = strchr(open + 1, '{');
		close = open ? brace_end(open) : NULL;
	}
	if (!open) {
		if (x->count < EXPANSIONS_MAX)
			x->all[x->count] = text;
		x->count++;
		return;
	}
	int depth = 0;
	for (const char *p = open + 1, *from = p; p <= close && x->count <= EXPANSIONS_MAX; p++) {
		if (depth == 0 && (*p == ',' || p == close)) {
			expand(x, arena_printf(x->arena, "%.*s%.*s%s", (int)(open - text), text,
					       (int)(p - from), from, close + 1));
			from = p + 1;
		}
		depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
	}
}

const char *const *pnpm_glob_expand(const char *text, struct arena *arena)
{
	bool braces = strchr(text, '{') != NULL;
	struct expansion x = {arena, arena_alloc(arena, (braces ? EXPANSIONS_MAX + 1 : 2) * sizeof(*x.all)),
			      0};
	if (braces)
		expand(&x, text);
	if (x.count == 0 || x.count > EXPANSIONS_MAX) {
		x.all[0] = text;
		x.count = 1;
	}
	x.all[x.count] = NULL;
	return x.all;
}
