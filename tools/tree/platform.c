#include "tree/platform.h"

#include <string.h>
#include <sys/utsname.h>

#include "base/json.h"
#include "base/semver_range.h"

bool tree_platform_here(struct tree_platform *p, struct arena *arena)
{
	struct utsname name;
	if (uname(&name) != 0)
		return false;
	bool darwin = strcmp(name.sysname, "Darwin") == 0;
	p->os = darwin ? "darwin" : "linux";
	p->cpu = strcmp(name.machine, "x86_64") == 0    ? "x64"
		 : strcmp(name.machine, "aarch64") == 0 ? "arm64"
							: arena_printf(arena, "%s", name.machine);
	p->libc = darwin ? "" : "glibc";
	return true;
}

bool tree_platform_parse(struct tree_platform *p, const char *text, struct arena *arena)
{
	size_t os = strcspn(text, "-");
	const char *cpu = text + os + (text[os] == '-');
	size_t cpu_len = strcspn(cpu, "-");
	const char *libc = cpu + cpu_len + (cpu[cpu_len] == '-');
	p->os = arena_strndup(arena, text, os);
	p->cpu = arena_strndup(arena, cpu, cpu_len);
	p->libc = !*libc && strcmp(p->os, "linux") == 0 ? "glibc" : libc;
	return os > 0 && cpu_len > 0;
}

struct tree_verdict tree_platform_verdict(const json_t *list, const char *value)
{
	struct tree_verdict v = {.any_but = true};
	size_t count = json_is_array(list) ? json_array_size(list) : list != NULL;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_is_array(list) ? json_array_get(list, i) : list);
		if (!text)
			continue;
		bool any = strcmp(text, "any") == 0;
		v.excluded = v.excluded || (*text == '!' && strcmp(text + 1, value) == 0);
		v.named = v.named || strcmp(text, value) == 0 || (any && count == 1);
		v.any = v.any || any;
		v.any_but = v.any_but && *text == '!';
	}
	return v;
}

bool tree_platform_takes(const json_t *list, const char *value)
{
	struct tree_verdict v = tree_platform_verdict(list, value);
	return !v.excluded && (v.named || v.any || v.any_but);
}

bool tree_node_takes(const json_t *package, const struct semver_version *node)
{
	const char *range = json_text(json_object_get(package, "engines"), "node");
	return !range || !node || semver_range_allows(range, node);
}
