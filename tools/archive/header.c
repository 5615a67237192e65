#include "archive/header.h"

#include <stdbool.h>
#include <string.h>

#define BLOCK ((size_t)512)

/* The decimal number at P, in at most LEN bytes; *USED is how many it took. */
static size_t decimal(const unsigned char *p, size_t len, size_t *used)
{
	size_t value = 0, i = 0;
	for (; i < len && i < 9 && p[i] >= '0' && p[i] <= '9'; i++)
		value = value * 10 + (size_t)(p[i] - '0');
	*used = i;
	return value;
}

/* Looks through the records "LENGTH KEY=VALUE\n" of one header's body; *NAMED when one is a name. */
static const char *body_refusal(const unsigned char *body, size_t len, bool *named)
{
	while (len > 0) {
		size_t used;
		size_t record = decimal(body, len, &used);
		if (record <= used + 1 || record > len || body[used] != ' ')
			return NULL; /* not pax; libarchive has its own word for it */
		const unsigned char *key = body + used + 1;
		size_t key_len = record - used - 1;
		if (key_len > 5 && memcmp(key, "path=", 5) == 0) {
			*named = true;
			if (memchr(key, '\0', key_len))
				return "a NUL in the name";
		}
		if (key_len > 11 && memcmp(key, "GNU.sparse.", 11) == 0)
			return "a sparse file";
		body += record;
		len -= record;
	}
	return NULL;
}

/* libarchive takes any entry for an old GNU sparse file whose first hole or real
 * size is set, whatever its type. */
static bool is_old_sparse(const unsigned char *header)
{
	return memcmp(header + 257, "ustar  ", 8) == 0 && (header[386] != 0 || header[483] != 0);
}

const char *header_refusal(const unsigned char *headers, size_t len)
{
	bool pax_name = false, gnu_name = false;
	while (len >= BLOCK) {
		if (!memchr("xXgLKAV", headers[156], 7))
			return is_old_sparse(headers) ? "a sparse file" : NULL;
		size_t size = 0;
		for (size_t i = 124; i < 136; i++)
			if (headers[i] >= '0' && headers[i] <= '7')
				size = size << 3 | (size_t)(headers[i] - '0');
		size_t blocks = BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
		if (size > len || blocks > len)
			return NULL;
		const char *refusal =
		    headers[156] == 'x' ? body_refusal(headers + BLOCK, size, &pax_name) : NULL;
		if (refusal)
			return refusal;
		gnu_name = gnu_name || headers[156] == 'L';
		/* npm 11 and pnpm 9 to 12 take the one that comes last, libarchive and so bun the pax one. */
		if (pax_name && gnu_name)
			return "both a pax and a GNU long name";
		headers += blocks;
		len -= blocks;
	}
	return NULL;
}
