/* The store of pnpm 11 and 12: a row of index.db a package, its data msgpackr
 * records (pnpm 11.28.11; 12.21.0 reads and writes the same). */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "pnpm/msgpack.h"
#include "pnpm/store.h"

enum { SLOT_ENTRY = 0x40, SLOT_FILE, SLOT_MANIFEST_FIRST };

static void add_file(struct buffer *out, const struct indexed_file *f, bool first)
{
	static const char *const fields[] = {"checkedAt", "digest", "mode", "size"};
	char hex[2 * sizeof(f->sha512)];
	msgpack_string(out, f->path, strlen(f->path));
	if (first)
		msgpack_record(out, SLOT_FILE, fields, 4);
	else
		buffer_add_byte(out, SLOT_FILE);
	msgpack_number(out, STORE_CHECKED_AT);
	hex_encode(f->sha512, sizeof(f->sha512), hex);
	msgpack_string(out, hex, sizeof(hex));
	msgpack_number(out, f->mode);
	msgpack_number(out, (double)f->size);
}

/* Puts P's row data into OUT: a record of requiresBuild, manifest (left out
 * when there is none), algo and files, in pnpm's order. */
static void encode_entry(struct buffer *out, const struct package_entry *p)
{
	json_t *manifest = manifest_bundled(p->manifest);
	if (manifest) {
		static const char *const fields[] = {"requiresBuild", "manifest", "algo", "files"};
		msgpack_record(out, SLOT_ENTRY, fields, 4);
	} else {
		static const char *const fields[] = {"requiresBuild", "algo", "files"};
		msgpack_record(out, SLOT_ENTRY, fields, 3);
	}
	msgpack_bool(out, p->requires_build);
	if (manifest)
		msgpack_json(out, manifest, SLOT_MANIFEST_FIRST);
	json_decref(manifest);
	msgpack_string(out, "sha512", 6);
	msgpack_map_header(out, p->count);
	for (size_t i = 0; i < p->count; i++)
		add_file(out, &p->files[i], i == 0);
}

/* A package without integrity is looked up by its id and whether its scripts
 * ran (pickStoreIndexKey); what is stored here serves for both. */
static bool add_entry(struct store *s, const struct package_entry *p, struct error *e)
{
	static const char *const by_id[] = {"built", "not-built"};
	struct buffer data = {0};
	encode_entry(&data, p);
	bool ok = true;
	for (int i = 0; ok && i < (p->integrity ? 1 : 2); i++) {
		char *key = p->integrity ? xasprintf("%s\t%s", p->integrity, p->id)
					 : xasprintf("%s\t%s", p->id, by_id[i]);
		ok = index_rows_add(&s->rows, key, data.data, data.len, p->ordinal, e);
		free(key);
	}
	buffer_free(&data);
	return ok;
}

static bool open_index(struct store *s, struct error *e)
{
	return index_rows_open(&s->rows, s->dir, e);
}

static bool finish(struct store *s, struct error *e)
{
	char *path = xasprintf("%s/index.db", s->path);
	bool ok = index_rows_write(&s->rows, path, NULL, NULL, e);
	free(path);
	return ok;
}

const struct store_format store_v11 = {
    .name = "v11",
    .placeholder_manifest = true,
    .open = open_index,
    .add_entry = add_entry,
    .finish = finish,
};
