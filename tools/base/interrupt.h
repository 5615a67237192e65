/* Signals that ask the process to stop. */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM and SIGHUP only set interrupt_came.  Half a second later END is called on a thread of its
 * own; it must end the process. */
void interrupt_watch(void (*end)(void));

/* True once a signal asked to stop, or interrupt_all did; long work then ends early, in any way. */
bool interrupt_came(void);

/* Makes all threads stop, as after a signal. */
void interrupt_all(void);

/* How many milliseconds are left to clean up after the first signal, so that the process ends
 * within a second; -1: there was no signal. */
int interrupt_time_left(void);

/* For a process that was forked: signals no longer reach the watcher, which is its parent's. */
void interrupt_unwatch(void);

#endif
