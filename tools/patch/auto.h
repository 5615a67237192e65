/* What auto-patchelf does: an ELF file gets the system's dynamic linker, and a
 * run path of the folders that have the libraries it needs.
 *
 * Rules are those of nixpkgs' auto-patchelf.py of 2026, with these
 * differences.  Entries of the run path that begin with $ORIGIN stay, before
 * the new ones, and a library that is found through them is not looked for;
 * a library for another libc does not count (packages hold both kinds under
 * one name); run paths of libraries are followed one folder deep, whatever the
 * search of PATHS is. */
#ifndef PATCH_AUTO_H
#define PATCH_AUTO_H

#include "base/path_list.h"
#include "elf/plan.h"
#include "patch/libraries.h"

/* Lists have colons between their entries; "" is an empty one. */
struct patch_elf_rules {
	const char *dynamic_linker;       /* what programs get; its folder has the libc */
	const char *libs;                 /* folders, or single files, with libraries */
	const char *runtime_dependencies; /* folders that every program gets */
	const char *append_rpaths;        /* folders that every file gets, last */
	const char *ignore_missing;       /* patterns of names that need not be found */
	bool keep_libc;                   /* libraries that the libc has too are looked for as well */
	bool no_recurse;                  /* nothing below the given folders is patched or searched */
	bool no_add_existing;             /* the given folders are not searched for libraries */
};

struct patch_auto {
	const struct patch_elf_rules *rules;
	struct elf_target target;
	struct patch_libraries libraries;
	int libc; /* the libc's folder */
};

/* Finds the libraries.  False with E filled; patch_auto_free is due in either case. */
bool patch_auto_begin(struct patch_auto *a, const struct patch_elf_rules *rules, char *const *paths,
		      size_t count, struct error *e);
void patch_auto_free(struct patch_auto *a);

enum patch_presence { PATCH_ABSENT, PATCH_PRESENT, PATCH_UNKNOWN };

/* Where a file is. */
struct patch_place {
	/* Whether PATH, relative to the file's folder, is a regular file;
	 * PATCH_UNKNOWN: it is not known yet. */
	enum patch_presence (*has)(void *context, const char *path);
	/* The run path's entry for the library NAME, when it is in the file's
	 * package, or NULL; it must last as long as the wish.  May be NULL itself. */
	const char *(*find)(void *context, const char *name);
	void *context;
};

/* What one file must get.  Zero-initialise; patch_wish_free ends it. */
struct patch_wish {
	struct elf_change change;
	struct path_list run_path; /* what change points to */
	/* Names of libraries that were not found, each followed by a NUL: those that
	 * may be missing, and the others. */
	struct buffer ignored, missing;
	/* "NAME, which is in 'FOLDER'": the first library in a folder that no run path can name, or NULL. */
	char *unnameable;
};

/* Decides for ELF, which fits the target and is at PLACE.  May be called on several
 * threads.  What it costs is bounded: a file with so many libraries and folders
 * that it would take long is an error. */
bool patch_auto_wish(const struct patch_auto *a, const struct elf *elf, const struct patch_place *place,
		     struct patch_wish *wish, struct error *e);
void patch_wish_free(struct patch_wish *wish);

#endif
