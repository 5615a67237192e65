/* What patchelf does with single files; the options mean the same. */
#ifndef PATCH_SINGLE_H
#define PATCH_SINGLE_H

#include "base/buffer.h"
#include "elf/plan.h"

struct patch_single {
	struct elf_change change;
	const char *add_run_path; /* NULL: nothing; entries that are there already are not added again */
	bool shrink_run_path;     /* to the absolute folders that have a needed library; others stay */
	const char
	    *allowed_prefixes; /* with that: colon-separated; absolute folders begin with one; NULL: any */
	const char *output;    /* the new file; NULL: it takes the old one's place */
	bool print_interpreter, print_run_path, print_needed, print_soname;
};

/* Adds to LINES what REQUEST wants to know of the file PATH, a line each.  False with E,
 * when LINES may have some. */
bool patch_single_read(const char *path, const struct patch_single *request, struct buffer *lines,
		       struct error *e);

/* Changes the file PATH; of a symlink, its file.  With an output PATH does not change, and
 * the output is made even when nothing changes. */
bool patch_single_edit(const char *path, const struct patch_single *request, struct error *e);

#endif
