/* A shell script in the place of a link to a command that cannot be run by itself. */
#ifndef PNPM_SHIM_H
#define PNPM_SHIM_H

#include <stdbool.h>

#include "tree/plan.h"

/* The text of a script that runs TARGET, a path relative to the script's folder, with
 * what the file at PATH below the folder DIR wants: the program of its "#!" line, or
 * for JavaScript node, or sh.  In the plan's arena.  NULL when that file can be run as it
 * is, or is not there, or nothing says what runs it: a link is right then.  GETS_X: it need
 * not have its x bits yet.
 *
 * pnpm 9 to 11.22 change such files, in the project too; 11.28.11 writes a script that does
 * the same as this one for those in the project, and 12.21.0 for all. */
const char *pnpm_shim(struct tree_plan *p, int dir, const char *path, bool gets_x, const char *target);

#endif
