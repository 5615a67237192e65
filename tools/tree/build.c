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

/* Unpacks the packages of P into the folder DIR and makes what R's manager adds.  STORED: the tree is in a Nix store. */
static bool make(const struct tree_request *r, struct tree_plan *p, const struct tree_options *options,
		 int dir, bool stored, struct error *e)
{
	const struct tree_manager *manager = r->manager;
	struct tree_unpacker u = {
	    .plan = p, .manager = manager, .options = options, .tree = dir, .stored = stored};
	bool ok = tree_plan_check(p, e) && tree_unpack(&u, e) &&
		  (!manager->finish || manager->finish(p, r, dir, e)) && tree_plan_check(p, e) &&
		  tree_make_links(p, options->threads, dir, e);
	tree_unpacker_free(&u);
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
	struct tree_request of_copies = *r;
	struct tree_plan project = {.arena.limit = p->arena.limit};
	char *tree = xasprintf("%s/tree", out->target), *built = xasprintf("%s/tree", out->temp);
	of_copies.manager = &copying;
	tree_project(&project, p, r, tree, built);
	int dir = make_folder(out, "project", e);
	bool ok = dir >= 0 && make(&of_copies, &project, options, dir, false, e);
	if (dir >= 0)
		close(dir);
	tree_plan_free(&project);
	free(tree);
	free(built);
	return ok;
}

static bool make_linked(const struct tree_request *r, struct tree_plan *p, const struct tree_options *options,
			const struct output *out, struct error *e)
{
	if (out->target[0] != '/')
		return error_set(e, out->target,
				 "links need an absolute path; give an absolute path as --out");
	int dir = make_folder(out, "tree", e);
	bool ok = dir >= 0 && make(r, p, options, dir, true, e) && make_project(r, p, options, out, e);
	if (dir >= 0)
		close(dir);
	return ok;
}

bool tree_build(const struct tree_request *r, const struct tree_options *options, const struct output *out,
		struct error *e)
{
	const struct tree_manager *manager = r->manager;
	struct tree_plan p = {.arena.limit = memory_for(r->text.len)};
	bool ok = manager->plan(&p, r, e) && (options->linked ? make_linked(r, &p, options, out, e)
							      : make(r, &p, options, out->dir, false, e));
	if (manager->free)
		manager->free(&p);
	tree_plan_free(&p);
	return ok;
}
