/* OpenSSL deprecates its one-algorithm interface in favour of EVP, which
 * allocates and looks providers up at run time; these stay for good reason. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/integrity.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/encode.h"

static const struct {
	const char *name;
	size_t size;
} algorithms[HASH_COUNT] = {
    [HASH_SHA1] = {"sha1", 20},
    [HASH_SHA256] = {"sha256", 32},
    [HASH_SHA384] = {"sha384", 48},
    [HASH_SHA512] = {"sha512", 64},
};

size_t hash_size(enum hash_algorithm algorithm)
{
	return algorithms[algorithm].size;
}

const char *hash_name(enum hash_algorithm algorithm)
{
	return algorithms[algorithm].name;
}

/* The algorithm of the hash expression of LEN characters at TEXT, or HASH_COUNT. */
static enum hash_algorithm algorithm_of(const char *text, size_t len)
{
	enum hash_algorithm a = 0;
	for (; a < HASH_COUNT; a++) {
		size_t n = strlen(algorithms[a].name);
		if (len > n && memcmp(text, algorithms[a].name, n) == 0 && text[n] == '-')
			break;
	}
	return a;
}

bool integrity_parse(const char *text, struct integrity *in, const char *subject, struct error *e)
{
	static const char space[] = " \t\r\n";
	in->count = 0;
	for (const char *p = text + strspn(text, space); *p; p += strspn(p, space)) {
		size_t len = strcspn(p, space);
		const char *token = p;
		p += len;
		enum hash_algorithm a = algorithm_of(token, len);
		if (a == HASH_COUNT)
			continue;
		const char *option = memchr(token, '?', len);
		if (option)
			len = (size_t)(option - token);
		size_t prefix = strlen(algorithms[a].name) + 1;
		if (in->count == INTEGRITY_MAX_HASHES)
			return error_set(e, subject, "more than %d hashes in one integrity",
					 INTEGRITY_MAX_HASHES);
		struct hash_value *h = &in->hashes[in->count++];
		h->algorithm = a;
		if (!base64_decode(token + prefix, len - prefix, h->bytes, hash_size(a)))
			return error_set(e, subject, "malformed integrity '%.*s'", (int)len, token);
	}
	if (in->count == 0)
		return error_set(e, subject, "no sha512, sha384, sha256 or sha1 in integrity '%s'", text);
	return true;
}

enum hash_algorithm integrity_strongest(const struct integrity *in)
{
	enum hash_algorithm best = HASH_SHA1;
	for (size_t i = 0; i < in->count; i++)
		if (in->hashes[i].algorithm > best)
			best = in->hashes[i].algorithm;
	return best;
}

const struct hash_value *integrity_first(const struct integrity *in, enum hash_algorithm algorithm)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->hashes[i].algorithm == algorithm)
			return &in->hashes[i];
	return NULL;
}

char *integrity_key(const char *text)
{
	static const char space[] = " \t\r\n";
	const char *first = text + strspn(text, space);
	size_t len = strcspn(first, space);
	if (first[len + strspn(first + len, space)] == '\0')
		return xstrdup(text);
	struct buffer key = {0};
	for (int a = HASH_COUNT - 1; a >= 0; a--) {
		for (const char *p = first; *p; p += len, p += strspn(p, space)) {
			len = strcspn(p, space);
			if (algorithm_of(p, len) != (enum hash_algorithm)a)
				continue;
			if (key.len > 0)
				buffer_add_byte(&key, ' ');
			buffer_add(&key, p, len);
		}
	}
	return buffer_string(&key);
}

void hasher_init(struct hasher *h, enum hash_algorithm algorithm)
{
	h->algorithm = algorithm;
	switch (algorithm) {
	case HASH_SHA1:
		SHA1_Init(&h->state.sha1);
		break;
	case HASH_SHA256:
		SHA256_Init(&h->state.sha256);
		break;
	case HASH_SHA384:
		SHA384_Init(&h->state.sha512);
		break;
	default:
		SHA512_Init(&h->state.sha512);
	}
}

void hasher_update(struct hasher *h, const void *data, size_t len)
{
	switch (h->algorithm) {
	case HASH_SHA1:
		SHA1_Update(&h->state.sha1, data, len);
		break;
	case HASH_SHA256:
		SHA256_Update(&h->state.sha256, data, len);
		break;
	default:
		SHA512_Update(&h->state.sha512, data, len);
	}
}

void hasher_final(struct hasher *h, struct hash_value *out)
{
	out->algorithm = h->algorithm;
	switch (h->algorithm) {
	case HASH_SHA1:
		SHA1_Final(out->bytes, &h->state.sha1);
		break;
	case HASH_SHA256:
		SHA256_Final(out->bytes, &h->state.sha256);
		break;
	case HASH_SHA384:
		SHA384_Final(out->bytes, &h->state.sha512);
		break;
	default:
		SHA512_Final(out->bytes, &h->state.sha512);
	}
}

char *hash_to_sri(const struct hash_value *value)
{
	char text[HASH_MAX_BYTES / 3 * 4 + 8];
	size_t len = base64_encode(value->bytes, hash_size(value->algorithm), text);
	return xasprintf("%s-%.*s", algorithms[value->algorithm].name, (int)len, text);
}

bool integrity_check(const struct integrity *in, const struct hash_value *found, const char *subject,
		     struct error *e)
{
	size_t size = hash_size(found->algorithm);
	const struct hash_value *expected = integrity_first(in, found->algorithm);
	for (size_t i = 0; i < in->count; i++)
		if (in->hashes[i].algorithm == found->algorithm &&
		    memcmp(in->hashes[i].bytes, found->bytes, size) == 0)
			return true;
	char *want = expected ? hash_to_sri(expected) : xstrdup("none");
	char *have = hash_to_sri(found);
	error_set(e, subject, "integrity mismatch: expected %s, the tarball has %s", want, have);
	free(want);
	free(have);
	return false;
}
