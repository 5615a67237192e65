#include "pnpm/index_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/encode.h"

/* As JSON.stringify writes it. */
static void add_json_string(struct buffer *out, const char *s)
{
	static const char named[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	buffer_add_byte(out, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		const char *name = strchr(named, c);
		if (name) {
			buffer_add_byte(out, '\\');
			buffer_add_byte(out, (unsigned char)letters[name - named]);
		} else if (c < 0x20) {
			buffer_printf(out, "\\u%04x", c);
		} else {
			buffer_add_byte(out, c);
		}
	}
	buffer_add_byte(out, '"');
}

static void add_manifest_field(struct buffer *out, const json_t *m, const char *key)
{
	const json_t *value = json_object_get(m, key);
	if (!value)
		return;
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	if (!text)
		die_no_memory();
	buffer_printf(out, "\"%s\":%s,", key, text);
	free(text);
}

static void add_file(struct buffer *out, const struct contents_file *f)
{
	char sri[HASH_MAX_BYTES * 2];
	int len = (int)base64_encode(f->sha512, sizeof(f->sha512), sri);
	add_json_string(out, f->path);
	buffer_printf(out, ":{\"checkedAt\":%d,\"integrity\":\"sha512-%.*s\",\"mode\":%u,\"size\":%llu},",
		      PNPM_CHECKED_AT, len, sri, f->mode, (unsigned long long)f->size);
}

/* The number that NAME is when JavaScript takes it for an array index, else -1. */
static long long array_index(const char *name)
{
	size_t len = strspn(name, "0123456789");
	if (len == 0 || len > 10 || name[len] || (name[0] == '0' && len > 1))
		return -1;
	long long number = strtoll(name, NULL, 10);
	return number < 4294967295LL ? number : -1;
}

static int by_array_index(const void *a, const void *b)
{
	long long x = array_index((*(const struct contents_file *const *)a)->path);
	long long y = array_index((*(const struct contents_file *const *)b)->path);
	return x < y ? -1 : x > y;
}

bool pnpm_index_json_lists(const char *path)
{
	return strcmp(path, "__proto__") != 0;
}

/* pnpm's files are a JavaScript object: names that are array indexes come first, ascending. */
static void add_numbered_files(struct buffer *out, const struct pnpm_entry *p)
{
	size_t count = 0;
	const struct contents_file **numbered = NULL;
	size_t capacity = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (array_index(p->files[i].path) < 0)
			continue;
		array_reserve(numbered, capacity, count + 1);
		numbered[count++] = &p->files[i];
	}
	if (count > 0)
		qsort(numbered, count, sizeof(*numbered), by_array_index);
	for (size_t i = 0; i < count; i++)
		add_file(out, numbered[i]);
	free(numbered);
}

void pnpm_index_json(struct buffer *out, const struct pnpm_entry *p)
{
	buffer_add_byte(out, '{');
	add_manifest_field(out, p->manifest, "name");
	add_manifest_field(out, p->manifest, "version");
	buffer_add_string(out, p->requires_build ? "\"requiresBuild\":true," : "\"requiresBuild\":false,");
	buffer_add_string(out, "\"files\":{");
	size_t start = out->len;
	add_numbered_files(out, p);
	for (size_t i = 0; i < p->count; i++)
		if (array_index(p->files[i].path) < 0 && pnpm_index_json_lists(p->files[i].path))
			add_file(out, &p->files[i]);
	if (out->len > start)
		out->len--; /* the last comma */
	buffer_add_string(out, "}}");
}

static bool write_entry(struct pnpm_store *s, const char *name, const struct pnpm_entry *p, struct error *e)
{
	struct buffer json = {0};
	pnpm_index_json(&json, p);
	bool ok = pnpm_store_write_file(s, name, json.data, json.len, e);
	buffer_free(&json);
	return ok;
}

static bool write_by_id(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e)
{
	static const char *const entries[] = {"integrity.json", "integrity-not-built.json"};
	char *folder = pnpm_dep_path_folder(p->id, PNPM_FOLDER_MAX, s->format->naming);
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof(entries) / sizeof(entries[0]); i++) {
		char *name = xasprintf("%s/%s", folder, entries[i]);
		ok = write_entry(s, name, p, e);
		free(name);
	}
	free(folder);
	return ok;
}

bool pnpm_index_json_add(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e)
{
	if (!p->integrity)
		return write_by_id(s, p, e);
	struct integrity in;
	if (!integrity_parse(p->integrity, &in, p->id, e))
		return false;
	char hex[2 * HASH_MAX_BYTES + 1];
	size_t size = hash_size(in.hashes[0].algorithm);
	hex_encode(in.hashes[0].bytes, size, hex);
	hex[2 * size] = '\0';
	char *name = s->format->entry_name(hex, p->id);
	bool ok = write_entry(s, name, p, e);
	free(name);
	return ok;
}
