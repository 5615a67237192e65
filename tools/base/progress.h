/* A line on the terminal for work that takes longer than a second. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stddef.h>

/* Starts counting to TOTAL of WHAT ("packages").  Shows nothing when stderr
 * is no terminal, nor before a second has passed. */
void progress_start(const char *what, size_t total);

/* One more is done.  Safe from any thread. */
void progress_step(void);

/* Clears the line. */
void progress_end(void);

#endif
