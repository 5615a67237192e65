#include "patch/auto.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "elf/dlopen.h"

/* What looking up one file's libraries may cost: bytes of paths that are looked
 * up.  300 libraries and run paths of 1,000 bytes take a tenth. */
#define WORK_MAX (4 << 20)

/* The file that is being decided on. */
struct decision {
	const struct patch_auto *a;
	const struct patch_place *place;
	bool unknown;     /* the library that is looked for may be in a folder that cannot be seen yet */
	const char *kept; /* of the old run path: the entries that begin with $ORIGIN */
	size_t work;
	struct patch_wish *wish;
};

/* --- before the files -------------------------------------------------------- */

static void add_libs(struct patch_libraries *libraries, const char *list)
{
	const char *entry;
	size_t len;
	while (path_list_next(&list, &entry, &len)) {
		char *path = xstrndup(entry, len);
		if (len > 0)
			patch_libraries_add(libraries, path, false);
		free(path);
	}
}

bool patch_auto_begin(struct patch_auto *a, const struct patch_elf_rules *rules, char *const *paths,
		      size_t count, struct error *e)
{
	*a = (struct patch_auto){.rules = rules, .libc = -1};
	a->libraries.target = &a->target;
	if (!elf_target_read(&a->target, rules->dynamic_linker, e))
		return false;
	if (rules->dynamic_linker[0] != '/')
		return error_set(e, rules->dynamic_linker, "give the dynamic linker as an absolute path");
	const char *slash = strrchr(rules->dynamic_linker, '/');
	char *folder = xstrndup(rules->dynamic_linker, (size_t)(slash + 1 - rules->dynamic_linker));
	a->libc = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (a->libc < 0)
		return error_errno(e, rules->dynamic_linker, "cannot open its folder");
	/* Those of the tree are found first. */
	for (size_t i = 0; i < count && !rules->no_add_existing; i++)
		patch_libraries_add(&a->libraries, paths[i], !rules->no_recurse);
	add_libs(&a->libraries, rules->libs);
	if (!a->libraries.error.message)
		return true;
	error_take(e, &a->libraries.error);
	return false;
}

void patch_auto_free(struct patch_auto *a)
{
	if (a->libc >= 0)
		close(a->libc);
	patch_libraries_free(&a->libraries);
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

static void keep_origin(struct patch_wish *wish, const char *list)
{
	const char *entry;
	size_t len;
	while (path_list_next(&list, &entry, &len))
		if (origin_length(entry, len) > 0)
			path_list_add(&wish->run_path, entry, len);
}

/* True when the run path's entry FOLDER means that folder: a colon would end it, and
 * loaders replace what begins with "$". */
static bool is_nameable(const char *folder)
{
	return !strpbrk(folder + origin_length(folder, strlen(folder)), ":$");
}

static bool is_file(int dir, const char *path)
{
	struct stat st;
	return fstatat(dir, path, &st, 0) == 0 && S_ISREG(st.st_mode);
}

/* True when NAME is in a folder that the old run path names by $ORIGIN. */
static bool is_beside(struct decision *d, const char *name)
{
	const char *list = d->kept, *at;
	size_t len;
	while (d->work < WORK_MAX && path_list_next(&list, &at, &len)) {
		size_t origin = origin_length(at, len);
		char *path = xasprintf(".%.*s/%s", (int)(len - origin), at + origin, name);
		enum patch_presence presence = d->place->has(d->place->context, path);
		d->work += strlen(path);
		free(path);
		if (presence == PATCH_PRESENT)
			return true;
		d->unknown = d->unknown || presence == PATCH_UNKNOWN;
	}
	return false;
}

/* True when the library NAME will be found; notes in the run path where. */
static bool resolve(struct decision *d, const char *name)
{
	d->work += strlen(name);
	if (name[0] == '/')
		return is_file(AT_FDCWD, name);
	bool in_libc = is_file(d->a->libc, name);
	if ((in_libc && !d->a->rules->keep_libc) || is_beside(d, name))
		return true;
	const char *base = text_base_name(name);
	const char *folder = d->place->find ? d->place->find(d->place->context, base) : NULL;
	if (!folder)
		folder = patch_libraries_find(&d->a->libraries, base);
	if (!folder)
		return in_libc;
	d->work += strlen(folder);
	if (is_nameable(folder))
		path_list_add(&d->wish->run_path, folder, strlen(folder));
	else if (!d->wish->unnameable)
		d->wish->unnameable = xasprintf("%s, which is in '%s'", name, folder);
	return true;
}

static bool may_be_missing(const struct patch_elf_rules *rules, const char *name)
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
	for (size_t i = 0; i < count && d->work < WORK_MAX; i++)
		if (resolve(d, names[i]))
			return;
	bool may = d->unknown || may_be_missing(d->a->rules, names[0]);
	struct buffer *list = may ? &d->wish->ignored : &d->wish->missing;
	buffer_add(list, names[0], strlen(names[0]) + 1);
}

static bool need_one(void *context, const char *name)
{
	struct decision *d = context;
	need(d, &name, 1);
	return d->work < WORK_MAX;
}

static bool need_all(struct decision *d, const struct elf *elf, struct error *e)
{
	bool ok = elf_each_needed(elf, need_one, d, e);
	if (ok)
		elf_dlopen_each(elf, need, d);
	return ok && (d->work < WORK_MAX ||
		      error_set(e, elf->subject, "needs too many libraries, in too many folders"));
}

bool patch_auto_wish(const struct patch_auto *a, const struct elf *elf, const struct patch_place *place,
		     struct patch_wish *wish, struct error *e)
{
	struct buffer old = {0}, kept = {0};
	if (!elf_run_path(elf, &old, e)) {
		buffer_free(&old);
		return false;
	}
	keep_origin(wish, buffer_string(&old));
	buffer_add_string(&kept, buffer_string(&wish->run_path.text));
	struct decision d = {.a = a, .place = place, .kept = buffer_string(&kept), .wish = wish};
	if (elf->interpreter_segment) {
		wish->change.interpreter = a->rules->dynamic_linker;
		path_list_add_all(&wish->run_path, a->rules->runtime_dependencies);
	}
	bool ok = need_all(&d, elf, e);
	path_list_add_all(&wish->run_path, a->rules->append_rpaths);
	/* With nothing to add the run path stays, other entries included. */
	if (wish->run_path.text.len > kept.len)
		wish->change.run_path = buffer_string(&wish->run_path.text);
	buffer_free(&old);
	buffer_free(&kept);
	return ok;
}

void patch_wish_free(struct patch_wish *wish)
{
	path_list_free(&wish->run_path);
	buffer_free(&wish->ignored);
	buffer_free(&wish->missing);
	free(wish->unnameable);
}
