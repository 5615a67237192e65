#include "patch/rules.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "patch/interpreters.h"

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);
	return value && *value ? value : otherwise;
}

static char *map_fault(const char *map)
{
	struct patch_interpreters in = {0};
	struct error e = {0};
	bool ok = !map || patch_interpreters_map(&in, map, "option '--map'", &e);
	char *fault = ok ? NULL : xasprintf("%s: %s", e.subject, e.message);
	error_clear(&e);
	patch_interpreters_free(&in);
	return fault;
}

/* An option that makes sense with another one only. */
struct dependent {
	const char *name;
	bool given;
};

/* The first of COUNT options that is given, in words; NULL: none. */
static char *needs(const struct dependent *options, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		if (options[i].given)
			return xasprintf("option '--%s' needs option %s", options[i].name, what);
	return NULL;
}

char *patch_rules_fault(const struct patch_rules *rules)
{
	const struct patch_elf_rules *elf = &rules->elf_rules;
	const struct dependent of_scripts[] = {
	    {"interpreter-path", rules->interpreter_path},
	    {"map", rules->map},
	    {"update", rules->update},
	};
	const struct dependent of_elf[] = {
	    {"dynamic-linker", elf->dynamic_linker},
	    {"libs", elf->libs},
	    {"runtime-dependencies", elf->runtime_dependencies},
	    {"append-rpaths", elf->append_rpaths},
	    {"ignore-missing", elf->ignore_missing},
	    {"keep-libc", elf->keep_libc},
	    {"no-recurse", elf->no_recurse},
	    {"no-add-existing", elf->no_add_existing},
	};
	const struct dependent of_any[] = {{"strict", rules->strict}};
	char *fault = NULL;
	if (!rules->shebangs)
		fault = needs(of_scripts, sizeof(of_scripts) / sizeof(of_scripts[0]), "'--shebangs'");
	if (!fault && !rules->elf)
		fault = needs(of_elf, sizeof(of_elf) / sizeof(of_elf[0]), "'--elf'");
	if (!fault && !rules->shebangs && !rules->elf)
		fault = needs(of_any, 1, "'--shebangs' or '--elf'");
	if (!fault && rules->elf && !elf->dynamic_linker && !environment("NIX_BINTOOLS", NULL))
		fault = xstrdup("option '--dynamic-linker' is missing, and there is no $NIX_BINTOOLS");
	return fault ? fault : map_fault(rules->map);
}

static void default_to(const char **option, const char *value)
{
	if (!*option)
		*option = value;
}

/* The dynamic linker that the wrapped binutils of nixpkgs name, from malloc; NULL with E. */
static char *default_linker(struct error *e)
{
	char *path = xasprintf("%s/nix-support/dynamic-linker", environment("NIX_BINTOOLS", ""));
	struct buffer text = {0};
	char *linker = NULL;
	if (fs_read_file(AT_FDCWD, path, PATH_MAX, &text, e))
		linker = xstrndup(buffer_string(&text), strcspn(buffer_string(&text), "\n"));
	free(path);
	buffer_free(&text);
	return linker;
}

static bool begin_elf(struct patch_rules *rules, char *const *paths, size_t count, struct error *e)
{
	struct patch_elf_rules *elf = &rules->elf_rules;
	default_to(&elf->libs, "");
	default_to(&elf->runtime_dependencies, "");
	default_to(&elf->append_rpaths, "");
	default_to(&elf->ignore_missing, "");
	if (!elf->dynamic_linker)
		elf->dynamic_linker = rules->linker = default_linker(e);
	return elf->dynamic_linker && patch_auto_begin(&rules->elf_auto, elf, paths, count, e);
}

bool patch_rules_begin(struct patch_rules *rules, char *const *paths, size_t count, struct error *e)
{
	if (rules->shebangs)
		default_to(&rules->interpreter_path, environment("PATH", ""));
	default_to(&rules->map, "");
	default_to(&rules->store, environment("NIX_STORE", "/nix/store"));
	rules->elf_auto.libc = -1;
	return !rules->elf || begin_elf(rules, paths, count, e);
}

void patch_rules_free(struct patch_rules *rules)
{
	patch_auto_free(&rules->elf_auto);
	free(rules->linker);
}
