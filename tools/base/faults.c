#include "base/faults.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

void faults_add(struct faults *f, const char *fmt, ...)
{
	va_list args;
	array_reserve(f->lines, f->capacity, f->count + 1);
	va_start(args, fmt);
	if (vasprintf(&f->lines[f->count], fmt, args) < 0)
		die("out of memory");
	va_end(args);
	f->count++;
}

void faults_say(const struct faults *f)
{
	for (size_t i = 0; i < f->count; i++)
		say("%s", f->lines[i]);
}

void faults_free(struct faults *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->lines[i]);
	free(f->lines);
	*f = (struct faults){0};
}
