/* The commands that packages bring, and which of them are in a .bin folder. */
#ifndef PNPM_COMMANDS_H
#define PNPM_COMMANDS_H

#include "tree/manager.h"

struct pnpm_command {
	const char *name;
	const char *path;  /* in its package, which it cannot leave */
	const char *early; /* that before late_eleven; NULL: there was none, for it left the package */
	bool hidden;       /* found in a folder, with a "." in front: from pnpm 12 on */
	bool there;        /* the package has that file, as far as is known */
};

/* What a package.json says. */
struct pnpm_commands {
	const char *package, *version;
	struct pnpm_command *all;
	size_t count;
};

/* Reads the LEN bytes of a package.json, in "bin" or else "directories.bin", whose files
 * are those of C (NULL: not known).  In ARENA; NULL when there are none.  Names that no
 * URL may have and paths out of the package are left out.  (pnpm 10.33.0, 11.28.11:
 * getBinsFromPackageManifest.) */
const struct pnpm_commands *pnpm_commands_read(const char *json, size_t len, const struct contents *c,
					       struct arena *arena);

/* A .bin folder that is being filled.  Zero-initialise except for the first members. */
struct pnpm_bins {
	bool as_twelve;   /* as pnpm 12 does */
	bool late_eleven; /* see settings.h */
	int tree;         /* descriptor of the tree */
	int project;      /* and of the project, -1: there is none */
	struct pnpm_bin *all;
	size_t count, capacity;
};

/* Which of several packages with one command has it, whatever their names. */
enum pnpm_rank {
	PNPM_PEER,    /* not asked for, but a peer of what was */
	PNPM_HOISTED, /* not asked for */
	PNPM_DIRECT,
	PNPM_BUNDLED, /* came within the package whose .bin it is */
	PNPM_OWN,     /* is that package itself; as PNPM_DIRECT, but only with files that are there */
};

/* Where a package is.  Of PLACE and FOLDER one is there. */
struct pnpm_origin {
	const char *location; /* the path by which links get to it */
	const char *place;    /* its own in the tree */
	const char *folder;   /* its own in the project */
};

/* Adds COMMANDS (NULL: none) of the package that is at FROM. */
void pnpm_bins_add(struct pnpm_bins *b, const struct pnpm_commands *commands, struct pnpm_origin from,
		   enum pnpm_rank rank);

/* Puts the links of B into FOLDER ("…/.bin") of the plan, and empties B.  Of several
 * packages with one command the one of the command's name goes first, then the last one by
 * name, with pnpm 12 the first one, then the newest.  (pnpm 10.33.0, 11.28.11:
 * resolveCommandConflicts; 12.21.0.) */
void pnpm_bins_link(struct pnpm_bins *b, struct tree_plan *p, const char *folder);

void pnpm_bins_free(struct pnpm_bins *b);

#endif
