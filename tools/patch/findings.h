/* What was found in the trees, file by file. */
#ifndef PATCH_FINDINGS_H
#define PATCH_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "patch/judge.h"
#include "patch/walk.h"

struct finding {
	enum patch_severity severity;
	size_t root;         /* index of the walk_root */
	char *folder, *name; /* as walk_file has them; a name of "" is the folder itself */
	char *text;          /* what there is to say of it */
};

/* Zero-initialise; findings_free ends it. */
struct findings {
	struct finding *items;
	size_t count, capacity;
};

/* Adds one; folder and name are copied, TEXT, from malloc, becomes the list's. */
void findings_add(struct findings *f, enum patch_severity severity, size_t root, const char *folder,
		  const char *name, char *text);

/* Moves all that FROM has to F. */
void findings_take(struct findings *f, struct findings *from);

/* Sorts by root, folder and name. */
void findings_sort(struct findings *f);

size_t findings_count(const struct findings *f, enum patch_severity severity);

/* Says all of that severity on stderr, a line each: "PROGRAM: PATH: TEXT". */
void findings_say(const struct findings *f, enum patch_severity severity, const struct walk_root *roots);

void findings_free(struct findings *f);

#endif
