#include "base/string_list.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void string_list_add(struct string_list *l, const char *text)
{
	string_list_add_part(l, text, strlen(text));
}

void string_list_add_part(struct string_list *l, const char *text, size_t len)
{
	array_reserve(l->items, l->capacity, l->count + 1);
	l->items[l->count++] = xstrndup(text, len);
}

void string_list_printf(struct string_list *l, const char *fmt, ...)
{
	va_list args;
	array_reserve(l->items, l->capacity, l->count + 1);
	va_start(args, fmt);
	l->items[l->count++] = xvasprintf(fmt, args);
	va_end(args);
}

void string_list_take(struct string_list *l, struct string_list *from)
{
	array_reserve(l->items, l->capacity, l->count + from->count);
	if (from->count > 0)
		memcpy(l->items + l->count, from->items, from->count * sizeof(*from->items));
	l->count += from->count;
	free(from->items);
	*from = (struct string_list){0};
}

void string_list_free(struct string_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i]);
	free(l->items);
	*l = (struct string_list){0};
}
