#include "patch/judge.h"

#include <stdlib.h>
#include <string.h>

void patch_judge_init(struct patch_judge *j, const struct patch_rules *rules)
{
	*j = (struct patch_judge){.rules = rules, .interpreters.directories = rules->interpreter_path};
	patch_interpreters_map(&j->interpreters, rules->map, "", NULL);
}

void patch_judge_free(struct patch_judge *j)
{
	patch_interpreters_free(&j->interpreters);
}

/* --- scripts ------------------------------------------------------------------ */

static const char *find_interpreter(void *context, const char *name, size_t len)
{
	return patch_interpreters_find(context, name, len);
}

static enum patch_severity script_severity(const struct patch_shebang *s, bool strict)
{
	switch (s->verdict) {
	case PATCH_SHEBANG_KEEP:
		return PATCH_SILENT;
	case PATCH_SHEBANG_CHANGE:
		return PATCH_CHANGE;
	case PATCH_SHEBANG_MISSING:
		return strict ? PATCH_PROBLEM : PATCH_LEFT;
	case PATCH_SHEBANG_TOO_LONG:
		/* A line that the kernel cuts off as it is runs like that, or nobody runs it. */
		return strict || s->len < PATCH_SHEBANG_KERNEL_BYTES ? PATCH_PROBLEM : PATCH_WARNING;
	case PATCH_SHEBANG_UNSUPPORTED:
		break;
	}
	return PATCH_PROBLEM;
}

void patch_judge_script(struct patch_judge *j, const char *head, size_t len, struct patch_judgement *out)
{
	const struct patch_shebang_rules rules = {j->rules->store, j->rules->update, find_interpreter,
						  &j->interpreters};
	*out = (struct patch_judgement){.kind = PATCH_SCRIPT};
	patch_shebang_read(&out->shebang, head, len, &rules);
	out->severity = script_severity(&out->shebang, j->rules->strict);
	out->text = patch_shebang_text(&out->shebang);
}

/* --- ELF files ---------------------------------------------------------------- */

/* The names in LIST, each followed by a NUL, with commas between them. */
static char *missing_text(const struct buffer *list, const char *what)
{
	char *names = xstrndup(list->data, list->len - 1);
	for (size_t i = 0; i + 1 < list->len; i++)
		if (!list->data[i])
			names[i] = ',';
	char *text = xasprintf("needs %s, %s", names, what);
	free(names);
	return text;
}

static char *change_text(const struct elf_change *change)
{
	const char *interpreter = change->interpreter, *run_path = change->run_path;
	return xasprintf("%s%s%s%s%s", interpreter ? "interpreter " : "", interpreter ? interpreter : "",
			 interpreter && run_path ? ", " : "", run_path ? "run path " : "",
			 run_path ? run_path : "");
}

/* Fills OUT; false with E when the file cannot be patched. */
static bool decide(const struct patch_auto *a, const struct elf_source *source,
		   const struct patch_place *place, struct patch_judgement *out, struct error *e)
{
	if (!elf_read(&out->elf, source, "ELF file", e))
		return false;
	out->fit = elf_target_fit(&a->target, &out->elf);
	if (out->fit != ELF_FITS) {
		out->severity = PATCH_LEFT;
		out->text = xasprintf("is not patched: %s", elf_fit_text[out->fit]);
		return true;
	}
	if (!patch_auto_wish(a, &out->elf, place, &out->wish, e))
		return false;
	if (out->wish.ignored.len > 0)
		out->ignored = missing_text(&out->wish.ignored, "which may be missing");
	if (out->wish.unnameable) {
		out->severity = PATCH_PROBLEM;
		out->text = xasprintf("needs %s, and no run path can name that folder", out->wish.unnameable);
		return true;
	}
	if (out->wish.missing.len > 0) {
		out->severity = PATCH_PROBLEM;
		out->text = missing_text(&out->wish.missing, "not found in the libraries nor in the tree");
		return true;
	}
	if (!elf_plan_make(&out->plan, &out->elf, &out->wish.change, e))
		return false;
	if (out->plan.count > 0) {
		out->severity = PATCH_CHANGE;
		out->text = change_text(&out->wish.change);
	}
	return true;
}

void patch_judge_elf(const struct patch_judge *j, const struct elf_source *source,
		     const struct patch_place *place, struct patch_judgement *out)
{
	*out = (struct patch_judgement){.kind = PATCH_ELF};
	struct elf_source watched = *source;
	struct error e = {0};
	watched.failure = &out->failure;
	bool ok = decide(&j->rules->elf_auto, &watched, place, out, &e);
	if (out->failure) {
		/* Whatever was made of what could be read. */
		out->severity = PATCH_PROBLEM;
		free(out->text);
		out->text = xasprintf("cannot read: %s", strerror(out->failure));
	} else if (!ok) {
		/* A program that was read, and is for this system, would be run, and in vain. */
		bool is_program = out->fit == ELF_FITS && out->wish.change.interpreter;
		out->severity = j->rules->strict || is_program ? PATCH_PROBLEM : PATCH_WARNING;
		out->text = xasprintf("is not patched: %s: %s", e.subject, e.message);
	}
	error_clear(&e);
}

void patch_judgement_free(struct patch_judgement *out)
{
	free(out->text);
	free(out->ignored);
	patch_wish_free(&out->wish);
	elf_plan_free(&out->plan);
	elf_free(&out->elf);
}
