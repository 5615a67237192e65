#include "elf/elf.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/text.h"

#define DYNAMIC_MAX (1 << 16)
#define SEGMENTS_MAX 1024
#define SEGMENTS_CROSSED 4

static bool source_bytes(const struct elf_source *s, uint64_t offset, void *to, size_t len)
{
	if (!elf_fits(offset, len, s->size))
		return false;
	if (s->bytes) {
		memcpy(to, s->bytes + offset, len);
		return true;
	}
	errno = EIO; /* when the file has become shorter */
	bool ok = fs_read_at(s->fd, to, len, (off_t)offset) == (ssize_t)len;
	if (!ok && s->failure)
		*s->failure = errno;
	return ok;
}

bool elf_was_read(const struct elf_source *source, const char *subject, struct error *e)
{
	if (!*source->failure)
		return true;
	error_clear(e);
	errno = *source->failure;
	return error_errno(e, subject, "cannot read");
}

bool elf_bytes(const struct elf *elf, uint64_t offset, void *to, size_t len)
{
	return source_bytes(&elf->source, offset, to, len);
}

bool elf_is_zero(const struct elf *elf, uint64_t offset, uint64_t len)
{
	if (offset >= elf->source.size)
		return true;
	if (len > elf->source.size - offset)
		len = elf->source.size - offset;
	unsigned char window[4096];
	while (len > 0) {
		size_t some = len < sizeof(window) ? (size_t)len : sizeof(window);
		if (!elf_bytes(elf, offset, window, some))
			return false;
		for (size_t i = 0; i < some; i++)
			if (window[i])
				return false;
		offset += some;
		len -= some;
	}
	return true;
}

bool elf_has_magic(const void *head, size_t len)
{
	return len >= SELFMAG && memcmp(head, ELFMAG, SELFMAG) == 0;
}

static bool damaged(const struct elf *elf, struct error *e, const char *what)
{
	return error_set(e, elf->subject, "damaged ELF file: %s", what);
}

/* True when the first section's size says how many there are (gABI, e_shnum);
 * else an e_shnum of 0 means that there are none, whatever e_shoff is. */
static bool has_many_sections(const struct elf *elf)
{
	const struct elf_header *h = &elf->header;
	unsigned char bytes[ELF_STRUCT_MAX];
	struct elf_section first;
	if (h->shnum != 0 || h->shoff == 0 || h->shentsize != elf_section_size(elf->form) ||
	    !elf_bytes(elf, h->shoff, bytes, h->shentsize))
		return false;
	elf_code_section(elf->form, false, bytes, &first);
	return first.type == SHT_NULL && first.size >= SHN_LORESERVE;
}

static bool read_header(struct elf *elf, struct error *e)
{
	unsigned char bytes[ELF_STRUCT_MAX];
	if (!elf_bytes(elf, 0, bytes, SELFMAG) || !elf_has_magic(bytes, SELFMAG))
		return error_set(e, elf->subject, "not an ELF file");
	if (!elf_bytes(elf, 0, bytes, EI_NIDENT))
		return damaged(elf, e, "cut off in its header");
	if ((bytes[EI_CLASS] != ELFCLASS32 && bytes[EI_CLASS] != ELFCLASS64) ||
	    (bytes[EI_DATA] != ELFDATA2LSB && bytes[EI_DATA] != ELFDATA2MSB))
		return damaged(elf, e, "unknown class or byte order");
	elf->osabi = bytes[EI_OSABI];
	elf->form = (struct elf_form){bytes[EI_CLASS] == ELFCLASS64, bytes[EI_DATA] == ELFDATA2MSB};
	if (!elf_bytes(elf, 0, bytes, elf_header_size(elf->form)))
		return damaged(elf, e, "cut off in its header");
	struct elf_header *h = &elf->header;
	elf_code_header(elf->form, false, bytes, h);
	if (h->type != ET_EXEC && h->type != ET_DYN) {
		elf->kind = ELF_OBJECT;
		h->phnum = h->shnum = 0;
		return true;
	}
	if (h->phnum > SEGMENTS_MAX || h->shnum >= SHN_LORESERVE || has_many_sections(elf))
		return error_set(e, elf->subject, "an ELF file with more headers than this program reads");
	if (h->phnum == 0 || h->phentsize != elf_segment_size(elf->form) ||
	    !elf_fits(h->phoff, h->phnum * h->phentsize, elf->source.size))
		return damaged(elf, e, "its program headers are not in the file");
	if (h->shnum > 0 && (h->shentsize != elf_section_size(elf->form) ||
			     !elf_fits(h->shoff, h->shnum * h->shentsize, elf->source.size)))
		return damaged(elf, e, "its section headers are not in the file");
	return true;
}

static bool read_segments(struct elf *elf, struct error *e)
{
	elf->segments = xmalloc(elf->header.phnum * sizeof(*elf->segments));
	for (size_t i = 0; i < elf->header.phnum; i++) {
		unsigned char bytes[ELF_STRUCT_MAX];
		if (!elf_bytes(elf, elf->header.phoff + i * elf->header.phentsize, bytes,
			       elf->header.phentsize))
			return error_errno(e, elf->subject, "cannot read");
		elf_code_segment(elf->form, false, bytes, &elf->segments[i]);
	}
	return true;
}

/* True for tables of which a file has one at most (gABI; the last two are GNU's). */
static bool is_single(uint64_t type)
{
	return type == SHT_SYMTAB || type == SHT_DYNSYM || type == SHT_DYNAMIC || type == SHT_GNU_verneed ||
	       type == SHT_GNU_verdef;
}

bool elf_has_bytes(const struct elf *elf, const struct elf_section *s)
{
	return s->type != SHT_NOBITS && s->type != SHT_NULL && elf_fits(s->offset, s->size, elf->source.size);
}

static bool read_sections(struct elf *elf, struct error *e)
{
	elf->sections = xmalloc(elf->header.shnum * sizeof(*elf->sections));
	for (size_t i = 0; i < elf->header.shnum; i++) {
		unsigned char bytes[ELF_STRUCT_MAX];
		if (!elf_bytes(elf, elf->header.shoff + i * elf->header.shentsize, bytes,
			       elf->header.shentsize))
			return error_errno(e, elf->subject, "cannot read");
		struct elf_section *s = &elf->sections[i];
		elf_code_section(elf->form, false, bytes, s);
		if (s->flags & SHF_ALLOC && s->type != SHT_NOBITS && s->type != SHT_NULL &&
		    !elf_has_bytes(elf, s))
			return damaged(elf, e, "a section is not in the file");
		for (size_t j = 0; is_single(s->type) && j < i; j++)
			if (elf->sections[j].type == s->type)
				return damaged(elf, e, "two tables where one is allowed");
	}
	return true;
}

/* What objcopy --only-keep-debug leaves: sections that would be loaded keep their header only. */
static bool is_debug(const struct elf *elf)
{
	for (size_t i = 0; i < elf->header.shnum; i++)
		if (elf->sections[i].type == SHT_PROGBITS && elf->sections[i].flags & SHF_EXECINSTR &&
		    elf_has_bytes(elf, &elf->sections[i]))
			return false;
	for (size_t i = 0; i < elf->header.shnum; i++)
		if (elf->sections[i].type == SHT_NOBITS && elf->sections[i].flags & SHF_EXECINSTR)
			return true;
	return false;
}

/* True when two PT_LOADs want the same memory. */
static bool loads_overlap(const struct elf *elf)
{
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *a = &elf->segments[i];
		for (size_t j = 0; a->type == PT_LOAD && j < i; j++) {
			const struct elf_segment *b = &elf->segments[j];
			if (b->type == PT_LOAD && a->vaddr < b->vaddr + b->memsz &&
			    b->vaddr < a->vaddr + a->memsz)
				return true;
		}
	}
	return false;
}

static bool check_segments(struct elf *elf, struct error *e)
{
	uint64_t top = elf->form.wide ? UINT64_MAX : UINT32_MAX;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_NULL || s->type == PT_GNU_STACK)
			continue;
		if (s->filesz > 0 && !elf_fits(s->offset, s->filesz, elf->source.size))
			return damaged(elf, e, "a segment is not in the file");
		if (!elf_fits(s->vaddr, s->memsz, top) || !elf_fits(s->vaddr, s->filesz, top))
			return damaged(elf, e, "a segment's addresses wrap around");
		if (s->align & (s->align - 1))
			return damaged(elf, e, "a segment's alignment is not a power of two");
		if (s->type == PT_LOAD && s->filesz > s->memsz)
			return damaged(elf, e, "a segment is larger in the file than in memory");
		if (s->type == PT_PHDR && s->offset != elf->header.phoff)
			return damaged(elf, e, "its program headers are in two places");
		const struct elf_segment **one = s->filesz == 0          ? NULL
						 : s->type == PT_DYNAMIC ? &elf->dynamic_segment
						 : s->type == PT_INTERP  ? &elf->interpreter_segment
									 : NULL;
		if (one && *one)
			return damaged(elf, e, "two segments where one is allowed");
		if (one)
			*one = s;
	}
	if (loads_overlap(elf))
		return damaged(elf, e, "two of its segments overlap in memory");
	if ((elf->dynamic_segment && !elf_is_loaded(elf, elf->dynamic_segment)) ||
	    (elf->interpreter_segment && !elf_is_loaded(elf, elf->interpreter_segment)))
		return damaged(elf, e, "its dynamic section or interpreter is not where it is loaded from");
	return true;
}

static bool read_dynamic(struct elf *elf, struct error *e)
{
	const struct elf_segment *s = elf->dynamic_segment;
	if (!s)
		return true;
	size_t size = elf_dynamic_size(elf->form);
	if (s->filesz > DYNAMIC_MAX || s->filesz < size)
		return damaged(elf, e, "its dynamic section has an impossible size");
	elf->dynamic_count = (size_t)s->filesz / size;
	elf->dynamic = xmalloc(elf->dynamic_count * sizeof(*elf->dynamic));
	elf->dynamic_used = elf->dynamic_count;
	for (size_t i = 0; i < elf->dynamic_count; i++) {
		unsigned char bytes[ELF_STRUCT_MAX];
		if (!elf_bytes(elf, s->offset + i * size, bytes, size))
			return error_errno(e, elf->subject, "cannot read");
		elf_code_dynamic(elf->form, false, bytes, &elf->dynamic[i]);
		if (elf->dynamic_used == elf->dynamic_count && elf->dynamic[i].tag == DT_NULL)
			elf->dynamic_used = i;
	}
	if (elf->dynamic_used == elf->dynamic_count)
		return damaged(elf, e, "its dynamic section has no end");
	const struct elf_dynamic *table = elf_find_dynamic(elf, DT_STRTAB),
				 *len = elf_find_dynamic(elf, DT_STRSZ);
	if (!table || !len)
		return damaged(elf, e, "its dynamic section has no strings");
	elf->strings_size = len->value;
	if (elf->strings_size == 0 || !elf_offset(elf, table->value, elf->strings_size, &elf->strings))
		return damaged(elf, e, "its dynamic strings are not in the file");
	return true;
}

/* What patching writes to must not be two things at once. */
static bool check_overlaps(const struct elf *elf, struct error *e)
{
	const struct elf_header *h = &elf->header;
	const struct elf_segment *dynamic = elf->dynamic_segment, *interpreter = elf->interpreter_segment;
	struct {
		uint64_t at, len;
	} parts[8] = {
	    {0, elf_header_size(elf->form)},
	    {h->phoff, h->phnum * h->phentsize},
	    {h->shoff, h->shnum * h->shentsize},
	};
	size_t count = 3;
	if (dynamic) {
		parts[count].at = dynamic->offset, parts[count++].len = dynamic->filesz;
		parts[count].at = elf->strings, parts[count++].len = elf->strings_size;
	}
	if (interpreter)
		parts[count].at = interpreter->offset, parts[count++].len = interpreter->filesz;
	for (size_t i = 0; i < h->shnum; i++)
		if ((elf->sections[i].type == SHT_SYMTAB || elf->sections[i].type == SHT_DYNSYM) &&
		    elf_has_bytes(elf, &elf->sections[i]))
			parts[count].at = elf->sections[i].offset, parts[count++].len = elf->sections[i].size;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (parts[i].len > 0 && parts[j].len > 0 &&
			    parts[i].at < parts[j].at + parts[j].len &&
			    parts[j].at < parts[i].at + parts[i].len)
				return damaged(elf, e, "two of its parts overlap");
	return true;
}

bool elf_read(struct elf *elf, const struct elf_source *source, const char *subject, struct error *e)
{
	*elf = (struct elf){.source = *source, .subject = subject};
	if (!read_header(elf, e) || !read_segments(elf, e) || !read_sections(elf, e))
		return false;
	if (is_debug(elf))
		elf->kind = ELF_DEBUG;
	return elf->kind != ELF_LINKED ||
	       (check_segments(elf, e) && read_dynamic(elf, e) && check_overlaps(elf, e));
}

bool elf_is_linked(const struct elf *elf, struct error *e)
{
	return elf->kind == ELF_LINKED ||
	       error_set(e, elf->subject,
			 elf->kind == ELF_DEBUG ? "holds debug information only"
						: "neither a program nor a shared library");
}

void elf_free(struct elf *elf)
{
	free(elf->segments);
	free(elf->sections);
	free(elf->dynamic);
	*elf = (struct elf){0};
}

/* The PT_LOAD that has the byte at ADDRESS in the file, or NULL. */
static const struct elf_segment *loaded_at(const struct elf *elf, uint64_t address)
{
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_LOAD && address >= s->vaddr && address - s->vaddr < s->filesz)
			return s;
	}
	return NULL;
}

bool elf_offset(const struct elf *elf, uint64_t address, uint64_t len, uint64_t *offset)
{
	const struct elf_segment *s = loaded_at(elf, address);
	if (!s)
		return false;
	*offset = s->offset + (address - s->vaddr);
	/* What patchelf moves may reach from one segment into the next. */
	uint64_t at = *offset;
	for (size_t crossed = 0; crossed < SEGMENTS_CROSSED;
	     crossed++, at = s->offset + (address - s->vaddr)) {
		uint64_t here = s->filesz - (address - s->vaddr);
		if (len <= here)
			return true;
		len -= here;
		address += here;
		s = loaded_at(elf, address);
		if (!s || s->offset + (address - s->vaddr) != at + here)
			return false;
	}
	return false;
}

bool elf_is_loaded(const struct elf *elf, const struct elf_segment *s)
{
	uint64_t offset;
	return s->filesz == s->memsz && elf_offset(elf, s->vaddr, s->filesz, &offset) && offset == s->offset;
}

/* True when NAME, with its NUL, is at OFFSET of the string section S. */
static bool is_string_at(const struct elf *elf, const struct elf_section *s, uint64_t offset,
			 const char *name)
{
	char window[32];
	size_t len = strlen(name) + 1;
	return len <= sizeof(window) && elf_fits(offset, len, s->size) &&
	       elf_bytes(elf, s->offset + offset, window, len) && memcmp(window, name, len) == 0;
}

bool elf_has_section(const struct elf *elf, const char *name)
{
	const struct elf_header *h = &elf->header;
	if (h->shstrndx >= h->shnum)
		return false;
	const struct elf_section *names = &elf->sections[h->shstrndx];
	bool has = false;
	if (names->type == SHT_STRTAB && elf_has_bytes(elf, names))
		for (size_t i = 0; i < h->shnum && !has; i++)
			has = is_string_at(elf, names, elf->sections[i].name, name);
	return has;
}

const struct elf_dynamic *elf_find_dynamic(const struct elf *elf, uint64_t tag)
{
	for (size_t i = 0; i < elf->dynamic_used; i++)
		if (elf->dynamic[i].tag == tag)
			return &elf->dynamic[i];
	return NULL;
}

/* The string at OFFSET, which must end within LIMIT bytes. */
static bool read_string(const struct elf *elf, uint64_t offset, uint64_t limit, struct buffer *b)
{
	b->len = 0;
	while (limit > 0 && b->len < ELF_STRING_MAX) {
		size_t some = limit < 256 ? (size_t)limit : 256;
		buffer_reserve(b, some);
		if (!elf_bytes(elf, offset, b->data + b->len, some))
			return false;
		const char *end = memchr(b->data + b->len, '\0', some);
		if (end) {
			b->len = (size_t)(end - b->data);
			return true;
		}
		b->len += some;
		offset += some;
		limit -= some;
	}
	return false;
}

bool elf_dynamic_string(const struct elf *elf, const struct elf_dynamic *d, struct buffer *b, struct error *e)
{
	if (d->value >= elf->strings_size ||
	    !read_string(elf, elf->strings + d->value, elf->strings_size - d->value, b))
		return damaged(elf, e, "a dynamic entry's string is not in the file");
	return true;
}

bool elf_each_needed(const struct elf *elf, bool (*each)(void *context, const char *name), void *context,
		     struct error *e)
{
	struct buffer name = {0};
	bool ok = true;
	for (size_t i = 0; i < elf->dynamic_used; i++) {
		if (elf->dynamic[i].tag != DT_NEEDED)
			continue;
		ok = elf_dynamic_string(elf, &elf->dynamic[i], &name, e);
		if (!ok || !each(context, buffer_string(&name)))
			break;
	}
	buffer_free(&name);
	return ok;
}

bool elf_interpreter(const struct elf *elf, struct buffer *b, struct error *e)
{
	const struct elf_segment *s = elf->interpreter_segment;
	b->len = 0;
	buffer_string(b);
	if (s && !read_string(elf, s->offset, s->filesz, b))
		return damaged(elf, e, "its interpreter has no end");
	return true;
}

const struct elf_dynamic *elf_find_run_path(const struct elf *elf)
{
	const struct elf_dynamic *path = elf_find_dynamic(elf, DT_RUNPATH);
	return path ? path : elf_find_dynamic(elf, DT_RPATH);
}

bool elf_run_path(const struct elf *elf, struct buffer *b, struct error *e)
{
	const struct elf_dynamic *path = elf_find_run_path(elf);
	b->len = 0;
	buffer_string(b);
	return !path || elf_dynamic_string(elf, path, b, e);
}

/* True for the names that dynamic linkers have: ld-linux-x86-64.so.2, ld64.so.1, ld.so.1, ld-musl-…. */
static bool is_linker_name(const char *name)
{
	return text_begins(name, "ld-") || text_begins(name, "ld64.") || text_begins(name, "ld.so");
}

bool elf_loads_itself(const struct elf *elf)
{
	if (!elf->dynamic || elf->interpreter_segment)
		return false;
	const struct elf_dynamic *flags = elf_find_dynamic(elf, DT_FLAGS_1),
				 *name = elf_find_dynamic(elf, DT_SONAME);
	if (flags && flags->value & DF_1_PIE)
		return true;
	if (!name || elf_find_dynamic(elf, DT_NEEDED))
		return false;
	struct buffer text = {0};
	bool is_linker = elf_dynamic_string(elf, name, &text, NULL) && is_linker_name(buffer_string(&text));
	buffer_free(&text);
	return is_linker;
}
