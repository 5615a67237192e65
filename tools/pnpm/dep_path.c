/* MD5 is what pnpm 9 names folders by; nothing is secured with it. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pnpm/dep_path.h"

#include <openssl/md5.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/encode.h"
#include "base/integrity.h"
#include "base/semver.h"
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
	return arena_printf(arena, "%s@%s", alias, version);
}

/* --- folders --- */

#define DIGEST_BYTES 16
#define BASE32_DIGITS 26

/* Not MD5() and SHA256(), which set up all of OpenSSL first: a race where it is built without threads. */

static void add_base32_md5(struct buffer *b, const char *text)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char md5[MD5_DIGEST_LENGTH + 1] = {0};
	MD5_CTX ctx;
	MD5_Init(&ctx);
	MD5_Update(&ctx, text, strlen(text));
	MD5_Final(md5, &ctx);
	for (size_t bit = 0; bit < 5 * BASE32_DIGITS; bit += 5) {
		unsigned two = (unsigned)md5[bit / 8] << 8 | md5[bit / 8 + 1];
		buffer_add_byte(b, (unsigned char)digits[two >> (11 - bit % 8) & 31]);
	}
}

static void add_half_sha256(struct buffer *b, const char *text)
{
	struct hasher h;
	struct hash_value hash;
	char hex[2 * DIGEST_BYTES];
	hasher_init(&h, HASH_SHA256);
	hasher_update(&h, text, strlen(text));
	hasher_final(&h, &hash);
	hex_encode(hash.bytes, DIGEST_BYTES, hex);
	buffer_add(b, hex, sizeof(hex));
}

/* Parentheses are "_", except for the last; other characters that no folder may have "+". */
static void add_escaped(struct buffer *b, const char *dep_path, const char *replaced)
{
	size_t len = strlen(dep_path);
	if (strchr(dep_path, '(') && dep_path[len - 1] == ')')
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = dep_path[i];
		bool first_of_two = c == ')' && i + 1 < len && dep_path[i + 1] == '(';
		if (!first_of_two)
			buffer_add_byte(b, (unsigned char)(strchr(replaced, c)    ? '+'
							   : c == '(' || c == ')' ? '_'
										  : c));
	}
}

/* True when DEP_PATH has an address with characters in it that become "+", or is one. */
static bool is_ambiguous(const char *dep_path)
{
	struct semver_version version;
	char *id = xstrndup(dep_path, strcspn(dep_path, "("));
	const char *at = *id ? strchr(id + 1, '@') : NULL;
	const char *colon = text_begins(id, "file:") ? id + 4 : at ? strchr(at, ':') : NULL;
	const char *address = colon ? colon + 1 + 2 * text_begins(colon + 1, "//") : "";
	/* After the name of a registry is a version. */
	bool ambiguous = strpbrk(address, "+\\:*?\"<>|#") && !semver_parse(&version, colon + 1);
	free(id);
	return ambiguous;
}

static void add_hash(struct buffer *b, const char *text, size_t max, enum pnpm_naming naming)
{
	size_t digits = naming == PNPM_NAMING_9 ? BASE32_DIGITS : 2 * DIGEST_BYTES;
	size_t keep = max > digits + 1 ? max - digits - 1 : 0;
	if (b->len > keep)
		b->len = keep;
	buffer_add_byte(b, '_');
	if (naming == PNPM_NAMING_9)
		add_base32_md5(b, text);
	else
		add_half_sha256(b, text);
}

char *pnpm_dep_path_folder(const char *dep_path, size_t max, enum pnpm_naming naming)
{
	struct buffer b = {0};
	dep_path += *dep_path == '/';
	add_escaped(&b, dep_path, naming == PNPM_NAMING_9 ? "\\/:*?\"<>|" : "\\/:*?\"<>|#");
	char *escaped = xstrdup(buffer_string(&b));
	bool ambiguous = naming >= PNPM_NAMING_11_28_5 && is_ambiguous(dep_path),
	     capitals = strpbrk(escaped, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !text_begins(escaped, "file+"),
	     ends = false;
	for (size_t i = b.len; naming >= PNPM_NAMING_11_28 && i > 0 && strchr(". ", b.data[i - 1]); i--) {
		b.data[i - 1] = '+';
		ends = true;
	}
	if (ambiguous || ends || b.len > max || capitals)
		add_hash(&b, ambiguous ? dep_path : escaped, max, naming);
	free(escaped);
	return buffer_string(&b);
}
