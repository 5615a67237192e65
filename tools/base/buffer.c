#include "base/buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void buffer_reserve(struct buffer *b, size_t more)
{
	if (more > (size_t)-1 - b->len)
		die_no_memory();
	array_reserve(b->data, b->capacity, b->len + more);
}

void buffer_renew(struct buffer *b, size_t size)
{
	if (b->capacity < size)
		buffer_free(b);
	b->len = 0;
	buffer_reserve(b, size);
}

void buffer_add(struct buffer *b, const void *data, size_t len)
{
	if (len == 0)
		return;
	buffer_reserve(b, len);
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

void buffer_add_string(struct buffer *b, const char *s)
{
	buffer_add(b, s, strlen(s));
}

void buffer_add_byte(struct buffer *b, unsigned char byte)
{
	buffer_add(b, &byte, 1);
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = xvasprintf(fmt, args);
	va_end(args);
	buffer_add_string(b, text);
	free(text);
}

char *buffer_string(struct buffer *b)
{
	buffer_reserve(b, 1);
	b->data[b->len] = '\0';
	return b->data;
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){0};
}
