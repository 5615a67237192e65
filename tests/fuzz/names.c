/* Names in tarballs, pax headers, and the names of packages: whatever they are, what
 * becomes a path stays where it belongs. */
#include "fuzz.h"

#include "archive/names.h"
#include "archive/header.h"
#include "bun/entry_name.h"
#include "pnpm/dep_path.h"

static void check_tar_name(const char *text, size_t len, bool raw)
{
	struct buffer path = {0};
	struct error e = {0};
	size_t root;
	if (names_split(text, len, raw, &root, &path, "x", &e)) {
		const char *p = buffer_string(&path);
		require(root <= len && *p != '/' && strlen(p) == path.len);
		require(strcmp(p, "..") != 0 && strncmp(p, "../", 3) != 0 && !strstr(p, "/../"));
	}
	error_clear(&e);
	buffer_free(&path);
}

static void check_id(const char *id)
{
	for (enum pnpm_naming naming = PNPM_NAMING_9; naming <= PNPM_NAMING_11_28_5; naming++) {
		char *folder = pnpm_dep_path_folder(id, PNPM_FOLDER_MAX, naming);
		require(strlen(folder) <= PNPM_FOLDER_MAX && !strchr(folder, '/'));
		free(folder);
	}
}

static void check_bun_name(const char *name)
{
	struct bun_name out = {0};
	struct error e = {0};
	if (bun_name_make(&out, name, NULL, NULL, &e)) {
		const char *folder = buffer_string(&out.folder);
		require(*folder && *folder != '/' && strncmp(folder, "../", 3) != 0 &&
			!strstr(folder, "/../") && bun_name_is(folder));
	}
	bun_name_free(&out);
	error_clear(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = own_copy(data, size);
	check_tar_name(text, size, false);
	check_tar_name(text, size, true);
	header_refusal((const unsigned char *)text, size / 512 * 512);
	check_id(text);
	check_bun_name(text);
	free(text);
	return 0;
}
