#include "tree/pack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/lines.h"
#include "base/text.h"

static bool add_option(struct buffer *b, const char *name, const char *value, struct error *e)
{
	if (value && strchr(value, '\n'))
		return error_set(e, name, "the value of this option must be one line");
	buffer_printf(b, "--%s%s%s\n", name, value ? "=" : "", value ? value : "");
	return true;
}

static bool is_among(const char *name, const char *const *names)
{
	while (*names && strcmp(name, *names) != 0)
		names++;
	return *names;
}

static bool add_given(struct buffer *b, const struct option_def *o, struct error *e)
{
	const struct option_values *all = option_values_of(o);
	bool ok = true;
	if (!o->arg)
		return !*o->flag || add_option(b, o->name, NULL, e);
	for (size_t i = 0; ok && all && i < all->count; i++)
		ok = add_option(b, o->name, all->all[i], e);
	/* What is empty is what it is when it is not given. */
	return ok && (all || !*o->value || !**o->value || add_option(b, o->name, *o->value, e));
}

static bool write_options(int dir, const struct tree_request *r, const struct option_def *options,
			  const char *const *except, struct error *e)
{
	const char *manager = r->manager->name;
	struct buffer b = {0};
	char *name = r->version ? xasprintf("%s@%s", manager, r->version) : xstrdup(manager);
	bool ok = add_option(&b, "manager", name, e);
	for (const struct option_def *o = options; ok && o->name; o++)
		ok = is_among(o->name, except) || add_given(&b, o, e);
	ok = ok && fs_create_file(dir, "options", 0444, b.data, b.len, e) == 1;
	free(name);
	buffer_free(&b);
	return ok;
}

bool tree_pack_list(int dir, const struct tree_request *r, struct error *e)
{
	const struct tree_list *list = r->list;
	struct buffer b = {0};
	for (size_t i = 0; i < list->lines.count; i++) {
		const char *key = list->lines.lines[i]; /* its tab is a NUL now */
		tree_list_add_line(&b, key, key + strlen(key) + 1, tree_list_patch(list, key));
	}
	bool ok = fs_create_file(dir, "list", 0444, b.data, b.len, e) == 1;
	buffer_free(&b);
	return ok;
}

bool tree_pack(int dir, const struct tree_request *r, const struct option_def *options,
	       const char *const *except, struct error *e)
{
	return fs_create_file(dir, "lockfile", 0444, r->text.data, r->text.len, e) == 1 &&
	       write_options(dir, r, options, except, e);
}

/* The value of option --deps among the arguments, or NULL; *END is the argument after it. */
static const char *find_deps(int argc, char **argv, int *end)
{
	for (int i = 1; i < argc; i++) {
		const char *value = text_after(argv[i], "--deps=");
		bool next = strcmp(argv[i], "--deps") == 0 && i + 1 < argc;
		*end = i + 1 + next;
		if (value || next)
			return next ? argv[i + 1] : value;
	}
	return NULL;
}

bool tree_pack_options(int *argc, char ***argv, struct error *e)
{
	int end;
	const char *deps = find_deps(*argc, *argv, &end);
	if (!deps)
		return true;
	/* Kept: the arguments are in them. */
	static struct lines options;
	static char **all;
	char *path = xasprintf("%s/options", deps);
	bool ok = lines_read(&options, path, e);
	free(path);
	if (!ok)
		return false;
	int count = 0;
	all = xmalloc(((size_t)*argc + options.count + 5) * sizeof(*all));
	for (int i = 0; i < end; i++)
		all[count++] = (*argv)[i];
	all[count++] = "--lockfile";
	all[count++] = xasprintf("%s/lockfile", deps);
	all[count++] = "--list";
	all[count++] = xasprintf("%s/list", deps);
	for (size_t i = 0; i < options.count; i++)
		all[count++] = options.lines[i];
	for (int i = end; i < *argc; i++)
		all[count++] = (*argv)[i];
	all[count] = NULL;
	*argc = count;
	*argv = all;
	return true;
}
