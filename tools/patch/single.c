#include "base/path_list.h"
#include "patch/single.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/write.h"
#include "patch/replace.h"

static bool print_fields(const struct elf *elf, const struct elf_request *request, struct error *e)
{
	if (!elf_is_linked(elf, e))
		return false;
	struct buffer text = {0};
	bool ok = true;
	if (request->print_interpreter) {
		ok = elf_interpreter(elf, &text, e) &&
		     (text.len > 0 || error_set(e, elf->subject, "has no interpreter"));
		if (ok)
			puts(buffer_string(&text));
	}
	if (ok && !elf->dynamic && (request->print_run_path || request->print_needed))
		ok = error_set(e, elf->subject, "has no dynamic section: it is statically linked");
	if (ok && request->print_run_path) {
		ok = elf_run_path(elf, &text, e);
		if (ok)
			puts(buffer_string(&text));
	}
	for (size_t i = elf_find_dynamic(elf, DT_NEEDED, 0);
	     ok && request->print_needed && i < elf->dynamic_used;
	     i = elf_find_dynamic(elf, DT_NEEDED, i + 1)) {
		ok = elf_dynamic_string(elf, &elf->dynamic[i], &text, e);
		if (ok)
			puts(buffer_string(&text));
	}
	buffer_free(&text);
	return ok;
}

/* Reads the open file FD of SIZE bytes; elf_free is due. */
static bool read_file(struct elf *elf, int fd, off_t size, const char *path, struct error *e)
{
	struct elf_source source = {.fd = fd, .size = (uint64_t)size};
	*elf = (struct elf){0};
	return (elf_has_magic(&source) || error_set(e, path, "not an ELF file")) &&
	       elf_read(elf, &source, path, e);
}

bool elf_print(const char *path, const struct elf_request *request, struct error *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return error_errno(e, path, "cannot open");
	struct elf elf = {0};
	struct stat st;
	bool ok = fstat(fd, &st) == 0 || error_errno(e, path, "cannot open");
	ok = ok && read_file(&elf, fd, st.st_size, path, e) && print_fields(&elf, request, e);
	elf_free(&elf);
	close(fd);
	return ok;
}

/* Fills PLAN with what REQUEST changes of ELF. */
static bool plan(struct elf_plan *plan, const struct elf *elf, const struct elf_request *request,
		 struct error *e)
{
	struct elf_change change = request->change;
	struct buffer path = {0};
	bool ok = true;
	if (request->add_run_path) {
		if (change.run_path)
			buffer_add_string(&path, change.run_path);
		else
			ok = elf_run_path(elf, &path, e);
		path_list_add_all(&path, request->add_run_path);
		change.run_path = buffer_string(&path);
	}
	ok = ok && elf_plan(plan, elf, &change, e);
	buffer_free(&path);
	return ok;
}

/* Changes NAME in FOLDER. */
static bool change(struct replace_folder *folder, const char *name, const char *path,
		   const struct elf_request *request, struct error *e)
{
	struct replacement r;
	if (!replace_open(&r, folder, name))
		return errno == EINVAL ? error_set(e, path, "not a regular file")
				       : error_errno(e, path, "cannot patch");
	struct elf elf;
	struct elf_plan p = {0};
	bool ok = read_file(&elf, r.old, r.st.st_size, path, e) && plan(&p, &elf, request, e);
	bool changes = ok && p.count > 0;
	ok = ok && (!changes || (replace_create(&r) && elf_write(&elf, &p, r.new)) ||
		    error_errno(e, path, "cannot write"));
	elf_plan_free(&p);
	elf_free(&elf);
	if (ok && changes)
		return replace_commit(&r) || error_errno(e, path, "cannot patch");
	replace_abandon(&r);
	return ok;
}

bool elf_edit(const char *path, const struct elf_request *request, struct error *e)
{
	if (!request->change.interpreter && !request->change.run_path && !request->add_run_path)
		return true;
	char *real = realpath(path, NULL);
	if (!real)
		return error_errno(e, path, "cannot open");
	char *slash = strrchr(real, '/');
	*slash = '\0';
	struct replace_folder folder = {
	    .dir = open(slash > real ? real : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	};
	bool ok = folder.dir >= 0 || error_errno(e, path, "cannot open its folder");
	if (ok) {
		ok = change(&folder, slash + 1, path, request, e);
		ok = (replace_folder_end(&folder) || error_errno(e, path, "cannot patch")) && ok;
		close(folder.dir);
	}
	free(real);
	return ok;
}
