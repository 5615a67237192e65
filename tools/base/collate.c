#include "base/collate.h"

#include <string.h>

/* Where a character comes; capitals only count when all else is the same. */
static int rank(unsigned char c)
{
	static const char order[] = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";
	if (!c)
		return -1;
	const char *at = strchr(order, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	return at ? (int)(at - order) : 256 + c;
}

int collate(const char *a, const char *b)
{
	for (size_t i = 0;; i++) {
		int order = rank((unsigned char)a[i]) - rank((unsigned char)b[i]);
		if (order)
			return order;
		if (!a[i])
			return strcmp(b, a); /* small letters go first */
	}
}
