/* OpenSSL deprecates SHA512_* in favour of EVP, which cannot take over a state. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha512_many.h"

#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define BLOCK ((size_t)128)
#define LANES_MAX 8

/* intel-ipsec-mb's SHA512_ARGS: word W of lane L is digest[W][L]. */
struct kernel_state {
	_Alignas(64) uint64_t digest[8][LANES_MAX];
	const uint8_t *data[LANES_MAX];
};

/* Hashes BLOCKS blocks in every lane and moves the data pointers on. */
typedef void kernel(struct kernel_state *state, uint64_t blocks);

/* Assembled for ELF; elsewhere OpenSSL hashes. */
#if defined(__x86_64__) && defined(__linux__)
#define HAS_KERNELS
kernel call_sha512_x8_avx512_from_c, call_sha512_x4_avx2_from_c;
#endif

/* The kernel for this CPU and how many lanes it has; NULL: there is none. */
static kernel *choose_kernel(unsigned *lanes)
{
#ifdef HAS_KERNELS
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
		*lanes = 8;
		return call_sha512_x8_avx512_from_c;
	}
	if (__builtin_cpu_supports("avx2")) {
		*lanes = 4;
		return call_sha512_x4_avx2_from_c;
	}
#endif
	*lanes = 0;
	return NULL;
}

/* A message on its way: first its whole blocks, then the padded end. */
struct lane {
	const struct sha512_message *message; /* NULL: idle */
	size_t left;                          /* blocks to go in the present part */
	bool in_tail;
	uint8_t tail[2 * BLOCK];
};

struct run {
	struct kernel_state state;
	struct lane lanes[LANES_MAX];
	unsigned lane_count, active;
	const struct sha512_message *next, *end;
};

static void start_tail(struct run *r, unsigned i)
{
	struct lane *lane = &r->lanes[i];
	size_t len = lane->message->len, rest = len % BLOCK;
	size_t blocks = rest + 17 <= BLOCK ? 1 : 2;
	memset(lane->tail, 0, blocks * BLOCK);
	if (rest > 0)
		memcpy(lane->tail, (const uint8_t *)lane->message->data + (len - rest), rest);
	lane->tail[rest] = 0x80;
	uint64_t high = (uint64_t)len >> 61, bits = (uint64_t)len << 3;
	for (int k = 0; k < 8; k++) {
		lane->tail[blocks * BLOCK - 1 - (size_t)k] = (uint8_t)(bits >> (8 * k));
		lane->tail[blocks * BLOCK - 9 - (size_t)k] = (uint8_t)(high >> (8 * k));
	}
	lane->in_tail = true;
	lane->left = blocks;
	r->state.data[i] = lane->tail;
}

/* Puts the next message into lane I, or leaves it idle. */
static void start_lane(struct run *r, unsigned i)
{
	static const uint64_t initial[8] = {
	    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
	};
	struct lane *lane = &r->lanes[i];
	lane->message = r->next < r->end ? r->next++ : NULL;
	if (!lane->message)
		return;
	r->active++;
	for (int w = 0; w < 8; w++)
		r->state.digest[w][i] = initial[w];
	lane->in_tail = false;
	lane->left = lane->message->len / BLOCK;
	r->state.data[i] = lane->message->data;
	if (lane->left == 0)
		start_tail(r, i);
}

static void finish_lane(struct run *r, unsigned i)
{
	unsigned char *out = r->lanes[i].message->digest;
	for (int w = 0; w < 8; w++)
		for (int k = 0; k < 8; k++)
			*out++ = (unsigned char)(r->state.digest[w][i] >> (56 - 8 * k));
	r->active--;
	start_lane(r, i);
}

/* The one message that is left goes faster through a kernel made for one. */
static void finish_alone(struct run *r, unsigned i)
{
	const struct lane *lane = &r->lanes[i];
	const struct sha512_message *m = lane->message;
	size_t done = (m->len / BLOCK - lane->left) * BLOCK;
	SHA512_CTX ctx;
	SHA512_Init(&ctx);
	for (int w = 0; w < 8; w++)
		ctx.h[w] = r->state.digest[w][i];
	ctx.Nl = (uint64_t)done << 3;
	ctx.Nh = (uint64_t)done >> 61;
	SHA512_Update(&ctx, (const uint8_t *)m->data + done, m->len - done);
	SHA512_Final(m->digest, &ctx);
	r->active--;
	r->lanes[i].message = NULL;
}

/* One call of the kernel: as many blocks as all active lanes have. */
static void step(struct run *r, kernel *hash_blocks)
{
	size_t blocks = SIZE_MAX;
	unsigned busy = 0;
	for (unsigned i = 0; i < r->lane_count; i++) {
		if (r->lanes[i].message && r->lanes[i].left < blocks)
			blocks = r->lanes[i].left;
		if (r->lanes[i].message)
			busy = i;
	}
	if (r->active == 1 && !r->lanes[busy].in_tail) {
		finish_alone(r, busy);
		return;
	}
	for (unsigned i = 0; i < r->lane_count; i++)
		if (!r->lanes[i].message) /* an idle lane hashes along with a busy one, for nobody */
			r->state.data[i] = r->state.data[busy];
	hash_blocks(&r->state, blocks);
	for (unsigned i = 0; i < r->lane_count; i++) {
		struct lane *lane = &r->lanes[i];
		if (!lane->message || (lane->left -= blocks) > 0)
			continue;
		if (lane->in_tail)
			finish_lane(r, i);
		else
			start_tail(r, i);
	}
}

static int longest_first(const void *a, const void *b)
{
	size_t x = ((const struct sha512_message *)a)->len, y = ((const struct sha512_message *)b)->len;
	return x > y ? -1 : x < y;
}

/* SHA512() would set up all of OpenSSL first, which is a race where it is built without threads. */
static void hash_alone(const struct sha512_message *m)
{
	SHA512_CTX ctx;
	SHA512_Init(&ctx);
	SHA512_Update(&ctx, m->data, m->len);
	SHA512_Final(m->digest, &ctx);
}

void sha512_many(struct sha512_message *messages, size_t count)
{
	unsigned lanes;
	kernel *hash_blocks = choose_kernel(&lanes);
	if (!hash_blocks) {
		for (size_t i = 0; i < count; i++)
			hash_alone(&messages[i]);
		return;
	}
	/* Or else a long message that comes last would have the lanes for itself. */
	if (count > 1)
		qsort(messages, count, sizeof(*messages), longest_first);
	struct run r = {.lane_count = lanes, .next = messages, .end = messages + count};
	for (unsigned i = 0; i < lanes; i++)
		start_lane(&r, i);
	while (r.active > 0)
		step(&r, hash_blocks);
}

void sha512_list_add(struct sha512_list *l, const void *data, size_t len, unsigned char *digest)
{
	array_reserve(l->messages, l->capacity, l->count + 1);
	l->messages[l->count++] = (struct sha512_message){data, len, digest};
}

void sha512_list_hash(struct sha512_list *l)
{
	if (l->count > 0) /* else there may be no array */
		sha512_many(l->messages, l->count);
	l->count = 0;
}

void sha512_list_free(struct sha512_list *l)
{
	free(l->messages);
}
