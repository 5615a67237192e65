#include "pnpm/commands.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "patch/bins.h"
#include "patch/inner_path.h"
#include "tree/path.h"

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
