/* What there is to tell of a thing that is looked at as a whole: one line each. */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stddef.h>

/* Zero-initialise; report_free gives the memory back. */
struct report {
	char **lines;
	size_t count, capacity;
};

void report_add(struct report *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Moves the lines of FROM to the end of R's. */
void report_take(struct report *r, struct report *from);

/* Prints each as "PROGRAM: LINE" to stderr. */
void report_say(const struct report *r);

void report_free(struct report *r);

#endif
