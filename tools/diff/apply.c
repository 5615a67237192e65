#include "diff/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/string_map.h"
#include "diff/diff.h"
#include "diff/hunks.h"

/* Of all files that one patch changes: TypeScript's have 20 MB. */
#define CHANGED_MAX ((size_t)256 << 20)

/* A package on its way through its patch. */
struct job {
	struct package *package;
	struct error *e;
	struct diff diff;
	/* Of the package's files, by their indexes: those that are there no longer. */
	bool *gone;
	size_t gone_count, gone_capacity;
	/* While the source is read: the paths to be changed, and where the bytes of one go. */
	struct string_map paths;
	unsigned char *to;
	size_t room;    /* what may still go there: the source may have become another one */
	size_t changed; /* bytes of all that changes */
};

/* --- the bytes of files that only come from the source --- */

static bool count_changed(struct job *j, uint64_t bytes)
{
	if (bytes > CHANGED_MAX - j->changed)
		return error_set(j->e, j->package->source->id,
				 "the files that its patch changes have more than %zu bytes", CHANGED_MAX);
	j->changed += (size_t)bytes;
	return true;
}

static bool bytes_begin(void *context, size_t index, struct error *e)
{
	(void)e; /* J has it */
	struct job *j = context;
	struct contents_file *f = &j->package->contents.files[index];
	j->room = 0;
	if (f->data || !string_map_find(&j->paths, f->path, strlen(f->path)))
		return true;
	if (!count_changed(j, f->size))
		return false;
	j->room = (size_t)f->size;
	j->to = contents_replace(&j->package->contents, f, j->room);
	return true;
}

static bool bytes_block(void *context, const void *data, size_t len, struct error *e)
{
	(void)e;
	struct job *j = context;
	size_t some = len < j->room ? len : j->room;
	if (some == 0)
		return true;
	memcpy(j->to, data, some);
	j->to += some;
	j->room -= some;
	return true;
}

static bool bytes_end(void *context, struct error *e)
{
	(void)context;
	(void)e;
	return true;
}

static bool read_bytes(struct job *j)
{
	const struct contents_sink sink = {j, bytes_begin, bytes_block, bytes_end};
	for (size_t i = 0; i < j->diff.count; i++)
		if (!string_map_find(&j->paths, j->diff.all[i].from, strlen(j->diff.all[i].from)))
			string_map_add(&j->paths, j->diff.all[i].from, 0);
	return j->package->tarball.tar || package_stream(j->package, &sink, j->e);
}

/* --- the package's files --- */

static bool is_gone(const struct job *j, size_t index)
{
	return index < j->gone_count && j->gone[index];
}

static void set_gone(struct job *j, size_t index, bool gone)
{
	array_reserve(j->gone, j->gone_capacity, index + 1);
	while (j->gone_count <= index)
		j->gone[j->gone_count++] = false;
	j->gone[index] = gone;
}

static const struct contents_file *find_file(const struct job *j, const char *path)
{
	const struct contents_file *f = contents_find(&j->package->contents, path);
	return f && !is_gone(j, (size_t)(f - j->package->contents.files)) ? f : NULL;
}

static void remove_file(struct job *j, const char *path)
{
	const struct contents_file *f = find_file(j, path);
	if (f)
		set_gone(j, (size_t)(f - j->package->contents.files), true);
}

/* The file at PATH is BYTES from now on. */
static bool put_file(struct job *j, const char *path, const struct buffer *bytes, uint32_t mode)
{
	struct contents *c = &j->package->contents;
	if (!count_changed(j, bytes->len) ||
	    !contents_add_file(c, path, strlen(path), (struct contents_file){.mode = mode}, j->e))
		return false;
	struct contents_file *f = &c->files[contents_find(c, path) - c->files];
	unsigned char *to = contents_replace(c, f, bytes->len);
	if (bytes->len > 0)
		memcpy(to, bytes->data, bytes->len);
	set_gone(j, (size_t)(f - c->files), false);
	return true;
}

/* Leaves out of the package what is gone. */
static void keep_rest(struct job *j)
{
	struct contents *c = &j->package->contents;
	bool *kept = xmalloc(c->count + 1);
	for (size_t i = 0; i < c->count; i++)
		kept[i] = !is_gone(j, i);
	contents_keep(c, kept);
	j->gone_count = 0; /* the indexes are others now */
	free(kept);
}

/* --- changes --- */

static bool create_file(struct job *j, const struct diff_change *c)
{
	struct buffer bytes = {0};
	for (size_t i = 0; i < c->count; i++)
		if (c->hunks[i].old_count > 0)
			return error_set(j->e, diff_at(&j->diff, c->hunks[i].line),
					 "has old lines for '%s', but this file is new", c->to);
	diff_hunks_create(c->hunks, c->count, &bytes);
	bool ok = put_file(j, c->to, &bytes, c->mode < 0 ? 0644 : (uint32_t)c->mode & 0777);
	buffer_free(&bytes);
	return ok;
}

/* Fills BYTES with what C makes of F. */
static bool make_bytes(struct job *j, const struct diff_change *c, const struct contents_file *f,
		       struct buffer *bytes)
{
	if (!count_changed(j, f->size))
		return false;
	if (c->count == 0) {
		buffer_add(bytes, f->data, (size_t)f->size);
		return true;
	}
	size_t fitting = diff_hunks_apply(c->hunks, c->count, f->data, (size_t)f->size, bytes);
	return fitting == c->count ||
	       error_set(j->e, diff_at(&j->diff, c->hunks[fitting].line),
			 "does not fit '%s'; make the patch again for this version of the package", c->from);
}

static bool change_file(struct job *j, const struct diff_change *c)
{
	const struct contents_file *f = find_file(j, c->from);
	if (c->count == 0 && c->mode < 0 && !c->renames)
		return true; /* binary files, of which there is nothing more */
	if (!f)
		return error_set(j->e, diff_at(&j->diff, c->line),
				 "is about '%s', which the package does not have", c->from);
	uint32_t mode = c->mode < 0 ? f->mode : (f->mode & ~(uint32_t)0777) | ((uint32_t)c->mode & 0777);
	struct buffer bytes = {0};
	bool ok = make_bytes(j, c, f, &bytes);
	if (ok && c->renames)
		remove_file(j, c->from);
	ok = ok && put_file(j, c->to, &bytes, mode);
	buffer_free(&bytes);
	return ok;
}

static bool apply(struct job *j)
{
	bool ok = true;
	for (size_t i = 0; i < j->diff.count; i++)
		if (j->diff.all[i].deletes)
			remove_file(j, j->diff.all[i].from);
	/* A folder may take the place of a file that is deleted. */
	keep_rest(j);
	for (size_t i = 0; ok && i < j->diff.count; i++) {
		const struct diff_change *c = &j->diff.all[i];
		if (!c->deletes)
			ok = c->creates ? create_file(j, c) : change_file(j, c);
	}
	keep_rest(j);
	return ok;
}

bool diff_apply(struct package *p, struct error *e)
{
	struct job j = {.package = p, .e = e};
	if (!p->source->patch)
		return true;
	bool ok = diff_read(&j.diff, p->source->id, p->source->patch, e) && read_bytes(&j) && apply(&j);
	diff_free(&j.diff);
	free(j.gone);
	string_map_free(&j.paths);
	return ok;
}
