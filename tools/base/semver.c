#include "base/semver.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A number or a word between dots. */
struct part {
	const char *text;
	size_t len;
};

static bool is_number(struct part p)
{
	for (size_t i = 0; i < p.len; i++)
		if (p.text[i] < '0' || p.text[i] > '9')
			return false;
	return p.len > 0;
}

static int sign(bool less, bool greater)
{
	return greater - less;
}

static int compare_numbers(struct part a, struct part b)
{
	while (a.len > 1 && *a.text == '0')
		a.text++, a.len--;
	while (b.len > 1 && *b.text == '0')
		b.text++, b.len--;
	return a.len != b.len ? sign(a.len<b.len, a.len> b.len) : memcmp(a.text, b.text, a.len);
}

static int compare_words(struct part a, struct part b)
{
	bool a_number = is_number(a), b_number = is_number(b);
	if (a_number && b_number)
		return compare_numbers(a, b);
	if (a_number != b_number)
		return a_number ? -1 : 1;
	int order = memcmp(a.text, b.text, a.len < b.len ? a.len : b.len);
	return order ? order : sign(a.len<b.len, a.len> b.len);
}

/* The part at *TEXT, and past it and the dot after it. */
static struct part next_part(const char **text, const char *end)
{
	struct part p = {*text, strcspn(*text, end)};
	*text += p.len;
	if (**text == '.')
		++*text;
	return p;
}

static int compare_prereleases(const char *a, const char *b)
{
	while (*a && *a != '+' && *b && *b != '+') {
		int order = compare_words(next_part(&a, ".+"), next_part(&b, ".+"));
		if (order)
			return order;
	}
	bool a_more = *a && *a != '+', b_more = *b && *b != '+';
	return sign(b_more, a_more);
}

/* Reads the three numbers; *TEXT is then after them. */
static bool read_numbers(const char **text, struct part numbers[3])
{
	if (**text == 'v')
		++*text;
	for (size_t i = 0; i < 3; i++) {
		numbers[i] = next_part(text, ".-+");
		if (!is_number(numbers[i]))
			return false;
	}
	return true;
}

int semver_compare(const char *a, const char *b)
{
	struct part x[3], y[3];
	bool a_ok = read_numbers(&a, x), b_ok = read_numbers(&b, y);
	if (!a_ok || !b_ok)
		return sign(b_ok, a_ok);
	for (size_t i = 0; i < 3; i++) {
		int order = compare_numbers(x[i], y[i]);
		if (order)
			return order;
	}
	bool a_pre = *a == '-', b_pre = *b == '-';
	if (!a_pre || !b_pre)
		return sign(a_pre, b_pre);
	return compare_prereleases(a + 1, b + 1);
}
