#include "bun/bunfig.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tree/manifest.h"

/* Tables within tables on one line. */
#define DEPTH_MAX 8

struct bunfig {
	const char *at;     /* what is still to be read; a NUL is after it */
	struct buffer path; /* of the value that is read */
	bun_bunfig_fn *take;
	void *context;
	struct error *e;
};

static void skip_comment(struct bunfig *b)
{
	if (*b->at == '#')
		b->at += strcspn(b->at, "\n");
}

/* Blanks, line ends and comments. */
static void skip_space(struct bunfig *b)
{
	for (const char *start = NULL; start != b->at;) {
		start = b->at;
		b->at += strspn(b->at, " \t\r\n");
		skip_comment(b);
	}
}

/* The length of the string at TEXT, with its quotes; of one that does not end, to the end of the line. */
static size_t string_length(const char *text)
{
	char quote = *text;
	bool lines = text[1] == quote && text[2] == quote;
	const char *p = text + (lines ? 3 : 1);
	for (; *p && (lines || *p != '\n'); p++) {
		if (*p == '\\' && quote == '"' && p[1])
			p++;
		else if (*p == quote && (!lines || (p[1] == quote && p[2] == quote)))
			return (size_t)(p - text) + (lines ? 3 : 1);
	}
	return (size_t)(p - text);
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Adds the name at B->at, "a.'b'.c", to the path. */
static void read_name(struct bunfig *b)
{
	for (bool more = true; more;) {
		size_t len = is_quote(*b->at) ? string_length(b->at) : strcspn(b->at, " \t\r\n.=#[]{},\"'");
		size_t quotes = is_quote(*b->at) && len >= 2 ? 1 : 0;
		if (b->path.len > 0)
			buffer_add_byte(&b->path, '.');
		buffer_add(&b->path, b->at + quotes, len - 2 * quotes);
		b->at += len;
		b->at += strspn(b->at, " \t");
		more = *b->at == '.';
		if (more)
			b->at += 1 + strspn(b->at + 1, " \t");
	}
}

static bool take(struct bunfig *b, const char *text, size_t len, bool is_string)
{
	char *copy = xstrndup(text, len);
	bool ok = b->take(b->context, buffer_string(&b->path), copy, is_string, b->e);
	free(copy);
	return ok;
}

static void skip_array(struct bunfig *b)
{
	size_t depth = 0;
	for (skip_space(b); *b->at; skip_space(b)) {
		depth += *b->at == '[';
		depth -= *b->at == ']';
		b->at += is_quote(*b->at) ? string_length(b->at) : 1;
		if (depth == 0)
			return;
	}
}

static bool read_pair(struct bunfig *b, int depth);

static bool read_table(struct bunfig *b, int depth)
{
	bool ok = true;
	do {
		b->at++;
		skip_space(b);
		if (*b->at != '}')
			ok = read_pair(b, depth + 1);
		skip_space(b);
	} while (ok && *b->at == ',');
	b->at += *b->at == '}';
	return ok;
}

static bool read_value(struct bunfig *b, int depth)
{
	const char *text = b->at;
	if (is_quote(*text)) {
		size_t len = string_length(text), quotes = text[1] == *text && text[2] == *text ? 3 : 1;
		b->at += len;
		return len < 2 * quotes || take(b, text + quotes, len - 2 * quotes, true);
	}
	if (*text == '{' && depth < DEPTH_MAX)
		return read_table(b, depth);
	if (*text == '[') {
		skip_array(b);
		return take(b, "", 0, false);
	}
	size_t len = strcspn(text, " \t\r\n#,}");
	b->at += len;
	return take(b, text, len, false);
}

/* NAME = VALUE, from B->at. */
static bool read_pair(struct bunfig *b, int depth)
{
	size_t len = b->path.len;
	bool ok = true;
	read_name(b);
	if (*b->at == '=') {
		b->at += 1 + strspn(b->at + 1, " \t");
		ok = read_value(b, depth);
	}
	b->path.len = len;
	return ok;
}

static void read_header(struct bunfig *b)
{
	b->at += 1 + strspn(b->at + 1, " \t");
	b->path.len = 0;
	read_name(b);
}

bool bun_bunfig_read(const struct tree_request *r, bun_bunfig_fn *taker, void *context, struct error *e)
{
	struct buffer text = {0};
	struct bunfig b = {.take = taker, .context = context, .e = e};
	bool ok = tree_settings_file(r, "bunfig.toml", &text, e);
	b.at = text.data;
	while (ok && (skip_space(&b), *b.at)) {
		if (*b.at == '[')
			read_header(&b);
		else
			ok = read_pair(&b, 0);
		b.at += strcspn(b.at, "\n");
	}
	buffer_free(&b.path);
	buffer_free(&text);
	return ok;
}
