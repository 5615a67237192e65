#include "bun/packument_file.h"

#include <string.h>

#include "bun/wyhash.h"

/* In the last of a string's 8 bytes: the others say where it is. */
#define ELSEWHERE 0x80

#define HEADER "#!/usr/bin/env bun\nbun-npm-manifest-cache-v0.0."

void bun_put16(unsigned char *at, uint16_t value)
{
	at[0] = (unsigned char)value;
	at[1] = (unsigned char)(value >> 8);
}

void bun_put32(unsigned char *at, uint32_t value)
{
	bun_put16(at, (uint16_t)value);
	bun_put16(at + 2, (uint16_t)(value >> 16));
}

void bun_put64(unsigned char *at, uint64_t value)
{
	bun_put32(at, (uint32_t)value);
	bun_put32(at + 4, (uint32_t)(value >> 32));
}

void bun_put_string(unsigned char *at, struct bun_packument_file *file, const char *text)
{
	size_t len = strlen(text);
	if (len < BUN_STRING || (len == BUN_STRING && !(text[len - 1] & ELSEWHERE))) {
		memset(at, 0, BUN_STRING);
		memcpy(at, text, len);
		return;
	}
	bun_put32(at, (uint32_t)file->strings.len);
	bun_put32(at + 4, (uint32_t)len | (uint32_t)ELSEWHERE << 24);
	buffer_add(&file->strings, text, len);
}

void bun_put_hashed_string(unsigned char *at, struct bun_packument_file *file, const char *text)
{
	bun_put_string(at, file, text);
	bun_put64(at + BUN_STRING, bun_wyhash(text, strlen(text)));
}

void bun_add_hashed_string(struct buffer *array, struct bun_packument_file *file, const char *text)
{
	bun_put_hashed_string(bun_add_zeros(array, BUN_HASHED_STRING), file, text);
}

unsigned char *bun_add_zeros(struct buffer *array, size_t size)
{
	buffer_reserve(array, size);
	unsigned char *at = (unsigned char *)array->data + array->len;
	memset(at, 0, size);
	array->len += size;
	return at;
}

static void align(struct buffer *out, size_t to)
{
	bun_add_zeros(out, (to - out->len % to) % to);
}

static void write_array(struct buffer *out, const struct buffer *array, size_t alignment)
{
	bun_put64(bun_add_zeros(out, 8), array->len);
	if (array->len == 0)
		return;
	align(out, alignment);
	buffer_add(out, array->data, array->len);
}

void bun_packument_write(struct buffer *out, const struct bun_packument_file *file, const char *registry)
{
	const struct buffer bundled = {0};
	buffer_add_string(out, HEADER);
	buffer_add_byte(out, (unsigned char)file->digit);
	buffer_add_byte(out, '\n');
	bun_put64(bun_add_zeros(out, 8), bun_wyhash(registry, strlen(registry)));
	bun_put64(bun_add_zeros(out, 8), strlen(registry));
	align(out, 8);
	buffer_add(out, file->head, file->head_size);
	write_array(out, &file->strings, 1);
	write_array(out, &file->versions, 8);
	write_array(out, &file->names, 8);
	write_array(out, &file->ranges, 8);
	write_array(out, &file->records, 8);
	write_array(out, &file->bins, 8);
	write_array(out, &bundled, 8);
}

bool bun_packument_is(const char *data, size_t len)
{
	return len > strlen(HEADER) && memcmp(data, HEADER, strlen(HEADER)) == 0;
}

void bun_packument_free(struct bun_packument_file *file)
{
	buffer_free(&file->strings);
	buffer_free(&file->versions);
	buffer_free(&file->names);
	buffer_free(&file->ranges);
	buffer_free(&file->records);
	buffer_free(&file->bins);
}
