/* A growable run of bytes. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>

/* Zero-initialise to start; buffer_free gives the memory back.  LEN may be
 * set to a smaller value to cut the end off. */
struct buffer {
	char *data;
	size_t len, capacity;
};

/* Makes room for MORE bytes after the present ones; data + len is where they go. */
void buffer_reserve(struct buffer *b, size_t more);

/* Empties the buffer and makes room for SIZE bytes, without the copying that
 * growing would take. */
void buffer_renew(struct buffer *b, size_t size);

/* Adds bytes at the end. */
void buffer_add(struct buffer *b, const void *data, size_t len);
void buffer_add_string(struct buffer *b, const char *s);
void buffer_add_byte(struct buffer *b, unsigned char byte);

/* Adds a string as printf makes it. */
void buffer_printf(struct buffer *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts a NUL after the bytes (not counted in len) and returns data. */
char *buffer_string(struct buffer *b);

void buffer_free(struct buffer *b);

#endif
