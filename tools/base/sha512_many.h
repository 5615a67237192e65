/* SHA-512 of many messages at once.
 *
 * One message cannot be hashed faster than its chain of blocks allows; eight
 * side by side can.  Where the CPU has AVX-512 or AVX2 the kernels of Intel's
 * multi-buffer library (intel-ipsec-mb, Debian 1.3-2) hash 8 or 4 messages in
 * the registers that one takes; measured on a Xeon with AVX-512, messages of
 * 8 KB: OpenSSL 605 MB/s, libgcrypt 559, nettle 460, intel-ipsec-mb 2660.  The
 * library's own job interface refuses messages beyond 64 KB, so its kernels
 * are called directly.  Elsewhere, and for what is left when one message is
 * longer than all the others, OpenSSL does it. */
#ifndef BASE_SHA512_MANY_H
#define BASE_SHA512_MANY_H

#include <stddef.h>

struct sha512_message {
	const void *data;
	size_t len;
	unsigned char *digest; /* 64 bytes, to be filled */
};

/* Fills the digests of all COUNT messages; their order is changed. */
void sha512_many(struct sha512_message *messages, size_t count);

/* Messages that come one by one.  Zero-initialise to start. */
struct sha512_list {
	struct sha512_message *messages;
	size_t count, capacity;
};

void sha512_list_add(struct sha512_list *l, const void *data, size_t len, unsigned char *digest);

/* Fills the digests of what was added since the last time. */
void sha512_list_hash(struct sha512_list *l);
void sha512_list_free(struct sha512_list *l);

#endif
