/* package.json: whatever it says, what is written of it for pnpm 9 to 12 can be read. */
#include "fuzz.h"

#include "base/json.h"
#include "patch/bins.h"
#include "pnpm/index_json.h"
#include "pnpm/manifest.h"
#include "pnpm/msgpack.h"

static void check_row(const json_t *m)
{
	json_t *bundled = pnpm_manifest_bundled(m);
	struct buffer row = {0};
	if (bundled) {
		pnpm_msgpack_json(&row, bundled, 0x42);
		json_t *read = pnpm_msgpack_read(row.data, row.len);
		require(json_is_object(read));
		json_decref(read);
	}
	json_decref(bundled);
	buffer_free(&row);
}

static void check_json(const json_t *m)
{
	struct buffer entry = {0};
	pnpm_index_json(&entry, &(struct pnpm_entry){.id = "x@1", .manifest = m});
	json_t *read = json_parse(entry.data, entry.len, JSON_ALLOW_NUL, JSON_MANIFEST_VALUES + 16, NULL);
	require(json_is_object(read));
	json_decref(read);
	buffer_free(&entry);
}

static void found(void *context, const char *path)
{
	(void)context;
	require(*path != '/' && strncmp(path, "../", 3) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = own_copy(data, size);
	json_t *m;
	struct error e = {0};
	if (pnpm_manifest_parse(&m, text, size, "x", &e)) {
		pnpm_manifest_has_install_script(m);
		pnpm_manifest_requires_prepare(m, false);
		check_row(m);
		check_json(m);
		json_decref(m);
	}
	patch_bins_read(text, size, found, NULL);
	error_clear(&e);
	free(text);
	return 0;
}
