/* What a tree of node_modules holds: packages and their places, links, folders
 * and small files.  A manager makes a plan of its lockfile; tree/build.h makes
 * the tree of the plan.
 *
 * All paths are relative to the tree, which has the shape of the project: the
 * root importer's packages are in "node_modules", those of the importer
 * "packages/a" in "packages/a/node_modules".  Strings that are given to the
 * plan must last as long as it does; its arena is there for that. */
#ifndef TREE_PLAN_H
#define TREE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

struct tree_place {
	struct tree_place *next;
	const char *path;
};

/* A package, unpacked once. */
struct tree_package {
	const char *key;       /* what messages call it */
	const char *source;    /* a gzipped tarball or a folder */
	const char *integrity; /* what a tarball must have; NULL: anything */
	const char *patch;     /* the file of a patch, which is applied first; NULL: none */
	bool working_tree;     /* SOURCE is a project's folder: node_modules in it is left out */
	bool local;            /* it depends on a folder of the project, and no link says so */
	struct tree_place *places, *last_place;
	bool is_folder; /* SOURCE is one; set before the manager's look */
	void *manager;  /* the manager's own note on it */
};

struct tree_link {
	const char *path, *target;
};

/* A file that is not part of a package. */
struct tree_file {
	const char *path;
	const void *data;
	size_t len;
	bool script; /* it has x bits */
};

/* A file of a package that gets its x bits, and loses a CR at the end of its first line. */
struct tree_command {
	const char *path;
	bool keep_line; /* the CR stays */
};

/* Zero-initialise to start. */
struct tree_plan {
	struct arena arena;
	struct tree_package *packages;
	size_t package_count, package_capacity;
	/* Their order is not kept. */
	struct tree_link *links;
	size_t link_count, link_capacity;
	/* Links to commands, which take the place of a package's own file. */
	struct tree_link *bins;
	size_t bin_count, bin_capacity;
	/* Files of packages that are commands.  One may be named many times. */
	struct tree_command *commands;
	size_t command_count, command_capacity;
	/* Folders that are there even when nothing is in them. */
	const char **folders;
	size_t folder_count, folder_capacity;
	struct tree_file *files;
	size_t file_count, file_capacity;
	void *manager; /* the manager's own */
};

/* Adds a package that has no place yet; returns its index. */
size_t tree_add_package(struct tree_plan *p, struct tree_package package);

/* PATH is one more place of the package PACKAGE. */
void tree_add_place(struct tree_plan *p, size_t package, const char *path);

/* Add what struct tree_plan says of each; what a text or DATA is made of must last as long as P. */
void tree_add_link(struct tree_plan *p, const char *path, const char *target);
void tree_add_bin(struct tree_plan *p, const char *path, const char *target);
void tree_add_command(struct tree_plan *p, struct tree_command command);
void tree_add_folder(struct tree_plan *p, const char *path);
void tree_add_file(struct tree_plan *p, const char *path, const void *data, size_t len);
void tree_add_script(struct tree_plan *p, const char *path, const void *data, size_t len);

/* A string of the plan's arena. */
char *tree_string(struct tree_plan *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What a symlink at PATH says to lead to TO, both paths of the tree ("" is the tree
 * itself).  In the plan's arena. */
char *tree_link_target(struct tree_plan *p, const char *path, const char *to);

/* The relative path from the folder FROM to TO, both paths of the tree ("" is the
 * tree itself), as a symlink in FROM says it.  In the plan's arena. */
char *tree_relative(struct tree_plan *p, const char *from, const char *to);

/* True when every path stays in the tree and none is there twice, and no link or
 * file is a folder to another path.  False with E about the first that is not so. */
bool tree_plan_check(const struct tree_plan *p, struct error *e);

/* MANAGER is the manager's to free before. */
void tree_plan_free(struct tree_plan *p);

#endif
