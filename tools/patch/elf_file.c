#include "patch/elf_file.h"

#include <stdlib.h>

static bool decide(struct elf_file *f, const struct elf_auto *a, const struct elf_source *source,
		   const struct elf_place *place, struct error *e)
{
	if (!elf_read(&f->elf, source, "ELF file", e))
		return false;
	f->fit = elf_fit(&a->target, &f->elf);
	if (f->fit != ELF_FITS) {
		f->verdict = ELF_SKIP;
		return true;
	}
	if (!elf_auto_wish(a, &f->elf, place, &f->wish, e))
		return false;
	if (f->wish.missing.len > 0) {
		f->verdict = ELF_MISSING;
		return true;
	}
	if (!elf_plan(&f->plan, &f->elf, &f->wish.change, e))
		return false;
	f->verdict = f->plan.count > 0 ? ELF_CHANGE : ELF_KEEP;
	return true;
}

void elf_file_judge(struct elf_file *f, const struct elf_auto *a, const struct elf_source *source,
		    const struct elf_place *place)
{
	*f = (struct elf_file){0};
	struct error e = {0};
	if (!decide(f, a, source, place, &e)) {
		f->verdict = ELF_REFUSE;
		f->text = xasprintf("%s: %s", e.subject, e.message);
	}
	error_clear(&e);
}

/* The names in LIST, each followed by a NUL, with commas between them. */
static char *join_names(const struct buffer *list)
{
	char *text = xstrndup(list->data, list->len - 1);
	for (size_t i = 0; i + 1 < list->len; i++)
		if (!list->data[i])
			text[i] = ',';
	return text;
}

static char *missing_text(const struct buffer *names, const char *what)
{
	char *list = join_names(names), *text = xasprintf("needs %s, %s", list, what);
	free(list);
	return text;
}

char *elf_file_text(const struct elf_file *f)
{
	const char *interpreter = f->wish.change.interpreter, *run_path = f->wish.change.run_path;
	switch (f->verdict) {
	case ELF_CHANGE:
		return xasprintf("%s%s%s%s%s", interpreter ? "interpreter " : "",
				 interpreter ? interpreter : "", interpreter && run_path ? ", " : "",
				 run_path ? "run path " : "", run_path ? run_path : "");
	case ELF_SKIP:
		return xasprintf("is left: %s", elf_fit_text[f->fit]);
	case ELF_REFUSE:
		return xasprintf("is left as it was: %s", f->text);
	case ELF_MISSING:
		return missing_text(&f->wish.missing, "not found in the libraries nor in the tree");
	case ELF_KEEP:
		break;
	}
	return NULL;
}

char *elf_file_ignored(const struct elf_file *f)
{
	return f->wish.ignored.len > 0 ? missing_text(&f->wish.ignored, "which may be missing") : NULL;
}

void elf_file_free(struct elf_file *f)
{
	free(f->text);
	elf_wish_free(&f->wish);
	elf_plan_free(&f->plan);
	elf_free(&f->elf);
}
