/* Errors: what went wrong with which subject, told once, by main. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

/* One failure.  Zero-initialise; functions that return false have filled it.
 * The text is owned by the struct; error_clear frees it. */
struct error {
	char *text; /* "SUBJECT: what went wrong", one line, no newline; NULL: none */
};

/* Fills E with "SUBJECT: message" and returns false, so that callers can
 * `return error_set(...)`.  Control characters in the result are shown as
 * \xNN, and the middle of a very long one is left out, so the message stays
 * one line that can be read whatever the input held.  An error that is already
 * there is kept: the first is the cause. */
bool error_set(struct error *e, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and strerror(errno) appended. */
bool error_errno(struct error *e, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

void error_clear(struct error *e);

/* Makes E what FROM says, whatever it said before; FROM is then empty. */
void error_take(struct error *e, struct error *from);

/* The program's name for messages; set by options_parse. */
extern const char *program_name;

/* Prints "PROGRAM: message" to stderr and exits with status 1. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints "PROGRAM: message" to stderr. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints "PROGRAM: warning: message" to stderr. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* malloc, realloc, strdup and asprintf that end the program when there is no memory. */
void *xmalloc(unsigned long size);
void *xrealloc(void *old, unsigned long size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, unsigned long len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Grows the array *ITEMS (elements of SIZE bytes, *CAPACITY allocated) so that
 * it holds at least NEEDED elements. */
void array_reserve(void **items, unsigned long *capacity, unsigned long needed, unsigned long size);

#endif
