/* List files: one record a line, fields between tabs. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* A list file in memory.  LINES point into TEXT. */
struct lines {
	struct buffer text;
	char **lines;
	size_t count, capacity;
};

/* Reads PATH ("-": standard input).  The last line counts with or without a
 * newline after it; empty lines do not count.  A NUL in it is an error. */
bool lines_read(struct lines *l, const char *path, struct error *e);

/* The same of TEXT, which is L's from now on; PATH is for messages. */
bool lines_take(struct lines *l, struct buffer *text, const char *path, struct error *e);

void lines_free(struct lines *l);

/* Splits LINE in place at its tabs into FIELDS, at most MAX of them; returns
 * how many there are, MAX + 1 when there are more. */
size_t lines_fields(char *line, char **fields, size_t max);

#endif
