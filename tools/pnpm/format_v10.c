/* The store of pnpm 10: JSON entries under index/, named by the first 32 bytes
 * of the hash of the tarball and by the id (pnpm 10.33.0,
 * getIndexFilePathInCafs). */
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
	if (size > 32)
		size = 32;
	hex_encode(in.hashes[0].bytes, size, hex);
	char *id = xstrdup(p->id);
	for (char *c = id; (c = strpbrk(c, "\\/:*?\"<>|")); c++)
		*c = '+';
	char *name = xasprintf("index/%.2s/%.*s-%s.json", hex, (int)(2 * size - 2), hex + 2, id);
	bool ok = pnpm_index_json_write(s, name, p, e);
	free(name);
	free(id);
	return ok;
}

const struct store_layout pnpm_v10 = {
    .name = "v10",
    .usage = "v10 for pnpm 10",
    .details =
	&(const struct pnpm_format){
	    .naming = &pnpm_id_naming_v10,
	    .entry_folder = "index",
	    .add_entry = add_entry,
	},
    PNPM_FRAGMENTS,
    PNPM_VERIFY,
};
