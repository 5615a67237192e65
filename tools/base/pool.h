/* A pool of worker threads over a numbered list of jobs. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The number of CPUs this process may run on, at most POOL_MAX. */
unsigned pool_cpus(void);
#define POOL_MAX 16

/* Calls JOB(context, index, worker) once for every index below COUNT, on WORKERS threads (the
 * caller's is one of them); worker is below WORKERS.  Jobs start in the order of their index.
 * Returns when all are done.  An interruption (interrupt_came) ends the process if it makes an
 * output, and otherwise only the pool. */
void pool_run(size_t count, unsigned workers, void (*job)(void *context, size_t index, unsigned worker),
	      void *context);

/* The same for jobs that can fail.  All are done; false with the error of the first of them, by its index. */
bool pool_run_each(size_t count, unsigned workers, bool (*job)(void *context, size_t index, struct error *e),
		   void *context, struct error *e);

#endif
