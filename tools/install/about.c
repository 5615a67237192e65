#include "install/about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fs.h"
#include "base/integrity.h"
#include "base/lines.h"
#include "base/text.h"

#define FILE_MAX ((size_t)256 << 20)

bool install_about(const char *deps, const char *kind, struct string_list *values, struct error *e)
{
	struct lines lines = {0};
	char *path = xasprintf("%s/about", deps), *before = xasprintf("%s\t", kind);
	bool ok = access(path, F_OK) != 0 || lines_read(&lines, path, e);
	for (size_t i = 0; ok && i < lines.count; i++) {
		const char *value = text_after(lines.lines[i], before);
		if (value)
			string_list_add(values, value);
	}
	lines_free(&lines);
	free(path);
	free(before);
	return ok;
}

char *install_hash(int dir, const char *path)
{
	struct buffer text = {0};
	char *hex = NULL;
	if (fs_read_file(dir, path, FILE_MAX, &text, NULL)) {
		struct hasher h;
		struct hash_value value;
		hasher_init(&h, HASH_SHA256);
		hasher_update(&h, text.data, text.len);
		hasher_final(&h, &value);
		hex = xmalloc(2 * SHA256_DIGEST_LENGTH + 1);
		hex_encode(value.bytes, SHA256_DIGEST_LENGTH, hex);
		hex[2 * SHA256_DIGEST_LENGTH] = '\0';
	}
	buffer_free(&text);
	return hex;
}

bool install_is_of(const char *deps, int dir, const char *name)
{
	struct string_list hashes = {0};
	char *hash = install_hash(dir, name);
	bool other = hash && install_about(deps, "lockfile", &hashes, NULL) && hashes.count > 0 &&
		     strcmp(hashes.items[0], hash) != 0;
	string_list_free(&hashes);
	free(hash);
	return !other;
}
