#include "tree/bin_names.h"

#include <string.h>

const char *tree_bin_name(const char *name)
{
	const char *last = name;
	for (const char *p = name; *p; p++)
		if (strchr("/\\:", *p))
			last = p + 1;
	return strcmp(last, ".") == 0 || strcmp(last, "..") == 0 ? "" : last;
}
