/* The packages that a bun.lock names and what each of them depends on. */
#ifndef BUN_GRAPH_H
#define BUN_GRAPH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/string_map.h"
#include "bun/lock_version.h"

#define GRAPH_NONE SIZE_MAX

/* In the order in which bun takes the dependencies of a package. */
enum graph_group { GRAPH_WORKSPACES, GRAPH_DEV, GRAPH_OPTIONAL, GRAPH_PROD, GRAPH_PEER };

struct graph_dependency {
	const char *name; /* the folder that it gets in node_modules */
	size_t name_id;   /* the same for the same name */
	const char *range;
	enum graph_group group;
	bool optional_peer;
	bool bundled;   /* comes in the tarball of the package that depends on it */
	size_t package; /* GRAPH_NONE: none, for an optional peer or one of another platform */
};

enum graph_kind {
	GRAPH_KIND_ROOT,
	GRAPH_KIND_NPM,
	GRAPH_KIND_FOLDER,
	GRAPH_KIND_LOCAL_TARBALL,
	GRAPH_KIND_GITHUB,
	GRAPH_KIND_GIT,
	GRAPH_KIND_LINK,
	GRAPH_KIND_WORKSPACE,
	GRAPH_KIND_REMOTE_TARBALL,
};

struct graph_package {
	enum graph_kind kind;
	const char *name;
	/* What is behind "NAME@": a version, a URL, github:OWNER/REPO#SHA … ; the root: "". */
	const char *resolution;
	const char *path;                /* of a workspace, folder or local tarball, in the project */
	const char *tag;                 /* of git and github, see entry_name */
	const char *integrity;           /* may be empty */
	struct bun_lock_version version; /* of npm */
	const json_t *info;              /* an object: bin, os, … */
	size_t first, count;             /* its dependencies, by their groups, then their names */
};

/* Zero-initialise; owns everything that it points to. */
struct graph {
	json_t *json;
	int lockfile_version;
	bool has_config_version;
	int config_version;
	/* The root first, then the workspaces in the order of the file. */
	struct graph_package *packages;
	size_t count, capacity;
	size_t workspaces; /* how many */
	struct graph_dependency *dependencies;
	size_t dependency_count, dependency_capacity;
	struct string_map places; /* the keys of "packages", and workspaces' names, to packages */
	struct string_map ids;    /* NAME@RESOLUTION to packages */
	struct string_map names;  /* to name ids */
	size_t name_count;
	struct arena strings;
};

/* Reads TEXT, LEN bytes with a NUL behind, which it changes: a bun.lock of
 * lockfileVersion 0 to 3 (bun 1.2.23, 1.3.14, 1.4.5).  PEERS_BY_VERSION: a peer is the
 * newest package that its range allows, wherever that is (bun 1.4), and not what is next
 * to it in node_modules.  False with E about PATH and the entry that is wrong; G must be
 * freed all the same. */
bool graph_read(struct graph *g, char *text, size_t len, bool peers_by_version, const char *path,
		struct error *e);

void graph_free(struct graph *g);

/* For graph.c: tells every dependency its package. */
bool graph_resolve(struct graph *g, bool peers_by_version, const char *path, struct error *e);

#endif
