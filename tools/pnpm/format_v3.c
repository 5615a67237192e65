/* The store of pnpm 9 and before: a JSON entry beside the contents, named by
 * the hash of the tarball (pnpm 9.15.9, getIndexFilePathInCafs). */
#include <stdlib.h>
#include <string.h>

#include "pnpm/fragment.h"
#include "pnpm/index_json.h"
#include "pnpm/verify.h"

static bool add_entry(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e)
{
	if (!p->integrity)
		return pnpm_index_json_write_by_id(s, p, e);
	struct integrity in;
	if (!integrity_parse(p->integrity, &in, p->id, e))
		return false;
	char hex[2 * HASH_MAX_BYTES + 1];
	size_t size = hash_size(in.hashes[0].algorithm);
	hex_encode(in.hashes[0].bytes, size, hex);
	char *name = xasprintf("files/%.2s/%.*s-index.json", hex, (int)(2 * size - 2), hex + 2);
	bool ok = pnpm_index_json_write(s, name, p, e);
	free(name);
	return ok;
}

const struct store_layout pnpm_v3 = {
    .name = "v3",
    .usage = "v3 for pnpm 9",
    .details =
	&(const struct pnpm_format){
	    .naming = &pnpm_id_naming_v9,
	    .entry_suffix = "-index.json",
	    .add_entry = add_entry,
	},
    PNPM_FRAGMENTS,
    PNPM_VERIFY,
};
