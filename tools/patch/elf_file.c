#include "patch/elf_file.h"

#include <stdlib.h>

#include "patch/elf_write.h"

static bool decide(struct elf_file *f, const struct elf_auto *a, const struct elf_source *source, int dir,
		   struct error *e)
{
	if (!elf_read(&f->elf, source, "ELF file", e))
		return false;
	f->fit = elf_fit(&a->target, &f->elf);
	if (f->fit != ELF_FITS) {
		f->verdict = ELF_SKIP;
		return true;
	}
	if (!elf_auto_wish(a, &f->elf, dir, &f->wish, e))
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

void elf_file_judge(struct elf_file *f, const struct elf_auto *a, int fd, uint64_t size, int dir)
{
	*f = (struct elf_file){0};
	struct elf_source source = {.fd = fd, .size = size};
	struct error e = {0};
	if (!decide(f, a, &source, dir, &e)) {
		f->verdict = ELF_REFUSE;
		f->text = xstrdup(e.text);
	}
	error_clear(&e);
}

bool elf_file_write(const struct elf_file *f, int to)
{
	return elf_write(&f->elf, &f->plan, to);
}

void elf_file_free(struct elf_file *f)
{
	free(f->text);
	elf_wish_free(&f->wish);
	elf_plan_free(&f->plan);
	elf_free(&f->elf);
}
