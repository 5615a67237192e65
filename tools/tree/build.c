#include "tree/build.h"

#include "tree/links.h"
#include "tree/unpack.h"

static bool finish(const struct tree_manager *manager, const struct tree_request *r, struct tree_plan *p,
		   const struct tree_options *options, int tree, struct error *e)
{
	return (!manager->finish || manager->finish(p, r, tree, e)) && tree_plan_check(p, e) &&
	       tree_link(p, options->threads, tree, e);
}

bool tree_build(const struct tree_manager *manager, const struct tree_request *r,
		const struct tree_options *options, int tree, struct error *e)
{
	struct tree_plan p = {0};
	struct tree_unpacker u = {.plan = &p, .manager = manager, .options = options, .tree = tree};
	bool ok = manager->plan(&p, r, e) && tree_plan_check(&p, e) && tree_unpack(&u, e) &&
		  finish(manager, r, &p, options, tree, e);
	tree_unpacker_free(&u);
	if (manager->free)
		manager->free(&p);
	tree_plan_free(&p);
	return ok;
}
