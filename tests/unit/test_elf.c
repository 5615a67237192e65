/* ELF files of both classes and byte orders, made here byte by byte. */
#include "unit.h"

#include <elf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "elf/dlopen.h"
#include "elf/write.h"

#define BASE 0x10000 /* where the file is in memory */
#define SIZE 0x900   /* of the file */

/* A shared program: header, program headers, interpreter, build id, symbols,
 * strings, dynamic section, section headers; all in one writable segment. */
enum { INTERP = 1, NOTE, DYNSYM, DYNSTR, DYNAMIC, SECTIONS };
enum { P_PHDR, P_INTERP, P_LOAD, P_DYNAMIC, P_NOTE, SEGMENTS };

/* "tail" is a symbol's name and the run path's end. */
static const char strings[] = "\0libc.so.6\0/run/path:tail\0other";
#define RUN_PATH_AT 11
#define TAIL_AT 21
#define OTHER_AT 26

struct made {
	struct elf_form form;
	unsigned char bytes[SIZE];
	struct elf_section sections[SECTIONS];
	struct elf_segment segments[SEGMENTS];
	size_t end; /* of what is there so far */
};

static void place(struct made *m, int section, uint64_t type, const void *data, size_t len)
{
	m->end = (m->end + 7) & ~(size_t)7;
	if (data)
		memcpy(m->bytes + m->end, data, len);
	m->sections[section] = (struct elf_section){
	    .type = type, .flags = SHF_ALLOC, .addr = BASE + m->end, .offset = m->end, .size = len};
	m->end += len;
}

static struct elf_segment over(const struct made *m, uint64_t type, int section)
{
	const struct elf_section *s = &m->sections[section];
	return (struct elf_segment){type, PF_R, s->offset, s->addr, s->addr, s->size, s->size, 8};
}

static void write_dynamic(struct made *m, bool spare, bool shared)
{
	const struct elf_dynamic entries[] = {
	    {DT_NEEDED, 1},
	    {DT_STRTAB, m->sections[DYNSTR].addr},
	    {DT_STRSZ, sizeof(strings)},
	    {DT_SYMTAB, m->sections[DYNSYM].addr},
	    {DT_RPATH, RUN_PATH_AT},
	    {DT_NULL, 0},
	};
	size_t size = elf_dynamic_size(m->form), count = sizeof(entries) / sizeof(entries[0]);
	place(m, DYNAMIC, SHT_DYNAMIC, NULL, (count + spare) * size);
	for (size_t i = 0; i < count; i++) {
		struct elf_dynamic d = entries[i];
		if (d.tag == DT_RPATH && !shared)
			d.value = OTHER_AT; /* so that there is no run path but a string to spare */
		if (d.tag == DT_RPATH && spare)
			d.tag = DT_NULL;
		elf_code_dynamic(m->form, true, m->bytes + m->sections[DYNAMIC].offset + i * size, &d);
	}
}

/* SPARE: there is no run path, and a place in the dynamic section for it.
 * SHARED: the run path's end is a symbol's name, too. */
static void make(struct made *m, struct elf_form form, bool spare, bool shared)
{
	*m = (struct made){.form = form};
	size_t header = elf_header_size(form), segment = elf_segment_size(form),
	       section = elf_section_size(form);
	m->end = header + SEGMENTS * segment;
	place(m, INTERP, SHT_PROGBITS, "/lib/ld.so", 11);
	unsigned char note[20] = {0};
	note[form.big ? 3 : 0] = 4, note[form.big ? 7 : 4] = 4, note[form.big ? 11 : 8] = NT_GNU_BUILD_ID;
	memcpy(note + 12, "GNU", 4);
	place(m, NOTE, SHT_NOTE, note, sizeof(note));
	place(m, DYNSYM, SHT_DYNSYM, NULL, 3 * elf_symbol_size(form));
	struct elf_symbol symbols[] = {{TAIL_AT, BASE, SHN_ABS}, {1, m->sections[INTERP].addr, INTERP}};
	for (size_t i = 0; i < 2; i++)
		elf_code_symbol(form, true,
				m->bytes + m->sections[DYNSYM].offset + (i + 1) * elf_symbol_size(form),
				&symbols[i]);
	place(m, DYNSTR, SHT_STRTAB, strings, sizeof(strings));
	write_dynamic(m, spare, shared);
	m->end = (m->end + 15) & ~(size_t)15;
	struct elf_header h = {ET_DYN, EM_NONE, 1,        0,       header,   m->end,      0,
			       header, segment, SEGMENTS, section, SECTIONS, SECTIONS - 1};
	memcpy(m->bytes, ELFMAG, SELFMAG);
	m->bytes[EI_CLASS] = form.wide ? ELFCLASS64 : ELFCLASS32;
	m->bytes[EI_DATA] = form.big ? ELFDATA2MSB : ELFDATA2LSB;
	elf_code_header(form, true, m->bytes, &h);
	m->segments[P_PHDR] = (struct elf_segment){
	    PT_PHDR, PF_R, header, BASE + header, BASE + header, SEGMENTS * segment, SEGMENTS * segment, 8};
	m->segments[P_INTERP] = over(m, PT_INTERP, INTERP);
	m->segments[P_LOAD] =
	    (struct elf_segment){PT_LOAD, PF_R | PF_W, 0, BASE, BASE, m->end, m->end + 64, 4096};
	m->segments[P_DYNAMIC] = over(m, PT_DYNAMIC, DYNAMIC);
	m->segments[P_NOTE] = over(m, PT_NOTE, NOTE);
	for (size_t i = 0; i < SEGMENTS; i++)
		elf_code_segment(form, true, m->bytes + header + i * segment, &m->segments[i]);
	for (size_t i = 0; i < SECTIONS; i++)
		elf_code_section(form, true, m->bytes + m->end + i * section, &m->sections[i]);
	m->end += SECTIONS * section;
	assert_true(m->end <= SIZE);
}

/* The file that comes out, in memory; NULL when it is refused, or right as it is. */
static unsigned char *patched(const unsigned char *bytes, size_t size, const struct elf_change *change,
			      size_t *len)
{
	struct elf_source source = {.bytes = bytes, .size = size};
	struct elf elf = {0};
	struct elf_plan plan = {0};
	struct error e = {0};
	unsigned char *out = NULL;
	if (elf_read(&elf, &source, "it", &e)) {
		if (elf_plan_make(&plan, &elf, change, &e) && plan.count > 0) {
			int fd = memfd_create("elf", MFD_CLOEXEC);
			struct stat st;
			assert_true(fd >= 0 && elf_write(&elf, &plan, fd) && fstat(fd, &st) == 0);
			*len = (size_t)st.st_size;
			out = malloc(*len);
			assert_int_equal(pread(fd, out, *len, 0), *len);
			close(fd);
		}
		elf_plan_free(&plan);
	}
	elf_free(&elf);
	error_clear(&e);
	return out;
}

/* That the patched file has what was asked for, and what it had before. */
static void check(const unsigned char *bytes, size_t len, const struct elf_change *change,
		  const char *interpreter)
{
	struct elf_source source = {.bytes = bytes, .size = len};
	struct elf elf;
	struct error e = {0};
	struct buffer text = {0};
	assert_true(elf_read(&elf, &source, "new", &e));
	assert_true(elf_interpreter(&elf, &text, &e));
	assert_string_equal(buffer_string(&text), interpreter);
	assert_true(elf_run_path(&elf, &text, &e));
	assert_string_equal(buffer_string(&text), change->run_path);
	assert_true(elf_dynamic_string(&elf, &elf.dynamic[0], &text, &e));
	assert_string_equal(buffer_string(&text), "libc.so.6");
	/* The symbols: one still has its name, the other is still where the interpreter is. */
	size_t size = elf_symbol_size(elf.form);
	struct elf_symbol one, two;
	uint64_t at = elf.sections[DYNSYM].offset;
	elf_code_symbol(elf.form, false, (unsigned char *)bytes + at + size, &one);
	elf_code_symbol(elf.form, false, (unsigned char *)bytes + at + 2 * size, &two);
	assert_string_equal((const char *)bytes + elf.strings + one.name, "tail");
	assert_int_equal(two.value, elf.interpreter_segment->vaddr);
	uint64_t offset;
	assert_true(elf_offset(&elf, elf.dynamic[3].value, 3 * size, &offset));
	assert_int_equal(offset, at);
	size_t again;
	assert_null(patched(bytes, len, change, &again));
	buffer_free(&text);
	elf_free(&elf);
}

static const struct elf_form forms[] = {{false, false}, {false, true}, {true, false}, {true, true}};

static void patches_all_forms(void **state)
{
	(void)state;
	static const char *const interpreters[] = {NULL, "/lib/ld.so", "/l",
						   "/a/much/longer/path/to/ld-linux.so.2"};
	char *far = test_malloc(6000);
	memset(far, 'p', 5999);
	far[5999] = '\0';
	const char *const paths[] = {"", "/run/path:tail", "/short", "/a/run/path/that/is/longer", far};
	for (size_t i = 0; i < 4 * 4 * 5 * 4; i++) {
		const char *interpreter = interpreters[i / 4 % 4];
		struct made m;
		make(&m, forms[i % 4], i / 80 % 2, i / 160 % 2);
		const struct elf_change change = {
		    .interpreter = interpreter, .run_path = paths[i / 16 % 5], .force_rpath = false};
		size_t len;
		unsigned char *out = patched(m.bytes, m.end, &change, &len);
		bool same =
		    (!interpreter || !strcmp(interpreter, "/lib/ld.so")) && !*change.run_path && i / 80 % 2;
		assert_int_equal(out != NULL, !same);
		if (out)
			check(out, len, &change, interpreter ? interpreter : "/lib/ld.so");
		free(out);
	}
	test_free(far);
}

static void tags(void **state)
{
	(void)state;
	struct made m;
	make(&m, forms[2], false, true);
	struct elf_source source = {.bytes = m.bytes, .size = m.end};
	struct elf elf;
	struct error e = {0};
	size_t len;
	/* DT_RPATH becomes DT_RUNPATH, but not when it is to stay. */
	assert_null(patched(
	    m.bytes, m.end,
	    &(struct elf_change){.interpreter = NULL, .run_path = "/run/path:tail", .force_rpath = true},
	    &len));
	unsigned char *out = patched(
	    m.bytes, m.end,
	    &(struct elf_change){.interpreter = NULL, .run_path = "/run/path:tail", .force_rpath = false},
	    &len);
	assert_int_equal(len, m.end);
	source.bytes = out;
	assert_true(elf_read(&elf, &source, "new", &e));
	assert_null(elf_find_dynamic(&elf, DT_RPATH));
	assert_non_null(elf_find_dynamic(&elf, DT_RUNPATH));
	elf_free(&elf);
	free(out);
}

static bool contains(const unsigned char *bytes, size_t len, const char *text)
{
	return memmem(bytes, len, text, strlen(text)) != NULL;
}

static void leaves_no_old_path(void **state)
{
	(void)state;
	struct made m;
	size_t len;
	make(&m, forms[2], false, true);
	/* No other string may lose its tail: the file keeps what it shares. */
	unsigned char *out =
	    patched(m.bytes, m.end,
		    &(struct elf_change){
			.interpreter = "/another/interpreter.so", .run_path = "/x", .force_rpath = false},
		    &len);
	assert_false(contains(out, len, "/lib/ld.so"));
	assert_true(contains(out, len, "tail"));
	free(out);
	/* Nobody shares it. */
	memset(m.bytes + m.sections[DYNSYM].offset, 0, m.sections[DYNSYM].size);
	for (const char *path = "/x"; path; path = strlen(path) < 3 ? "/a/run/path/that/is/longer" : NULL) {
		out = patched(
		    m.bytes, m.end,
		    &(struct elf_change){.interpreter = NULL, .run_path = path, .force_rpath = false}, &len);
		assert_false(contains(out, len, "tail"));
		free(out);
	}
}

/* Payload stays where it is; it is at the end of the file, too, unless the program knows where it is. */
static void payload_stays_where_it_is(void **state)
{
	(void)state;
	const struct elf_change change = {.interpreter = "/longer/than/it/was",
					  .run_path = "/another/run/path/and/longer",
					  .force_rpath = false};
	for (size_t f = 0; f < 8; f++) {
		struct made m;
		make(&m, forms[f / 2], false, true);
		unsigned char with[SIZE + 64];
		bool knows = f % 2;
		if (knows) { /* in the first symbol, which nobody reads */
			size_t low = m.form.big ? 7 : 0, step = m.form.big ? (size_t)-1 : 1;
			unsigned char *at = m.bytes + m.sections[DYNSYM].offset;
			assert_int_equal(m.sections[DYNSYM].offset % 8, 0);
			at[low] = (unsigned char)m.end, at[low + step] = (unsigned char)(m.end >> 8);
		}
		memcpy(with, m.bytes, m.end);
		memcpy(with + m.end, "payload", 8);
		size_t len;
		unsigned char *out = patched(
		    with, m.end + 8,
		    &(struct elf_change){.interpreter = "/l", .run_path = NULL, .force_rpath = false}, &len);
		assert_int_equal(len, m.end + 8);
		free(out);
		out = patched(with, m.end + 8, &change, &len);
		assert_non_null(out);
		check(out, len, &change, change.interpreter);
		assert_memory_equal(out + m.end, "payload", 8);
		assert_int_equal(memcmp(out + len - 8, "payload", 8) == 0, !knows);
		free(out);
	}
}

/* What is found from the end of the file may move up: the segment's memory is in the file then. */
static void what_bun_compiles_moves_its_end(void **state)
{
	(void)state;
	static const char end[] = "payload\n---- Bun! ----\n\1\2\3\4\5\6\7";
	const struct elf_change change = {.interpreter = "/longer/than/it/was",
					  .run_path = "/another/run/path/and/longer",
					  .force_rpath = false};
	for (size_t f = 0; f < 4; f++) {
		struct made m;
		make(&m, forms[f], false, f % 2);
		unsigned char with[SIZE + sizeof(end)];
		memcpy(with, m.bytes, m.end);
		memcpy(with + m.end, end, sizeof(end));
		size_t len, load = (size_t)m.segments[P_LOAD].filesz;
		unsigned char *out = patched(with, m.end + sizeof(end), &change, &len);
		assert_non_null(out);
		check(out, len, &change, change.interpreter);
		assert_memory_equal(out + len - sizeof(end), end, sizeof(end));
		for (size_t i = 0; i < 64; i++)
			assert_int_equal(out[load + i], 0);
		free(out);
	}
}

static void is_refused_or_right_when_cut_or_damaged(void **state)
{
	(void)state;
	const struct elf_change change = {.interpreter = "/a/longer/interpreter",
					  .run_path = "/a/run/path/that/is/longer",
					  .force_rpath = false};
	for (size_t f = 0; f < 4; f++) {
		struct made m;
		size_t len;
		make(&m, forms[f], false, false);
		for (size_t end = 0; end < m.end; end++) {
			unsigned char *cut = malloc(end + (end == 0));
			memcpy(cut, m.bytes, end);
			assert_null(patched(cut, end, &change, &len));
			free(cut);
		}
		for (size_t at = 0; at < m.end * 3; at++) {
			unsigned char *bytes = malloc(m.end);
			memcpy(bytes, m.bytes, m.end);
			bytes[at / 3] = (unsigned char[]){0, 0x7f, 0xff}[at % 3];
			free(patched(bytes, m.end, &change, &len));
			free(bytes);
		}
	}
}

static void refuses_two_segments_in_one_place(void **state)
{
	(void)state;
	for (size_t f = 0; f < 4; f++) {
		struct made m;
		size_t len, size = elf_segment_size(forms[f]);
		make(&m, forms[f], false, false);
		m.segments[P_NOTE].type = PT_LOAD;
		elf_code_segment(forms[f], true, m.bytes + elf_header_size(forms[f]) + P_NOTE * size,
				 &m.segments[P_NOTE]);
		assert_null(patched(
		    m.bytes, m.end,
		    &(struct elf_change){.interpreter = "/l", .run_path = NULL, .force_rpath = false}, &len));
	}
}

static void collect(void *context, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buffer_add_string(context, names[i]);
		buffer_add_byte(context, i + 1 < count ? '|' : ' ');
	}
}

static void dlopen_notes(void **state)
{
	(void)state;
	static const char json[] =
	    "[{\"soname\":[\"liba.so.1\",\"liba.so\"],\"feature\":\"x\"},{\"soname\":[\"libb.so\"]},7]";
	for (size_t f = 0; f < 4; f++) {
		struct elf_form form = forms[f];
		unsigned char note[256] = {0};
		note[form.big ? 3 : 0] = 4, note[form.big ? 7 : 4] = sizeof(json);
		memcpy(note + 8, form.big ? "\x40\x7c\x0c\x0a" : "\x0a\x0c\x7c\x40", 4);
		memcpy(note + 12, "FDO", 4);
		memcpy(note + 16, json, sizeof(json));
		struct elf_section section = {.type = SHT_NOTE, .size = 16 + sizeof(json)};
		struct elf elf = {
		    .form = form, .sections = &section, .source = {.bytes = note, .size = sizeof(note)}};
		elf.header.shnum = 1;
		struct buffer found = {0};
		elf_dlopen_each(&elf, collect, &found);
		assert_string_equal(buffer_string(&found), "liba.so.1|liba.so libb.so ");
		buffer_free(&found);
		note[form.big ? 4 : 7] = 0xff; /* longer than the section */
		elf_dlopen_each(&elf, collect, &found);
		assert_int_equal(found.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(patches_all_forms),
	    cmocka_unit_test(tags),
	    cmocka_unit_test(leaves_no_old_path),
	    cmocka_unit_test(payload_stays_where_it_is),
	    cmocka_unit_test(what_bun_compiles_moves_its_end),
	    cmocka_unit_test(is_refused_or_right_when_cut_or_damaged),
	    cmocka_unit_test(refuses_two_segments_in_one_place),
	    cmocka_unit_test(dlopen_notes),
	};
	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
