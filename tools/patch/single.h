/* What patchelf does with single files, under its options' meaning. */
#ifndef PATCH_SINGLE_H
#define PATCH_SINGLE_H

#include "elf/plan.h"

struct elf_request {
	struct elf_change change;
	const char *add_run_path; /* NULL: nothing; entries that are there already are not added again */
	bool print_interpreter, print_run_path, print_needed;
};

/* Prints what REQUEST wants to know of the file PATH on standard output, a line each. */
bool elf_print(const char *path, const struct elf_request *request, struct error *e);

/* Changes the file PATH; a symlink stands for its file. */
bool elf_edit(const char *path, const struct elf_request *request, struct error *e);

#endif
