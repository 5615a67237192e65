#include "base/semver_version.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Reads the numbers of V: its text is N.N.N and no more, or with "-" or "+" after that. */
static bool parse_numbers(struct semver_version *v)
{
	char *p = (char *)v->text;
	errno = 0;
	for (int i = 0; i < 3; i++) {
		if ((i > 0 && *p++ != '.') || !isdigit((unsigned char)*p))
			return false;
		v->numbers[i] = strtoull(p, &p, 10);
	}
	return errno == 0 && (!*p || *p == '-' || *p == '+');
}

bool semver_version_parse(struct semver_version *v, const char *text, struct arena *strings)
{
	size_t core = strcspn(text, "+");
	const char *dash = memchr(text, '-', core);
	v->text = text;
	v->build = text[core] ? text + core + 1 : "";
	v->pre = dash ? arena_strndup(strings, dash + 1, (size_t)(text + core - dash - 1)) : "";
	return parse_numbers(v);
}

/* As semver has it: numbers before words, and by value. */
static int compare_identifiers(const char *a, size_t a_len, const char *b, size_t b_len)
{
	bool a_number = strspn(a, "0123456789") >= a_len, b_number = strspn(b, "0123456789") >= b_len;
	if (a_number != b_number)
		return a_number ? -1 : 1;
	if (a_number && a_len != b_len)
		return a_len < b_len ? -1 : 1;
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

static int compare_prereleases(const char *a, const char *b)
{
	while (*a && *b) {
		size_t a_len = strcspn(a, "."), b_len = strcspn(b, ".");
		int order = compare_identifiers(a, a_len, b, b_len);
		if (order != 0)
			return order;
		a += a_len + (a[a_len] == '.');
		b += b_len + (b[b_len] == '.');
	}
	return (*a != 0) - (*b != 0);
}

int semver_version_compare(const struct semver_version *a, const struct semver_version *b)
{
	for (int i = 0; i < 3; i++)
		if (a->numbers[i] != b->numbers[i])
			return a->numbers[i] < b->numbers[i] ? -1 : 1;
	if (!*a->pre != !*b->pre)
		return *a->pre ? -1 : 1;
	int order = compare_prereleases(a->pre, b->pre);
	return order != 0 ? order : strcmp(a->text, b->text);
}
