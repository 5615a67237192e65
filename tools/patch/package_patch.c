#include "patch/package_patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "patch/bins.h"
#include "base/interrupt.h"
#include "elf/write.h"
#include "patch/inner_path.h"

/* How many commands the package.json files of one package may name: those that have
 * most name some hundreds. */
#define BINS_MAX ((size_t)1 << 16)

/* A file that begins as a script or an ELF file does: the script's head, or all
 * of the ELF file. */
struct candidate {
	size_t file; /* its index */
	const char *bytes;
	size_t len;
};

void patch_packages_init(struct patch_packages *p, const struct patch_rules *rules)
{
	*p = (struct patch_packages){0};
	patch_judge_init(&p->judge, rules);
}

/* --- what is in the package -------------------------------------------------- */

static bool is_script(const char *bytes, size_t len)
{
	return len >= 2 && memcmp(bytes, "#!", 2) == 0;
}

static bool is_manifest(const char *path)
{
	return strcmp(text_base_name(path), "package.json") == 0;
}

/* The package.json whose bins are being read. */
struct manifest_place {
	struct patch_packages *p;
	const char *path;
};

/* What the package does not have would only take memory. */
static void add_bin(void *context, const char *bin)
{
	const struct manifest_place *m = context;
	if (m->p->bins_seen++ >= BINS_MAX)
		return;
	size_t folder = (size_t)(text_base_name(m->path) - m->path);
	char *path = xasprintf("%.*s%s", (int)folder, m->path, bin);
	size_t len = strlen(path);
	if (contents_has_path(m->p->contents, path) && !string_map_find(&m->p->bins, path, len))
		string_map_add(&m->p->bins, arena_strndup(&m->p->texts, path, len), 0);
	free(path);
}

/* Notes the candidate when other files of the package can be linked with it. */
static void add_library(struct patch_packages *p, const struct candidate *c)
{
	const char *path = p->contents->files[c->file].path, *name = text_base_name(path);
	if (!strstr(name, ".so") || string_map_find(&p->libraries, name, strlen(name)))
		return;
	const struct elf_source source = {.bytes = (const unsigned char *)c->bytes, .size = c->len};
	struct elf elf;
	if (elf_read(&elf, &source, path, NULL) &&
	    elf_target_fit(&p->judge.rules->elf_auto.target, &elf) == ELF_FITS)
		string_map_add(&p->libraries, name, c - p->candidates);
	elf_free(&elf);
}

/* Notes what BYTES, the file number INDEX or what of it is wanted, say; they
 * must last until the package is patched. */
static void look_at(struct patch_packages *p, size_t index, const char *bytes, size_t len)
{
	const char *path = p->contents->files[index].path;
	if (is_manifest(path))
		patch_bins_read(bytes, len, add_bin, &(struct manifest_place){p, path});
	bool elf = p->judge.rules->elf && elf_has_magic(bytes, len);
	if (!elf && !(p->judge.rules->shebangs && is_script(bytes, len)))
		return;
	array_reserve(p->candidates, p->capacity, p->count + 1);
	struct candidate *c = &p->candidates[p->count++];
	*c = (struct candidate){index, bytes, len};
	if (elf)
		add_library(p, c);
	else if (len > PATCH_SHEBANG_HEAD)
		c->len = PATCH_SHEBANG_HEAD;
}

/* How much is wanted of the file that is being streamed, when it is not an ELF file. */
static size_t wanted(const struct patch_packages *p)
{
	return is_manifest(p->contents->files[p->current].path) ? JSON_MANIFEST_BYTES : PATCH_SHEBANG_HEAD;
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	(void)e;
	struct patch_packages *p = context;
	p->current = index;
	p->start.len = 0;
	p->elf = NULL;
	return true;
}

/* Takes what is wanted of the LEN bytes at DATA. */
static void take(struct patch_packages *p, const char *data, size_t len)
{
	size_t limit = p->elf ? (size_t)p->contents->files[p->current].size : wanted(p);
	size_t have = p->elf ? p->elf_len : p->start.len, some = have < limit ? limit - have : 0;
	some = some < len ? some : len;
	if (!p->elf) {
		buffer_add(&p->start, data, some);
		return;
	}
	memcpy(p->elf + have, data, some);
	p->elf_len += some;
}

static bool stream_block(void *context, const void *data, size_t len, struct error *e)
{
	(void)e;
	struct patch_packages *p = context;
	size_t head = 0;
	if (!p->elf && p->start.len < PATCH_SHEBANG_HEAD) {
		head = PATCH_SHEBANG_HEAD - p->start.len < len ? PATCH_SHEBANG_HEAD - p->start.len : len;
		take(p, data, head);
		if (p->judge.rules->elf && elf_has_magic(p->start.data, p->start.len)) {
			p->elf = arena_alloc(&p->texts, p->contents->files[p->current].size + 1);
			p->elf_len = 0;
			take(p, p->start.data, p->start.len);
		}
	}
	take(p, (const char *)data + head, len - head);
	return true;
}

static bool stream_end(void *context, struct error *e)
{
	(void)e;
	struct patch_packages *p = context;
	const char *bytes = p->elf ? (const char *)p->elf : p->start.data;
	size_t len = p->elf ? p->elf_len : p->start.len;
	if (!p->elf && is_script(bytes, len))
		bytes = arena_strndup(&p->texts, bytes, len);
	look_at(p, p->current, bytes, len);
	return true;
}

static bool look_at_all(struct patch_packages *p, struct error *e)
{
	struct contents *c = p->contents;
	const struct contents_sink sink = {p, stream_begin, stream_block, stream_end};
	if (!p->package->tarball.tar)
		return package_stream(p->package, &sink, e);
	for (size_t i = 0; i < c->count; i++)
		look_at(p, i, c->files[i].data, (size_t)c->files[i].size);
	return true;
}

/* --- what becomes of it ------------------------------------------------------ */

/* Says TEXT of the file F, or adds it to PROBLEMS, by how severe it is. */
static void note(const struct patch_packages *p, const struct contents_file *f, enum patch_severity severity,
		 const char *text, struct buffer *problems)
{
	if (!text || (severity < PATCH_WARNING && !p->judge.rules->verbose))
		return;
	char *line = xasprintf("'%s': %s", f->path, text);
	if (severity < PATCH_PROBLEM) {
		say("%s: %s", p->contents->subject, line);
	} else {
		buffer_add_string(problems, problems->len > 0 ? "; " : "");
		buffer_add_string(problems, line);
	}
	free(line);
}

/* For struct patch_place: a file of a package. */
struct file_place {
	struct patch_packages *p;
	const struct contents_file *f;
};

static enum patch_presence is_in_package(void *context, const char *path)
{
	const struct file_place *at = context;
	char *inner =
	    patch_inner_path(at->f->path, (size_t)(text_base_name(at->f->path) - at->f->path), path);
	if (!inner)
		return PATCH_UNKNOWN; /* in another package */
	bool found = contents_find(at->p->contents, inner);
	free(inner);
	return found ? PATCH_PRESENT : PATCH_ABSENT;
}

/* From the folder of FROM to the folder of TO, as a run path's entry. */
static char *origin_entry(struct arena *a, const char *from, const char *to)
{
	size_t common = 0, up = 0, to_folder = (size_t)(text_base_name(to) - to);
	for (size_t i = 0; from[i] && from[i] == to[i]; i++)
		if (from[i] == '/')
			common = i + 1;
	for (const char *p = from + common; *p; p++)
		up += *p == '/';
	struct buffer entry = {0};
	buffer_add_string(&entry, "$ORIGIN");
	while (up-- > 0)
		buffer_add_string(&entry, "/..");
	if (to_folder > common) {
		buffer_add_string(&entry, "/");
		buffer_add(&entry, to + common, to_folder - 1 - common);
	}
	char *text = arena_strndup(a, entry.data, entry.len);
	buffer_free(&entry);
	return text;
}

static const char *find_in_package(void *context, const char *name)
{
	const struct file_place *at = context;
	const struct string_map_slot *slot = string_map_find(&at->p->libraries, name, strlen(name));
	if (!slot)
		return NULL;
	const char *to = at->p->contents->files[at->p->candidates[slot->value].file].path;
	return origin_entry(&at->p->texts, at->f->path, to);
}

static void judge_candidate_elf(struct patch_packages *p, const struct contents_file *f,
				const struct candidate *c, struct patch_judgement *j)
{
	const struct elf_source source = {.bytes = (const unsigned char *)c->bytes, .size = c->len};
	struct file_place at = {p, f};
	const struct patch_place place = {is_in_package, find_in_package, &at};
	patch_judge_elf(&p->judge, &source, &place, j);
}

/* Counts the bytes that F will have; false when the package then has more than it may. */
static bool has_room(struct patch_packages *p, const struct contents_file *f, const struct patch_judgement *j)
{
	uint64_t size = j->kind == PATCH_ELF ? j->plan.size : f->size - j->shebang.end + j->shebang.new_len;
	p->unpacked = p->unpacked - f->size + size;
	return size <= f->size || p->unpacked <= p->group->rules.max_unpacked;
}

/* Gives F the content that J says. */
static void change(struct patch_packages *p, struct contents_file *f, const struct patch_judgement *j,
		   struct error *e)
{
	if (!has_room(p, f, j))
		error_set(e, p->contents->subject,
			  "unpacks to more than %llu bytes; --max-unpacked SIZE raises the limit",
			  p->group->rules.max_unpacked);
	else if (j->kind == PATCH_ELF)
		elf_write_memory(&j->elf, &j->plan, contents_replace(p->contents, f, j->plan.size));
	else
		contents_replace_head(p->contents, f, j->shebang.end, j->shebang.new_line,
				      j->shebang.new_len);
}

/* True when a package.json names PATH, or a folder that it is in. */
static bool is_bin(const struct patch_packages *p, const char *path)
{
	if (p->bins.count == 0)
		return false;
	if (string_map_find(&p->bins, path, strlen(path)))
		return true;
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		if (string_map_find(&p->bins, path, (size_t)(slash + 1 - path)))
			return true;
	return false;
}

static void patch_candidate(struct patch_packages *p, const struct candidate *c, struct buffer *problems,
			    struct error *e)
{
	struct contents_file *f = &p->contents->files[c->file];
	struct patch_judgement j = {.severity = PATCH_SILENT};
	if (elf_has_magic(c->bytes, c->len))
		judge_candidate_elf(p, f, c, &j);
	else if (f->mode & 0111 || is_bin(p, f->path))
		patch_judge_script(&p->judge, c->bytes, c->len, &j);
	note(p, f, j.severity, j.text, problems);
	note(p, f, PATCH_LEFT, j.ignored, problems);
	if (j.severity == PATCH_CHANGE)
		change(p, f, &j, e);
	patch_judgement_free(&j);
}

static bool patch_candidates(struct patch_packages *p, struct error *e)
{
	struct buffer problems = {0};
	p->unpacked = 0;
	for (size_t i = 0; i < p->contents->count; i++)
		p->unpacked += p->contents->files[i].size;
	for (size_t i = 0; i < p->count && !e->message && !interrupt_came(); i++)
		patch_candidate(p, &p->candidates[i], &problems, e);
	bool ok = !e->message;
	if (ok && problems.len > 0)
		ok = error_set(e, p->contents->subject, "%s", buffer_string(&problems));
	buffer_free(&problems);
	return ok;
}

static bool bins_fit(const struct patch_packages *p, struct error *e)
{
	return p->bins_seen <= BINS_MAX ||
	       error_set(e, p->contents->subject, "its package.json files name more than %zu commands",
			 BINS_MAX);
}

static bool patch_package(void *context, size_t index, struct error *e)
{
	struct patch_packages *p = context;
	p->package = &p->group->packages[index];
	p->contents = &p->package->contents;
	bool ok = look_at_all(p, e) && bins_fit(p, e) && patch_candidates(p, e);
	p->count = p->bins_seen = 0;
	string_map_reset(&p->bins);
	string_map_reset(&p->libraries);
	arena_reset(&p->texts);
	return ok;
}

size_t patch_packages_apply(struct patch_packages *p, struct package_group *g, size_t count, struct error *e)
{
	p->group = g;
	return p->judge.rules->shebangs || p->judge.rules->elf
		   ? package_group_each(count, patch_package, p, e)
		   : count;
}

void patch_packages_free(struct patch_packages *p)
{
	patch_judge_free(&p->judge);
	arena_free(&p->texts);
	string_map_free(&p->bins);
	string_map_free(&p->libraries);
	free(p->candidates);
	buffer_free(&p->start);
}
