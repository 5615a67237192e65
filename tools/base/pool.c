#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/output.h"

/* JSON recursion needs more than musl's 128 KiB. */
#define STACK_BYTES (8UL << 20)

struct run {
	atomic_size_t next;
	size_t count;
	void (*job)(void *, size_t, unsigned);
	void *context;
};

struct worker {
	struct run *run;
	unsigned number;
	pthread_t thread;
};

#ifdef __linux__
/* Those that this process may use. */
static long count_cpus(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}
#else
static long count_cpus(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}
#endif

unsigned pool_cpus(void)
{
	long cpus = count_cpus();
	return cpus < 1 ? 1 : cpus > POOL_MAX ? POOL_MAX : (unsigned)cpus;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	for (;;) {
		size_t index = atomic_fetch_add(&w->run->next, 1);
		if (index >= w->run->count || interrupt_came())
			return NULL;
		w->run->job(w->run->context, index, w->number);
	}
}

void pool_run(size_t count, unsigned workers, void (*job)(void *, size_t, unsigned), void *context)
{
	struct run run = {.count = count, .job = job, .context = context};
	struct worker all[POOL_MAX];
	if (workers > count)
		workers = (unsigned)count;
	if (workers > POOL_MAX)
		workers = POOL_MAX;
	unsigned started = 1;
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	for (; started < workers; started++) {
		all[started] = (struct worker){.run = &run, .number = started};
		/* Fewer threads than asked for only make it slower. */
		if (pthread_create(&all[started].thread, &attributes, work, &all[started]) != 0)
			break;
	}
	pthread_attr_destroy(&attributes);
	all[0] = (struct worker){.run = &run};
	work(&all[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(all[i].thread, NULL);
	output_end_interrupted();
}

struct run_each {
	bool (*job)(void *context, size_t index, struct error *e);
	void *context;
	struct error *errors; /* by jobs */
};

static void run_one(void *context, size_t index, unsigned worker)
{
	const struct run_each *r = context;
	(void)worker;
	r->job(r->context, index, &r->errors[index]);
}

bool pool_run_each(size_t count, unsigned workers, bool (*job)(void *, size_t, struct error *), void *context,
		   struct error *e)
{
	struct run_each r = {job, context, xcalloc(count, sizeof(*r.errors))};
	bool ok = true;
	pool_run(count, workers, run_one, &r);
	for (size_t i = 0; i < count; i++) {
		if (ok && r.errors[i].message) {
			error_take(e, &r.errors[i]);
			ok = false;
		}
		error_clear(&r.errors[i]);
	}
	free(r.errors);
	return ok;
}
