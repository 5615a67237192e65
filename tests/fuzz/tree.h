/* Lockfiles of a fuzzer's bytes, whose packages are all there. */
#ifndef FUZZ_TREE_H
#define FUZZ_TREE_H

#include "fuzz.h"

#include "managers/trees.h"
#include "tree/plan.h"
#include "tree/sources.h"

/* The manager of the number N, whatever that is. */
static inline const struct tree_manager *manager_of(size_t n)
{
	size_t count = 0;
	while (managers_trees[count])
		count++;
	return managers_trees[n % count];
}

/* Fills LIST with the packages of R's lockfile, all of which are at PATH; some are not when the list cannot say it. */
static inline void list_all(struct tree_list *list, const struct tree_request *r, const char *path)
{
	struct tree_sources sources = {0};
	struct buffer text = {0};
	struct error e = {0};
	bool ok = tree_sources_read(&sources, r, &e);
	require(ok || (e.message && !strchr(e.message, '\n')));
	for (size_t i = 0; i < sources.count; i++) {
		buffer_add_string(&text, sources.all[i].key);
		buffer_add_string(&text, "\t");
		buffer_add_string(&text, path);
		buffer_add_string(&text, "\n");
	}
	error_clear(&e);
	tree_list_take(list, &text, "list", &e);
	error_clear(&e);
	tree_sources_free(&sources);
	buffer_free(&text);
}

/* Of R there is a plan, or one line of error. */
static inline void plan_or_error(const struct tree_request *r)
{
	const struct tree_manager *m = r->manager;
	struct tree_plan p = {0};
	struct error e = {0};
	bool ok = m->plan(&p, r, &e) && tree_plan_check(&p, &e);
	require(ok || (e.message && !strchr(e.message, '\n')));
	if (m->free)
		m->free(&p);
	tree_plan_free(&p);
	error_clear(&e);
}

#endif
