#include "tree/plan.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/string_map.h"
#include "base/text.h"

size_t tree_add_package(struct tree_plan *p, struct tree_package package)
{
	array_reserve(p->packages, p->package_capacity, p->package_count + 1);
	p->packages[p->package_count] = package;
	return p->package_count++;
}

void tree_add_place(struct tree_plan *p, size_t package, const char *path)
{
	struct tree_package *owner = &p->packages[package];
	struct tree_place *place = arena_alloc(&p->arena, sizeof(*place));
	*place = (struct tree_place){.path = path};
	*(owner->last_place ? &owner->last_place->next : &owner->places) = place;
	owner->last_place = place;
}

void tree_add_link(struct tree_plan *p, const char *path, const char *target)
{
	array_reserve(p->links, p->link_capacity, p->link_count + 1);
	p->links[p->link_count++] = (struct tree_link){path, target};
}

void tree_add_bin(struct tree_plan *p, const char *path, const char *target)
{
	array_reserve(p->bins, p->bin_capacity, p->bin_count + 1);
	p->bins[p->bin_count++] = (struct tree_link){path, target};
}

void tree_add_command(struct tree_plan *p, struct tree_command command)
{
	array_reserve(p->commands, p->command_capacity, p->command_count + 1);
	p->commands[p->command_count++] = command;
}

void tree_add_folder(struct tree_plan *p, const char *path)
{
	array_reserve(p->folders, p->folder_capacity, p->folder_count + 1);
	p->folders[p->folder_count++] = path;
}

void tree_add_file(struct tree_plan *p, const char *path, const void *data, size_t len)
{
	array_reserve(p->files, p->file_capacity, p->file_count + 1);
	p->files[p->file_count++] = (struct tree_file){path, data, len, false};
}

void tree_add_script(struct tree_plan *p, const char *path, const void *data, size_t len)
{
	tree_add_file(p, path, data, len);
	p->files[p->file_count - 1].script = true;
}

char *tree_string(struct tree_plan *p, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = arena_vprintf(&p->arena, fmt, args);
	va_end(args);
	return text;
}

char *tree_relative(struct tree_plan *p, const char *from, const char *to)
{
	/* What both have before their last common "/", a whole path having one at its end. */
	size_t common = 0;
	for (size_t i = 0;; i++) {
		char a = from[i] ? from[i] : '/', b = to[i] ? to[i] : '/';
		if (a != b)
			break;
		if (a == '/')
			common = i + 1;
		if (!from[i] || !to[i])
			break;
	}
	size_t ups = 0, from_len = strlen(from), to_len = strlen(to);
	for (size_t i = common; i < from_len; i++)
		ups += i == common || from[i - 1] == '/';
	size_t rest = common < to_len ? to_len - common : 0;
	char *path = arena_alloc(&p->arena, 3 * ups + rest + 2), *end = path;
	for (size_t i = 0; i < ups; i++, end += 3)
		memcpy(end, "../", 3);
	memcpy(end, to + to_len - rest, rest);
	end += rest;
	if (rest == 0 && ups > 0)
		end--;
	else if (rest == 0)
		*end++ = '.';
	*end = '\0';
	return path;
}

char *tree_link_target(struct tree_plan *p, const char *path, const char *to)
{
	return tree_relative(p, arena_strndup(&p->arena, path, text_parent(path, strlen(path))), to);
}

/* --- checking --- */

/* The paths seen; a path's value says what is there. */
enum { IS_FOLDER, IS_PACKAGE, IS_END };

static bool stays_inside(const char *path, struct error *e)
{
	if (strlen(path) >= PATH_MAX)
		return error_set(e, path, "is a path of more than %d bytes", PATH_MAX - 1);
	for (const char *part = path;;) {
		size_t len = strcspn(part, "/");
		if (len == 0 || (len <= 2 && strncmp(part, "..", len) == 0) || memchr(part, '\n', len))
			return error_set(e, path, "is not a path within the tree");
		if (!part[len])
			return true;
		part += len + 1;
	}
}

/* Notes the folders that lead to PATH; none may be a link or a file. */
static bool check_parents(struct string_map *paths, struct arena *arena, const char *path, struct error *e)
{
	for (size_t len = text_parent(path, strlen(path)); len > 0; len = text_parent(path, len)) {
		struct string_map_slot *slot = string_map_find(paths, path, len);
		if (slot && slot->value == IS_END)
			return error_set(e, path, "goes through '%.*s', which is not a folder", (int)len,
					 path);
		if (slot)
			break;
		string_map_add(paths, arena_strndup(arena, path, len), IS_FOLDER);
	}
	return true;
}

static bool check_path(struct string_map *paths, struct arena *arena, const char *path, int64_t kind,
		       struct error *e)
{
	if (!stays_inside(path, e) || !check_parents(paths, arena, path, e))
		return false;
	struct string_map_slot *slot = string_map_find(paths, path, strlen(path));
	if (!slot) {
		string_map_add(paths, path, kind);
		return true;
	}
	if (kind == IS_END || slot->value != IS_FOLDER)
		return kind == IS_FOLDER && slot->value != IS_END
			   ? true
			   : error_set(e, path, "two entries of the lockfile have this place in the tree");
	slot->value = kind;
	return true;
}

static bool check_all(const struct tree_plan *p, struct string_map *paths, struct arena *arena,
		      struct error *e)
{
	bool ok = true;
	for (size_t i = 0; ok && i < p->package_count; i++)
		for (const struct tree_place *place = p->packages[i].places; ok && place; place = place->next)
			ok = check_path(paths, arena, place->path, IS_PACKAGE, e);
	for (size_t i = 0; ok && i < p->folder_count; i++)
		ok = check_path(paths, arena, p->folders[i], IS_FOLDER, e);
	for (size_t i = 0; ok && i < p->link_count; i++)
		ok = check_path(paths, arena, p->links[i].path, IS_END, e);
	for (size_t i = 0; ok && i < p->bin_count; i++)
		ok = check_path(paths, arena, p->bins[i].path, IS_END, e);
	for (size_t i = 0; ok && i < p->file_count; i++)
		ok = check_path(paths, arena, p->files[i].path, IS_END, e);
	for (size_t i = 0; ok && i < p->command_count; i++)
		ok = stays_inside(p->commands[i].path, e);
	return ok;
}

bool tree_plan_check(const struct tree_plan *p, struct error *e)
{
	struct string_map paths = {0};
	struct arena arena = {0};
	bool ok = check_all(p, &paths, &arena, e);
	string_map_free(&paths);
	arena_free(&arena);
	return ok;
}

void tree_plan_free(struct tree_plan *p)
{
	free(p->packages);
	free(p->links);
	free(p->bins);
	free(p->commands);
	free(p->folders);
	free(p->files);
	arena_free(&p->arena);
	*p = (struct tree_plan){0};
}
