#include "pnpm/commands.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/collate.h"
#include "base/json.h"
#include "base/semver.h"
#include "patch/bins.h"
#include "patch/inner_path.h"
#include "pnpm/graph.h"
#include "pnpm/shim.h"

struct pnpm_bin {
	const struct pnpm_commands *commands;
	const char *name, *path; /* of the command */
	struct pnpm_origin from;
	enum pnpm_rank rank;
	size_t order; /* in which they were added */
};

/* --- reading --- */

static const char *copy(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

static bool is_command_name(const char *name)
{
	if (strcmp(name, "$") == 0)
		return true;
	return *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       name[strspn(
		   name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()")] == '\0';
}

/* PATH within the package, which it cannot leave (pnpm 11.28.11: normalizeBinPath). */
static const char *clamped(const char *path, struct arena *arena)
{
	char *slashes = arena_strndup(arena, path, strlen(path));
	for (char *c = slashes; (c = strchr(c, '\\'));)
		*c = '/';
	return tree_inner_path(arena, slashes);
}

static void add_command(struct pnpm_commands *c, const char *name, const char *path, struct arena *arena)
{
	const char *slash = *name == '@' ? strchr(name, '/') : NULL;
	name = slash ? slash + 1 : name;
	if (!is_command_name(name))
		return;
	char *early = patch_inner_path("", 0, path);
	c->all[c->count++] = (struct pnpm_command){
	    .name = copy(arena, name),
	    .path = clamped(path, arena),
	    .early = early ? copy(arena, early) : NULL,
	    .there = true,
	};
	free(early);
}

static void read_bin(struct pnpm_commands *c, json_t *bin, struct arena *arena)
{
	c->all = arena_alloc(arena, (json_object_size(bin) + 1) * sizeof(*c->all));
	if (json_is_string(bin) && *c->package)
		add_command(c, c->package, json_string_value(bin), arena);
	for (void *i = json_object_iter(bin); i; i = json_object_iter_next(bin, i))
		if (json_is_string(json_object_iter_value(i)))
			add_command(c, json_object_iter_key(i), json_string_value(json_object_iter_value(i)),
				    arena);
}

/* All files of FILES below FOLDER, which "directories.bin" names, except for hidden ones. */
static void read_folder(struct pnpm_commands *c, const char *folder, const struct contents *files,
			struct arena *arena)
{
	char *inner = patch_inner_path("", 0, folder);
	size_t len = inner ? strlen(inner) : 0;
	c->all = arena_alloc(arena, (files->count + 1) * sizeof(*c->all));
	for (size_t i = 0; inner && i < files->count; i++) {
		const char *path = files->files[i].path;
		if (strncmp(path, inner, len) != 0 || path[len] != '/')
			continue;
		const char *own = copy(arena, path);
		c->all[c->count++] =
		    (struct pnpm_command){strrchr(own, '/') + 1, own, own, strstr(own + len, "/."), true};
	}
	free(inner);
}

const struct pnpm_commands *pnpm_commands_read(const char *json, size_t len, const struct contents *c,
					       struct arena *arena)
{
	json_t *manifest = patch_bins_parse(json, len);
	if (!manifest)
		return NULL;
	const char *name = json_text(manifest, "name"), *version = json_text(manifest, "version");
	struct pnpm_commands *commands = arena_alloc(arena, sizeof(*commands));
	*commands = (struct pnpm_commands){copy(arena, name ? name : ""), copy(arena, version ? version : ""),
					   NULL, 0};
	json_t *bin = json_object_get(manifest, "bin");
	const char *folder = json_text(json_object_get(manifest, "directories"), "bin");
	if (json_is_object(bin) || (json_is_string(bin) && *json_string_value(bin)))
		read_bin(commands, bin, arena);
	else if (folder && c)
		read_folder(commands, folder, c, arena);
	json_decref(manifest);
	for (size_t i = 0; c && i < commands->count; i++)
		commands->all[i].there = contents_find(c, commands->all[i].path);
	return commands->count > 0 ? commands : NULL;
}

/* --- linking --- */

void pnpm_bins_add(struct pnpm_bins *b, const struct pnpm_commands *commands, struct pnpm_origin from,
		   enum pnpm_rank rank)
{
	bool own = rank == PNPM_OWN; /* in its own .bin, where a link is never to nothing */
	if (own)
		rank = PNPM_DIRECT;
	if (!commands)
		return;
	array_reserve(b->all, b->capacity, b->count + commands->count);
	for (size_t i = 0; i < commands->count; i++) {
		const struct pnpm_command *c = &commands->all[i];
		const char *path = b->late_eleven ? c->path : c->early;
		if (path && *path && (!c->hidden || b->as_twelve) && (c->there || !own)) {
			b->all[b->count] = (struct pnpm_bin){commands, c->name, path, from, rank, b->count};
			b->count++;
		}
	}
}

static int by_name(const void *a, const void *b)
{
	const struct pnpm_bin *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : x->order < y->order ? -1 : 1;
}

/* The packages to which a command belongs, other than the one of its name. */
static bool owns(const struct pnpm_bin *bin)
{
	static const char *const others[][2] = {
	    {"npx", "npm"},   {"pn", "pnpm"},        {"pn", "@pnpm/exe"}, {"pnpm", "@pnpm/exe"},
	    {"pnpx", "pnpm"}, {"pnpx", "@pnpm/exe"}, {"pnx", "pnpm"},     {"pnx", "@pnpm/exe"},
	};
	const char *name = bin->name, *package = bin->commands->package;
	bool own = strcmp(name, package) == 0;
	for (size_t i = 0; !own && i < sizeof(others) / sizeof(others[0]); i++)
		own = strcmp(name, others[i][0]) == 0 && strcmp(package, others[i][1]) == 0;
	return own;
}

/* True when B takes the command from A. */
static bool gives_way(const struct pnpm_bin *a, const struct pnpm_bin *b, bool as_twelve)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	bool a_owns = owns(a), b_owns = owns(b);
	if (a_owns != b_owns)
		return b_owns;
	const char *a_name = a->commands->package, *b_name = b->commands->package;
	if (strcmp(a_name, b_name) != 0)
		return as_twelve ? strcmp(b_name, a_name) < 0 : collate(a_name, b_name) < 0;
	int order = semver_compare_texts(a->commands->version, b->commands->version);
	if (order != 0 || a->rank != PNPM_PEER)
		return order < 0;
	/* One package at two places: pnpm 11.28.11 sorts their paths. */
	return strcmp(b->from.location, a->from.location) < 0;
}

/* PATH in FOLDER, which is "" for the project itself. */
static const char *within(struct tree_plan *p, const char *folder, const char *path)
{
	return *folder ? tree_string(p, "%s/%s", folder, path) : path;
}

static void link_bin(const struct pnpm_bins *b, const struct pnpm_bin *bin, struct tree_plan *p,
		     const char *folder)
{
	const struct pnpm_origin *from = &bin->from;
	const char *path = tree_string(p, "%s/%s", folder, bin->name);
	const char *target = tree_relative(p, folder, within(p, from->location, bin->path));
	const char *place = from->place ? tree_string(p, "%s/%s", from->place, bin->path) : NULL;
	const char *shim = NULL;
	if (place && b->as_twelve)
		shim = pnpm_shim(p, b->tree, place, true, target);
	else if (from->folder && b->project >= 0)
		shim = pnpm_shim(p, b->project, within(p, from->folder, bin->path), false, target);
	if (shim)
		tree_add_script(p, path, shim, strlen(shim));
	else
		tree_add_bin(p, path, target);
	if (place)
		tree_add_command(p, (struct tree_command){place, shim != NULL});
}

void pnpm_bins_link(struct pnpm_bins *b, struct tree_plan *p, const char *folder)
{
	if (b->count == 0)
		return;
	qsort(b->all, b->count, sizeof(*b->all), by_name);
	for (size_t i = 0, next; i < b->count; i = next) {
		const struct pnpm_bin *chosen = &b->all[i];
		for (next = i + 1; next < b->count && strcmp(b->all[next].name, chosen->name) == 0; next++)
			if (gives_way(chosen, &b->all[next], b->as_twelve))
				chosen = &b->all[next];
		link_bin(b, chosen, p, folder);
	}
	b->count = 0;
}

void pnpm_bins_free(struct pnpm_bins *b)
{
	free(b->all);
}
