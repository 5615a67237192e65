#include "base/semver_range.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* A version of which the last parts may be missing. */
struct partial {
	struct semver_version version; /* without build and text */
	unsigned count;                /* how many of the numbers are there */
};

/* What is asked about a version. */
struct question {
	const struct semver_version *version;
	bool names_pre; /* a comparator names a prerelease of the version's own numbers */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_wild(char c)
{
	return c == 'x' || c == 'X' || c == '*';
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* Reads the numbers at P; what follows them is returned. */
static const char *read_numbers(const char *p, const char *end, struct partial *out)
{
	bool wild = false;
	for (unsigned i = 0; i < 3; i++) {
		if (p < end && is_wild(*p)) {
			wild = true;
			p++;
		} else if (p < end && isdigit((unsigned char)*p)) {
			uint64_t n = 0;
			for (; p < end && isdigit((unsigned char)*p); p++)
				n = n > UINT64_MAX / 10 - 10 ? UINT64_MAX / 2 : n * 10 + (uint64_t)(*p - '0');
			if (!wild) {
				out->version.numbers[i] = n;
				out->count = i + 1;
			}
		} else {
			break;
		}
		if (p >= end || *p != '.')
			break;
		p++;
	}
	return p;
}

/* Reads the version at P, which may have a "v" or "=" before it; NULL when there is none. */
static const char *read_partial(const char *p, const char *end, struct partial *out)
{
	*out = (struct partial){0};
	while (p < end && (*p == 'v' || *p == 'V' || *p == '='))
		p++;
	const char *start = p;
	p = read_numbers(p, end, out);
	if (p == start)
		return NULL;
	if (p < end && *p == '-') {
		out->version.pre = ++p;
		while (p < end && (isalnum((unsigned char)*p) || *p == '-' || *p == '.'))
			p++;
		out->version.pre_len = (size_t)(p - out->version.pre);
	}
	if (p < end && *p == '+')
		while (p < end && !is_blank(*p))
			p++;
	return p;
}

/* --- comparing --- */

static int compare(struct question *q, const struct partial *p)
{
	q->names_pre |= p->version.pre_len > 0 &&
			memcmp(p->version.numbers, q->version->numbers, sizeof(p->version.numbers)) == 0;
	return semver_compare(q->version, &p->version);
}

/* The first version after all that begin with the first COUNT numbers of P. */
static struct partial next(const struct partial *p, unsigned count)
{
	struct partial n = {.count = 3};
	for (unsigned i = 0; i < count; i++)
		n.version.numbers[i] = p->version.numbers[i];
	n.version.numbers[count - 1]++;
	/* "-0": so that no prerelease of it is before it. */
	n.version.pre = "0";
	n.version.pre_len = 1;
	return n;
}

static bool is_before(struct question *q, const struct partial *limit)
{
	bool names_pre = q->names_pre;
	bool before = compare(q, limit) < 0;
	q->names_pre = names_pre; /* that one was not named */
	return before;
}

/* From P on, below what differs from it in its first COUNT numbers. */
static bool is_between(struct question *q, const struct partial *p, unsigned count)
{
	if (count == 0)
		return true;
	struct partial limit = next(p, count);
	return compare(q, p) >= 0 && is_before(q, &limit);
}

static bool is_caret(struct question *q, const struct partial *p)
{
	unsigned count = 1;
	while (count < p->count && p->version.numbers[count - 1] == 0)
		count++;
	return is_between(q, p, p->count < count ? p->count : count);
}

enum operator{ EXACTLY, CARET, TILDE, LESS, LESS_EQUAL, MORE, MORE_EQUAL };

static bool holds(struct question *q, enum operator op, const struct partial *p)
{
	bool whole = p->count == 3;
	struct partial limit = p->count > 0 ? next(p, p->count) : *p;
	switch (op) {
	case CARET:
		return is_caret(q, p);
	case TILDE:
		return is_between(q, p, p->count > 2 ? 2 : p->count);
	case LESS:
		return p->count > 0 && (whole ? compare(q, p) < 0 : is_before(q, p));
	case LESS_EQUAL:
		return p->count == 0 || (whole ? compare(q, p) <= 0 : is_before(q, &limit));
	case MORE:
		return p->count > 0 && (whole ? compare(q, p) > 0 : !is_before(q, &limit));
	case MORE_EQUAL:
		return p->count == 0 || compare(q, p) >= 0;
	case EXACTLY:
		break;
	}
	return whole ? compare(q, p) == 0 : is_between(q, p, p->count);
}

/* --- reading --- */

static const char *read_operator(const char *p, enum operator* op)
{
	*op = EXACTLY;
	if (*p == '^')
		*op = CARET;
	else if (*p == '~')
		*op = TILDE;
	else if (*p == '<')
		*op = p[1] == '=' ? LESS_EQUAL : LESS;
	else if (*p == '>')
		*op = p[1] == '=' ? MORE_EQUAL : MORE;
	else
		return p;
	return p + ((*op == LESS_EQUAL || *op == MORE_EQUAL || (*op == TILDE && p[1] == '>')) ? 2 : 1);
}

/* FROM - TO, P being after FROM: where TO is, or NULL. */
static const char *hyphen(const char *p, const char *end)
{
	const char *dash = skip_blanks(p, end);
	return dash > p && dash + 1 < end && *dash == '-' && is_blank(dash[1]) ? skip_blanks(dash + 1, end)
									       : NULL;
}

/* True when the version is in the range from P to END, which has no "||". */
static bool is_in_all(struct question *q, const char *p, const char *end)
{
	bool all = true;
	for (p = skip_blanks(p, end); p < end; p = skip_blanks(p, end)) {
		enum operator op;
		struct partial version, to;
		p = skip_blanks(read_operator(p, &op), end);
		p = read_partial(p, end, &version);
		if (!p)
			return false;
		const char *second = op == EXACTLY ? hyphen(p, end) : NULL;
		if (second) {
			p = read_partial(second, end, &to);
			if (!p)
				return false;
			all = holds(q, MORE_EQUAL, &version) && holds(q, LESS_EQUAL, &to) && all;
		} else {
			all = holds(q, op, &version) && all;
		}
	}
	return all;
}

bool semver_range_allows(const char *range, const struct semver_version *v)
{
	for (const char *p = range;;) {
		const char *end = strstr(p, "||");
		struct question q = {v, false};
		if (is_in_all(&q, p, end ? end : p + strlen(p)) && (!v->pre_len || q.names_pre))
			return true;
		if (!end)
			return false;
		p = end + 2;
	}
}

bool semver_range_is_star(const char *range)
{
	range = skip_blanks(range, range + strlen(range));
	return !*range || (is_wild(*range) && !range[1]);
}

bool semver_is_range(const char *range)
{
	const char *p = skip_blanks(range, range + strlen(range));
	if (!*p || strchr("<>=^~", *p) || isdigit((unsigned char)*p))
		return !strstr(p, "://") && !strpbrk(p, "/:");
	if (is_wild(*p) || ((*p == 'v' || *p == 'V') && isdigit((unsigned char)p[1])))
		return !strpbrk(p + 1, "/:") && (!p[1] || !isalpha((unsigned char)p[1]));
	return false;
}

bool semver_range_has(const char *range, const char *version)
{
	struct semver_version v;
	return version && semver_is_range(range) && semver_parse(&v, version) &&
	       semver_range_allows(range, &v);
}
