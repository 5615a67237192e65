/* The packages that a bun.lock names and what each of them depends on.
 *
 * Time and memory grow with the lockfile's size: tables are hashed, JSON has at most JSON_LOCKFILE_VALUES
 * values (250 bytes each), a key or an id 4,095 bytes, and a name 256 packages.  What may grow faster is counted as
 * steps, here and by what is done with the graph, and base/effort.h bounds them by the size: ways to the root, and the
 * peers that are seen on them.  hoist.c and isolate_nodes.c bound what they make by the size, too. */
#ifndef BUN_GRAPH_H
#define BUN_GRAPH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/effort.h"
#include "base/error.h"
#include "base/string_map.h"
#include "base/semver.h"

#define BUN_NONE SIZE_MAX
#define BUN_NAME_MAX 512 /* npm allows names of 214 characters */

/* In the order in which bun takes the dependencies of a package. */
enum bun_group { BUN_GROUP_WORKSPACES, BUN_GROUP_DEV, BUN_GROUP_OPTIONAL, BUN_GROUP_PROD, BUN_GROUP_PEER };

struct bun_dependency {
	const char *name; /* the folder that it gets in node_modules */
	size_t name_id;   /* the same for the same name */
	const char *range;
	enum bun_group group;
	bool optional_peer;
	bool also_other; /* the package lists that name in another group, too */
	bool also_dev;   /* and that is no other than devDependencies */
	bool bundled;    /* comes in the tarball of the package that depends on it */
	size_t package;  /* BUN_NONE: none, for an optional peer or one of another platform */
};

enum bun_kind {
	BUN_KIND_ROOT,
	BUN_KIND_NPM,
	BUN_KIND_FOLDER,
	BUN_KIND_LOCAL_TARBALL,
	BUN_KIND_GITHUB,
	BUN_KIND_GIT,
	BUN_KIND_LINK,
	BUN_KIND_WORKSPACE,
	BUN_KIND_REMOTE_TARBALL,
};

struct bun_package {
	enum bun_kind kind;
	const char *name;
	/* What is after "NAME@": a version, a URL, github:OWNER/REPO#SHA … ; the root: "". */
	const char *resolution;
	const char *path;              /* of a workspace, folder or local tarball, in the project */
	const char *tag;               /* of git and github, see bun/entry_name.h */
	const char *integrity;         /* may be empty */
	const char *registry;          /* of npm: the tarball's URL, where it is not the registry's */
	struct semver_version version; /* of npm */
	const json_t *info;            /* an object: bin, os, … */
	size_t first, count;           /* its dependencies, by their groups, then their names */
};

/* True for the project and its workspaces, which are not unpacked. */
static inline bool bun_package_is_importer(const struct bun_package *p)
{
	return p->kind == BUN_KIND_ROOT || p->kind == BUN_KIND_WORKSPACE;
}

static inline bool bun_package_is_tarball(const struct bun_package *p)
{
	return p->kind == BUN_KIND_LOCAL_TARBALL || p->kind == BUN_KIND_REMOTE_TARBALL;
}

/* Zero-initialise; owns everything that it points to. */
struct bun_graph {
	const char *path; /* of the lockfile, for messages */
	json_t *json;
	int lockfile_version;
	int config_version;
	/* The root first, then the workspaces in the order of the file. */
	struct bun_package *packages;
	size_t count, capacity;
	size_t workspaces; /* how many */
	struct bun_dependency *dependencies;
	size_t dependency_count, dependency_capacity;
	struct string_map places; /* the keys of "packages", and workspaces' names, to packages */
	struct string_map ids;    /* NAME@RESOLUTION to packages */
	struct string_map names;  /* to name ids */
	size_t name_count;
	struct string_map workspace_paths; /* to packages */
	size_t *listed;                    /* by name ids: for close_dependencies */
	size_t listed_capacity;
	struct effort effort; /* of all that is done with the graph */
	size_t bytes;         /* of the lockfile */
	struct arena strings;
};

/* The number of the name that is LEN characters at NAME, which must last as long as G. */
size_t bun_graph_name_id(struct bun_graph *g, const char *name, size_t len);

/* Reads TEXT, a bun.lock of lockfileVersion 0 to 3 (bun 1.2.23, 1.3.14, 1.4.5), which is called PATH.
 * PEERS_BY_VERSION: a peer is the newest package that its range allows, wherever that is (bun 1.4.4), and not what
 * is next to it in node_modules.  False with E about PATH and the entry that is wrong; G must be freed all the same. */
bool bun_graph_read(struct bun_graph *g, const struct buffer *text, const char *path, bool peers_by_version,
		    struct error *e);

void bun_graph_free(struct bun_graph *g);

/* COUNT times BUN_NONE; the caller frees it. */
size_t *bun_graph_nones(size_t count);

/* D is for a workspace: also one that asked for a version and got a workspace. */
bool bun_graph_is_workspace(const struct bun_graph *g, const struct bun_dependency *d);

/* For graph.c: tells every dependency its package. */
bool bun_graph_resolve(struct bun_graph *g, bool peers_by_version, struct error *e);

#endif
