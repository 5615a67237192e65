/* Where the packages of a lockfile can be fetched, and a folder of what was fetched.
 *
 * What such a folder has depends on the lockfile alone.  A tarball is in it under its
 * integrity, "sha512-HEX.tgz".  What has none, an archive of a git commit for example, is there
 * unpacked, as "url-HEX" with the SHA-256 of its URL: hosts pack the same files in more than
 * one way. */
#ifndef TREE_SOURCES_H
#define TREE_SOURCES_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "tree/list.h"
#include "tree/registries.h"

struct tree_request;
struct tree_platform;

struct tree_source {
	const char *key;       /* what a list calls the package */
	const char *integrity; /* of the tarball; NULL: none */
	const char *url;       /* of the tarball or archive; NULL: it is at ORIGIN, which has none */
	const char *origin;
	/* It can be left out on other platforms than these name, as strings or lists of them with "!" before what is
	 * excluded (NULL: any). */
	bool optional;
	const json_t *os, *cpu, *libc;
	const char *patch; /* its patch, a path in the project; NULL: none */
	const char *name;  /* in the folder; set by tree_sources_read */
};

/* Zero-initialise; tree_sources_free ends it. */
struct tree_sources {
	struct tree_registries registries;
	struct arena arena;
	json_t *json; /* what a manager keeps of the lockfile, for strings in it */
	struct tree_source *all;
	size_t count, capacity;
	struct buffer about; /* what hooks need of the lockfile: lines KIND<TAB>VALUE */
};

/* --- for managers --- */

/* Adds a copy of SOURCE, whose strings must last as long as S. */
void tree_add_source(struct tree_sources *s, struct tree_source source);

/* Adds a line to S->about, unless VALUE is more than a line. */
void tree_add_about(struct tree_sources *s, const char *kind, const char *value);

/* The archive of the commit COMMIT of the git repository REPO, with or without "git+" in front, when
 * its host gives archives: github.com, gitlab.com, bitbucket.org, codeberg.org.  In
 * S->arena, or NULL. */
const char *tree_archive_url(struct tree_sources *s, const char *repo, const char *commit);

/* The archive of "REPO#COMMIT", in the same way. */
const char *tree_commit_url(struct tree_sources *s, const char *reference);

/* --- for the program --- */

/* Fills S with what R's lockfile names, and names each.  False with E, about all that cannot be
 * fetched or the first that is wrong. */
bool tree_sources_read(struct tree_sources *s, const struct tree_request *r, struct error *e);

/* Adds to B a line NAME<TAB>URL<TAB>KEY for each name, sorted, and without optional packages of another
 * platform than PLATFORM (NULL: with all). */
void tree_sources_print(struct tree_sources *s, const struct tree_platform *platform, struct buffer *b);

/* Fills LIST with the packages that are in FOLDER.  False with E about the first package that
 * is for R's platform and is not there. */
bool tree_sources_list(const struct tree_sources *s, const char *folder, const struct tree_request *r,
		       struct tree_list *list, struct error *e);

void tree_sources_free(struct tree_sources *s);

#endif
