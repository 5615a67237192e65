#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
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
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	if (len < 0)
		die_no_memory();
	buffer_reserve(b, (size_t)len + 1);
	vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
	b->len += (size_t)len;
	va_end(again);
	va_end(args);
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
