#include "elf/plan_work.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "elf/shared.h"

struct elf_dynamic *elf_find_entry(const struct elf_work *w, uint64_t tag)
{
	for (size_t i = 0; i < w->dynamic_used; i++)
		if (w->dynamic[i].tag == tag)
			return &w->dynamic[i];
	return NULL;
}

static void insert_entry(struct elf_work *w, size_t at, uint64_t tag, uint64_t value)
{
	memmove(w->dynamic + at + 1, w->dynamic + at, (w->dynamic_used - at) * sizeof(*w->dynamic));
	w->dynamic[at] = (struct elf_dynamic){tag, value};
	w->dynamic[++w->dynamic_used] = (struct elf_dynamic){DT_NULL, 0};
	w->dynamic_changed = true;
}

static void remove_entry(struct elf_work *w, size_t at)
{
	w->dynamic_used--;
	memmove(w->dynamic + at, w->dynamic + at + 1, (w->dynamic_used - at) * sizeof(*w->dynamic));
	w->dynamic[w->dynamic_used] = (struct elf_dynamic){DT_NULL, 0};
	w->dynamic_changed = true;
}

/* Adds a string to the table; returns by which value entries name it. */
static uint64_t add_string(struct elf_work *w, const char *text)
{
	uint64_t value = w->elf->strings_size + w->added.len;
	buffer_add(&w->added, text, strlen(text) + 1);
	return value;
}

/* Gives every run path entry, or a new one, TAG and VALUE. */
static void set_path_entries(struct elf_work *w, uint64_t tag, uint64_t value)
{
	bool found = false;
	for (size_t i = 0; i < w->dynamic_used; i++) {
		if (w->dynamic[i].tag == DT_RUNPATH || w->dynamic[i].tag == DT_RPATH) {
			w->dynamic[i] = (struct elf_dynamic){tag, value};
			found = true;
		}
	}
	w->dynamic_changed = true;
	if (!found)
		insert_entry(w, w->dynamic_used, tag, value);
}

static bool want_run_path(struct elf_work *w, const char *wanted, bool force_rpath, struct error *e)
{
	const struct elf *elf = w->elf;
	if (elf_loads_itself(elf))
		return error_set(e, elf->subject,
				 "cannot have a run path: it is static-pie, or a dynamic linker");
	if (strlen(wanted) >= ELF_STRING_MAX)
		return error_set(e, elf->subject, "the new run path is longer than %d bytes", ELF_STRING_MAX);
	uint64_t tag = force_rpath ? DT_RPATH : DT_RUNPATH, other = force_rpath ? DT_RUNPATH : DT_RPATH;
	const struct elf_dynamic *path = elf_find_run_path(elf);
	if (!elf_run_path(elf, &w->text, e))
		return false;
	bool same = strcmp(buffer_string(&w->text), wanted) == 0;
	if (same && !elf_find_dynamic(elf, other))
		return true;
	uint64_t old = path ? path->value : 0, len = strlen(wanted) + 1;
	uint64_t place = path ? elf_unshared_string(elf, old) : 0;
	w->path_changes = path && !same;
	w->search_changes = w->search_changes || !same;
	if (same) {
		set_path_entries(w, tag, old);
	} else if (len <= place) {
		w->new_path = (struct elf_in_place){elf->strings + old, place, wanted};
		set_path_entries(w, tag, old);
	} else {
		set_path_entries(w, tag, add_string(w, wanted));
	}
	return true;
}

static void want_no_run_path(struct elf_work *w)
{
	const struct elf *elf = w->elf;
	const struct elf_dynamic *path = elf_find_run_path(elf);
	if (!path)
		return;
	w->path_changes = w->search_changes = true;
	w->new_path =
	    (struct elf_in_place){elf->strings + path->value, elf_unshared_string(elf, path->value), ""};
	for (size_t i = w->dynamic_used; i-- > 0;)
		if (w->dynamic[i].tag == DT_RUNPATH || w->dynamic[i].tag == DT_RPATH)
			remove_entry(w, i);
}

static bool want_soname(struct elf_work *w, const char *wanted, struct error *e)
{
	struct elf_dynamic *entry = elf_find_entry(w, DT_SONAME);
	if (!entry) {
		insert_entry(w, 0, DT_SONAME, add_string(w, wanted));
		return true;
	}
	if (!elf_dynamic_string(w->elf, entry, &w->text, e))
		return false;
	if (strcmp(buffer_string(&w->text), wanted) != 0) {
		entry->value = add_string(w, wanted);
		w->dynamic_changed = true;
	}
	return true;
}

/* What NAME becomes; NULL: it stays. */
static const char *new_name(const struct elf_change *change, const char *name)
{
	for (size_t i = 0; i < change->replace_count; i++)
		if (strcmp(change->replace_needed[i].from, name) == 0 &&
		    strcmp(change->replace_needed[i].to, name) != 0)
			return change->replace_needed[i].to;
	return NULL;
}

static bool is_removed(const struct elf_change *change, const char *name)
{
	for (size_t i = 0; i < change->remove_count; i++)
		if (strcmp(change->remove_needed[i], name) == 0)
			return true;
	return false;
}

/* Notes that the 32-bit number at OFFSET of the old file becomes VALUE. */
static void rename_version(struct elf_work *w, uint64_t offset, uint64_t value)
{
	array_reserve(w->words, w->word_capacity, w->word_count + 1);
	w->words[w->word_count++] = (struct elf_new_word){offset, value};
}

/* Replaces the names of libraries in the table of needed versions (gABI, Elf_Verneed:
 * the file's name at 4, the next one's distance at 12), which is not moved by itself. */
static bool rename_versions(struct elf_work *w, const struct elf_change *change, struct error *e)
{
	const struct elf *elf = w->elf;
	const struct elf_dynamic *table = elf_find_dynamic(elf, DT_VERNEED),
				 *count = elf_find_dynamic(elf, DT_VERNEEDNUM);
	if (change->replace_count == 0 || !table || !count)
		return true;
	uint64_t address = table->value, left = count->value;
	while (left-- > 0) {
		unsigned char bytes[16];
		uint64_t offset;
		if (!elf_offset(elf, address, sizeof(bytes), &offset) ||
		    !elf_bytes(elf, offset, bytes, sizeof(bytes)))
			return error_set(e, elf->subject,
					 "damaged ELF file: its versions are not in the file");
		const struct elf_dynamic name = {DT_NEEDED, elf_word(elf->form, bytes + 4)};
		if (!elf_dynamic_string(elf, &name, &w->text, e))
			return false;
		const char *to = new_name(change, buffer_string(&w->text));
		if (to)
			rename_version(w, offset + 4, add_string(w, to));
		uint64_t next = elf_word(elf->form, bytes + 12);
		if (next == 0)
			break;
		address += next;
	}
	return true;
}

/* As patchelf has it: in the order of their names, each once. */
static void add_needed(struct elf_work *w, const struct elf_change *change)
{
	const char **names = xmalloc((change->add_count + 1) * sizeof(*names));
	if (change->add_count > 0)
		memcpy(names, change->add_needed, change->add_count * sizeof(*names));
	qsort(names, change->add_count, sizeof(*names), text_compare);
	size_t at = 0;
	for (size_t i = 0; i < change->add_count; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			insert_entry(w, at++, DT_NEEDED, add_string(w, names[i]));
	free(names);
}

static bool want_needed(struct elf_work *w, const struct elf_change *change, struct error *e)
{
	for (size_t i = w->dynamic_used; i-- > 0;) {
		if (w->dynamic[i].tag != DT_NEEDED)
			continue;
		if (!elf_dynamic_string(w->elf, &w->dynamic[i], &w->text, e))
			return false;
		const char *name = buffer_string(&w->text), *to = new_name(change, name);
		w->search_changes = w->search_changes || to || is_removed(change, name);
		if (is_removed(change, name)) {
			remove_entry(w, i);
		} else if (to) {
			w->dynamic[i].value = add_string(w, to);
			w->dynamic_changed = true;
		}
	}
	if (!rename_versions(w, change, e))
		return false;
	w->search_changes = w->search_changes || change->add_count > 0;
	add_needed(w, change);
	return true;
}

/* Has the dynamic section moved when it does not fit where it is. */
static void fit_dynamic(struct elf_work *w)
{
	const struct elf *elf = w->elf;
	w->dynamic_count = elf->dynamic_count;
	bool fits = w->dynamic_used < elf->dynamic_count;
	for (size_t i = elf->dynamic_used; fits && i <= w->dynamic_used; i++)
		fits = elf->dynamic[i].tag == DT_NULL;
	if (fits)
		return;
	w->dynamic_count = w->dynamic_used + 1;
	w->dynamic_block = (struct elf_block){.from = elf->dynamic_segment->offset,
					      .old_size = elf->dynamic_segment->filesz,
					      .size = w->dynamic_count * elf_dynamic_size(elf->form),
					      .align = 16};
}

bool elf_want_dynamic(struct elf_work *w, const struct elf_change *change, struct error *e)
{
	const struct elf *elf = w->elf;
	/* Programs of fixed addresses have no name, and patchelf says nothing of it. */
	const char *soname = elf->header.type == ET_DYN ? change->soname : NULL;
	bool wants = change->run_path || change->remove_run_path || soname || change->remove_count ||
		     change->replace_count || change->add_count;
	if (!wants)
		return true;
	if (!elf->dynamic)
		return error_set(e, elf->subject, "has no dynamic section: it is statically linked");
	if ((soname && !want_soname(w, soname, e)) || !want_needed(w, change, e) ||
	    (change->run_path && !want_run_path(w, change->run_path, change->force_rpath, e)))
		return false;
	if (change->remove_run_path)
		want_no_run_path(w);
	fit_dynamic(w);
	if (w->added.len > 0)
		w->strings = (struct elf_block){.from = elf->strings,
						.old_size = elf->strings_size,
						.size = elf->strings_size + w->added.len,
						.align = 8};
	return true;
}
