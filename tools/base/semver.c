#include "base/semver.h"

#include <ctype.h>
#include <errno.h>
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

bool semver_parse(struct semver_version *v, const char *text)
{
	size_t core = strcspn(text, "+");
	const char *end = text + core, *dash = memchr(text, '-', core);
	v->text = text;
	v->build = *end ? end + 1 : end;
	v->pre = dash ? dash + 1 : end;
	v->pre_len = (size_t)(end - v->pre);
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

/* The length of the identifier at P, which is before END. */
static size_t identifier_len(const char *p, const char *end)
{
	const char *dot = memchr(p, '.', (size_t)(end - p));
	return (size_t)((dot ? dot : end) - p);
}

static int compare_prereleases(const struct semver_version *x, const struct semver_version *y)
{
	const char *a = x->pre, *a_end = a + x->pre_len, *b = y->pre, *b_end = b + y->pre_len;
	while (a < a_end && b < b_end) {
		size_t a_len = identifier_len(a, a_end), b_len = identifier_len(b, b_end);
		int order = compare_identifiers(a, a_len, b, b_len);
		if (order != 0)
			return order;
		a += a_len + (a + a_len < a_end);
		b += b_len + (b + b_len < b_end);
	}
	return (a < a_end) - (b < b_end);
}

int semver_compare(const struct semver_version *a, const struct semver_version *b)
{
	for (int i = 0; i < 3; i++)
		if (a->numbers[i] != b->numbers[i])
			return a->numbers[i] < b->numbers[i] ? -1 : 1;
	/* A prerelease comes before its release. */
	return a->pre_len && b->pre_len ? compare_prereleases(a, b) : !a->pre_len - !b->pre_len;
}

int semver_compare_whole(const struct semver_version *a, const struct semver_version *b)
{
	int order = semver_compare(a, b);
	return order != 0 ? order : strcmp(a->text, b->text);
}

int semver_compare_texts(const char *a, const char *b)
{
	struct semver_version x, y;
	bool a_ok = semver_parse(&x, a + (*a == 'v')), b_ok = semver_parse(&y, b + (*b == 'v'));
	return a_ok && b_ok ? semver_compare(&x, &y) : a_ok - b_ok;
}
