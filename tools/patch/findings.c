#include "patch/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

void patch_findings_add(struct patch_findings *f, enum patch_severity severity, size_t root,
			const char *folder, const char *name, char *text)
{
	array_reserve(f->items, f->capacity, f->count + 1);
	f->items[f->count++] = (struct patch_finding){severity, root, xstrdup(folder), xstrdup(name), text};
}

void patch_findings_take(struct patch_findings *f, struct patch_findings *from)
{
	if (from->count == 0)
		return;
	array_reserve(f->items, f->capacity, f->count + from->count);
	memcpy(f->items + f->count, from->items, from->count * sizeof(*f->items));
	f->count += from->count;
	free(from->items);
	*from = (struct patch_findings){0};
}

static int by_path(const void *a, const void *b)
{
	const struct patch_finding *x = a, *y = b;
	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	int order = strcmp(x->folder, y->folder);
	return order ? order : strcmp(x->name, y->name);
}

void patch_findings_sort(struct patch_findings *f)
{
	if (f->count > 1)
		qsort(f->items, f->count, sizeof(*f->items), by_path);
}

bool patch_findings_have_problem(const struct patch_findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].severity == PATCH_PROBLEM)
			return true;
	return false;
}

/* The path as whoever named the root would write it. */
static void report_one(const struct patch_finding *f, const struct patch_walk_root *root,
		       struct string_list *report)
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
	string_list_printf(report, "%s: %s", path, f->text);
	free(path);
}

void patch_findings_report(const struct patch_findings *f, enum patch_severity severity,
			   const struct patch_walk_root *roots, struct string_list *report)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].severity == severity)
			report_one(&f->items[i], &roots[f->items[i].root], report);
}

void patch_findings_free(struct patch_findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->items[i].folder);
		free(f->items[i].name);
		free(f->items[i].text);
	}
	free(f->items);
	*f = (struct patch_findings){0};
}
