#include "merge/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/pair_map.h"

#define BLOCK_BYTES ((size_t)64 * 1024)

/* The text of the symlink PATH; the caller frees it.  NULL with errno set. */
static char *link_text(const char *path)
{
	size_t size = 256;
	for (;;) {
		char *text = xmalloc(size);
		ssize_t len = readlink(path, text, size);
		if (len >= 0 && (size_t)len < size) {
			text[len] = '\0';
			return text;
		}
		free(text);
		if (len < 0)
			return NULL;
		size *= 2;
	}
}

static bool place_same_symlink(const char *source, int out, const char *name, struct error *e)
{
	char *text = link_text(source);
	bool ok = text && symlinkat(text, out, name) == 0;
	if (!ok)
		error_errno(e, source, "cannot make the same symlink");
	free(text);
	return ok;
}

/* Copies the open file FROM. */
static bool copy(bool reflink, int from, int out, const char *name, mode_t mode)
{
	int to = openat(out, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (to < 0)
		return false;
	bool ok = reflink ? fs_clone(from, to) : fs_copy_rest(from, to);
	return close(to) == 0 && ok;
}

bool merge_place_file(enum merge_mode mode, const struct merge_file *source, int out, const char *name,
		      struct error *e)
{
	const char *path = source->path;
	if (source->is_symlink)
		return place_same_symlink(path, out, name, e);
	if (mode == MERGE_SYMLINK)
		return symlinkat(path, out, name) == 0 || error_errno(e, path, "cannot make a symlink to it");
	struct stat st;
	int from = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	bool ok = (from >= 0 && fstat(from, &st) == 0) || error_errno(e, path, "cannot open");
	mode_t normal = ok && (source->executable || (st.st_mode & 0111)) ? 0555 : 0444;
	/* A hard link shares the mode; one that is not normal needs a copy. */
	if (ok && mode == MERGE_HARDLINK && (st.st_mode & 07777) == normal)
		ok = linkat(AT_FDCWD, path, out, name, 0) == 0 ||
		     error_errno(e, path, "cannot make a hard link to it");
	else if (ok)
		ok = copy(mode == MERGE_REFLINK, from, out, name, normal) ||
		     error_errno(e, path, "cannot copy");
	if (from >= 0)
		close(from);
	return ok;
}

/* One of two files or folders that are compared. */
struct side {
	const char *path;
	int fd; /* -1: the path leads nowhere */
	struct stat st;
};

static bool same_bytes(const struct side *a, const struct side *b, bool *same, struct error *e)
{
	static _Thread_local char in_a[BLOCK_BYTES], in_b[BLOCK_BYTES];
	ssize_t got;
	for (off_t at = 0; (got = fs_read_at(a->fd, in_a, BLOCK_BYTES, at)) > 0; at += got) {
		ssize_t other = fs_read_at(b->fd, in_b, BLOCK_BYTES, at);
		if (other < 0)
			return error_errno(e, b->path, "cannot read");
		if (other != got || memcmp(in_a, in_b, (size_t)got) != 0)
			return true;
	}
	*same = got == 0;
	return got == 0 || error_errno(e, a->path, "cannot read");
}

static bool list(const struct side *s, struct dir_list *l, struct error *e)
{
	return dir_list_read(l, s->fd, ".") || error_errno(e, s->path, "cannot list");
}

struct pair {
	char *a, *b;
};

/* What is compared: files and folders, by their numbers, in classes of those that are
 * the same, or are not if what is compared now is not.  Every two that are compared
 * make one class of two, so that they are at most as many as files and folders, however
 * symlinks lead from one to another. */
struct comparison {
	struct pair_map numbers; /* by device and inode */
	size_t *classes;         /* of each: another one in it, or itself */
	size_t count, capacity;
	bool executable;    /* what is compared now has x bits in the output, whatever its own */
	struct pair *pairs; /* that are still to be compared */
	size_t pair_count, pair_capacity;
};

static size_t number_of(struct comparison *c, const struct stat *st)
{
	size_t number = pair_map_find(&c->numbers, (size_t)st->st_dev, (size_t)st->st_ino);
	if (number != PAIR_NONE)
		return number;
	pair_map_add(&c->numbers, (size_t)st->st_dev, (size_t)st->st_ino, c->count);
	array_reserve(c->classes, c->capacity, c->count + 1);
	c->classes[c->count] = c->count;
	return c->count++;
}

static size_t class_of(struct comparison *c, const struct stat *st)
{
	size_t n = number_of(c, st);
	while (c->classes[n] != n)
		n = c->classes[n] = c->classes[c->classes[n]];
	return n;
}

static bool same_size_and_mode(const struct comparison *c, const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && (c->executable || !(a->st_mode & 0111) == !(b->st_mode & 0111));
}

/* Makes one class of those of A and B; true when it was one. */
static bool join_classes(struct comparison *c, const struct stat *a, const struct stat *b)
{
	size_t of_a = class_of(c, a), of_b = class_of(c, b);
	c->classes[of_b] = of_a;
	return of_a == of_b;
}

/* What is in the folders A and B is to be compared, by names without symlinks: Linux
 * follows only 40 in one name. */
static bool add_pairs(struct comparison *c, const char *a, const char *b, const struct dir_list *l,
		      struct error *e)
{
	char *real_a = realpath(a, NULL), *real_b = realpath(b, NULL);
	bool ok =
	    (real_a || error_errno(e, a, "cannot open")) && (real_b || error_errno(e, b, "cannot open"));
	array_reserve(c->pairs, c->pair_capacity, c->pair_count + l->count);
	for (size_t i = l->count; ok && i-- > 0;)
		c->pairs[c->pair_count++] = (struct pair){xasprintf("%s/%s", real_a, l->entries[i].name),
							  xasprintf("%s/%s", real_b, l->entries[i].name)};
	free(real_a);
	free(real_b);
	return ok;
}

/* Whether the folders hold the same names; what these are is to be compared. */
static bool same_directory(struct comparison *c, const struct side *a, const struct side *b, bool *same,
			   struct error *e)
{
	struct dir_list la = {0}, lb = {0};
	bool ok = list(a, &la, e) && list(b, &lb, e);
	*same = ok && la.count == lb.count;
	for (size_t i = 0; *same && i < la.count; i++)
		*same = strcmp(la.entries[i].name, lb.entries[i].name) == 0;
	if (*same)
		ok = add_pairs(c, a->path, b->path, &la, e);
	dir_list_free(&la);
	dir_list_free(&lb);
	return ok;
}

static bool open_side(struct side *s, const char *path, struct error *e)
{
	*s = (struct side){.path = path, .fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
	if (s->fd < 0)
		return errno == ENOENT || error_errno(e, path, "cannot open");
	return fstat(s->fd, &s->st) == 0 || error_errno(e, path, "cannot open");
}

static void close_side(const struct side *s)
{
	if (s->fd >= 0)
		close(s->fd);
}

static bool have_same_text(const char *a, const char *b)
{
	char *ta = link_text(a), *tb = link_text(b);
	bool same = ta && tb && strcmp(ta, tb) == 0;
	free(ta);
	free(tb);
	return same;
}

static bool same_contents(struct comparison *c, const struct pair *pair, bool *same, struct error *e)
{
	*same = have_same_text(pair->a, pair->b);
	if (*same)
		return true;
	struct side a = {.fd = -1}, b = {.fd = -1};
	bool ok = open_side(&a, pair->a, e) && open_side(&b, pair->b, e);
	if (ok && a.fd >= 0 && b.fd >= 0) {
		*same = join_classes(c, &a.st, &b.st);
		if (!*same && S_ISREG(a.st.st_mode) && S_ISREG(b.st.st_mode))
			ok = !same_size_and_mode(c, &a.st, &b.st) || same_bytes(&a, &b, same, e);
		else if (!*same && S_ISDIR(a.st.st_mode) && S_ISDIR(b.st.st_mode))
			ok = same_directory(c, &a, &b, same, e);
	}
	close_side(&a);
	close_side(&b);
	return ok;
}

bool merge_same_contents(const char *a, const char *b, bool executable, bool *same, struct error *e)
{
	struct comparison c = {.executable = executable};
	array_reserve(c.pairs, c.pair_capacity, 1);
	c.pairs[c.pair_count++] = (struct pair){xstrdup(a), xstrdup(b)};
	bool ok = *same = true;
	while (c.pair_count > 0) {
		struct pair pair = c.pairs[--c.pair_count];
		if (ok && *same)
			ok = same_contents(&c, &pair, same, e);
		c.executable = false; /* that was about the first two alone */
		free(pair.a);
		free(pair.b);
	}
	pair_map_free(&c.numbers);
	free(c.classes);
	free(c.pairs);
	return ok;
}
