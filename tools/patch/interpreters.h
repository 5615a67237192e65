/* Where interpreters are: in a list of directories, as a shell finds commands
 * in PATH, or where a map says. */
#ifndef PATCH_INTERPRETERS_H
#define PATCH_INTERPRETERS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/string_map.h"

/* Zero-initialise, set DIRECTORIES; for one thread.  What was looked up once is
 * remembered. */
struct patch_interpreters {
	const char *directories; /* colon-separated; only absolute ones count */
	struct arena strings;
	struct string_map known; /* name to index in paths */
	const char **paths;      /* NULL: nowhere */
	size_t count, capacity;
};

/* Adds MAP, "NAME=PATH:NAME=PATH..."; whether a PATH is there is not looked at.
 * False with E about SUBJECT. */
bool patch_interpreters_map(struct patch_interpreters *in, const char *map, const char *subject,
			    struct error *e);

/* The path of NAME (LEN characters) in the first directory that has it as an
 * executable file; NULL when there is none.  A directory whose name would not
 * survive in an interpreter line (it has blanks or what `env -S` takes for its
 * own) does not count. */
const char *patch_interpreters_find(struct patch_interpreters *in, const char *name, size_t len);

void patch_interpreters_free(struct patch_interpreters *in);

#endif
