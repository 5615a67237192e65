#include "base/dir_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fs.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct dir_entry *)a)->name, ((const struct dir_entry *)b)->name);
}

/* Some file systems do not tell the type with the name. */
static unsigned char type_of(int dir, const struct dirent *entry)
{
	struct stat st;
	if (entry->d_type != DT_UNKNOWN || fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return entry->d_type;
	return (unsigned char)IFTODT(st.st_mode);
}

bool dir_list_read_unsorted(struct dir_list *l, int at, const char *path)
{
	l->count = 0;
	arena_reset(&l->names);
	int dir = fs_open_dir(at, path);
	DIR *stream = dir < 0 ? NULL : fdopendir(dir);
	if (!stream) {
		if (dir >= 0)
			close(dir);
		return false;
	}
	struct dirent *entry;
	while ((errno = 0, entry = readdir(stream))) {
		const char *name = entry->d_name;
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		array_reserve(l->entries, l->capacity, l->count + 1);
		l->entries[l->count++] =
		    (struct dir_entry){arena_strndup(&l->names, name, strlen(name)), type_of(dir, entry)};
	}
	int error = errno;
	closedir(stream);
	errno = error;
	return error == 0;
}

bool dir_list_read(struct dir_list *l, int at, const char *path)
{
	bool ok = dir_list_read_unsorted(l, at, path);
	if (l->count > 1)
		qsort(l->entries, l->count, sizeof(*l->entries), by_name);
	return ok;
}

void dir_list_free(struct dir_list *l)
{
	free(l->entries);
	arena_free(&l->names);
	*l = (struct dir_list){0};
}
