#include "install/copy.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"

static bool copy_link(int from, int to, const char *name)
{
	struct stat st;
	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	size_t size = (size_t)st.st_size + 1;
	char *target = xmalloc(size);
	ssize_t len = readlinkat(from, name, target, size);
	/* As long as it was a moment ago. */
	bool ok = len >= 0 && (size_t)len < size;
	if (ok) {
		target[len] = '\0';
		ok = symlinkat(target, to, name) == 0;
	}
	free(target);
	return ok;
}

static bool copy_file(int from, int to, const char *name)
{
	struct stat st;
	int old = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool ok = old >= 0 && fstat(old, &st) == 0;
	int new = ok ? openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			      (st.st_mode & 0777) | 0200)
		     : -1;
	ok = new >= 0 && fs_clone(old, new);
	if (old >= 0)
		close(old);
	return (new < 0 || close(new) == 0) && ok;
}

static bool copy_folder(int from, int to, const char *name, const char *path, struct error *e)
{
	int old = fs_open_dir(from, name);
	int new = old >= 0 && mkdirat(to, name, 0755) == 0 ? fs_open_dir(to, name) : -1;
	bool ok = new >= 0 ? install_copy(old, path, new, e) : error_errno(e, path, "cannot copy");
	if (old >= 0)
		close(old);
	if (new >= 0)
		close(new);
	return ok;
}

static bool copy_entry(int from, int to, const struct dir_entry *entry, const char *path, struct error *e)
{
	if (entry->type == DT_DIR)
		return copy_folder(from, to, entry->name, path, e);
	return (entry->type == DT_LNK ? copy_link(from, to, entry->name)
				      : copy_file(from, to, entry->name)) ||
	       error_errno(e, path, "cannot copy");
}

bool install_copy(int from, const char *path, int to, struct error *e)
{
	struct dir_list list = {0};
	bool ok = dir_list_read(&list, from, ".") || error_errno(e, path, "cannot read");
	for (size_t i = 0; ok && i < list.count; i++) {
		char *below = xasprintf("%s/%s", path, list.entries[i].name);
		ok = copy_entry(from, to, &list.entries[i], below, e);
		free(below);
	}
	dir_list_free(&list);
	return ok;
}
