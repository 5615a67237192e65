#include "pnpm/tree.h"

static bool plan(struct tree_plan *p, const struct tree_request *r, struct error *e)
{
	(void)p;
	return error_set(e, r->lockfile, "no tree of pnpm's can be made yet");
}

const struct tree_manager pnpm_tree = {
    .name = "pnpm",
    .lockfile_name = "pnpm-lock.yaml",
    .plan = plan,
};
