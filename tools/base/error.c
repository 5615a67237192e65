#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *program_name = "fragstore";

static char *vformat(const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	if (len < 0)
		len = 0;
	char *text = xmalloc((size_t)len + 1);
	text[0] = '\0';
	vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	return text;
}

/* How much is shown of the start and of the end of a message that is longer than both. */
#define SHOWN_HALF ((size_t)1000)

/* Copies TEXT[FROM, TO) with control characters as \xNN; returns the end of the copy. */
static char *show(char *out, const char *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < 0x20 || c == 0x7f)
			out += sprintf(out, "\\x%02x", c);
		else
			*out++ = (char)c;
	}
	return out;
}

/* A copy of TEXT that is one line, and not a very long one. */
static char *one_line(const char *text)
{
	size_t len = strlen(text), cut = len, resume = len;
	if (len > 2 * SHOWN_HALF) {
		cut = SHOWN_HALF;
		resume = len - SHOWN_HALF;
	}
	/* Not within a character of UTF-8. */
	while (resume < len && (text[resume] & 0xc0) == 0x80)
		resume++;
	while (cut < len && cut > 0 && (text[cut] & 0xc0) == 0x80)
		cut--;
	char *shown = xmalloc((cut + len - resume) * 4 + sizeof("..."));
	char *out = show(shown, text, 0, cut);
	if (cut < resume)
		out += sprintf(out, "...");
	*show(out, text, resume, len) = '\0';
	return shown;
}

static void fill(struct error *e, const char *subject, char *message, int err)
{
	if (!e->message) {
		char *whole = err ? xasprintf("%s: %s", message, strerror(err)) : message;
		e->subject = one_line(subject);
		e->message = one_line(whole);
		if (err)
			free(whole);
	}
	free(message);
}

bool error_set(struct error *e, const char *subject, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	fill(e, subject, vformat(fmt, args), 0);
	va_end(args);
	return false;
}

bool error_errno(struct error *e, const char *subject, const char *fmt, ...)
{
	int err = errno;
	va_list args;
	va_start(args, fmt);
	fill(e, subject, vformat(fmt, args), err);
	va_end(args);
	return false;
}

void error_clear(struct error *e)
{
	free(e->subject);
	free(e->message);
	*e = (struct error){0};
}

void error_take(struct error *e, struct error *from)
{
	error_clear(e);
	*e = *from;
	*from = (struct error){0};
}

static void print_message(const char *kind, const char *fmt, va_list args)
{
	char *text = vformat(fmt, args);
	char *shown = one_line(text);
	fprintf(stderr, "%s: %s%s\n", program_name, kind, shown);
	free(text);
	free(shown);
}

void die(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	print_message("", fmt, args);
	va_end(args);
	exit(1);
}

void error_die(const struct error *e)
{
	die("%s: %s", e->subject, e->message);
}

void say(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	print_message("", fmt, args);
	va_end(args);
}

void warn(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	print_message("warning: ", fmt, args);
	va_end(args);
}

__attribute__((noreturn)) static void no_memory(void)
{
	fprintf(stderr, "%s: out of memory\n", program_name);
	exit(1);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		no_memory();
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		no_memory();
	return p;
}

char *xstrndup(const char *s, size_t len)
{
	char *copy = xmalloc(len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = vformat(fmt, args);
	va_end(args);
	return text;
}

void *array_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
	if (needed <= *capacity)
		return items;
	size_t wanted = *capacity ? *capacity : 16;
	while (wanted < needed) {
		if (wanted > SIZE_MAX / 2 / size)
			no_memory();
		wanted *= 2;
	}
	*capacity = wanted;
	return xrealloc(items, wanted * size);
}
