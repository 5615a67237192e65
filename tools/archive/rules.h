/* How a manager reads packages. */
#ifndef ARCHIVE_RULES_H
#define ARCHIVE_RULES_H

#include <stdbool.h>

struct contents;
struct error;

struct archive_rules {
	/* Names are taken as they are, with any bytes, as bun 1.4.5 and npm do; else they
	 * are in pnpm's form (names_split). */
	bool raw_names;
	/* Left out: what has no folder around it; hard links, which to pnpm 9 to 11 are
	 * files with their own, empty bodies. */
	bool skip_rootless, skip_hard_links;
	/* As npm 7 to 11 does: each x bit of a file is kept by itself, where others make
	 * all three of one, and .gitignore becomes .npmignore unless one came before. */
	bool single_x_bits, rename_gitignore;
	/* A single block of zeros between entries is passed over, as npm 10 to 12 and bun 1.2 to 1.4 do;
	 * else it is the end, as with pnpm 9 to 11, while pnpm 12 refuses what follows it.  Two blocks
	 * are the end for all but bun 1.2 and 1.3. */
	bool past_zero_block;
	/* Takes from C, the files of an open FOLDER of a project, those that are not part of the
	 * package; NULL: all are. */
	bool (*publish)(int folder, struct contents *c, struct error *e);
	/* The hash of the unpacked tarball is wanted: see struct tarball. */
	bool want_tar_sha512;
	/* Files are written as Nix keeps them in its store: mode 0444 or 0555, and of the time 1.  It then need not change them
	 * one after the other when the build has ended (2.8 to 2.34). */
	bool as_in_nix_store;
	/* Bytes that one tarball may unpack to. */
	unsigned long long max_unpacked;
};

/* The limit when nobody gave another: 8 GiB. */
#define ARCHIVE_MAX_UNPACKED (8ULL << 30)

#endif
