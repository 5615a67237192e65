#include "diff/hunks.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* How far a hunk may have moved, in lines. */
#define MOVED_MAX 20

/* A text as its lines; after the last line end is one more, which may be empty. */
struct lines_of {
	const char *bytes;
	uint32_t *starts; /* of each line, and of one after the last */
	size_t count;
};

static void split_lines(struct lines_of *t, const char *bytes, size_t len)
{
	*t = (struct lines_of){.bytes = bytes, .count = 1};
	for (size_t i = 0; i < len; i++)
		t->count += bytes[i] == '\n';
	t->starts = xmalloc((t->count + 1) * sizeof(*t->starts));
	size_t line = 0;
	t->starts[line++] = 0;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\n')
			t->starts[line++] = (uint32_t)i + 1;
	t->starts[line] = (uint32_t)len + 1;
}

static struct diff_slice line_of(const struct lines_of *t, size_t line)
{
	return (struct diff_slice){t->bytes + t->starts[line], t->starts[line + 1] - t->starts[line] - 1};
}

/* Takes the next line off BODY: its kind, and *TEXT; 0 at the end. */
static char next_line(struct diff_slice *body, struct diff_slice *text)
{
	if (body->len == 0)
		return 0;
	const char *end = memchr(body->text, '\n', body->len);
	size_t len = end ? (size_t)(end - body->text) : body->len;
	char kind = len > 0 && *body->text != '\r' ? *body->text : ' ';
	bool marked = len > 0 && kind == *body->text;
	*text = (struct diff_slice){body->text + marked, len - marked};
	len += end != NULL;
	*body = (struct diff_slice){body->text + len, body->len - len};
	return kind;
}

static struct diff_slice trimmed(struct diff_slice line)
{
	while (line.len > 0 && isspace((unsigned char)line.text[line.len - 1]))
		line.len--;
	return line;
}

static bool is_same(struct diff_slice one, struct diff_slice other)
{
	one = trimmed(one);
	other = trimmed(other);
	return one.len == other.len && memcmp(one.text, other.text, one.len) == 0;
}

static bool fits(const struct diff_hunk *h, const struct lines_of *t, size_t at)
{
	struct diff_slice body = h->body, text;
	if (at > t->count || t->count - at < h->old_count)
		return false;
	for (char kind; (kind = next_line(&body, &text));)
		if ((kind == ' ' || kind == '-') && !is_same(text, line_of(t, at++)))
			return false;
	return true;
}

/* The line of T where H fits, not before LEAST, or SIZE_MAX. */
static size_t find_place(const struct diff_hunk *h, const struct lines_of *t, size_t least)
{
	size_t start = h->start > 0 ? h->start - 1 : 0;
	for (size_t moved = 0; moved <= MOVED_MAX && start <= t->count + MOVED_MAX; moved++) {
		size_t before = start > moved ? start - moved : 0;
		if (before >= least && fits(h, t, before))
			return before;
		if (start + moved >= least && fits(h, t, start + moved))
			return start + moved;
	}
	return SIZE_MAX;
}

static void add_line(struct buffer *to, struct diff_slice line)
{
	buffer_add(to, line.text, line.len);
	buffer_add_byte(to, '\n');
}

/* Adds to TO what H makes of the lines from AT on; returns the line after them. What "\ No newline" says of the
 * end is added to *ENDS: 1 for an end that is new, -1 for one that is gone. */
static size_t add_hunk(const struct diff_hunk *h, const struct lines_of *t, size_t at, struct buffer *to,
		       int *ends)
{
	struct diff_slice body = h->body, text;
	char last = ' ';
	for (char kind; (kind = next_line(&body, &text)); last = kind) {
		if (kind == '\\')
			*ends += (last == '-') - (last == '+');
		else if (kind == '+')
			add_line(to, text);
		else if (kind == ' ')
			add_line(to, line_of(t, at++));
		else
			at++;
	}
	return at;
}

/* Leaves out the last line of B, whose lines all end. */
static void drop_line(struct buffer *b)
{
	if (b->len > 0)
		b->len--;
	while (b->len > 0 && b->data[b->len - 1] != '\n')
		b->len--;
}

size_t diff_hunks_apply(const struct diff_hunk *hunks, size_t count, const char *bytes, size_t len,
			struct buffer *to)
{
	struct lines_of t;
	size_t done = 0, i = 0, place = 0;
	int ends = 0;
	split_lines(&t, bytes, len);
	for (; i < count && (place = find_place(&hunks[i], &t, done)) != SIZE_MAX; i++) {
		for (; done < place; done++)
			add_line(to, line_of(&t, done));
		done = add_hunk(&hunks[i], &t, place, to, &ends);
	}
	for (; i == count && done < t.count; done++)
		add_line(to, line_of(&t, done));
	for (; ends > 0; ends--)
		buffer_add_byte(to, '\n');
	for (; ends < 0; ends++)
		drop_line(to);
	if (to->len > 0)
		to->len--; /* the last line is what is after the last line end */
	free(t.starts);
	return i;
}

void diff_hunks_create(const struct diff_hunk *hunks, size_t count, struct buffer *to)
{
	int ends = 0;
	for (size_t i = 0; i < count; i++)
		add_hunk(&hunks[i], NULL, 0, to, &ends);
	if (ends < 0 && to->len > 0)
		to->len--;
}
