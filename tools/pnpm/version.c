/* pnpm_version_clean: a version as npm's semver prints it in loose mode. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "pnpm/manifest.h"

#define MAX_LENGTH 256                      /* semver: MAX_LENGTH */
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

/* Reads "1.2." and then PATCH digits, all there are when it is 0; *REST is what
 * follows.  Returns how many digits the patch number had, 0: it is not a version. */
static size_t add_core(struct buffer *out, const char *p, size_t patch, const char **rest)
{
	size_t len = 0;
	for (int part = 0; part < 3; part++) {
		if (part > 0) {
			if (*p++ != '.')
				return 0;
			buffer_add_byte(out, '.');
		}
		len = part == 2 && patch ? patch : digits_at(p);
		if (len == 0 || !add_number(out, p, len))
			return 0;
		p += len;
	}
	*rest = p;
	return len;
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

/* The length of what String.prototype.trim takes away at P. */
static size_t space_at(const char *p)
{
	static const char *const wide[] = {"\xc2\xa0", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xe2\x80\xa9"};
	if (*p && strchr(" \t\r\n\v\f", *p))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (text_begins(p, wide[i]))
			return strlen(wide[i]);
	return 0;
}

static char *trimmed(const char *text)
{
	for (size_t n; (n = space_at(text)) > 0;)
		text += n;
	const char *end = text; /* after the last character that is not a space */
	for (const char *p = text; *p;) {
		size_t n = space_at(p);
		p += n ? n : 1;
		if (n == 0)
			end = p;
	}
	return xstrndup(text, (size_t)(end - text));
}

/* Reads all of TEXT, its patch number having PATCH digits (0: all that are
 * there); *HAD is how many it had.  True when it is a version. */
static bool clean_with(struct buffer *out, const char *text, size_t patch, size_t *had)
{
	const char *p;
	out->len = 0;
	*had = add_core(out, text, patch, &p);
	if (*had == 0)
		return false;
	if (*p && *p != '+')
		p = add_prerelease(out, p);
	if (p && *p == '+')
		p = skip_build(p);
	return p && *p == '\0';
}

char *pnpm_version_clean(const char *version)
{
	char *text = trimmed(version);
	char *result = NULL;
	if (strlen(text) <= MAX_LENGTH) {
		struct buffer out = {0};
		/* clean() drops "=v"; the loose pattern allows spaces among more of them. */
		const char *core = text + strspn(text, "=v \t");
		size_t digits;
		bool ok = clean_with(&out, core, 0, &digits);
		/* As the pattern's backtracking has it, "1.2.31.0" is 1.2.3-1.0. */
		while (!ok && digits > 1)
			ok = clean_with(&out, core, digits - 1, &digits);
		if (ok)
			result = xstrdup(buffer_string(&out));
		buffer_free(&out);
	}
	free(text);
	return result;
}
