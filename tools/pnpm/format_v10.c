/* The store of pnpm 10: JSON entries under index/, named by the first 32 bytes
 * of the hash of the tarball and by the id (pnpm 10.33.0,
 * getIndexFilePathInCafs). */
#include <string.h>

#include "pnpm/fragment.h"
#include "pnpm/index_json.h"
#include "pnpm/verify.h"

static char *entry_name(const char *hex, const char *id)
{
	char *name = xasprintf("index/%.2s/%.62s-%s.json", hex, hex + 2, id);
	for (char *c = name + strlen("index/ab/"); (c = strpbrk(c, "\\/:*?\"<>|")); c++)
		*c = '+';
	return name;
}

const struct store_layout pnpm_v10 = {
    .name = "v10",
    .usage = "v10 for pnpm 10",
    .details =
	&(const struct pnpm_format){
	    .naming = PNPM_NAMING_10,
	    .entry_folder = "index",
	    .entry_name = entry_name,
	    .add_entry = pnpm_index_json_add,
	},
    PNPM_FRAGMENTS,
    PNPM_VERIFY,
};
