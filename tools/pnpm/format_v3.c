/* The store of pnpm 9 and before: a JSON entry beside the contents, named by
 * the hash of the tarball (pnpm 9.15.9, getIndexFilePathInCafs). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <stdlib.h>
#include <string.h>

#include "pnpm/index_json.h"

/* pnpm 9's createBase32Hash: MD5 in lower-case base32. */
static char *base32_md5(const char *text)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char md5[MD5_DIGEST_LENGTH];
	MD5((const unsigned char *)text, strlen(text), md5);
	char *out = xmalloc(27), *p = out;
	unsigned bits = 0, have = 0;
	for (size_t i = 0; i < sizeof(md5); i++) {
		bits = bits << 8 | md5[i];
		for (have += 8; have >= 5; have -= 5)
			*p++ = digits[bits >> (have - 5) & 31];
	}
	*p++ = digits[bits << (5 - have) & 31];
	*p = '\0';
	return out;
}

static bool add_entry(struct store *s, const struct package_entry *p, struct error *e)
{
	if (!p->integrity)
		return index_json_write_by_id(s, p, base32_md5, e);
	struct integrity in;
	if (!integrity_parse(p->integrity, &in, p->id, e))
		return false;
	char hex[2 * HASH_MAX_BYTES + 1];
	size_t size = hash_size(in.hashes[0].algorithm);
	hex_encode(in.hashes[0].bytes, size, hex);
	char *name = xasprintf("files/%.2s/%.*s-index.json", hex, (int)(2 * size - 2), hex + 2);
	bool ok = index_json_write(s, name, p, e);
	free(name);
	return ok;
}

const struct store_format store_v3 = {.name = "v3", .add_entry = add_entry};
