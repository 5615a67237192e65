/* Which files of a folder of the project are the package that pnpm makes of it: those that would be
 * published (npm-packlist 10 as in pnpm 11.28.11; pnpm 9.15, 10.33 and 12.21 agree, but for 9 and 10 a
 * name in "files" that has no "/" is one at the top). */
#ifndef PNPM_PACKLIST_H
#define PNPM_PACKLIST_H

#include "archive/contents.h"

/* Takes from C, the files below the open FOLDER, those that "files" of its package.json, .npmignore
 * and .gitignore leave out. False with E when one of these cannot be read, or has more
 * rules than there is time for. */
bool pnpm_packlist(int folder, struct contents *c, struct error *e);

#endif
