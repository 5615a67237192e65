#include "tree/build.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "tree/links.h"
#include "tree/project.h"
#include "tree/unpack.h"

/* What a plan's paths may take: in real lockfiles of some MB that is 20 bytes for each of
 * theirs. */
static size_t memory_for(size_t bytes)
{
	return ((size_t)256 << 20) + 64 * bytes;
}

/* Unpacks U's packages and makes what its manager adds. */
static bool make(struct tree_unpacker *u, const struct tree_request *r, struct error *e)
{
	bool ok = tree_plan_check(u->plan, e) && tree_unpack(u, e) &&
		  (!u->manager->finish || u->manager->finish(u->plan, r, u->tree, e)) &&
		  tree_plan_check(u->plan, e) && tree_make_links(u->plan, u->options->threads, u->tree, e);
	tree_unpacker_free(u);
	return ok;
}

static int make_folder(const struct output *out, const char *name, struct error *e)
{
	int dir = mkdirat(out->dir, name, 0755) == 0 ? fs_open_dir(out->dir, name) : -1;
	if (dir < 0)
		error_errno(e, name, "cannot create");
	return dir;
}

/* Makes the project's side of the tree of P. */
static bool make_project(const struct tree_request *r, const struct tree_plan *p,
			 const struct tree_options *options, const struct output *out, struct error *e)
{
	const struct tree_manager copying = {.name = r->manager->name, .rules.raw_names = true};
	struct tree_plan project = {.arena.limit = p->arena.limit};
	char *tree = xasprintf("%s/tree", out->target), *built = xasprintf("%s/tree", out->temp);
	tree_project(&project, p, r, tree, built);
	struct tree_unpacker u = {.plan = &project,
				  .manager = &copying,
				  .options = options,
				  .tree = make_folder(out, "project", e)};
	bool ok = u.tree >= 0 && make(&u, r, e);
	if (u.tree >= 0)
		close(u.tree);
	tree_plan_free(&project);
	free(tree);
	free(built);
	return ok;
}

static bool make_linked(struct tree_unpacker *u, const struct tree_request *r, const struct output *out,
			struct error *e)
{
	if (out->target[0] != '/')
		return error_set(e, out->target,
				 "links need an absolute path; give an absolute path as --out");
	u->stored = true;
	u->tree = make_folder(out, "tree", e);
	bool ok = u->tree >= 0 && make(u, r, e) && make_project(r, u->plan, u->options, out, e);
	if (u->tree >= 0)
		close(u->tree);
	return ok;
}

bool tree_build(const struct tree_request *r, const struct tree_options *options, const struct output *out,
		struct error *e)
{
	const struct tree_manager *manager = r->manager;
	struct tree_plan p = {.arena.limit = memory_for(r->text.len)};
	struct tree_unpacker u = {.plan = &p, .manager = manager, .options = options, .tree = out->dir};
	bool ok = manager->plan(&p, r, e) && (options->linked ? make_linked(&u, r, out, e) : make(&u, r, e));
	if (manager->free)
		manager->free(&p);
	tree_plan_free(&p);
	return ok;
}
