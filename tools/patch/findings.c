#include "patch/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void findings_add(struct findings *f, enum patch_severity severity, size_t root, const char *folder,
		  const char *name, char *text)
{
	array_reserve(f->items, f->capacity, f->count + 1);
	f->items[f->count++] = (struct finding){severity, root, xstrdup(folder), xstrdup(name), text};
}

void findings_take(struct findings *f, struct findings *from)
{
	if (from->count == 0)
		return;
	array_reserve(f->items, f->capacity, f->count + from->count);
	memcpy(f->items + f->count, from->items, from->count * sizeof(*f->items));
	f->count += from->count;
	free(from->items);
	*from = (struct findings){0};
}

static int by_path(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	int order = strcmp(x->folder, y->folder);
	return order ? order : strcmp(x->name, y->name);
}

void findings_sort(struct findings *f)
{
	if (f->count > 1)
		qsort(f->items, f->count, sizeof(*f->items), by_path);
}

size_t findings_count(const struct findings *f, enum patch_severity severity)
{
	size_t count = 0;
	for (size_t i = 0; i < f->count; i++)
		count += f->items[i].severity == severity;
	return count;
}

/* The path as whoever named the root would write it. */
static void say_one(const struct finding *f, const struct walk_root *root)
{
	const char *parts[] = {root->file ? "" : f->folder, root->file ? "" : f->name};
	char *path = xstrdup(root->path);
	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(path);
		if (!*parts[i])
			continue;
		char *longer = xasprintf("%s%s%s", path, path[len - 1] == '/' ? "" : "/", parts[i]);
		free(path);
		path = longer;
	}
	say("%s: %s", path, f->text);
	free(path);
}

void findings_say(const struct findings *f, enum patch_severity severity, const struct walk_root *roots)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].severity == severity)
			say_one(&f->items[i], &roots[f->items[i].root]);
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->items[i].folder);
		free(f->items[i].name);
		free(f->items[i].text);
	}
	free(f->items);
	*f = (struct findings){0};
}
