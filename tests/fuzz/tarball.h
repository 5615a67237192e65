/* Tarballs of a fuzzer's bytes. */
#ifndef FUZZ_TARBALL_H
#define FUZZ_TARBALL_H

#include <libdeflate.h>
#include <stdbool.h>

#include "fuzz.h"

/* Gives every header its checksum, which no fuzzer would hit upon. */
static inline void sign_headers(unsigned char *tar, size_t size)
{
	for (size_t at = 0; at + 512 <= size; at += 512) {
		unsigned char *header = tar + at;
		if (memcmp(header + 257, "ustar", 5) != 0)
			continue;
		unsigned sum = 0;
		memset(header + 148, ' ', 8);
		for (int i = 0; i < 512; i++)
			sum += header[i];
		snprintf((char *)header + 148, 7, "%06o", sum);
	}
}

/* The path of the tarball that the bytes stand for: gzip as it is, or a tar to pack. */
static inline const char *tarball_of(const uint8_t *data, size_t size, bool is_gzip)
{
	static struct libdeflate_compressor *compressor;
	if (is_gzip)
		return file_of(data, size);
	unsigned char *tar = (unsigned char *)own_copy(data, size);
	sign_headers(tar, size);
	if (!compressor)
		compressor = libdeflate_alloc_compressor(1);
	size_t room = libdeflate_gzip_compress_bound(compressor, size);
	unsigned char *tarball = malloc(room);
	const char *path = file_of(tarball, libdeflate_gzip_compress(compressor, tar, size, tarball, room));
	free(tarball);
	free(tar);
	return path;
}

#endif
