#include "base/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

void report_add(struct report *r, const char *fmt, ...)
{
	va_list args;
	array_reserve(r->lines, r->capacity, r->count + 1);
	va_start(args, fmt);
	if (vasprintf(&r->lines[r->count], fmt, args) < 0)
		die_no_memory();
	va_end(args);
	r->count++;
}

void report_take(struct report *r, struct report *from)
{
	array_reserve(r->lines, r->capacity, r->count + from->count);
	for (size_t i = 0; i < from->count; i++)
		r->lines[r->count++] = from->lines[i];
	free(from->lines);
	*from = (struct report){0};
}

void report_say(const struct report *r)
{
	for (size_t i = 0; i < r->count; i++)
		say("%s", r->lines[i]);
}

void report_free(struct report *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->lines[i]);
	free(r->lines);
	*r = (struct report){0};
}
