#include "pnpm/tree_state.h"

bool pnpm_tree_state(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h,
		     struct error *e)
{
	(void)plan, (void)g, (void)h, (void)e;
	return true;
}
