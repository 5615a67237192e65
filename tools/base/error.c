#include "base/error.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

const char *program_name = "fragstore";

/* How much is shown of the start and of the end of a message that is longer than both. */
#define SHOWN_HALF ((size_t)1000)

/* The length of the character at C that a terminal takes for an order, or that turns
 * the direction of what follows: the controls of ASCII and U+0080 to U+009F (C1, in
 * UTF-8), and U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069; 0: none. */
static size_t control_length(const unsigned char *c, size_t len)
{
	if (c[0] < 0x20 || c[0] == 0x7f)
		return 1;
	if (len >= 2 && ((c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f) || (c[0] == 0xd8 && c[1] == 0x9c)))
		return 2;
	if (len < 3 || c[0] != 0xe2)
		return 0;
	bool turns = (c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xaa && c[2] <= 0xae))) ||
		     (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
	return turns ? 3 : 0;
}

/* Copies TEXT[FROM, TO) with control characters, and what is not UTF-8, as \xNN;
 * returns the end of the copy. */
static char *show(char *out, const char *text, size_t from, size_t to)
{
	while (from < to) {
		const unsigned char *c = (const unsigned char *)text + from;
		size_t escaped = control_length(c, to - from);
		int plain = escaped > 0 ? 0 : utf8_length(text + from, to - from);
		if (plain < 0)
			escaped = (size_t)-plain;
		for (size_t i = 0; i < escaped; i++)
			out += sprintf(out, "\\x%02x", c[i]);
		for (int i = 0; i < plain; i++)
			*out++ = (char)c[i];
		from += escaped > 0 ? escaped : (size_t)plain;
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
	if (e && !e->message) {
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
	fill(e, subject, xvasprintf(fmt, args), 0);
	va_end(args);
	return false;
}

bool error_errno(struct error *e, const char *subject, const char *fmt, ...)
{
	int err = errno;
	va_list args;
	va_start(args, fmt);
	fill(e, subject, xvasprintf(fmt, args), err);
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

static pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool ending_here;

void process_hold(void)
{
	if (ending_here)
		return;
	pthread_mutex_lock(&ending);
	ending_here = true;
}

void process_release(void)
{
	ending_here = false;
	pthread_mutex_unlock(&ending);
}

/* What exit() itself runs may fail, too. */
__attribute__((noreturn)) static void end_process(void)
{
	if (ending_here)
		_exit(1);
	process_hold();
	exit(1);
}

static void print_message(const char *kind, const char *fmt, va_list args)
{
	char *text = xvasprintf(fmt, args);
	char *shown = one_line(text);
	bool lost = fprintf(stderr, "%s: %s%s\n", program_name, kind, shown) < 0 && errno == EPIPE;
	free(text);
	free(shown);
	/* As SIGPIPE does, but no files are left. */
	if (lost)
		end_process();
}

void die(const char *fmt, ...)
{
	va_list args;
	if (ending_here)
		_exit(1);
	process_hold();
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

void die_no_memory(void)
{
	if (ending_here)
		_exit(1);
	process_hold();
	fprintf(stderr, "%s: out of memory\n", program_name);
	exit(1);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		die_no_memory();
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);
	if (!p)
		die_no_memory();
	return p;
}

void *xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		die_no_memory();
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

char *xvasprintf(const char *fmt, va_list args)
{
	char *text;
	if (vasprintf(&text, fmt, args) < 0)
		die_no_memory();
	return text;
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = xvasprintf(fmt, args);
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
			die_no_memory();
		wanted *= 2;
	}
	*capacity = wanted;
	return xrealloc(items, wanted * size);
}
