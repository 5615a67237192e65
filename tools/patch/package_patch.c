#include "patch/package_patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "patch/bins.h"

/* A package.json that is larger names no scripts. */
#define MANIFEST_MAX ((size_t)64 << 20)

/* A file that begins with "#!". */
struct script {
	size_t file; /* its index */
	const char *head;
	size_t len;
};

void package_rules_check(struct package_rules *rules)
{
	if (!rules->shebangs && (rules->interpreter_path || rules->map || rules->strict))
		usage_error("options '--interpreter-path', '--map' and '--strict' need option '--shebangs'");
	const char *path = rules->interpreter_path ? rules->interpreter_path : getenv("PATH");
	rules->interpreter_path = path ? path : "";
	rules->map = rules->map ? rules->map : "";
	struct interpreters in = {0};
	struct error e = {0};
	if (!interpreters_map(&in, rules->map, "option '--map'", &e))
		usage_error("%s", e.text);
	interpreters_free(&in);
}

static const char *find_interpreter(void *context, const char *name, size_t len)
{
	return interpreters_find(context, name, len);
}

void package_patcher_init(struct package_patcher *p, const struct package_rules *rules)
{
	const char *store = getenv("NIX_STORE");
	struct error none = {0};
	*p = (struct package_patcher){
	    .rules = rules,
	    .interpreters.directories = rules->interpreter_path,
	    .shebang_rules = {.store = store && *store ? store : "/nix/store",
			      .find = find_interpreter,
			      .context = &p->interpreters},
	};
	interpreters_map(&p->interpreters, rules->map, "", &none);
}

/* --- what is in the package -------------------------------------------------- */

/* The package.json whose bins are being read. */
struct manifest_place {
	struct package_patcher *p;
	const char *path;
	size_t folder; /* length of its folder's path, with the slash */
};

static void add_bin(void *context, const char *bin)
{
	const struct manifest_place *m = context;
	size_t len = m->folder + strlen(bin);
	char *path = arena_alloc(&m->p->texts, len + 1);
	memcpy(path, m->path, m->folder);
	strcpy(path + m->folder, bin);
	if (!string_map_find(&m->p->bins, path, len))
		string_map_add(&m->p->bins, path, 0);
}

static bool is_manifest(const char *path)
{
	const char *slash = strrchr(path, '/');
	return strcmp(slash ? slash + 1 : path, "package.json") == 0;
}

/* Notes what the start of the file number INDEX says, which must last until
 * the package is patched; of a package.json it is all. */
static void look_at(struct package_patcher *p, size_t index, const char *start, size_t len)
{
	const char *path = p->contents->files[index].path;
	if (is_manifest(path))
		bins_read(start, len, add_bin,
			  &(struct manifest_place){p, path, strlen(path) - strlen("package.json")});
	if (len < 2 || memcmp(start, "#!", 2) != 0)
		return;
	array_reserve((void **)&p->scripts, &p->capacity, p->count + 1, sizeof(*p->scripts));
	p->scripts[p->count++] = (struct script){index, start, len < SHEBANG_HEAD ? len : SHEBANG_HEAD};
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	(void)e;
	struct package_patcher *p = context;
	p->current = index;
	p->start.len = 0;
	return true;
}

static bool stream_block(void *context, const void *data, size_t len, struct error *e)
{
	(void)e;
	struct package_patcher *p = context;
	size_t most = is_manifest(p->contents->files[p->current].path) ? MANIFEST_MAX : SHEBANG_HEAD;
	size_t room = most - p->start.len;
	buffer_add(&p->start, data, len < room ? len : room);
	return true;
}

static bool stream_end(void *context, struct error *e)
{
	(void)e;
	struct package_patcher *p = context;
	size_t len = p->start.len < SHEBANG_HEAD ? p->start.len : SHEBANG_HEAD;
	bool is_script = len >= 2 && memcmp(p->start.data, "#!", 2) == 0;
	if (is_script)
		look_at(p, p->current, arena_strndup(&p->texts, p->start.data, len), len);
	else
		look_at(p, p->current, p->start.data, p->start.len);
	return true;
}

static bool look_at_all(struct package_patcher *p, struct error *e)
{
	struct contents *c = p->contents;
	const struct contents_sink sink = {p, stream_begin, stream_block, stream_end};
	if (!c->tar)
		return contents_stream(c, &sink, e);
	for (size_t i = 0; i < c->count; i++)
		look_at(p, i, c->files[i].data, (size_t)c->files[i].size);
	return true;
}

/* --- what becomes of it ------------------------------------------------------ */

static bool is_candidate(const struct package_patcher *p, const struct content_file *f)
{
	return f->mode & 0111 || string_map_find(&p->bins, f->path, strlen(f->path));
}

/* Patches the script; what cannot be is added to PROBLEMS. */
static void patch_script(struct package_patcher *p, const struct script *script, struct buffer *problems)
{
	struct content_file *f = &p->contents->files[script->file];
	struct shebang s;
	shebang_read(&s, script->head, script->len, &p->shebang_rules);
	if (s.verdict == SHEBANG_KEEP)
		return;
	char *text = shebang_text(&s);
	if (s.verdict == SHEBANG_CHANGE)
		contents_replace_head(p->contents, f, s.end, s.new_line, s.new_len);
	if (s.verdict == SHEBANG_CHANGE || (s.verdict == SHEBANG_MISSING && !p->rules->strict)) {
		if (p->rules->verbose)
			say("%s: '%s': %s", p->contents->subject, f->path, text);
	} else {
		char *problem = xasprintf("%s'%s': %s", problems->len > 0 ? "; " : "", f->path, text);
		buffer_add_string(problems, problem);
		free(problem);
	}
	free(text);
}

static bool patch_package(void *context, size_t index, struct error *e)
{
	struct package_patcher *p = context;
	struct contents *c = p->contents = &p->group->packages[index].contents;
	p->count = 0;
	string_map_reset(&p->bins);
	arena_reset(&p->texts);
	if (!look_at_all(p, e))
		return false;
	struct buffer problems = {0};
	for (size_t i = 0; i < p->count; i++)
		if (is_candidate(p, &c->files[p->scripts[i].file]))
			patch_script(p, &p->scripts[i], &problems);
	bool ok = problems.len == 0 || error_set(e, c->subject, "%s", buffer_string(&problems));
	buffer_free(&problems);
	return ok;
}

size_t packages_patch(struct package_patcher *p, struct package_group *g, size_t count, struct error *e)
{
	p->group = g;
	return p->rules->shebangs ? package_group_each(count, patch_package, p, e) : count;
}

void package_patcher_free(struct package_patcher *p)
{
	interpreters_free(&p->interpreters);
	arena_free(&p->texts);
	string_map_free(&p->bins);
	free(p->scripts);
	buffer_free(&p->start);
}
