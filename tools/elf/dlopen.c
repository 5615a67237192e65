#include "elf/dlopen.h"
#include "base/json.h"

#include <elf.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* More than this is not about libraries. */
#define NOTES_MAX (1 << 16)
#define NOTE_DLOPEN 0x407c0c0a

struct listener {
	void (*found)(void *context, const char *const *names, size_t count);
	void *context;
};

/* TEXT: [{"soname": ["libfido2.so.1"], "feature": …}, …] */
static void read_json(const char *text, size_t len, const struct listener *listener)
{
	while (len > 0 && text[len - 1] == '\0')
		len--;
	json_t *all = json_parse(text, len, 0, JSON_MANIFEST_VALUES, NULL);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *list = json_object_get(json_array_get(all, i), "soname");
		size_t count = json_array_size(list), used = 0;
		const char **names = xmalloc(count * sizeof(*names));
		for (size_t j = 0; j < count; j++) {
			const char *name = json_string_value(json_array_get(list, j));
			if (name && *name)
				names[used++] = name;
		}
		if (used > 0)
			listener->found(listener->context, names, used);
		free(names);
	}
	json_decref(all);
}

/* A note: sizes of name and content, type, then both, each padded to 4 bytes. */
static void read_notes(struct elf_form form, const unsigned char *at, size_t left,
		       const struct listener *listener)
{
	while (left >= 12) {
		uint64_t name = elf_word(form, at), content = elf_word(form, at + 4),
			 type = elf_word(form, at + 8);
		uint64_t skip = 12 + (name + 3) / 4 * 4;
		if (!elf_fits(skip, content, left))
			return;
		if (type == NOTE_DLOPEN && name == 4 && memcmp(at + 12, "FDO", 4) == 0)
			read_json((const char *)at + skip, (size_t)content, listener);
		uint64_t size = skip + (content + 3) / 4 * 4;
		if (size >= left)
			return;
		at += size;
		left -= (size_t)size;
	}
}

void elf_dlopen_each(const struct elf *elf,
		     void (*found)(void *context, const char *const *names, size_t count), void *context)
{
	const struct listener listener = {found, context};
	uint64_t read = 0;
	for (size_t i = 0; i < elf->header.shnum; i++) {
		const struct elf_section *s = &elf->sections[i];
		if (s->type != SHT_NOTE || s->size > NOTES_MAX - read)
			continue;
		read += s->size;
		unsigned char *notes = xmalloc(s->size);
		if (elf_bytes(elf, s->offset, notes, (size_t)s->size))
			read_notes(elf->form, notes, (size_t)s->size, &listener);
		free(notes);
	}
}
