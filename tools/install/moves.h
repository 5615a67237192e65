/* Renames that are all done, or none. */
#ifndef INSTALL_MOVES_H
#define INSTALL_MOVES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct install_move {
	char *from, *to; /* from NULL: the folder TO is made */
	bool done;
};

/* Zero-initialise; install_moves_free ends it. */
struct install_moves {
	struct install_move *all;
	size_t count, capacity;
};

/* Adds the rename of FROM to TO, or for FROM NULL a folder that is made unless it is there.  Both are M's from now
 * on; a relative path is below the folder that install_moves_run gets. */
void install_moves_add(struct install_moves *m, char *from, char *to);

/* Does all in their order, which no signal interrupts.  When one fails, takes back those before it; false with E. */
bool install_moves_run(struct install_moves *m, int dir, struct error *e);

void install_moves_free(struct install_moves *m);

#endif
