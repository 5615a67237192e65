/* An npm tarball as a package. */
#ifndef ARCHIVE_TARBALL_H
#define ARCHIVE_TARBALL_H

#include <stddef.h>

#include "archive/contents.h"
#include "archive/rules.h"
#include "base/integrity.h"

struct tarball {
	int fd;      /* the open file; not owned.  Not looked at when PACKED or TAR is there */
	size_t size; /* of the file */
	/* The file as it was checked, in memory, not owned; or NULL. */
	const unsigned char *packed;
	/* The integrity that the file must have each time it is read, because somebody may have
	 * replaced it; not owned.  NULL: any. */
	const struct integrity *expected;
	/* Unpacked, in memory, not owned; or NULL. */
	const unsigned char *tar;
	size_t tar_size;
	/* Nothing followed the one gzip member; only then does pnpm 12.21.0 note
	 * the hash of the unpacked tarball. */
	bool exact;
	/* That hash, where rules.want_tar_sha512 is set; of a tar in memory it is
	 * filled by package_group_hash. */
	struct hash_value sha512;
};

/* Lists the files of T in C.  False with E for anything that does not belong in a package.  Do not
 * use the result of this or of tarball_stream before it has returned true: only then the tarball
 * has the expected integrity. */
bool tarball_list(struct tarball *t, const struct archive_rules *rules, struct contents *c, struct error *e);

/* Gives SINK the bytes of the files that were listed and have no data, in the order of the tar. */
bool tarball_stream(struct tarball *t, const struct archive_rules *rules, struct contents *c,
		    const struct contents_sink *sink, struct error *e);

#endif
