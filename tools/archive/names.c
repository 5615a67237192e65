#include "archive/names.h"

#include <string.h>

#include "base/utf8.h"

static bool is_separator(char c)
{
	return c == '/' || c == '\\';
}

/* True when one of the parts between slashes or backslashes is "..". */
static bool climbs(const char *name, size_t len)
{
	for (size_t start = 0, i = 0; i <= len; i++) {
		if (i < len && !is_separator(name[i]))
			continue;
		if (i - start == 2 && name[start] == '.' && name[start + 1] == '.')
			return true;
		start = i + 1;
	}
	return false;
}

/* Rewrites PATH without "." and empty parts; pnpm does so only where it sees
 * "./" or ".\" in it, and else only folds double slashes. */
static void normalise(struct buffer *path, bool raw)
{
	char *p = buffer_string(path);
	bool dots = strstr(p, "./") || (!raw && strstr(p, ".\\"));
	size_t out = 0, part = 0;
	for (size_t i = 0; i < path->len; i++) {
		char c = p[i] == '\\' && dots && !raw ? '/' : p[i];
		if (c == '/') {
			bool empty = out == part;
			bool dot = out - part == 1 && p[part] == '.';
			if (empty || (dot && dots)) {
				out = part;
				continue;
			}
		}
		p[out++] = c;
		if (c == '/')
			part = out;
	}
	path->len = out;
	buffer_string(path);
}

bool names_split(const char *name, size_t len, bool raw, size_t *root_len, struct buffer *path,
		 const char *subject, struct error *e)
{
	if (len == 0)
		return error_set(e, subject, "the tarball has an entry with an empty name");
	if (memchr(name, '\0', len))
		return error_set(e, subject, "the tarball has a NUL in the name of '%s'", name);
	if (memchr(name, '\n', len))
		return error_set(e, subject, "the tarball has a newline in the name '%.*s'", (int)len, name);
	if (is_separator(name[0]))
		return error_set(e, subject, "the tarball has the absolute name '%.*s'", (int)len, name);
	if (climbs(name, len))
		return error_set(e, subject, "the tarball has '..' in the name '%.*s'", (int)len, name);

	size_t root = 0;
	while (root < len && !(raw ? name[root] == '/' : is_separator(name[root])))
		root++;
	*root_len = root < len ? root : 0;
	size_t skip = root < len ? root + 1 : 0;
	path->len = 0;
	if (raw)
		buffer_add(path, name + skip, len - skip);
	else
		utf8_decode_lossy(name + skip, len - skip, path);
	normalise(path, raw);
	return true;
}
