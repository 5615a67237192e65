/* version_clean: a version as npm's semver prints it in loose mode. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "pnpm/manifest.h"

#define MAX_LENGTH 256			  /* semver: MAX_LENGTH */
#define MAX_SAFE_INTEGER "9007199254740991" /* 2^53 - 1 */

static size_t digits_at(const char *p)
{
	return strspn(p, "0123456789");
}

/* Appends the number of LEN digits at P without leading zeros; false when it
 * is beyond what JavaScript counts exactly. */
static bool add_number(struct buffer *out, const char *p, size_t len)
{
	while (len > 1 && *p == '0') {
		p++;
		len--;
	}
	size_t limit = strlen(MAX_SAFE_INTEGER);
	if (len > limit || (len == limit && memcmp(p, MAX_SAFE_INTEGER, limit) > 0))
		return false;
	buffer_add(out, p, len);
	return true;
}

static size_t identifier_at(const char *p)
{
	size_t len = 0;
	while (isalnum((unsigned char)p[len]) || p[len] == '-')
		len++;
	return len;
}

/* Reads "1.2.3"; returns what follows, or NULL. */
static const char *add_core(struct buffer *out, const char *p)
{
	for (int part = 0; part < 3; part++) {
		if (part > 0) {
			if (*p++ != '.')
				return NULL;
			buffer_add_byte(out, '.');
		}
		size_t len = digits_at(p);
		if (len == 0 || !add_number(out, p, len))
			return NULL;
		p += len;
	}
	return p;
}

/* Reads "-beta.1" (in loose mode the dash may be missing); returns what follows, or NULL. */
static const char *add_prerelease(struct buffer *out, const char *p)
{
	if (*p == '-' && identifier_at(p + 1) > 0)
		p++; /* else the dash is an identifier itself */
	char separator = '-';
	for (;;) {
		size_t len = identifier_at(p);
		if (len == 0)
			return NULL;
		buffer_add_byte(out, (unsigned char)separator);
		if (digits_at(p) != len)
			buffer_add(out, p, len);
		else if (!add_number(out, p, len))
			buffer_add(out, p, len); /* too large: it stays text */
		p += len;
		if (*p != '.')
			return p;
		p++;
		separator = '.';
	}
}

/* Skips "+build.5"; returns what follows, or NULL. */
static const char *skip_build(const char *p)
{
	do {
		p++;
		size_t len = identifier_at(p);
		if (len == 0)
			return NULL;
		p += len;
	} while (*p == '.');
	return p;
}

char *version_clean(const char *version)
{
	static const char space[] = " \t\r\n\v\f";
	const char *p = version + strspn(version, space);
	size_t len = strlen(p);
	while (len > 0 && strchr(space, p[len - 1]))
		len--;
	if (len > MAX_LENGTH)
		return NULL;
	char *text = xstrndup(p, len);
	struct buffer out = {0};
	/* clean() drops "=v"; the loose pattern allows spaces among more of them. */
	p = add_core(&out, text + strspn(text, "=v \t"));
	if (p && *p && *p != '+')
		p = add_prerelease(&out, p);
	if (p && *p == '+')
		p = skip_build(p);
	bool ok = p && *p == '\0';
	char *result = ok ? xstrdup(buffer_string(&out)) : NULL;
	buffer_free(&out);
	free(text);
	return result;
}
