/* Errors: what went wrong with which subject, told once, by main. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sizes of files and of memory are one type throughout. */
_Static_assert(SIZE_MAX >= UINT64_MAX, "fragstore is for machines with 64 bits");

/* One failure.  Zero-initialise; functions that return false have filled it.
 * Both texts are owned by the struct, are one line each, and are NULL when
 * nothing failed; error_clear frees them. */
struct error {
	char *subject; /* the package, file or path that it is about */
	char *message; /* what went wrong with that */
};

/* Fills E and returns false, so that callers can `return error_set(...)`. Control characters in
 * both texts (C0, C1, those that turn the direction of writing) and bytes that are not UTF-8 are
 * shown as \xNN, and the middle of a very long one is left out, so that they stay lines that can
 * be read whatever the input held.  An error that is already there is kept: the first is the
 * cause.  If E is NULL, here or in a function that passes its E on, the error is dropped. */
bool error_set(struct error *e, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and strerror(errno) appended. */
bool error_errno(struct error *e, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

void error_clear(struct error *e);

/* Moves the error of FROM to E, in place of one that E has; FROM is then empty. */
void error_take(struct error *e, struct error *from);

/* The program's name for messages; set by options_parse. */
extern const char *program_name;

/* Until process_release, no other thread can end the process.  A thread that tries to waits. */
void process_hold(void);
void process_release(void);

/* Prints "PROGRAM: message" to stderr and exits with status 1.  If several threads call it, only
 * one of them prints. */
void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same for "PROGRAM: SUBJECT: message", which E says. */
void error_die(const struct error *e) __attribute__((noreturn));

/* The same for "PROGRAM: out of memory", with no memory. */
void die_no_memory(void) __attribute__((noreturn));

/* Prints "PROGRAM: message" to stderr; when nobody reads that any more, exits with
 * status 1. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints "PROGRAM: warning: message" to stderr. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* malloc, calloc, realloc, strdup and (v)asprintf that end the program when there is no memory. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/* Makes room for NEEDED elements in the array that the variable ITEMS points
 * to; the variable CAPACITY is how many it has room for. */
#define array_reserve(items, capacity, needed)                                                               \
	((items) = array_grow((items), &(capacity), (needed), sizeof(*(items))))
void *array_grow(void *items, size_t *capacity, size_t needed, size_t size);

#endif
