#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

int utf8_length(const char *text, size_t len)
{
	const uint8_t *s = (const uint8_t *)text;
	if (s[0] < 0x80)
		return 1;
	int need;
	uint8_t low = 0x80, high = 0xbf; /* what the second byte may be */
	if (s[0] >= 0xc2 && s[0] <= 0xdf) {
		need = 2;
	} else if ((s[0] & 0xf0) == 0xe0) {
		need = 3;
		if (s[0] == 0xe0)
			low = 0xa0; /* overlong */
		if (s[0] == 0xed)
			high = 0x9f; /* surrogates */
	} else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		need = 4;
		if (s[0] == 0xf0)
			low = 0x90; /* overlong */
		if (s[0] == 0xf4)
			high = 0x8f; /* beyond U+10FFFF */
	} else {
		return -1;
	}
	for (int i = 1; i < need; i++) {
		if ((size_t)i >= len || s[i] < low || s[i] > high)
			return -i;
		low = 0x80;
		high = 0xbf;
	}
	return need;
}

bool utf8_valid(const char *s, size_t len)
{
	while (len > 0) {
		int n = utf8_length(s, len);
		if (n < 0)
			return false;
		s += n;
		len -= (size_t)n;
	}
	return true;
}

void utf8_decode_lossy(const char *s, size_t len, struct buffer *out)
{
	if (utf8_valid(s, len)) {
		buffer_add(out, s, len);
		return;
	}
	while (len > 0) {
		int n = utf8_length(s, len);
		if (n > 0) {
			buffer_add(out, s, (size_t)n);
		} else {
			buffer_add(out, "\xef\xbf\xbd", 3);
			n = -n;
		}
		s += n;
		len -= (size_t)n;
	}
}

void utf8_skip_mark(const char **s, size_t *len)
{
	if (*len >= 3 && memcmp(*s, "\xef\xbb\xbf", 3) == 0) {
		*s += 3;
		*len -= 3;
	}
}
