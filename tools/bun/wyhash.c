#include "bun/wyhash.h"

static const uint64_t primes[] = {
    0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3, 0x1d8e4e27c47d124f,
};

/* LEN bytes, at most 8, least significant first. */
static uint64_t read_le(const unsigned char *p, size_t len)
{
	uint64_t value = 0;
	while (len > 0)
		value = value << 8 | p[--len];
	return value;
}

/* Multiplies to 128 bits and folds the halves. */
static uint64_t fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 uint128;
	uint128 product = (uint128)a * b;
	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static uint64_t mix(uint64_t a, uint64_t b, uint64_t seed, const uint64_t *prime)
{
	return fold(a ^ seed ^ prime[0], b ^ seed ^ prime[1]);
}

/* What an incomplete word of LEN bytes, at most 8, counts as: its 4-, 2- and
 * 1-byte parts one after the other, the first most significant. */
static uint64_t read_tail(const unsigned char *p, size_t len)
{
	uint64_t value = 0;
	if (len == 8)
		return read_le(p, 4) << 32 | read_le(p + 4, 4);
	for (size_t part = 4; part > 0; part /= 2) {
		if (!(len & part))
			continue;
		value = value << 8 * part | read_le(p, part);
		p += part;
	}
	return value;
}

/* One half, at most 16 bytes, of the last block; what is missing of it is the
 * last prime. */
static uint64_t mix_tail(const unsigned char *p, size_t len, uint64_t seed, const uint64_t *prime)
{
	size_t first = len < 8 ? len : 8;
	uint64_t second = len > 8 ? read_tail(p + 8, len - 8) : primes[4];
	return mix(read_tail(p, first), second, seed, prime);
}

uint64_t bun_wyhash(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t seed = 0;
	size_t left = len;
	for (; left >= 32; left -= 32, p += 32)
		seed = mix(read_le(p, 8), read_le(p + 8, 8), seed, primes) ^
		       mix(read_le(p + 16, 8), read_le(p + 24, 8), seed, primes + 2);
	if (left > 16)
		seed = mix_tail(p, 16, seed, primes) ^ mix_tail(p + 16, left - 16, seed, primes + 2);
	else if (left > 0)
		seed = mix_tail(p, left, seed, primes);
	return fold(seed ^ len, primes[4]);
}

/* 16 bytes at P with STATE, and one of the primes. */
static uint64_t mix_pair(const unsigned char *p, uint64_t prime, uint64_t state)
{
	return fold(read_le(p, 8) ^ prime, read_le(p + 8, 8) ^ state);
}

uint64_t bun_wyhash_final(const void *data, size_t len)
{
	const unsigned char *p = data, *end = p + len;
	uint64_t state = fold(primes[0], primes[1]), second = state, third = state;
	if (len >= 48) {
		for (; end - p > 48; p += 48) {
			state = mix_pair(p, primes[1], state);
			second = mix_pair(p + 16, primes[2], second);
			third = mix_pair(p + 32, primes[3], third);
		}
		state ^= second ^ third;
	}
	for (; end - p > 16; p += 16)
		state = mix_pair(p, primes[1], state);
	__extension__ typedef unsigned __int128 uint128;
	uint128 product = (uint128)(read_le(end - 16, 8) ^ primes[1]) * (read_le(end - 8, 8) ^ state);
	return fold((uint64_t)product ^ primes[0] ^ len, (uint64_t)(product >> 64) ^ primes[1]);
}
