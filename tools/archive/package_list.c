#include "archive/package_list.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/gunzip.h"
#include "base/fs.h"
#include "base/pool.h"
#include "base/progress.h"

/* Packages that a worker takes together: neighbours by size, so that hashing
 * them side by side has them end together. */
struct group {
	size_t first, count;      /* of the sources, which are in the list's order within a group */
	unsigned long long bytes; /* that they unpack to */
	struct error error;
	size_t failed; /* ordinal of the source that ERROR is about */
	bool begun;
};

/* All workers' common state. */
struct job {
	struct package_source *sources;
	size_t count;
	struct group *groups;
	size_t group_count;
	package_adder_fn *add;
	void *context;
	atomic_size_t first_failed; /* ordinal; count: none */
	/* What groups under way unpack to stays within a budget. */
	pthread_mutex_t lock;
	pthread_cond_t done;
	unsigned long long budget, in_use;
	size_t next; /* all groups before it are begun */
};

static void fail_at(struct job *j, size_t ordinal)
{
	size_t seen = atomic_load(&j->first_failed);
	while (ordinal < seen && !atomic_compare_exchange_weak(&j->first_failed, &seen, ordinal))
		;
}

/* The first group that was not begun and fits into what is left of the budget, or that is
 * alone; NULL: none now. */
static struct group *next_group(struct job *j)
{
	while (j->groups[j->next].begun)
		j->next++;
	for (size_t i = j->next; i < j->group_count; i++)
		if (!j->groups[i].begun && (j->in_use == 0 || j->in_use + j->groups[i].bytes <= j->budget))
			return &j->groups[i];
	return NULL;
}

static struct group *begin_group(struct job *j)
{
	struct group *g;
	pthread_mutex_lock(&j->lock);
	while (!(g = next_group(j)))
		pthread_cond_wait(&j->done, &j->lock);
	g->begun = true;
	j->in_use += g->bytes;
	pthread_mutex_unlock(&j->lock);
	return g;
}

static void end_group(struct job *j, const struct group *g)
{
	pthread_mutex_lock(&j->lock);
	j->in_use -= g->bytes;
	pthread_cond_broadcast(&j->done);
	pthread_mutex_unlock(&j->lock);
}

static void add_sources(struct job *j, struct group *g, unsigned worker)
{
	const struct package_source *sources = j->sources + g->first;
	/* What comes before a failure in the list is still done, so that the
	 * first of several failures is the one that is reported, always. */
	if (sources[0].ordinal > atomic_load(&j->first_failed))
		return;
	size_t done = j->add(j->context, sources, g->count, worker, &g->error);
	if (done < g->count)
		fail_at(j, g->failed = sources[done].ordinal);
	for (size_t i = 0; i < done; i++)
		progress_step();
}

/* Adds some group: there are as many as there are calls. */
static void add_group(void *context, size_t index, unsigned worker)
{
	(void)index;
	struct job *j = context;
	struct group *g = begin_group(j);
	add_sources(j, g, worker);
	end_group(j, g);
}

static int largest_first(const void *a, const void *b)
{
	const struct package_source *x = a, *y = b;
	if (x->claimed_size != y->claimed_size)
		return x->claimed_size > y->claimed_size ? -1 : 1;
	return x->ordinal < y->ordinal ? -1 : 1;
}

static int by_ordinal(const void *a, const void *b)
{
	const struct package_source *x = a, *y = b;
	return x->ordinal < y->ordinal ? -1 : x->ordinal > y->ordinal;
}

/* Less than that is not worth a group of its own. */
#define GROUP_MIN ((unsigned long long)4 << 20)
/* More than that is only memory: several packages are hashed together, and the rest of the
 * work is done one by one. */
#define GROUP_MAX ((unsigned long long)24 << 20)

/* What a group may unpack to: a fair part of what is LEFT for so many THREADS,
 * so that the last groups are small and all end at about the same time. */
static unsigned long long group_limit(unsigned long long left, unsigned threads, size_t memory)
{
	unsigned long long limit = left / (2 * threads);
	unsigned long long most = memory < GROUP_MAX ? memory : GROUP_MAX;
	return limit > most ? most : limit < GROUP_MIN ? GROUP_MIN : limit;
}

/* How many packages are in a group.  They wait in it with their descriptors
 * open, and those of all THREADS may take half of what the process may have. */
static size_t group_max(unsigned threads)
{
	struct rlimit files = {0};
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 1;
	rlim_t now = files.rlim_cur;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		files.rlim_cur = now;
	rlim_t each = files.rlim_cur / 2 / threads;
	return each > PACKAGE_GROUP ? PACKAGE_GROUP : each < 1 ? 1 : (size_t)each;
}

/* What the tarball at PATH says it unpacks to, or its own size when that is more;
 * it may be wrong.  0 for what is not a tarball. */
static size_t claimed_size(const char *path)
{
	unsigned char tail[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 4 &&
		  fs_read_at(fd, tail, sizeof(tail), st.st_size - 4) == 4;
	if (fd >= 0)
		close(fd);
	size_t claimed = ok ? gunzip_claimed_size(tail, sizeof(tail)) : 0;
	return ok && (size_t)st.st_size > claimed ? (size_t)st.st_size : claimed;
}

/* Puts the sources into groups, the largest first. */
static void make_groups(struct job *j, unsigned threads)
{
	size_t memory = package_list_memory(threads), max = group_max(threads);
	unsigned long long left = 0, limit = 0;
	for (size_t i = 0; i < j->count; i++)
		left += j->sources[i].claimed_size = claimed_size(j->sources[i].path);
	qsort(j->sources, j->count, sizeof(*j->sources), largest_first);
	j->groups = xmalloc(j->count * sizeof(*j->groups));
	for (size_t i = 0; i < j->count; i++) {
		size_t size = j->sources[i].claimed_size;
		struct group *g = j->group_count > 0 ? &j->groups[j->group_count - 1] : NULL;
		if (!g || g->count == max || g->bytes + size > limit) {
			g = &j->groups[j->group_count++];
			*g = (struct group){.first = i};
			limit = group_limit(left, threads, memory);
		}
		g->count++;
		g->bytes += size;
		left -= size;
	}
	for (size_t i = 0; i < j->group_count; i++)
		qsort(j->sources + j->groups[i].first, j->groups[i].count, sizeof(*j->sources), by_ordinal);
}

/* What all workers together may hold. */
#define MEMORY_BYTES ((size_t)512 << 20)

size_t package_list_memory(unsigned threads)
{
	return MEMORY_BYTES / (threads < 2 ? 2 : threads);
}

/* Together with the tarballs themselves less than 256 MB for two threads, unless one package
 * alone is larger. */
#define BUDGET_PER_THREAD ((unsigned long long)80 << 20)

bool package_list_add(struct package_source *sources, size_t count, unsigned threads, package_adder_fn *add,
		      void *context, struct error *e)
{
	struct job j = {
	    .sources = sources,
	    .count = count,
	    .add = add,
	    .context = context,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .done = PTHREAD_COND_INITIALIZER,
	    .budget = BUDGET_PER_THREAD * (threads < 2 ? 2 : threads),
	};
	make_groups(&j, threads);
	atomic_store(&j.first_failed, count);
	progress_start("packages", count);
	pool_run(j.group_count, threads, add_group, &j);
	progress_end();
	size_t failed = atomic_load(&j.first_failed);
	for (size_t i = 0; i < j.group_count; i++) {
		struct group *g = &j.groups[i];
		if (g->error.message && g->failed == failed)
			error_take(e, &g->error);
		else
			error_clear(&g->error);
	}
	free(j.groups);
	return failed == count;
}
