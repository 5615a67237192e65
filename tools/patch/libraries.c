#include "patch/libraries.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/path_list.h"
#include "base/string_list.h"

/* Notes that NAME in FOLDER could not be read, for the reason FAILURE, when that is the machine's. */
static void note_failure(struct patch_libraries *l, const char *folder, const char *name, int failure)
{
	if (failure != EIO && failure != ENOMEM && failure != EMFILE && failure != ENFILE)
		return;
	char *path = xasprintf("%s/%s", folder, name);
	errno = failure;
	error_errno(&l->error, path, "cannot read");
	free(path);
}

/* Adds to Q, which are folders that are still to be searched, the absolute entries of a
 * library's run path. */
static void queue_run_path(struct string_list *q, const struct elf *elf)
{
	struct buffer path = {0};
	if (elf_run_path(elf, &path, NULL)) {
		const char *list = buffer_string(&path), *at;
		for (size_t len; path_list_next(&list, &at, &len);)
			if (len > 0 && at[0] == '/' && !memchr(at, '$', len))
				string_list_add_part(q, at, len);
	}
	buffer_free(&path);
}

/* Where NAME in FOLDER is: a symlink's own target folder when the name is the
 * same there, since that one is unique. */
static const char *home(struct patch_libraries *l, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name), *real = realpath(path, NULL);
	free(path);
	char *slash = real ? strrchr(real, '/') : NULL;
	const char *found = folder;
	size_t len = strlen(folder);
	if (slash && slash > real && strcmp(slash + 1, name) == 0) {
		found = real;
		len = (size_t)(slash - real);
	}
	found = arena_strndup(&l->texts, found, len);
	free(real);
	return found;
}

static void add_file(struct patch_libraries *l, struct string_list *q, int dir, const char *folder,
		     const char *name)
{
	if (!strstr(name, ".so") || string_map_find(&l->folders, name, strlen(name)))
		return;
	int fd = fs_open_read(dir, name, 0), failure = 0;
	if (fd < 0) {
		note_failure(l, folder, name, errno);
		return;
	}
	struct stat st;
	struct elf elf = {0};
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		struct elf_source source = {.fd = fd, .size = (uint64_t)st.st_size, .failure = &failure};
		if (elf_read(&elf, &source, name, NULL) && elf_target_fit(l->target, &elf) == ELF_FITS) {
			array_reserve(l->items, l->capacity, l->count + 1);
			l->items[l->count] = home(l, folder, name);
			string_map_add(&l->folders, arena_strndup(&l->texts, name, strlen(name)),
				       (int64_t)l->count++);
			queue_run_path(q, &elf);
		}
	}
	note_failure(l, folder, name, failure);
	elf_free(&elf);
	close(fd);
}

/* Takes the folder FOLDER, of descriptor DIR, which it closes. */
static void add_folder(struct patch_libraries *l, struct string_list *q, int dir, const char *folder,
		       bool recursive)
{
	struct dir_list list = {0};
	bool ok = dir_list_read(&list, dir, ".");
	if (!ok)
		note_failure(l, folder, "", errno);
	for (size_t i = 0; ok && i < list.count; i++) {
		const struct dir_entry *entry = &list.entries[i];
		if (entry->type == DT_REG || entry->type == DT_LNK)
			add_file(l, q, dir, folder, entry->name);
	}
	for (size_t i = 0; ok && recursive && i < list.count; i++) {
		if (list.entries[i].type != DT_DIR)
			continue;
		const char *name = list.entries[i].name;
		int below = fs_open_dir(dir, name);
		char *path = xasprintf("%s/%s", folder, name);
		if (below >= 0)
			add_folder(l, q, below, path, true);
		else
			note_failure(l, folder, name, errno);
		free(path);
	}
	dir_list_free(&list);
	close(dir);
}

static void add_path(struct patch_libraries *l, struct string_list *q, const char *path, bool recursive)
{
	char *real = realpath(path, NULL);
	if (!real || string_map_find(&l->seen, real, strlen(real))) {
		free(real);
		return;
	}
	string_map_add(&l->seen, arena_strndup(&l->texts, real, strlen(real)), 0);
	char *slash = strrchr(real, '/');
	int dir = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		add_folder(l, q, dir, real, recursive);
	} else {
		*slash = '\0';
		dir = open(slash > real ? real : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir >= 0) {
			add_file(l, q, dir, real, slash + 1);
			close(dir);
		}
	}
	free(real);
}

void patch_libraries_add(struct patch_libraries *l, const char *path, bool recursive)
{
	struct string_list q = {0};
	add_path(l, &q, path, recursive);
	for (size_t i = 0; i < q.count; i++)
		add_path(l, &q, q.items[i], false);
	string_list_free(&q);
}

const char *patch_libraries_find(const struct patch_libraries *l, const char *name)
{
	const struct string_map_slot *slot = string_map_find(&l->folders, name, strlen(name));
	return slot ? l->items[slot->value] : NULL;
}

void patch_libraries_free(struct patch_libraries *l)
{
	string_map_free(&l->folders);
	string_map_free(&l->seen);
	arena_free(&l->texts);
	error_clear(&l->error);
	free(l->items);
	*l = (struct patch_libraries){0};
}
