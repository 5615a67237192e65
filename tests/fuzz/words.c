/* What stands in lists and lockfiles as one word: lines of lists, versions and ranges, integrities, dep paths. */
#include "fuzz.h"

#include "base/integrity.h"
#include "base/semver_range.h"
#include "pnpm/dep_path.h"
#include "tree/list.h"

static void check_list(const char *text, size_t size)
{
	struct tree_list list = {0};
	struct buffer copy = {0};
	struct error e = {0};
	buffer_add(&copy, text, size);
	bool ok = tree_list_take(&list, &copy, "list", &e);
	require(ok == !e.message && (ok || !strchr(e.message, '\n')));
	for (size_t i = 0; ok && i < list.lines.count; i++)
		require(*tree_list_find(&list, list.lines.lines[i]) != '\0');
	error_clear(&e);
	tree_list_free(&list);
	buffer_free(&copy);
}

/* An order is one: what is less one way is greater the other, and a version is in "*" unless it is a prerelease. */
static void check_versions(const char *text, const char *other)
{
	struct semver_version a, b;
	semver_is_range(text);
	if (semver_parse(&a, text) && semver_parse(&b, other)) {
		int less = semver_compare_whole(&a, &b), greater = semver_compare_whole(&b, &a);
		require((less < 0) == (greater > 0) && (less == 0) == (greater == 0));
		require(semver_compare_whole(&a, &a) == 0);
	}
	if (semver_parse(&b, other) && semver_is_range(text)) {
		bool allowed = semver_range_allows(text, &b);
		require(!semver_range_is_star(text) || b.pre_len > 0 || allowed);
	}
}

static void check_integrity(const char *text)
{
	struct integrity in;
	struct error e = {0};
	if (integrity_parse(text, &in, "x", &e)) {
		require(in.count > 0 && in.count <= INTEGRITY_MAX_HASHES);
		const struct hash_value *first = integrity_first(&in, integrity_strongest(&in));
		char *key = integrity_key(text), *sri = hash_to_sri(first);
		struct integrity again;
		require(integrity_parse(key, &again, "x", &e) && integrity_parse(sri, &again, "x", &e));
		require(memcmp(again.hashes[0].bytes, first->bytes, hash_size(first->algorithm)) == 0);
		free(key);
		free(sri);
	}
	error_clear(&e);
}

static void check_dep_path(const char *text, const char *other)
{
	struct arena arena = {0};
	require(pnpm_dep_path_id_length(text) <= strlen(text) &&
		pnpm_dep_path_name_length(text) <= strlen(text));
	pnpm_dep_path_of(other, text, &arena);
	arena_free(&arena);
}

/* Two words, a NUL between them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = own_copy(data, size);
	size_t len = strlen(text);
	const char *other = len < size ? text + len + 1 : text;
	check_list(text, size);
	check_versions(text, other);
	check_integrity(text);
	check_dep_path(text, other);
	free(text);
	return 0;
}
