/* What pnpm has seen of a workspace when it last found node_modules up to date. */
#ifndef PNPM_VALIDATION_H
#define PNPM_VALIDATION_H

#include "pnpm/graph.h"

/* "validation" of node_modules/.pnpm-workspace-state-v1.json (pnpm 11.28.11 and 12.21.0): digests of the lockfile and
 * of each package.json, and one of all commands of the workspace's packages.  Without it, `pnpm run` in one package makes
 * one of what that package depends on alone, and the next `pnpm -r run` then wants to install.  NULL where a package.json
 * is missing or packages are folders or tarballs of the project.  The caller owns it. */
json_t *pnpm_validation(const struct pnpm_graph *g);

#endif
