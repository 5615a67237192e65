/* What was found in the trees, file by file. */
#ifndef PATCH_FINDINGS_H
#define PATCH_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/string_list.h"
#include "patch/judge.h"
#include "patch/walk.h"

struct patch_finding {
	enum patch_severity severity;
	size_t root;         /* index of the walk_root */
	char *folder, *name; /* as walk_file has them; a name of "" is the folder itself */
	char *text;          /* what there is to say of it */
};

/* Zero-initialise; patch_findings_free ends it. */
struct patch_findings {
	struct patch_finding *items;
	size_t count, capacity;
};

/* Adds one; folder and name are copied, TEXT, from malloc, becomes the list's. */
void patch_findings_add(struct patch_findings *f, enum patch_severity severity, size_t root,
			const char *folder, const char *name, char *text);

/* Moves all that FROM has to F. */
void patch_findings_take(struct patch_findings *f, struct patch_findings *from);

/* Sorts by root, folder and name. */
void patch_findings_sort(struct patch_findings *f);

bool patch_findings_have_problem(const struct patch_findings *f);

/* Adds all of that severity to REPORT: "PATH: TEXT". */
void patch_findings_report(const struct patch_findings *f, enum patch_severity severity,
			   const struct patch_walk_root *roots, struct string_list *report);

void patch_findings_free(struct patch_findings *f);

#endif
