/* The store of pnpm 9 and before: a JSON entry beside the contents, named by
 * the hash of the tarball (pnpm 9.15.9, getIndexFilePathInCafs). */
#include "pnpm/fragment.h"
#include "pnpm/index_json.h"
#include "pnpm/verify.h"

static char *entry_name(const char *hex, const char *id)
{
	(void)id;
	return xasprintf("files/%.2s/%s-index.json", hex, hex + 2);
}

const struct store_layout pnpm_v3 = {
    .name = "v3",
    .usage = "v3 for pnpm 9",
    .details =
	&(const struct pnpm_format){
	    .naming = PNPM_NAMING_9,
	    .entry_suffix = "-index.json",
	    .entry_name = entry_name,
	    .add_entry = pnpm_index_json_add,
	},
    PNPM_FRAGMENTS,
    PNPM_VERIFY,
};
