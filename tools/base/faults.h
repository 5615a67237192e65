/* What is wrong with a thing that is looked at as a whole: one line each. */
#ifndef BASE_FAULTS_H
#define BASE_FAULTS_H

#include <stddef.h>

/* Zero-initialise; faults_free gives the memory back. */
struct faults {
	char **lines;
	size_t count, capacity;
};

void faults_add(struct faults *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints each as "PROGRAM: LINE" to stderr. */
void faults_say(const struct faults *f);

void faults_free(struct faults *f);

#endif
