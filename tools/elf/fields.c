#include "elf/fields.h"

#include <elf.h>

struct coder {
	struct elf_form form;
	bool write;
	unsigned char *at;
};

static void code(struct coder *c, size_t size, uint64_t *value)
{
	uint64_t got = 0;
	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (c->form.big ? size - 1 - i : i);
		if (c->write)
			c->at[i] = (unsigned char)(*value >> shift);
		else
			got |= (uint64_t)c->at[i] << shift;
	}
	if (!c->write)
		*value = got;
	c->at += size;
}

static void half(struct coder *c, uint64_t *value)
{
	code(c, 2, value);
}

static void word(struct coder *c, uint64_t *value)
{
	code(c, 4, value);
}

/* An address, offset or size: as wide as the class. */
static void wide(struct coder *c, uint64_t *value)
{
	code(c, c->form.wide ? 8 : 4, value);
}

size_t elf_header_size(struct elf_form form)
{
	return form.wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

size_t elf_segment_size(struct elf_form form)
{
	return form.wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
}

size_t elf_section_size(struct elf_form form)
{
	return form.wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
}

size_t elf_dynamic_size(struct elf_form form)
{
	return form.wide ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);
}

size_t elf_symbol_size(struct elf_form form)
{
	return form.wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

void elf_code_header(struct elf_form form, bool write, unsigned char *bytes, struct elf_header *h)
{
	struct coder c = {form, write, bytes + EI_NIDENT};
	half(&c, &h->type);
	half(&c, &h->machine);
	word(&c, &h->version);
	wide(&c, &h->entry);
	wide(&c, &h->phoff);
	wide(&c, &h->shoff);
	word(&c, &h->flags);
	half(&c, &h->ehsize);
	half(&c, &h->phentsize);
	half(&c, &h->phnum);
	half(&c, &h->shentsize);
	half(&c, &h->shnum);
	half(&c, &h->shstrndx);
}

void elf_code_segment(struct elf_form form, bool write, unsigned char *bytes, struct elf_segment *s)
{
	struct coder c = {form, write, bytes};
	word(&c, &s->type);
	if (form.wide)
		word(&c, &s->flags);
	wide(&c, &s->offset);
	wide(&c, &s->vaddr);
	wide(&c, &s->paddr);
	wide(&c, &s->filesz);
	wide(&c, &s->memsz);
	if (!form.wide)
		word(&c, &s->flags);
	wide(&c, &s->align);
}

void elf_code_section(struct elf_form form, bool write, unsigned char *bytes, struct elf_section *s)
{
	struct coder c = {form, write, bytes};
	word(&c, &s->name);
	word(&c, &s->type);
	wide(&c, &s->flags);
	wide(&c, &s->addr);
	wide(&c, &s->offset);
	wide(&c, &s->size);
	word(&c, &s->link);
	word(&c, &s->info);
	wide(&c, &s->align);
	wide(&c, &s->entsize);
}

void elf_code_dynamic(struct elf_form form, bool write, unsigned char *bytes, struct elf_dynamic *d)
{
	struct coder c = {form, write, bytes};
	wide(&c, &d->tag);
	wide(&c, &d->value);
}

void elf_code_symbol(struct elf_form form, bool write, unsigned char *bytes, struct elf_symbol *s)
{
	struct coder c = {form, write, bytes};
	word(&c, &s->name);
	c.at = bytes + (form.wide ? offsetof(Elf64_Sym, st_value) : offsetof(Elf32_Sym, st_value));
	wide(&c, &s->value);
	c.at = bytes + (form.wide ? offsetof(Elf64_Sym, st_shndx) : offsetof(Elf32_Sym, st_shndx));
	half(&c, &s->section);
}

uint64_t elf_word(struct elf_form form, const unsigned char *bytes)
{
	struct coder c = {form, false, (unsigned char *)bytes};
	uint64_t value;
	word(&c, &value);
	return value;
}

void elf_set_word(struct elf_form form, unsigned char *bytes, uint64_t value)
{
	struct coder c = {form, true, bytes};
	word(&c, &value);
}
