#include "merge/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/text.h"

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

static mode_t normal_mode(mode_t mode, const char *name)
{
	return mode & 0111 || text_ends(name, "-exec") ? 0555 : 0444;
}

static bool place_copy(bool reflink, int from, mode_t mode, const char *source, int out, const char *name,
		       struct error *e)
{
	int to = openat(out, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (to < 0)
		return error_errno(e, source, "cannot copy");
	bool ok = reflink ? fs_clone(from, to) : fs_copy_rest(from, to);
	ok = close(to) == 0 && ok;
	return ok || error_errno(e, source, "cannot copy");
}

bool merge_place_file(enum merge_mode mode, const char *source, bool is_symlink, int out, const char *name,
		      struct error *e)
{
	if (is_symlink)
		return place_same_symlink(source, out, name, e);
	if (mode == MERGE_SYMLINK)
		return symlinkat(source, out, name) == 0 ||
		       error_errno(e, source, "cannot make a symlink to it");
	int from = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	if (from < 0 || fstat(from, &st) != 0) {
		error_errno(e, source, "cannot open");
		if (from >= 0)
			close(from);
		return false;
	}
	mode_t normal = normal_mode(st.st_mode, name);
	bool ok = true;
	/* A hard link shares the mode; one that is not normal needs a copy. */
	if (mode != MERGE_HARDLINK || (st.st_mode & 07777) != normal)
		ok = place_copy(mode == MERGE_REFLINK, from, normal, source, out, name, e);
	else if (linkat(AT_FDCWD, source, out, name, 0) != 0)
		ok = error_errno(e, source, "cannot make a hard link to it");
	close(from);
	return ok;
}

static bool hash_file(int fd, const char *path, XXH128_hash_t *hash, struct error *e)
{
	static _Thread_local char block[BLOCK_BYTES];
	XXH3_state_t *state = XXH3_createState();
	if (!state)
		die("out of memory");
	XXH3_128bits_reset(state);
	ssize_t got;
	while ((got = fs_read(fd, block, sizeof(block))) > 0)
		XXH3_128bits_update(state, block, (size_t)got);
	*hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	return got == 0 || error_errno(e, path, "cannot read");
}

static bool same_regular(int fa, const struct stat *sa, const char *a, int fb, const struct stat *sb,
			 const char *b, bool *same, struct error *e)
{
	if (sa->st_size != sb->st_size || !(sa->st_mode & 0111) != !(sb->st_mode & 0111))
		return true;
	XXH128_hash_t ha, hb;
	if (!hash_file(fa, a, &ha, e) || !hash_file(fb, b, &hb, e))
		return false;
	*same = XXH128_isEqual(ha, hb);
	return true;
}

static bool list(int fd, const char *path, struct dir_list *l, struct error *e)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return (own >= 0 && dir_list_read(l, own)) || error_errno(e, path, "cannot list");
}

static bool same_directory(int fa, const char *a, int fb, const char *b, bool *same, struct error *e)
{
	struct dir_list la = {0}, lb = {0};
	bool ok = list(fa, a, &la, e) && list(fb, b, &lb, e);
	*same = ok && la.count == lb.count;
	for (size_t i = 0; ok && *same && i < la.count; i++) {
		const char *name = la.entries[i].name;
		*same = strcmp(name, lb.entries[i].name) == 0;
		if (!*same)
			break;
		char *in_a = xasprintf("%s/%s", a, name), *in_b = xasprintf("%s/%s", b, name);
		ok = merge_same_contents(in_a, in_b, same, e);
		free(in_a);
		free(in_b);
	}
	dir_list_free(&la);
	dir_list_free(&lb);
	return ok;
}

/* What merge_same_contents looks into, -1 where PATH leads nowhere. */
static bool open_to_compare(const char *path, int *fd, struct stat *st, struct error *e)
{
	*fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT || error_errno(e, path, "cannot open");
	return fstat(*fd, st) == 0 || error_errno(e, path, "cannot open");
}

bool merge_same_contents(const char *a, const char *b, bool *same, struct error *e)
{
	char *ta = link_text(a), *tb = link_text(b);
	*same = ta && tb && strcmp(ta, tb) == 0;
	free(ta);
	free(tb);
	if (*same)
		return true;
	int fa = -1, fb = -1;
	struct stat sa, sb;
	bool ok = open_to_compare(a, &fa, &sa, e) && open_to_compare(b, &fb, &sb, e);
	if (ok && fa >= 0 && fb >= 0) {
		*same = sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
		if (!*same && S_ISREG(sa.st_mode) && S_ISREG(sb.st_mode))
			ok = same_regular(fa, &sa, a, fb, &sb, b, same, e);
		else if (!*same && S_ISDIR(sa.st_mode) && S_ISDIR(sb.st_mode))
			ok = same_directory(fa, a, fb, b, same, e);
	}
	if (fa >= 0)
		close(fa);
	if (fb >= 0)
		close(fb);
	return ok;
}
