/* MD5 is what pnpm 9 names folders by; nothing is secured with it. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pnpm/id_name.h"

#include <ctype.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/integrity.h"
#include "base/text.h"

/* pnpm's virtualStoreDirMaxLength where it is not Windows. */
#define NAME_MAX_LENGTH 120

/* Not MD5() and SHA256(), which set up all of OpenSSL first: a race where it is built without threads. */

static char *base32_md5(const char *name)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char md5[MD5_DIGEST_LENGTH];
	MD5_CTX ctx;
	MD5_Init(&ctx);
	MD5_Update(&ctx, name, strlen(name));
	MD5_Final(md5, &ctx);
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

static char *half_sha256(const char *name)
{
	unsigned char sha256[SHA256_DIGEST_LENGTH];
	SHA256_CTX ctx;
	SHA256_Init(&ctx);
	SHA256_Update(&ctx, name, strlen(name));
	SHA256_Final(sha256, &ctx);
	char *out = xmalloc(33);
	hex_encode(sha256, 16, out);
	out[32] = '\0';
	return out;
}

const struct pnpm_id_naming pnpm_id_naming_v9 = {"\\/:*?\"<>|", base32_md5};
const struct pnpm_id_naming pnpm_id_naming_v10 = {"\\/:*?\"<>|#", half_sha256};

char *pnpm_id_folder(const struct pnpm_id_naming *naming, const char *id)
{
	char *name = xstrdup(*id == '/' ? id + 1 : id);
	bool capitals = false;
	for (char *p = name; *p; p++) {
		if (strchr(naming->replaced, *p))
			*p = '+';
		capitals = capitals || isupper((unsigned char)*p);
	}
	if (strlen(name) <= NAME_MAX_LENGTH && (!capitals || text_begins(name, "file+")))
		return name;
	char *hash = naming->hash(name);
	size_t keep = NAME_MAX_LENGTH - 1 - strlen(hash);
	char *shortened = xasprintf("%.*s_%s", (int)keep, name, hash);
	free(hash);
	free(name);
	return shortened;
}
