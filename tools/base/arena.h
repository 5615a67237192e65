/* Memory that is given back all at once: for many small strings without many
 * small mallocs (musl's malloc takes a lock each time). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/* Zero-initialise to start. */
struct arena {
	struct arena_block *blocks;
	size_t bytes; /* of the blocks, since the last arena_reset */
	size_t limit; /* of BYTES: beyond it, the program ends; 0: none */
};

/* SIZE bytes, aligned for any pointer, valid until arena_reset or arena_free. */
void *arena_alloc(struct arena *a, size_t size);

/* A NUL-terminated copy of LEN characters. */
char *arena_strndup(struct arena *a, const char *s, size_t len);

/* A string as printf makes it. */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

/* Forgets everything, keeping one small block for what comes next. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a);

#endif
