/* Where packages run. */
#ifndef TREE_PLATFORM_H
#define TREE_PLATFORM_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/semver.h"

/* In Node's names: "linux", "darwin"; "x64", "arm64"; "glibc", "musl" or "". */
struct tree_platform {
	const char *os, *cpu, *libc;
};

/* Fills P with this machine, on Linux with glibc; false when the system does not tell. */
bool tree_platform_here(struct tree_platform *p, struct arena *arena);

/* Reads OS-CPU[-LIBC], on Linux with glibc if that is missing; false when it has another form. */
bool tree_platform_parse(struct tree_platform *p, const char *text, struct arena *arena);

/* What a package's "os", "cpu" or "libc" says of a value. */
struct tree_verdict {
	bool named;    /* the value, or nothing but "any" */
	bool excluded; /* "!" and the value */
	bool any;      /* "any", among others */
	bool any_but;  /* nothing but what is excluded, or nothing at all */
};

/* The verdict of LIST, a string or several (NULL: none), on VALUE. */
struct tree_verdict tree_platform_verdict(const json_t *list, const char *value);

/* True when LIST takes VALUE, "any" being everything also among others. */
bool tree_platform_takes(const json_t *list, const char *value);

/* True unless "engines" of PACKAGE exclude this Node.js (NULL: none is excluded). */
bool tree_node_takes(const json_t *package, const struct semver_version *node);

#endif
