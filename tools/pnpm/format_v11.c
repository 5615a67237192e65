/* The store of pnpm 11 and 12: a row of index.db a package, its data msgpackr
 * records (pnpm 11.28.11; 12.21.0 reads and writes the same). */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/encode.h"
#include "pnpm/fragment.h"
#include "pnpm/index_db.h"
#include "pnpm/msgpack.h"
#include "pnpm/store.h"
#include "pnpm/verify.h"

enum { SLOT_ENTRY = 0x40, SLOT_FILE, SLOT_MANIFEST_FIRST };

static void add_file(struct buffer *out, const struct contents_file *f, bool first)
{
	static const char *const fields[] = {"checkedAt", "digest", "mode", "size"};
	char hex[2 * sizeof(f->sha512)];
	pnpm_msgpack_string(out, f->path, strlen(f->path));
	if (first)
		pnpm_msgpack_record(out, SLOT_FILE, fields, 4);
	else
		buffer_add_byte(out, SLOT_FILE);
	pnpm_msgpack_number(out, PNPM_CHECKED_AT);
	hex_encode(f->sha512, sizeof(f->sha512), hex);
	pnpm_msgpack_string(out, hex, sizeof(hex));
	pnpm_msgpack_number(out, f->mode);
	pnpm_msgpack_number(out, (double)f->size);
}

/* Puts P's row data into OUT: a record with pnpm 11's fields in its order, and
 * after them pnpm 12's tarIntegrity if it is known (TAR_SRI, or NULL).  A package
 * without integrity has requiresPrepare there; without that pnpm 11 would clone it
 * again.  A package without a manifest has the field too, undefined. */
static void encode_entry(struct buffer *out, const struct pnpm_entry *p, const char *tar_sri)
{
	static const char *const fields[] = {"requiresBuild", "manifest", "algo", "files", "tarIntegrity"};
	static const char *const git_fields[] = {"requiresBuild", "manifest", "algo", "files",
						 "requiresPrepare"};
	pnpm_msgpack_record(out, SLOT_ENTRY, p->integrity ? fields : git_fields,
			    tar_sri || !p->integrity ? 5 : 4);
	pnpm_msgpack_bool(out, p->requires_build);
	json_t *manifest = pnpm_manifest_bundled(p->manifest);
	if (manifest)
		pnpm_msgpack_json(out, manifest, SLOT_MANIFEST_FIRST);
	else
		pnpm_msgpack_undefined(out);
	json_decref(manifest);
	pnpm_msgpack_string(out, "sha512", 6);
	pnpm_msgpack_map_header(out, p->count);
	for (size_t i = 0; i < p->count; i++)
		add_file(out, &p->files[i], i == 0);
	if (tar_sri)
		pnpm_msgpack_string(out, tar_sri, strlen(tar_sri));
	else if (!p->integrity)
		pnpm_msgpack_bool(out, p->requires_prepare);
}

static bool add_row(struct pnpm_store *s, const struct pnpm_entry *p, struct pnpm_index_row row,
		    struct error *e)
{
	return pnpm_index_rows_add(&s->rows, &row, p->ordinal, e);
}

/* The row of a package with integrity, and pnpm 12's alias to it. */
static bool add_by_integrity(struct pnpm_store *s, const struct pnpm_entry *p, const struct buffer *data,
			     const char *tar_sri, struct error *e)
{
	char *integrity = integrity_key(p->integrity);
	char *key = xasprintf("%s\t%s", integrity, p->id);
	bool ok = add_row(s, p, (struct pnpm_index_row){PNPM_INDEX_ENTRY, key, data->data, data->len}, e);
	if (ok && tar_sri) {
		char *alias = xasprintf("%s\t%s", tar_sri, p->id);
		ok = add_row(s, p, (struct pnpm_index_row){PNPM_INDEX_ALIAS, alias, key, strlen(key)}, e);
		free(alias);
	}
	free(key);
	free(integrity);
	return ok;
}

/* A package without integrity is looked up by its id and whether its scripts
 * ran (pickStoreIndexKey); what is stored here serves for both. */
static bool add_by_id(struct pnpm_store *s, const struct pnpm_entry *p, const struct buffer *data,
		      struct error *e)
{
	static const char *const states[] = {"built", "not-built"};
	bool ok = true;
	for (int i = 0; ok && i < 2; i++) {
		char *key = xasprintf("%s\t%s", p->id, states[i]);
		ok = add_row(s, p, (struct pnpm_index_row){PNPM_INDEX_ENTRY, key, data->data, data->len}, e);
		free(key);
	}
	return ok;
}

static bool add_entry(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e)
{
	struct buffer data = {0};
	char *tar_sri = p->integrity && p->tar_sha512 ? hash_to_sri(p->tar_sha512) : NULL;
	encode_entry(&data, p, tar_sri);
	bool ok = p->integrity ? add_by_integrity(s, p, &data, tar_sri, e) : add_by_id(s, p, &data, e);
	free(tar_sri);
	buffer_free(&data);
	return ok;
}

const struct store_layout pnpm_v11 = {
    .name = "v11",
    .usage = "v11 for pnpm 11 and 12",
    .notes =
	"The index.db files of v11 stores (pnpm 11 and 12) become one file.  Its bytes do not depend on\n"
	"the order of the fragments.  In a pnpm store, --verify checks that the name of each file is the\n"
	"hash of its contents; that the files of each index entry exist, with their size and mode; and\n"
	"that there are no other files.\n",
    .details =
	&(const struct pnpm_format){
	    .naming = PNPM_NAMING_11_28_5,
	    .database = "index.db",
	    .placeholder_manifest = true,
	    .gypfile_counts = true,
	    .add_entry = add_entry,
	},
    /* pnpm 12 notes the hash of the unpacked tarball. */
    .rules.want_tar_sha512 = true,
    .combined = "v11/index.db",
    .combine = pnpm_index_db_combine,
    PNPM_FRAGMENTS,
    PNPM_VERIFY,
};
