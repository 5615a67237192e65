#include "base/levels.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/progress.h"

/* A level at work. */
struct run {
	const struct levels *l;
	struct level now;
	struct level *below; /* of each job */
};

static void reserve(struct level *level, size_t more)
{
	level->jobs = array_grow(level->jobs, &level->capacity, level->count + more, level->size);
}

void *levels_add(struct level *level)
{
	reserve(level, 1);
	return memset(level->jobs + level->size * level->count++, 0, level->size);
}

static void work(void *context, size_t index, unsigned worker)
{
	struct run *r = context;
	r->l->work(r->l->context, r->now.jobs + r->now.size * index, &r->below[index], worker);
	progress_step();
}

/* Ends the jobs of the level; those below become the next one's. */
static bool next_level(struct run *r)
{
	bool ok = true;
	struct level next = {.size = r->now.size};
	for (size_t i = 0; i < r->now.count; i++) {
		char *job = r->now.jobs + r->now.size * i;
		struct level *below = &r->below[i];
		ok = ok && (!r->l->done || r->l->done(r->l->context, job));
		r->l->free(job);
		reserve(&next, below->count);
		if (below->count > 0)
			memcpy(next.jobs + next.size * next.count, below->jobs, next.size * below->count);
		next.count += below->count;
		free(below->jobs);
	}
	free(r->now.jobs);
	r->now = next;
	return ok;
}

static bool run_level(struct run *r)
{
	r->below = xmalloc(r->now.count * sizeof(*r->below));
	for (size_t i = 0; i < r->now.count; i++)
		r->below[i] = (struct level){.size = r->now.size};
	progress_start("directories", r->now.count);
	pool_run(r->now.count, pool_cpus(), work, r);
	progress_end();
	bool ok = next_level(r);
	free(r->below);
	return ok;
}

bool levels_run(const struct levels *l, const void *first)
{
	struct run r = {.l = l, .now.size = l->size};
	bool ok = true;
	memcpy(levels_add(&r.now), first, l->size);
	while (ok && r.now.count > 0)
		ok = run_level(&r);
	for (size_t i = 0; i < r.now.count; i++)
		l->free(r.now.jobs + l->size * i);
	free(r.now.jobs);
	return ok;
}
