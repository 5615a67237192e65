/* Filling a .bin folder: which of several packages has a command, and a link or a script for it. */
#ifndef PNPM_BINS_H
#define PNPM_BINS_H

#include "pnpm/commands.h"
#include "tree/plan.h"

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
