#include "patch/auto.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path_list.h"
#include "elf/dlopen.h"

/* The file that is being decided on. */
struct decision {
	const struct elf_auto *a;
	const struct elf_place *place;
	bool unknown; /* the library that is looked for may be in a folder that cannot be seen yet */
	const char *old_path;
	struct elf_wish *wish;
};

/* --- before the files -------------------------------------------------------- */

static void add_libs(struct elf_libraries *libraries, const char *list)
{
	const char *entry;
	size_t len;
	while (path_list_next(&list, &entry, &len)) {
		char *path = xstrndup(entry, len);
		if (len > 0)
			elf_libraries_add(libraries, path, false);
		free(path);
	}
}

bool elf_auto_begin(struct elf_auto *a, const struct elf_rules *rules, char *const *paths, size_t count,
		    struct error *e)
{
	*a = (struct elf_auto){.rules = rules, .libc = -1};
	a->libraries.target = &a->target;
	if (!elf_target_read(&a->target, rules->dynamic_linker, e))
		return false;
	if (rules->dynamic_linker[0] != '/')
		return error_set(e, rules->dynamic_linker, "the dynamic linker is given by an absolute path");
	const char *slash = strrchr(rules->dynamic_linker, '/');
	char *folder = xstrndup(rules->dynamic_linker, (size_t)(slash + 1 - rules->dynamic_linker));
	a->libc = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (a->libc < 0)
		return error_errno(e, rules->dynamic_linker, "cannot open its folder");
	/* Those of the tree are found first. */
	for (size_t i = 0; i < count && !rules->no_add_existing; i++)
		elf_libraries_add(&a->libraries, paths[i], !rules->no_recurse);
	add_libs(&a->libraries, rules->libs);
	return true;
}

void elf_auto_free(struct elf_auto *a)
{
	if (a->libc >= 0)
		close(a->libc);
	elf_libraries_free(&a->libraries);
}

/* --- a file ------------------------------------------------------------------ */

/* The length of $ORIGIN at the start of ENTRY; 0: it is not there. */
static size_t origin_length(const char *entry, size_t len)
{
	static const char *const forms[] = {"$ORIGIN", "${ORIGIN}"};
	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(forms[i]);
		if (len >= n && memcmp(entry, forms[i], n) == 0 && (len == n || entry[n] == '/'))
			return n;
	}
	return 0;
}

static void keep_origin(struct buffer *run_path, const char *list)
{
	const char *entry;
	size_t len;
	while (path_list_next(&list, &entry, &len))
		if (origin_length(entry, len) > 0)
			path_list_add(run_path, entry, len);
}

static bool is_file(int dir, const char *path)
{
	struct stat st;
	return fstatat(dir, path, &st, 0) == 0 && S_ISREG(st.st_mode);
}

/* True when NAME is in a folder that the old run path names by $ORIGIN. */
static bool is_beside(struct decision *d, const char *name)
{
	const char *list = d->old_path, *at;
	size_t len;
	while (path_list_next(&list, &at, &len)) {
		size_t origin = origin_length(at, len);
		if (origin > 0) {
			char *path = xasprintf(".%.*s/%s", (int)(len - origin), at + origin, name);
			enum elf_presence presence = d->place->has(d->place->context, path);
			free(path);
			if (presence == ELF_PRESENT)
				return true;
			d->unknown = d->unknown || presence == ELF_UNKNOWN;
		}
	}
	return false;
}

/* True when the library NAME will be found; notes in the run path where. */
static bool resolve(struct decision *d, const char *name)
{
	if (name[0] == '/')
		return is_file(AT_FDCWD, name);
	bool in_libc = is_file(d->a->libc, name);
	if ((in_libc && !d->a->rules->keep_libc) || is_beside(d, name))
		return true;
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
	const char *folder = d->place->find ? d->place->find(d->place->context, base) : NULL;
	if (!folder)
		folder = elf_libraries_find(&d->a->libraries, base);
	if (folder)
		path_list_add(&d->wish->run_path, folder, strlen(folder));
	return folder || in_libc;
}

static bool may_be_missing(const struct elf_rules *rules, const char *name)
{
	bool matches = false;
	const char *list = rules->ignore_missing, *at;
	size_t len;
	while (!matches && path_list_next(&list, &at, &len)) {
		char *pattern = xstrndup(at, len);
		matches = fnmatch(pattern, name, 0) == 0;
		free(pattern);
	}
	return matches;
}

/* Takes a library that may have any of these names. */
static void need(void *context, const char *const *names, size_t count)
{
	struct decision *d = context;
	d->unknown = false;
	for (size_t i = 0; i < count; i++)
		if (resolve(d, names[i]))
			return;
	bool may = d->unknown || may_be_missing(d->a->rules, names[0]);
	struct buffer *list = may ? &d->wish->ignored : &d->wish->missing;
	buffer_add(list, names[0], strlen(names[0]) + 1);
}

static bool need_all(struct decision *d, const struct elf *elf, struct error *e)
{
	struct buffer name = {0};
	bool ok = true;
	for (size_t i = elf_find_dynamic(elf, DT_NEEDED, 0); ok && i < elf->dynamic_used;
	     i = elf_find_dynamic(elf, DT_NEEDED, i + 1)) {
		ok = elf_dynamic_string(elf, &elf->dynamic[i], &name, e);
		if (ok)
			need(d, (const char *const[]){buffer_string(&name)}, 1);
	}
	buffer_free(&name);
	if (ok)
		elf_dlopen_each(elf, need, d);
	return ok;
}

bool elf_auto_wish(const struct elf_auto *a, const struct elf *elf, const struct elf_place *place,
		   struct elf_wish *wish, struct error *e)
{
	struct buffer old = {0}, kept = {0};
	if (!elf_run_path(elf, &old, e)) {
		buffer_free(&old);
		return false;
	}
	struct decision d = {.a = a, .place = place, .old_path = buffer_string(&old), .wish = wish};
	keep_origin(&wish->run_path, d.old_path);
	buffer_add_string(&kept, buffer_string(&wish->run_path));
	if (elf->interpreter_segment) {
		wish->change.interpreter = a->rules->dynamic_linker;
		path_list_add_all(&wish->run_path, a->rules->runtime_dependencies);
	}
	bool ok = need_all(&d, elf, e);
	path_list_add_all(&wish->run_path, a->rules->append_rpaths);
	/* With nothing to add the run path stays, other entries included. */
	if (wish->run_path.len > kept.len)
		wish->change.run_path = buffer_string(&wish->run_path);
	buffer_free(&old);
	buffer_free(&kept);
	return ok;
}

void elf_wish_free(struct elf_wish *wish)
{
	buffer_free(&wish->run_path);
	buffer_free(&wish->ignored);
	buffer_free(&wish->missing);
}
