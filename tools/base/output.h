/* An output directory that appears whole or not at all. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* It is built in a sibling of its target, which is renamed when all is done. */
struct output {
	char *target; /* where it will be */
	char *temp;   /* where it is being built */
	int dir;      /* descriptor of temp */
	size_t made;  /* length of the outermost parent of target that was made for it; 0: none */
};

/* Starts building TARGET, which must not exist or be an empty directory;
 * folders that are missing on the way to it are made.  Until output_commit, ending the process by exit removes what was built, and
 * SIGINT, SIGTERM and SIGHUP only note that they came: see output_interrupted. */
bool output_begin(struct output *o, const char *target, struct error *e);

/* From now on the signals only note that they came, as output_begin makes them. */
void output_watch_signals(void);

/* True once a signal asked to stop; long work then ends early, in any way. */
bool output_interrupted(void);

/* Gives the finished directory mode 0755 and its name; closes O.  After an
 * interruption it removes the directory and fails. */
bool output_commit(struct output *o, struct error *e);

/* Removes what was built, and the folders made on the way; closes O. */
void output_abandon(struct output *o);

#endif
