#include "elf/plan.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/plan_work.h"

/* --- edits ------------------------------------------------------------------ */

static struct elf_edit *add_edit(struct elf_plan *plan, int kind, uint64_t at, uint64_t len)
{
	array_reserve(plan->edits, plan->capacity, plan->count + 1);
	struct elf_edit *edit = &plan->edits[plan->count++];
	*edit = (struct elf_edit){.at = at, .len = len};
	edit->kind = kind;
	return edit;
}

unsigned char *elf_edit_bytes(struct elf_plan *plan, uint64_t at, uint64_t len)
{
	struct elf_edit *edit = add_edit(plan, ELF_EDIT_BYTES, at, len);
	return edit->bytes = xcalloc(len, 1);
}

void elf_edit_copy(struct elf_plan *plan, uint64_t at, uint64_t from, uint64_t len)
{
	add_edit(plan, ELF_EDIT_COPY, at, len)->from = from;
}

void elf_edit_zero(struct elf_plan *plan, uint64_t at, uint64_t len)
{
	if (len > 0)
		add_edit(plan, ELF_EDIT_ZERO, at, len);
}

/* --- the plan --------------------------------------------------------------- */

static bool want_interpreter(struct elf_work *w, const char *wanted, struct error *e)
{
	const struct elf_segment *s = w->elf->interpreter_segment;
	if (!s)
		return error_set(e, w->elf->subject,
				 "has no interpreter: a shared library, or statically linked");
	struct buffer old = {0};
	bool ok = elf_interpreter(w->elf, &old, e);
	bool same = ok && strcmp(buffer_string(&old), wanted) == 0;
	buffer_free(&old);
	uint64_t len = strlen(wanted) + 1;
	if (!ok || same)
		return ok;
	if (len <= s->filesz)
		w->new_interpreter = (struct elf_in_place){s->offset, s->filesz, wanted};
	else
		w->interpreter =
		    (struct elf_block){.from = s->offset, .old_size = s->filesz, .size = len, .align = 1};
	return true;
}

static void begin(struct elf_work *w, const struct elf_change *change)
{
	const struct elf *elf = w->elf;
	w->segment_count = elf->header.phnum;
	w->dynamic_used = elf->dynamic_used;
	w->dynamic_count = elf->dynamic_count;
	w->segments = xmalloc((w->segment_count + 1) * sizeof(*w->segments));
	w->sections = xmalloc(elf->header.shnum * sizeof(*w->sections));
	/* A run path, a name and DT_NULL. */
	w->dynamic = xmalloc((w->dynamic_count + change->add_count + 3) * sizeof(*w->dynamic));
	memcpy(w->segments, elf->segments, w->segment_count * sizeof(*w->segments));
	memcpy(w->sections, elf->sections, elf->header.shnum * sizeof(*w->sections));
	if (elf->dynamic)
		memcpy(w->dynamic, elf->dynamic, w->dynamic_count * sizeof(*w->dynamic));
}

static void end(struct elf_work *w)
{
	free(w->segments);
	free(w->sections);
	free(w->dynamic);
	free(w->words);
	buffer_free(&w->text);
	buffer_free(&w->added);
}

bool elf_plan_make(struct elf_plan *plan, const struct elf *elf, const struct elf_change *change,
		   struct error *e)
{
	*plan = (struct elf_plan){.size = elf->source.size};
	if (!elf_is_linked(elf, e))
		return false;
	struct elf_work w = {.plan = plan, .elf = elf};
	begin(&w, change);
	bool ok = (!change->interpreter || want_interpreter(&w, change->interpreter, e)) &&
		  elf_want_dynamic(&w, change, e);
	if (ok && w.search_changes)
		elf_drop_cache(&w);
	bool moves = w.interpreter.size > 0 || w.strings.size > 0 || w.dynamic_block.size > 0;
	if (ok && moves)
		ok = elf_move_all(&w, change, e);
	if (ok) {
		elf_write_in_place(&w);
		elf_edit_zero(plan, elf_now_at(&w, w.cache.from), w.cache.size);
		elf_move_dynamic(&w);
	}
	if (ok && moves)
		ok = elf_move_symbols(&w, e);
	if (ok && (moves || w.headers_changed))
		ok = elf_write_headers(&w) || error_errno(e, elf->subject, "cannot read");
	end(&w);
	return ok;
}

void elf_plan_free(struct elf_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		free(plan->edits[i].bytes);
	free(plan->edits);
	*plan = (struct elf_plan){0};
}
