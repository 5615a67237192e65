/* Patching packages before they are hashed or placed, so that what is said of
 * them is true of what is stored. */
#ifndef PATCH_PACKAGE_PATCH_H
#define PATCH_PACKAGE_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/string_map.h"
#include "patch/interpreters.h"
#include "patch/shebang.h"

/* What is to be patched, and how: tree-patch's options of these names. */
struct package_rules {
	bool shebangs, strict;
	const char *interpreter_path, *map;
	bool verbose; /* say on stderr what was patched, and what was left and why */
};

/* The rows of a program's option table that fill RULES, a static struct. */
/* clang-format off */
#define PACKAGE_RULES_OPTIONS(rules) \
    {"shebangs", NULL, \
     "Rewrite the interpreter lines of scripts before the package is added: of files that are\n" \
     "executable in it, and of those that a package.json in it names in \"bin\".  --integrity is\n" \
     "about the tarball as it came.", \
     NULL, &(rules).shebangs}, \
    {"interpreter-path", "DIRS", \
     "Where interpreters are looked up: absolute directories with colons between them\n" \
     "(default: $PATH).", \
     &(rules).interpreter_path, NULL}, \
    {"map", "NAME=PATH[:NAME=PATH...]", \
     "Interpreters that are elsewhere: a script for NAME gets PATH, whatever --interpreter-path\n" \
     "has.", \
     &(rules).map, NULL}, \
    {"strict", NULL, "Fail when an interpreter is nowhere; else such a script is left as it is.", NULL, \
     &(rules).strict}
/* clang-format on */

/* Gives RULES, as the options left them, their defaults; ends with usage_error
 * when they make no sense. */
void package_rules_check(struct package_rules *rules);

/* What a worker keeps from package to package. */
struct package_patcher {
	const struct package_rules *rules;
	struct interpreters interpreters;
	struct shebang_rules shebang_rules;
	struct package_group *group;
	/* Of the package that is being looked at. */
	struct contents *contents;
	struct arena texts;
	struct string_map bins; /* paths that a package.json names in "bin" */
	struct script *scripts; /* files that begin with "#!" */
	size_t count, capacity;
	/* Of the file that is being streamed. */
	size_t current;
	struct buffer start;
};

/* RULES must last as long as P; package_patcher_free is due. */
void package_patcher_init(struct package_patcher *p, const struct package_rules *rules);

/* Patches the first COUNT packages of the group G, which was read.  Returns
 * COUNT, or the index of the first that cannot be patched, E then being about
 * its id and naming all files in it that are why. */
size_t packages_patch(struct package_patcher *p, struct package_group *g, size_t count, struct error *e);

void package_patcher_free(struct package_patcher *p);

#endif
