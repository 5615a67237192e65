/* How a manager reads packages. */
#ifndef ARCHIVE_RULES_H
#define ARCHIVE_RULES_H

#include <stdbool.h>

struct archive_rules {
	/* As bun 1.4.5 does, not as pnpm 9 to 11: names are in another form
	 * (names_split), and what has no folder around it is left out, and so are
	 * hard links, which to pnpm are files with their own, empty bodies. */
	bool as_bun;
	/* As npm 7 to 11 does: each x bit of a file is kept by itself, where others make
	 * all three of one, and .gitignore becomes .npmignore unless one came before. */
	bool as_npm;
	/* The hash of the unpacked tarball is wanted: see struct tarball. */
	bool want_tar_sha512;
	/* Bytes that one tarball may unpack to. */
	unsigned long long max_unpacked;
};

/* The limit when nobody gave another: 8 GiB. */
#define ARCHIVE_MAX_UNPACKED (8ULL << 30)

#endif
