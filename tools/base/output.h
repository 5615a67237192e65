/* An output directory that appears whole or not at all. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* What is said of it in --help, after a line of up to 57 characters. */
#define OUTPUT_HELP                                                                                          \
	"The program writes into\n"                                                                          \
	"a temporary folder beside DIR, and renames it to DIR at the end, so DIR is never\n"                 \
	"half-written.  On macOS, Nix allows no folder beside DIR, so the program writes into DIR."

/* It is built in a sibling of its target, .NAME.fragstore-N, which is renamed when all is
 * done.  The sibling is locked as long as its process lives: the next run for the same
 * target removes what one that was killed has left.  Only on macOS, where Nix's sandbox
 * lets a build make nothing beside its output, it is built in the target. */
struct output {
	char *target; /* where it will be */
	char *temp;   /* where it is being built: a sibling of target, or target */
	int dir;      /* descriptor of temp */
	size_t made;  /* length of the outermost parent of target that was made for it; 0: none */
};

/* Fills the new directory that O says; false with E. */
typedef bool output_builder(void *context, const struct output *o, struct error *e);

/* BUILD makes the directory TARGET, which must not exist or be empty; it gets mode 0755.
 * Missing parents of it are made too.  False with E when it is not made.
 * SIGINT, SIGTERM and SIGHUP set interrupt_came; half a second later they end the
 * process with status 1.  Nothing is left after a failure, after a signal, or when BUILD
 * calls die on any thread.  When removing takes longer than a second after a signal,
 * a process of its own goes on with it. */
bool output_make(const char *target, output_builder *build, void *context, struct error *e);

/* The same, but TARGET never appears: what BUILD makes is removed at the end, except for what
 * BUILD has moved away. */
bool output_scratch(const char *target, output_builder *build, void *context, struct error *e);

#define OUTPUT_ABOUT "about"

/* Copies the file PATH (NULL: none), a note of the user about the output, into the output O as
 * OUTPUT_ABOUT, and adds MORE at its end. */
bool output_add_about(const struct output *o, const char *path, const struct buffer *more, struct error *e);

/* Ends the process if it was interrupted and makes an output, because what it has in memory may be
 * incomplete. */
void output_end_interrupted(void);

#endif
