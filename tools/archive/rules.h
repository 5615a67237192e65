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
	/* Whether to leave out files that are not in a folder, and hard links, which pnpm 9 to 11
	 * read as files with their own, empty bodies. */
	bool skip_rootless, skip_hard_links;
	/* As npm 7 to 11 does: each x bit of a file stays as it is, while others set all three if
	 * one is set; and .gitignore becomes .npmignore, unless an .npmignore came before it. */
	bool single_x_bits, rename_gitignore;
	/* A single block of zeros between entries is passed over, as npm 10 to 12 and bun 1.2 to 1.4 do;
	 * else it is the end, as with pnpm 9 to 11, while pnpm 12 refuses what follows it.  Two blocks
	 * are the end for all but bun 1.2 and 1.3. */
	bool past_zero_block;
	/* C has the files of an open FOLDER of a project.  Removes those that are not part of the
	 * package.  NULL: all are part of it. */
	bool (*publish)(int folder, struct contents *c, struct error *e);
	/* The hash of the unpacked tarball is wanted: see struct tarball. */
	bool want_tar_sha512;
	/* Files are written with mode 0444 or 0555 and the time 1, as Nix keeps them in its
	 * store.  So Nix does not have to change them one after the other after the build (2.8 to
	 * 2.34). */
	bool as_in_nix_store;
	/* Bytes that one tarball may unpack to. */
	unsigned long long max_unpacked;
};

/* The limit when nobody gave another: 8 GiB. */
#define ARCHIVE_MAX_UNPACKED (8ULL << 30)

#endif
