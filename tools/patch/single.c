#include "patch/single.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/path_list.h"
#include "base/string_list.h"
#include "elf/write.h"
#include "patch/replace.h"

/* CONTEXT: the buffer that gets NAME as a line. */
static bool add_line(void *context, const char *name)
{
	struct buffer *lines = context;
	buffer_add_string(lines, name);
	buffer_add_byte(lines, '\n');
	return true;
}

static bool add_fields(const struct elf *elf, const struct patch_single *request, struct buffer *lines,
		       struct error *e)
{
	if (!elf_is_linked(elf, e))
		return false;
	struct buffer text = {0};
	bool ok = true;
	if (request->print_interpreter) {
		ok = elf_interpreter(elf, &text, e) &&
		     (text.len > 0 || error_set(e, elf->subject, "has no interpreter"));
		if (ok)
			add_line(lines, buffer_string(&text));
	}
	const struct elf_dynamic *name = elf_find_dynamic(elf, DT_SONAME);
	if (ok && request->print_soname && name) {
		ok = elf_dynamic_string(elf, name, &text, e);
		if (ok && text.len > 0)
			add_line(lines, buffer_string(&text));
	}
	if (ok && !elf->dynamic && (request->print_run_path || request->print_needed))
		ok = error_set(e, elf->subject, "has no dynamic section: it is statically linked");
	if (ok && request->print_run_path) {
		ok = elf_run_path(elf, &text, e);
		if (ok)
			add_line(lines, buffer_string(&text));
	}
	buffer_free(&text);
	return ok && (!request->print_needed || elf_each_needed(elf, add_line, lines, e));
}

bool patch_single_read(const char *path, const struct patch_single *request, struct buffer *lines,
		       struct error *e)
{
	struct stat st;
	int failure = 0, fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool ok = (fd >= 0 && fstat(fd, &st) == 0) || error_errno(e, path, "cannot open");
	if (ok) {
		const struct elf_source source = {
		    .fd = fd, .size = (uint64_t)st.st_size, .failure = &failure};
		struct elf elf;
		ok = elf_read(&elf, &source, path, e) && add_fields(&elf, request, lines, e);
		ok = elf_was_read(&source, path, e) && ok;
		elf_free(&elf);
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

/* --- the run path ---------------------------------------------------------------- */

/* What looking for libraries may cost: bytes of paths. */
#define WORK_MAX (16 << 20)

/* The libraries that are needed; those that were found are NULL. */
struct needed {
	struct string_list names;
	size_t work;
};

static bool keep_name(void *context, const char *name)
{
	struct needed *n = context;
	string_list_add(&n->names, name);
	n->work += strlen(name);
	return n->work < WORK_MAX;
}

/* True when PATH is an ELF file for MACHINE. */
static bool is_library(const char *path, uint64_t machine)
{
	int fd = fs_open_read(AT_FDCWD, path, 0);
	struct stat st;
	struct elf elf = {0};
	bool is = false;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		const struct elf_source source = {.fd = fd, .size = (uint64_t)st.st_size};
		is = elf_read(&elf, &source, path, NULL) && elf.header.machine == machine;
	}
	elf_free(&elf);
	if (fd >= 0)
		close(fd);
	return is;
}

/* True when the folder has a library that no folder before it has. */
static bool has_needed(struct needed *n, const char *folder, size_t len, uint64_t machine)
{
	bool has = false;
	for (size_t i = 0; i < n->names.count && n->work < WORK_MAX; i++) {
		char **name = &n->names.items[i];
		if (!*name)
			continue;
		char *path = xasprintf("%.*s/%s", (int)len, folder, *name);
		n->work += strlen(path);
		if (is_library(path, machine)) {
			has = true;
			free(*name);
			*name = NULL;
		}
		free(path);
	}
	return has;
}

static bool is_allowed(const char *prefixes, const char *folder, size_t len)
{
	const char *prefix;
	size_t prefix_len;
	if (!prefixes)
		return true;
	while (path_list_next(&prefixes, &prefix, &prefix_len))
		if (prefix_len <= len && memcmp(folder, prefix, prefix_len) == 0)
			return true;
	return false;
}

/* Fills TO with what of the run path FROM stays. */
static bool shrink(struct path_list *to, const char *from, const struct elf *elf,
		   const struct patch_single *request, struct error *e)
{
	struct needed needed = {0};
	bool ok = elf_each_needed(elf, keep_name, &needed, e);
	const char *entry;
	for (size_t len; ok && path_list_next(&from, &entry, &len);)
		if (len > 0 && (entry[0] != '/' || (is_allowed(request->allowed_prefixes, entry, len) &&
						    has_needed(&needed, entry, len, elf->header.machine))))
			path_list_add(to, entry, len);
	string_list_free(&needed.names);
	return ok && (needed.work < WORK_MAX ||
		      error_set(e, elf->subject, "needs too many libraries, in too many folders"));
}

/* Fills PATH with the run path that REQUEST makes of ELF's. */
static bool make_run_path(struct path_list *path, const struct elf *elf, const struct patch_single *request,
			  struct error *e)
{
	struct buffer old = {0};
	bool ok = elf_run_path(elf, &old, e);
	if (ok && request->shrink_run_path) {
		ok = shrink(path, buffer_string(&old), elf, request, e);
	} else if (ok) {
		path_list_set(path,
			      request->change.run_path ? request->change.run_path : buffer_string(&old));
		path_list_add_all(path, request->add_run_path);
	}
	buffer_free(&old);
	return ok;
}

/* --- changing -------------------------------------------------------------------- */

/* Fills PLAN with what REQUEST changes of ELF. */
static bool plan(struct elf_plan *plan, const struct elf *elf, const struct patch_single *request,
		 struct error *e)
{
	struct elf_change change = request->change;
	struct path_list path = {0};
	bool ok = !request->shrink_run_path || elf->dynamic ||
		  (elf_is_linked(elf, e) &&
		   error_set(e, elf->subject, "has no dynamic section: it is statically linked"));
	if (ok && (request->add_run_path || (request->shrink_run_path && elf_find_run_path(elf)))) {
		ok = make_run_path(&path, elf, request, e);
		change.run_path = buffer_string(&path.text);
	}
	ok = ok && elf_plan_make(plan, elf, &change, e);
	path_list_free(&path);
	return ok;
}

/* Changes R's old file, which is at PATH; closes R.  WHOLE: even when nothing changes. */
static bool change(struct patch_replacement *r, const char *path, const struct patch_single *request,
		   bool whole, struct error *e)
{
	struct elf elf;
	struct elf_plan p = {0};
	int failure = 0;
	const struct elf_source source = {.fd = r->old, .size = (uint64_t)r->st.st_size, .failure = &failure};
	bool ok = elf_read(&elf, &source, path, e) && plan(&p, &elf, request, e);
	ok = elf_was_read(&source, path, e) && ok;
	bool changes = ok && (whole || p.count > 0);
	ok = ok && (!changes || (patch_replace_create(r) && elf_write(&elf, &p, r->new)) ||
		    error_errno(e, path, "cannot write"));
	elf_plan_free(&p);
	elf_free(&elf);
	if (ok && changes)
		return patch_replace_commit(r) || error_errno(e, path, "cannot patch");
	patch_replace_abandon(r);
	return ok;
}

/* Changes the file PATH, whose path without symlinks is REAL, or makes its output. */
static bool change_file(const char *real, const char *path, const struct patch_single *request,
			struct error *e)
{
	const char *output = request->output, *written = output ? output : path;
	struct patch_folder folder;
	struct patch_replacement r;
	char *name;
	if (!patch_folder_open(&folder, output ? output : real, &name))
		return error_errno(e, written, "cannot open its folder");
	bool ok = (output ? patch_replace_open_from(&r, real, &folder, name)
			  : patch_replace_open(&r, &folder, name)) ||
		  (errno == EINVAL ? error_set(e, path, "not a regular file")
				   : error_errno(e, path, "cannot open"));
	ok = ok && change(&r, path, request, output != NULL, e);
	free(name);
	return (patch_folder_close(&folder) || error_errno(e, written, "cannot patch")) && ok;
}

static bool wants_change(const struct patch_single *r)
{
	const struct elf_change *c = &r->change;
	return c->interpreter || c->run_path || c->remove_run_path || c->soname || c->add_count ||
	       c->remove_count || c->replace_count || r->add_run_path || r->shrink_run_path || r->output;
}

bool patch_single_edit(const char *path, const struct patch_single *request, struct error *e)
{
	if (!wants_change(request))
		return true;
	char *real = realpath(path, NULL);
	if (!real)
		return error_errno(e, path, "cannot open");
	bool ok = change_file(real, path, request, e);
	free(real);
	return ok;
}
