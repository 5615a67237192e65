#include "patch/package_run.h"

#include "archive/package_list.h"
#include "base/pool.h"
#include "diff/apply.h"
#include "patch/package_patch.h"

/* What a worker keeps from group to group. */
struct worker {
	struct package_group group;
	struct patch_packages patcher;
};

struct state {
	const struct patch_run *run;
	struct worker workers[POOL_MAX];
};

/* What a worker is at. */
struct turn {
	struct state *state;
	unsigned worker;
};

static bool take_package(void *context, size_t index, struct error *e)
{
	const struct turn *t = context;
	const struct patch_run *run = t->state->run;
	return run->take(run->context, &t->state->workers[t->worker].group.packages[index], t->worker, e);
}

static bool apply_diff(void *context, size_t index, struct error *e)
{
	const struct turn *t = context;
	return diff_apply(&t->state->workers[t->worker].group.packages[index], e);
}

static size_t take_group(void *context, const struct package_source *sources, size_t count, unsigned worker,
			 struct error *e)
{
	struct state *s = context;
	struct worker *w = &s->workers[worker];
	struct turn turn = {s, worker};
	count = package_group_read(&w->group, sources, count, e);
	count = package_group_each(count, apply_diff, &turn, e);
	count = patch_packages_apply(&w->patcher, &w->group, count, e);
	if (s->run->hashed)
		package_group_hash(&w->group, count);
	return package_group_each(count, take_package, &turn, e);
}

bool patch_run_packages(const struct patch_run *run, struct package_source *sources, size_t count,
			struct error *e)
{
	struct state s = {.run = run};
	for (unsigned i = 0; i < run->threads; i++) {
		s.workers[i].group.memory = package_list_memory(run->threads);
		s.workers[i].group.rules = run->reading;
		patch_packages_init(&s.workers[i].patcher, run->rules);
	}
	bool ok = package_list_add(sources, count, run->threads, take_group, &s, e);
	for (unsigned i = 0; i < run->threads; i++) {
		package_group_free(&s.workers[i].group);
		patch_packages_free(&s.workers[i].patcher);
	}
	return ok;
}
