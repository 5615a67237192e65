#include "base/string_list.h"

#include <stdlib.h>

#include "base/error.h"

void string_list_add(struct string_list *l, const char *text, size_t len)
{
	array_reserve(l->items, l->capacity, l->count + 1);
	l->items[l->count++] = xstrndup(text, len);
}

void string_list_free(struct string_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i]);
	free(l->items);
	*l = (struct string_list){0};
}
