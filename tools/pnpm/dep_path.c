#define OPENSSL_SUPPRESS_DEPRECATED
#include "pnpm/dep_path.h"

#include <openssl/md5.h>
#include <openssl/sha.h>
#include <string.h>

#include "base/integrity.h"
#include "base/text.h"

size_t pnpm_dep_path_id_length(const char *dep_path)
{
	size_t len = strlen(dep_path);
	/* Whole pairs of parentheses at the end, the outer ones. */
	while (len > 0 && dep_path[len - 1] == ')') {
		size_t open = 0, at = len;
		do {
			at--;
			open += dep_path[at] == ')';
			open -= dep_path[at] == '(';
		} while (at > 0 && open > 0);
		if (open > 0)
			break;
		len = at;
	}
	return len;
}

size_t pnpm_dep_path_name_length(const char *dep_path)
{
	const char *at = *dep_path ? strchr(dep_path + 1, '@') : NULL;
	return at ? (size_t)(at - dep_path) : 0;
}

const char *pnpm_dep_path_of(const char *alias, const char *version, struct arena *arena)
{
	if (text_begins(version, "link:"))
		return NULL;
	const char *at = strchr(version, '@');
	if (at && (size_t)(at - version) <= strcspn(version, ":("))
		return version;
	size_t alias_len = strlen(alias), len = strlen(version);
	char *whole = arena_alloc(arena, alias_len + len + 2);
	memcpy(whole, alias, alias_len);
	whole[alias_len] = '@';
	memcpy(whole + alias_len + 1, version, len + 1);
	return whole;
}

/* pnpm 10 to 12: the first half of a SHA-256. */
static void short_hash(const char *text, size_t len, char *out)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)text, len, hash);
	hex_encode(hash, 16, out);
}

/* pnpm 9: an MD5 in lower-case base32, without padding. */
static void base32_hash(const char *text, size_t len, char *out)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char hash[MD5_DIGEST_LENGTH + 1] = {0};
	MD5((const unsigned char *)text, len, hash);
	for (size_t i = 0; i < 26; i++) {
		size_t bit = 5 * i;
		unsigned two = (unsigned)hash[bit / 8] << 8 | hash[bit / 8 + 1];
		out[i] = digits[two >> (11 - bit % 8) & 31];
	}
}

/* Parentheses are "_", except for the last; other characters that no folder may have "+". */
static size_t escape(const char *dep_path, char *out)
{
	size_t len = strlen(dep_path), put = 0;
	bool peers = strchr(dep_path, '(');
	if (peers && dep_path[len - 1] == ')')
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = dep_path[i];
		if (strchr("\\/:*?\"<>|#", c))
			out[put++] = '+';
		else if (c == ')' && dep_path[i + 1] == '(' && i + 1 < len)
			continue;
		else
			out[put++] = c == '(' || c == ')' ? '_' : c;
	}
	out[put] = '\0';
	return put;
}

const char *pnpm_dep_path_folder(const char *dep_path, size_t max, bool base32, struct arena *arena)
{
	size_t hash_len = base32 ? 26 : 32;
	char *folder = arena_alloc(arena, strlen(dep_path) + hash_len + 2);
	size_t len = escape(dep_path, folder);
	bool capitals = strpbrk(folder, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	if (len <= max && !capitals)
		return folder;
	char hash[32];
	if (base32)
		base32_hash(folder, len, hash);
	else
		short_hash(folder, len, hash);
	size_t keep = max > hash_len + 1 ? max - hash_len - 1 : 0;
	if (keep > len)
		keep = len;
	folder[keep] = '_';
	memcpy(folder + keep + 1, hash, hash_len);
	folder[keep + 1 + hash_len] = '\0';
	return folder;
}
