/* What the fuzzers share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(int truth)
{
	if (!truth)
		abort();
}

/* A copy in memory of its own, so that a step too far is seen; with a NUL behind it. */
static inline char *own_copy(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	require(copy != NULL);
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

/* The path of a file in memory that holds the bytes; the same one each time. */
static inline const char *file_of(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[32];
	if (file < 0) {
		file = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	require(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
	return path;
}

#endif
