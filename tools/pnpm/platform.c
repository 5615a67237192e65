#include "pnpm/platform.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/text.h"

struct token {
	const char *text, *value;
};

/* From pnpm 11's inferPlatformFromPackageName. */
static const struct token os_tokens[] = {
    {"aix", "aix"},
    {"android", "android"},
    {"darwin", "darwin"},
    {"macos", "darwin"},
    {"osx", "darwin"},
    {"freebsd", "freebsd"},
    {"linux", "linux"},
    {"netbsd", "netbsd"},
    {"openbsd", "openbsd"},
    {"sunos", "sunos"},
    {"win32", "win32"},
    {"windows", "win32"},
    {"openharmony", "openharmony"},
    {0},
};
static const struct token cpu_tokens[] = {
    {"arm", "arm"},       {"armv6", "arm"},     {"armv7", "arm"},       {"arm64", "arm64"},
    {"aarch64", "arm64"}, {"ia32", "ia32"},     {"loong64", "loong64"}, {"mips64el", "mips64el"},
    {"ppc64", "ppc64"},   {"ppc64le", "ppc64"}, {"riscv64", "riscv64"}, {"s390x", "s390x"},
    {"x64", "x64"},       {"amd64", "x64"},     {"wasm32", "wasm32"},   {0},
};
static const struct token libc_tokens[] = {
    {"glibc", "glibc"}, {"gnu", "glibc"},       {"gnueabihf", "glibc"},
    {"musl", "musl"},   {"musleabihf", "musl"}, {0},
};

/* One of the three things that a package may say of where it runs. */
struct field {
	const char *key;
	const struct token *tokens;
	const char *value; /* of the platform */
};

/* True when a part of NAME is a token that means VALUE; sets *ANY when one is a token at all. */
static bool name_says(const char *name, const struct token *tokens, const char *value, bool *any)
{
	const char *slash = strchr(name, '/');
	bool found = false;
	for (const char *part = slash ? slash + 1 : name; *part;) {
		size_t len = strcspn(part, "-_.");
		for (const struct token *t = tokens; t->text; t++)
			if (strlen(t->text) == len && strncasecmp(part, t->text, len) == 0) {
				*any = true;
				found = found || strcmp(t->value, value) == 0;
			}
		part += len + (part[len] != '\0');
	}
	return found;
}

/* What the package says of VALUE, which FIELD may have. */
static struct tree_verdict field_verdict(const struct pnpm_package *p, const struct field *f,
					 const char *value, bool infer)
{
	const json_t *list = json_object_get(p->entry, f->key);
	if (list)
		return tree_platform_verdict(list, value);
	bool any = false;
	return (struct tree_verdict){.named = !infer || name_says(p->name, f->tokens, value, &any) || !any};
}

/* Whether the package runs with what the platform has for FIELD, or one of the values that
 * the settings support. */
static bool takes_field(const struct pnpm_package *p, const struct pnpm_settings *s, const struct field *f,
			bool infer)
{
	const json_t *supported = json_object_get(s->architectures, f->key);
	if (!*f->value)
		return true;
	if (!json_is_array(supported)) {
		struct tree_verdict v = field_verdict(p, f, f->value, infer);
		return (v.named || v.any_but) && !v.excluded;
	}
	bool found = false, excluded = false;
	size_t count = json_array_size(supported);
	for (size_t i = 0; i < count; i++) {
		const char *value = json_string_value(json_array_get(supported, i));
		if (!value)
			continue;
		struct tree_verdict v =
		    field_verdict(p, f, strcmp(value, "current") == 0 ? f->value : value, infer);
		/* pnpm 10 takes nothing by exclusions when there are several values. */
		found = found || v.named || (v.any_but && (count == 1 || s->major >= 11));
		excluded = excluded || v.excluded;
	}
	return found && !excluded;
}

/* A name counts only when it names an operating system, or the package says something. */
static bool name_counts(const struct pnpm_package *p, const struct pnpm_settings *s)
{
	bool any = false;
	name_says(p->name, os_tokens, "", &any);
	return s->major >= 11 && (any || json_object_get(p->entry, "os") ||
				  json_object_get(p->entry, "cpu") || json_object_get(p->entry, "libc"));
}

const char *pnpm_source_listed(const struct pnpm_package *p, const struct tree_request *r)
{
	const char *own = tree_list_find(r->list, p->dep_path);
	return own ? own : tree_list_find(r->list, p->id);
}

bool pnpm_platform_takes(const struct pnpm_package *p, const struct pnpm_settings *s,
			 const struct tree_request *r)
{
	const struct field fields[] = {
	    {"os", os_tokens, r->platform.os},
	    {"cpu", cpu_tokens, r->platform.cpu},
	    {"libc", libc_tokens, r->platform.libc},
	};
	bool infer = name_counts(p, s);
	/* pnpm 10 to 12 do not look at what optional packages want of pnpm and npm. */
	if (!tree_node_takes(p->entry, s->node) || tree_list_failed(r->list, p->dep_path) ||
	    tree_list_failed(r->list, p->id))
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!takes_field(p, s, &fields[i], infer))
			return false;
	return pnpm_source_listed(p, r) || pnpm_is_local(p);
}
