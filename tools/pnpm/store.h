/* A pnpm store being written: contents under files/, an index entry a package. */
#ifndef PNPM_STORE_H
#define PNPM_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/integrity.h"
#include "pnpm/dep_path.h"
#include "pnpm/index_rows.h"
#include "pnpm/manifest.h"
#include "store/layout.h"

/* checkedAt, in milliseconds, of every index entry.  pnpm hashes a file again
 * when its mtime is more than 100 ms later than that (pnpm 9.15.9 to 12.21.0,
 * checkFile).  In the Nix store every mtime is second 1, so this value says
 * "unchanged"; anywhere else it has pnpm check, as it should. */
#define PNPM_CHECKED_AT 1000

/* What an index entry is made of. */
struct pnpm_entry {
	const char *id;                      /* pnpm's package id: usually NAME@VERSION */
	const char *integrity;               /* as the lockfile has it, or NULL: keyed by id alone */
	const struct hash_value *tar_sha512; /* of the unpacked tarball, or NULL: not known */
	const json_t *manifest;
	bool requires_build;
	bool requires_prepare;             /* a git source that has to be built before it is a package */
	const struct contents_file *files; /* with their hashes */
	size_t count;
	size_t ordinal; /* its place in the list, for what has to be decided by order */
};

struct pnpm_store {
	const struct pnpm_format *format;
	int dir;                     /* descriptor of the version folder: v3, v10 or v11 */
	char *path;                  /* its path */
	int files;                   /* descriptor of its files/ */
	struct pnpm_index_rows rows; /* of a database */
};

/* In what the stores of pnpm's versions differ. */
struct pnpm_format {
	enum pnpm_naming naming; /* of folders of packages without an integrity, and of local tarballs */
	/* Where index entries are: below files/ with this at the end of their names, in
	 * this folder, or in this database; the others are NULL. */
	const char *entry_suffix, *entry_folder, *database;
	/* pnpm 11 and 12 give a package without package.json one that says so. */
	bool placeholder_manifest;
	/* pnpm 11 and 12 let package.json say that binding.gyp is not to be built. */
	bool gypfile_counts;
	/* Of a JSON entry below the version folder, from the HEX digits of the integrity and
	 * the ID; the caller frees it.  NULL: a database. */
	char *(*entry_name)(const char *hex, const char *id);
	bool (*add_entry)(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e);
};

/* Starts the store of LAYOUT, one of pnpm's, in the directory DIR (path ROOT),
 * which is empty. */
bool pnpm_store_create(struct pnpm_store *s, const struct store_layout *layout, int dir, const char *root,
		       struct error *e);

#define PNPM_EXECUTABLE "-exec" /* what the name of a file with an x bit ends in */

#define PNPM_NAME_MAX 144 /* "ab/" + 126 hex digits + "-exec" + NUL, rounded up */

/* The name below files/ for contents with that SHA-512 and mode. */
void pnpm_file_name(const unsigned char sha512[64], uint32_t mode, char name[PNPM_NAME_MAX]);

/* Stores the data of F unless it is there already.  Safe from any thread. */
bool pnpm_store_add_data(struct pnpm_store *s, const struct contents_file *f, struct error *e);

/* The same for what was written to the file TEMP below files/, which goes. */
bool pnpm_store_add_temp(struct pnpm_store *s, const struct contents_file *f, const char *temp,
			 struct error *e);

/* Writes NAME below the version folder, making the folders on the way, unless
 * it is there: a name has one content.  Safe from any thread. */
bool pnpm_store_write_file(struct pnpm_store *s, const char *name, const void *data, size_t len,
			   struct error *e);

/* Writes the index entry, and for a tarball beside the lockfile
 * ("file:…") the note of its integrity by which pnpm sees that it has not
 * changed (tarballIsUpToDate).  Safe from any thread. */
bool pnpm_store_add_entry(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e);

/* Writes the database, if the format has one; pnpm_store_close is due in any case. */
bool pnpm_store_finish(struct pnpm_store *s, struct error *e);
void pnpm_store_close(struct pnpm_store *s);

#endif
