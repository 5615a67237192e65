/* Subresource integrity: "sha512-<base64>", as lockfiles hold it. */
#ifndef BASE_INTEGRITY_H
#define BASE_INTEGRITY_H

#include <openssl/sha.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum hash_algorithm { HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_COUNT };

#define HASH_MAX_BYTES 64
#define INTEGRITY_MAX_HASHES 16

struct hash_value {
	enum hash_algorithm algorithm;
	unsigned char bytes[HASH_MAX_BYTES];
};

/* One or several hashes of the same thing, in the order they are written. */
struct integrity {
	struct hash_value hashes[INTEGRITY_MAX_HASHES];
	size_t count;
};

size_t hash_size(enum hash_algorithm algorithm);
const char *hash_name(enum hash_algorithm algorithm); /* "sha512" */

/* Reads TEXT: hashes separated by white space, "?options" after a hash ignored,
 * algorithms not in the list above ignored as browsers and npm's ssri do.
 * False, with E about SUBJECT, when none is left or one is malformed. */
bool integrity_parse(const char *text, struct integrity *in, const char *subject, struct error *e);

/* The key under which pnpm stores a package of the integrity TEXT: TEXT itself if it is one hash,
 * else its hashes, the strongest first, with spaces between them (pnpm 12.21.0; older pnpms refuse
 * several). integrity_parse must accept TEXT.  The caller frees the result. */
char *integrity_key(const char *text);

/* The strongest algorithm that IN names. */
enum hash_algorithm integrity_strongest(const struct integrity *in);

/* The first of IN's hashes that is of ALGORITHM, or NULL. */
const struct hash_value *integrity_first(const struct integrity *in, enum hash_algorithm algorithm);

/* Hashing in pieces. */
struct hasher {
	enum hash_algorithm algorithm;
	union {
		SHA_CTX sha1;
		SHA256_CTX sha256;
		SHA512_CTX sha512; /* SHA-384 too */
	} state;
};

void hasher_init(struct hasher *h, enum hash_algorithm algorithm);
void hasher_update(struct hasher *h, const void *data, size_t len);
void hasher_final(struct hasher *h, struct hash_value *out);

/* True when FOUND, made with the strongest algorithm of IN, is one of IN's
 * hashes; else E says both what was expected and what was found. */
bool integrity_check(const struct integrity *in, const struct hash_value *found, const char *subject,
		     struct error *e);

/* "sha512-…" for VALUE; the caller frees it. */
char *hash_to_sri(const struct hash_value *value);

#endif
