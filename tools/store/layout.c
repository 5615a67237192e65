#include "store/layout.h"

#include <string.h>

static bool is_of(const struct store_layout *layout, const char *program)
{
	return !program || strcmp(layout->program, program) == 0;
}

const struct store_layout *store_layout_find(const struct store_layout *const *layouts, const char *program,
					     const char *name)
{
	for (; *layouts; layouts++)
		if (is_of(*layouts, program) && (!name || strcmp((*layouts)->name, name) == 0))
			return *layouts;
	return NULL;
}

/* The next that store_layout_names names, from L on, or NULL. */
static const struct store_layout *const *next(const struct store_layout *const *l, const char *program)
{
	while (*l && !(is_of(*l, program) && (*l)->usage))
		l++;
	return *l ? l : NULL;
}

char *store_layout_names(const struct store_layout *const *layouts, const char *program, bool usage,
			 const char *between, const char *last)
{
	struct buffer text = {0};
	const struct store_layout *const *l = next(layouts, program), *const * after;
	for (bool first = true; l; l = after, first = false) {
		after = next(l + 1, program);
		if (!first)
			buffer_add_string(&text, after ? between : last);
		buffer_add_string(&text, usage ? (*l)->usage : (*l)->name);
	}
	return buffer_string(&text);
}

void store_layout_notes(struct buffer *text, const struct store_layout *const *layouts)
{
	for (; *layouts; layouts++) {
		if (!(*layouts)->notes)
			continue;
		buffer_add_string(text, (*layouts)->notes);
		buffer_add_byte(text, '\n');
	}
}
