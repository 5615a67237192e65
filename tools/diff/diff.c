#include "diff/diff.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"

#define PATCH_MAX ((size_t)64 << 20)

const char *diff_at(struct diff *d, size_t line)
{
	d->subject.len = 0;
	buffer_printf(&d->subject, "%s: %s:%zu", d->id, d->path, line);
	return buffer_string(&d->subject);
}

static bool has_line(const struct diff *d)
{
	return d->at < d->text.len;
}

/* The next line, without its line end but with a CR before that. */
static struct diff_slice peek(const struct diff *d)
{
	const char *text = d->text.data + d->at, *end = memchr(text, '\n', d->text.len - d->at);
	return (struct diff_slice){text, end ? (size_t)(end - text) : d->text.len - d->at};
}

static void pass(struct diff *d)
{
	size_t len = peek(d).len;
	d->at += len + (d->at + len < d->text.len);
	d->line++;
}

/* What of LINE is after PREFIX, without blanks at its end; TEXT is NULL if it does not begin so. */
static struct diff_slice after(struct diff_slice line, const char *prefix)
{
	size_t len = strlen(prefix);
	if (line.len < len || memcmp(line.text, prefix, len) != 0)
		return (struct diff_slice){NULL, 0};
	struct diff_slice rest = {line.text + len, line.len - len};
	while (rest.len > 0 && isspace((unsigned char)rest.text[rest.len - 1]))
		rest.len--;
	return rest;
}

static bool is_inside(const char *path)
{
	size_t len;
	for (;; path += len + 1) {
		len = strcspn(path, "/");
		if (len == 0 || (len <= 2 && strncmp(path, "..", len) == 0))
			return false;
		if (!path[len])
			return true;
	}
}

/* Sets *PATH to the path that is written as WRITTEN. */
static bool set_path(struct diff *d, char **path, struct diff_slice written)
{
	free(*path);
	*path = xstrndup(written.text, written.len);
	if (*written.text == '"')
		return error_set(d->e, diff_at(d, d->line),
				 "has a quoted path; rename that file, or leave it out");
	return true;
}

/* The path of "--- a/PATH" or "+++ b/PATH", up to a tab; /dev/null is none. */
static bool set_marked_path(struct diff *d, char **path, struct diff_slice written)
{
	const char *tab = memchr(written.text, '\t', written.len);
	if (tab)
		written.len = (size_t)(tab - written.text);
	if (written.len == 9 && memcmp(written.text, "/dev/null", 9) == 0)
		return true;
	const char *slash = memchr(written.text, '/', written.len);
	if (!slash)
		return error_set(d->e, diff_at(d, d->line), "has a path that does not begin with a/ or b/");
	size_t prefix = (size_t)(slash - written.text) + 1;
	return set_path(d, path, (struct diff_slice){written.text + prefix, written.len - prefix});
}

/* "diff --git a/PATH b/PATH": for what has no other lines with paths.  bun's patches may have another PATH before
 * that of a new file (1.2.x). */
static bool set_both_paths(struct diff *d, struct diff_change *c, struct diff_slice written)
{
	struct diff_slice from = after(written, "a/");
	const char *to = from.text ? memmem(from.text, from.len, " b/", 3) : NULL;
	if (!to)
		return *written.text != '"' ||
		       error_set(d->e, diff_at(d, d->line),
				 "has a quoted path; rename that file, or leave it out");
	from.len = (size_t)(to - from.text);
	to += 3;
	return set_path(d, &c->from, from) &&
	       set_path(d, &c->to, (struct diff_slice){to, (size_t)(written.text + written.len - to)});
}

/* A line that begins so, and what takes the rest of it. */
static bool read_header(struct diff *d, struct diff_change *c, struct diff_slice line)
{
	struct diff_slice rest;
	if ((rest = after(line, "--- ")).text) {
		c->creates = c->creates || after(line, "--- /dev/null").text;
		return set_marked_path(d, &c->from, rest);
	}
	if ((rest = after(line, "+++ ")).text) {
		c->deletes = c->deletes || after(line, "+++ /dev/null").text;
		return set_marked_path(d, &c->to, rest);
	}
	if ((rest = after(line, "rename from ")).text)
		return set_path(d, &c->from, rest);
	if ((rest = after(line, "rename to ")).text) {
		c->renames = true;
		return set_path(d, &c->to, rest);
	}
	if ((rest = after(line, "new file mode ")).text || (rest = after(line, "new mode ")).text)
		c->mode = strtol(rest.text, NULL, 8);
	c->creates = c->creates || after(line, "new file mode ").text;
	c->deletes = c->deletes || after(line, "deleted file mode ").text;
	return true;
}

/* Reads "NUMBER[,NUMBER]" at *AT; the second is 1 when it is missing. */
static bool read_range(const char **at, size_t *start, size_t *count)
{
	char *end;
	*start = strtoul(*at, &end, 10);
	*count = 1;
	if (end == *at)
		return false;
	if (*end == ',')
		*count = strtoul(end + 1, &end, 10);
	*at = end;
	return true;
}

/* Reads the lines that the header of H counts, and those about missing line ends. */
static bool read_hunk_body(struct diff *d, struct diff_hunk *h)
{
	size_t old_count = h->old_count, new_count = h->new_count;
	h->body.text = d->text.data + d->at;
	while (has_line(d)) {
		struct diff_slice line = peek(d);
		char kind = line.len > 0 && *line.text != '\r' ? *line.text : ' ';
		if (kind != '\\' && old_count == 0 && new_count == 0)
			break;
		if (!kind || !strchr("\\-+ ", kind) || (kind != '+' && kind != '\\' && old_count == 0) ||
		    (kind != '-' && kind != '\\' && new_count == 0))
			return error_set(d->e, diff_at(d, d->line), "does not belong to the hunk before it");
		old_count -= kind == '-' || kind == ' ';
		new_count -= kind == '+' || kind == ' ';
		pass(d);
	}
	h->body.len = d->at - (size_t)(h->body.text - d->text.data);
	return (old_count == 0 && new_count == 0) ||
	       error_set(d->e, diff_at(d, d->line), "is where the patch ends, within a hunk");
}

static bool read_hunk(struct diff *d, struct diff_change *c)
{
	array_reserve(c->hunks, c->capacity, c->count + 1);
	struct diff_hunk *h = &c->hunks[c->count++];
	const char *at = after(peek(d), "@@ -").text;
	size_t start;
	*h = (struct diff_hunk){.line = d->line};
	if (!at || !read_range(&at, &h->start, &h->old_count) || !text_begins(at, " +") ||
	    (at += 2, !read_range(&at, &start, &h->new_count)) || !text_begins(at, " @@"))
		return error_set(d->e, diff_at(d, d->line), "is not the header of a hunk");
	pass(d);
	return read_hunk_body(d, h);
}

/* True when LINE begins what a patch has for another file than C. */
static bool begins_change(const struct diff_change *c, struct diff_slice line)
{
	return after(line, "diff --git ").text || (c->count > 0 && after(line, "--- ").text);
}

/* Both paths are that of the one file that C is about, unless it renames one. */
static bool settle_paths(struct diff *d, struct diff_change *c)
{
	char **one = (c->deletes || !c->to) && c->from ? &c->from : &c->to;
	char **other = one == &c->from ? &c->to : &c->from;
	if (!*one)
		return error_set(d->e, diff_at(d, c->line), "begins a change without a path");
	if (!c->renames) {
		free(*other);
		*other = xstrdup(*one);
	}
	return (c->from && is_inside(c->from) && is_inside(c->to)) ||
	       error_set(d->e, diff_at(d, c->line), "has a path that is not in the package");
}

static bool read_change(struct diff *d)
{
	array_reserve(d->all, d->capacity, d->count + 1);
	struct diff_change *c = &d->all[d->count++];
	*c = (struct diff_change){.mode = -1, .line = d->line};
	struct diff_slice both = after(peek(d), "diff --git ");
	if (both.text) {
		if (!set_both_paths(d, c, both))
			return false;
		pass(d);
	}
	while (has_line(d) && !begins_change(c, peek(d))) {
		if (after(peek(d), "@@ ").text) {
			if (!read_hunk(d, c))
				return false;
			continue;
		}
		if (c->count == 0 && !read_header(d, c, peek(d)))
			return false;
		pass(d);
	}
	return settle_paths(d, c);
}

bool diff_read(struct diff *d, const char *id, const char *path, struct error *e)
{
	*d = (struct diff){.id = id, .path = path, .line = 1, .e = e};
	if (!fs_read_file(AT_FDCWD, path, PATCH_MAX, &d->text, e))
		return false;
	buffer_string(&d->text);
	while (has_line(d))
		if (!after(peek(d), "diff --git ").text && !after(peek(d), "--- ").text)
			pass(d); /* text before the first file */
		else if (!read_change(d))
			return false;
	return d->count > 0 || d->text.len == 0 ||
	       error_set(e, id, "%s changes no file; correct the patch", path);
}

void diff_free(struct diff *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->all[i].from);
		free(d->all[i].to);
		free(d->all[i].hunks);
	}
	free(d->all);
	buffer_free(&d->text);
	buffer_free(&d->subject);
}
