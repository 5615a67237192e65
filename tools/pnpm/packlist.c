#include "pnpm/packlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "pnpm/glob.h"

#define IGNORE_BYTES ((size_t)16 << 20)

/* A rule leaves out what it matches, or, negated, takes it in again. */
struct rule {
	bool negated, name_only; /* a pattern of one part */
	const char *const *patterns;
	struct rule *next;
};

struct rules {
	struct rule *first, **last;
};

/* A folder, with the rules that it has for what is below it. */
struct level {
	const struct level *parent;
	const char *path; /* "" for the package */
	size_t prefix;    /* the length of the path with its "/" */
	bool walked;      /* something below it may be taken */
	bool exact;       /* it is taken itself, so that what is below it can be taken in again */
	struct rules rules;
};

struct packer {
	int folder;
	struct contents *c;
	struct arena arena;
	struct string_map levels; /* path to level */
	struct buffer text;
	const char **required; /* files that "files" names */
	size_t required_count;
	size_t bytes; /* of paths and ignore files */
	struct effort effort;
};

static void add_rule(struct packer *p, struct rules *rules, const char *text, size_t len)
{
	struct rule *rule = arena_alloc(&p->arena, sizeof(*rule));
	*rule = (struct rule){0};
	for (; len > 0 && *text == '!'; text++, len--)
		rule->negated = !rule->negated;
	char *pattern = arena_strndup(&p->arena, text, len), *to = pattern;
	for (const char *from = pattern; *from; from++) /* several "/" are one */
		if (*from != '/' || to == pattern || to[-1] != '/')
			*to++ = *from;
	*to = '\0';
	const char *slash = strchr(pattern, '/');
	rule->name_only = !slash || !slash[1];
	rule->patterns = pnpm_glob_expand(pattern, &p->arena);
	*rules->last = rule;
	rules->last = &rule->next;
}

static void add_rules(struct packer *p, struct rules *rules, const char *const *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_rule(p, rules, all[i], strlen(all[i]));
}

/* --- which rules there are --- */

static const char *const defaults[] = {
    ".npmignore",
    ".gitignore",
    "**/.git",
    "**/.svn",
    "**/.hg",
    "**/CVS",
    "**/.git/**",
    "**/.svn/**",
    "**/.hg/**",
    "**/CVS/**",
    ".*.swp",
    "/.wafpickle-*",
    "/.lock-wscript",
    "**/.npmrc",
    "npm-debug.log",
    ".DS_Store",
    "._*",
    "**/._*/**",
    "**/.DS_Store/**",
    "/build/config.gypi",
    "*.orig",
    "/archived-packages/**",
};

static const char *const always[] = {
    "/.git",
    "!/package.json",
    "!/readme{,.*[^~$]}",
    "!/copying{,.*[^~$]}",
    "!/license{,.*[^~$]}",
    "!/licence{,.*[^~$]}",
    "/.git",
    "/node_modules",
    ".npmrc",
    "/package-lock.json",
    "/yarn.lock",
    "/pnpm-lock.yaml",
    "/bun.lockb",
    "!/package.yaml",
    "!/package.json5",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Adds the lines of the ignore file NAME of LEVEL; *THERE says whether there is one. */
static bool read_ignore(struct packer *p, struct level *level, const char *name, bool *there, struct error *e)
{
	const char *path = arena_printf(&p->arena, "%s%s%s", level->path, *level->path ? "/" : "", name);
	*there = contents_find(p->c, path) != NULL;
	if (!*there)
		return true;
	if (!fs_read_file(p->folder, path, IGNORE_BYTES, &p->text, e))
		return false;
	p->bytes += p->text.len;
	p->effort.limit = effort_for(p->bytes).limit;
	for (const char *line = buffer_string(&p->text), *end; *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		size_t len = (size_t)(end - line);
		while (len > 0 && strchr(" \t\r\f\v", line[len - 1]))
			len--;
		for (; len > 0 && strchr(" \t\f\v", *line); line++)
			len--;
		if (len > 0 && *line != '#')
			add_rule(p, &level->rules, line, len);
	}
	return true;
}

static bool read_ignores(struct packer *p, struct level *level, struct error *e)
{
	bool there;
	return read_ignore(p, level, ".npmignore", &there, e) &&
	       (there || read_ignore(p, level, ".gitignore", &there, e));
}

/* "files" of package.json: what is there as a file is taken whatever else says, before ALWAYS. */
static void add_files(struct packer *p, struct level *level, const json_t *files, struct rules *strict)
{
	size_t i;
	json_t *entry;
	add_rule(p, &level->rules, "*", 1);
	p->required = arena_alloc(&p->arena, (json_array_size(files) + 1) * sizeof(*p->required));
	json_array_foreach(files, i, entry)
	{
		const char *text = json_string_value(entry);
		if (!text)
			continue;
		text += text_begins(text, "./");
		const char *named = text + strspn(text, "!");
		const char *inverse =
		    arena_printf(&p->arena, "!%s%s", text, text_ends(text, "/*") ? "*" : "");
		const char *path = named + (*named == '/');
		if (contents_find(p->c, path)) {
			add_rule(p, strict, inverse, strlen(inverse));
			if (*text != '!')
				p->required[p->required_count++] =
				    arena_strndup(&p->arena, path, strlen(path));
			continue;
		}
		add_rule(p, &level->rules, inverse, strlen(inverse));
		if (contents_has_path(p->c, path)) {
			inverse = arena_printf(&p->arena, "%s/**", inverse);
			add_rule(p, &level->rules, inverse, strlen(inverse));
		}
	}
}

static void add_named(struct packer *p, struct rules *rules, const json_t *path)
{
	const char *text = json_string_value(path);
	if (!text)
		return;
	text += text_begins(text, "./") ? 2 : 0;
	text = arena_printf(&p->arena, "!/%s", text);
	add_rule(p, rules, text, strlen(text));
}

static void add_commands(struct packer *p, struct rules *rules, const json_t *bin)
{
	const char *name;
	json_t *path;
	add_named(p, rules, bin);
	json_object_foreach((json_t *)bin, name, path)
	{
		add_named(p, rules, path);
	}
}

/* The rules of the package's own folder. */
static bool read_package(struct packer *p, struct level *level, struct error *e)
{
	json_t *manifest = NULL;
	struct rules strict = {.last = &strict.first};
	if (contents_find(p->c, "package.json")) {
		if (!fs_read_file(p->folder, "package.json", JSON_MANIFEST_BYTES, &p->text, e))
			return false;
		/* Who needs what is in it says what is wrong with it. */
		manifest = json_parse(p->text.data, p->text.len, JSON_ALLOW_NUL, JSON_MANIFEST_VALUES, NULL);
	}
	add_rules(p, &level->rules, defaults, COUNT(defaults));
	const json_t *files = json_object_get(manifest, "files");
	bool ok = true;
	if (json_is_array(files))
		add_files(p, level, files, &strict);
	else
		ok = read_ignores(p, level, e);
	add_rules(p, &strict, always, COUNT(always));
	add_named(p, &strict, json_object_get(manifest, "browser"));
	add_named(p, &strict, json_object_get(manifest, "main"));
	add_commands(p, &strict, json_object_get(manifest, "bin"));
	*level->rules.last = strict.first;
	json_decref(manifest);
	return ok;
}

/* The rules of a folder below it. */
static bool read_folder(struct packer *p, struct level *level, struct error *e)
{
	add_rules(p, &level->rules, defaults, COUNT(defaults));
	if (!read_ignores(p, level, e))
		return false;
	add_rule(p, &level->rules, "/.git", 5);
	for (size_t i = 0; i < p->required_count; i++) {
		const char *path = p->required[i], *name = text_base_name(path);
		if (name - path == (ptrdiff_t)level->prefix && text_begins(path, level->path)) {
			const char *text = arena_printf(&p->arena, "!%s", name);
			add_rule(p, &level->rules, text, strlen(text));
		}
	}
	return true;
}

/* --- what they say --- */

static bool matches(struct packer *p, const struct rule *rule, const char *entry, enum pnpm_glob_as as)
{
	for (const char *const *pattern = rule->patterns; *pattern; pattern++)
		if (pnpm_glob_matches(*pattern, entry, as, &p->effort))
			return true;
	return false;
}

/* True when RULE matches PATH below LEVEL, as a file or, FOLDER, as a folder that is to be walked. */
static bool rule_matches(struct packer *p, const struct level *level, const struct rule *rule,
			 const char *path, bool folder)
{
	const char *entry = path + level->prefix, *name = text_base_name(entry);
	if (matches(p, rule, entry, PNPM_GLOB_FILE))
		return true;
	return folder && (matches(p, rule, entry, PNPM_GLOB_FOLDER) ||
			  (rule->negated && matches(p, rule, entry, PNPM_GLOB_PREFIX)) ||
			  (rule->name_only && name != entry && matches(p, rule, name, PNPM_GLOB_FOLDER)));
}

static bool takes(struct packer *p, const struct level *level, const char *path, bool folder)
{
	bool taken = !level->parent || takes(p, level->parent, path, folder);
	if (!taken && !level->exact)
		return false;
	for (const struct rule *rule = level->rules.first; rule; rule = rule->next) {
		p->effort.made++;
		if (rule->negated != taken && rule_matches(p, level, rule, path, folder))
			taken = rule->negated;
	}
	return taken;
}

/* The level of the folder PATH (LEN bytes), which is below ROOT; NULL with E. */
static struct level *level_of(struct packer *p, const char *path, size_t len, struct error *e)
{
	struct string_map_slot *slot = string_map_find(&p->levels, path, len);
	if (slot)
		return (struct level *)(intptr_t)slot->value;
	const struct level *parent = len > 0 ? level_of(p, path, text_parent(path, len), e) : NULL;
	if (len > 0 && !parent)
		return NULL;
	struct level *level = arena_alloc(&p->arena, sizeof(*level));
	*level = (struct level){.parent = parent,
				.path = arena_strndup(&p->arena, path, len),
				.prefix = len > 0 ? len + 1 : 0,
				.walked = true,
				.exact = true};
	level->rules.last = &level->rules.first;
	bool ok = true;
	if (parent) {
		level->walked = parent->walked && takes(p, parent, level->path, true);
		level->exact =
		    level->walked && (takes(p, parent, level->path, false) ||
				      takes(p, parent, arena_printf(&p->arena, "%s/", level->path), false));
	}
	if (level->walked)
		ok = parent ? read_folder(p, level, e) : read_package(p, level, e);
	if (!ok)
		return NULL;
	string_map_add(&p->levels, level->path, (int64_t)(intptr_t)level);
	return level;
}

bool pnpm_packlist(int folder, struct contents *c, struct error *e)
{
	struct packer p = {.folder = folder, .c = c};
	bool ok = true, *kept = xmalloc(c->count + 1);
	for (size_t i = 0; i < c->count; i++)
		p.bytes += strlen(c->files[i].path);
	p.effort = effort_for(p.bytes);
	for (size_t i = 0; ok && i < c->count; i++) {
		const char *path = c->files[i].path, *name = text_base_name(path);
		const struct level *level =
		    level_of(&p, path, name > path ? (size_t)(name - path) - 1 : 0, e);
		ok = level != NULL;
		kept[i] = ok && level->walked && !strchr(path, '*') && takes(&p, level, path, false);
		if (ok && effort_is_spent(&p.effort))
			ok = error_set(e, c->subject, "its ignore files have too many rules");
	}
	if (ok)
		contents_keep(c, kept);
	free(kept);
	string_map_free(&p.levels);
	buffer_free(&p.text);
	arena_free(&p.arena);
	return ok;
}
