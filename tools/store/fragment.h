/* What the programs that write fragments share: packages given by options or by a
 * list, read, checked, patched and added on all cores. */
#ifndef STORE_FRAGMENT_H
#define STORE_FRAGMENT_H

#include "base/lines.h"
#include "base/output.h"
#include "patch/rules.h"
#include "store/layout.h"

/* The values of the options that they all have, whatever their names. */
struct store_fragment_options {
	const char *out, *id, *integrity, *key_integrity, *package, *registry, *list, *list_env,
	    *max_unpacked, *threads;
	struct patch_rules patch;
	bool no_packages; /* the program was told to make something else */
};

/* What the program calls them. */
struct store_fragment_words {
	const char *id, *package; /* names of options */
	const char *line;         /* of a list: "ID<TAB>SRI<TAB>TARBALL" */
	size_t fields;            /* at most, in a line; a fourth one is the registry */
	const char *excluded;     /* options that --list excludes */
};

/* The rows of a program's option table that are the same in all; OPTIONS is a static
 * struct store_fragment_options.  OUT: what --out makes. */
/* clang-format off */
#define STORE_FRAGMENT_OUT_OPTION(options, what) \
    {"out", "DIR", "The " what " to make; it must be empty, or not exist yet.  " OUTPUT_HELP, \
     &(options).out, NULL}
#define STORE_FRAGMENT_OPTIONS(options) \
    OPTION_MAX_UNPACKED((options).max_unpacked), \
    OPTION_THREADS((options).threads), \
    PATCH_RULES_OPTIONS((options).patch)
/* clang-format on */

/* What they say of tarballs in --help. */
#define STORE_FRAGMENT_NOTES                                                                                 \
	"The program refuses a tarball that does not have the given integrity, is damaged or\n"              \
	"incomplete, or unpacks to more than the limit.  Names in a tarball must not be absolute, and\n"     \
	"must not contain \"..\", a NUL or a newline.  No name can be both a file and a folder, and all\n"   \
	"files must be in one root folder.  If the program refuses a tarball, it writes nothing.\n"

/* What is wrong with the OPTIONS and the number of OPERANDS, from malloc; NULL: nothing. */
char *store_fragment_fault(const struct store_fragment_options *options,
			   const struct store_fragment_words *words, int operands);

/* A list of packages.  Zero-initialise except for PATH. */
struct store_fragment_list {
	const char *path; /* "-": standard input */
	struct lines lines;
	struct package_source *sources; /* of each line, and pointing into it; NULL: none was begun */
};

/* Reads LIST and begins F with a package for each line.  The caller frees LIST, and ends F where
 * LIST has sources, also after a failure, which is false with E. */
bool store_fragment_read(struct store_fragment *f, const struct store_fragment_words *words,
			 struct store_fragment_list *list, struct error *e);

void store_fragment_list_free(struct store_fragment_list *list);

/* Makes the fragment of LAYOUT that OPTIONS, which have no fault, say. */
bool store_fragment_make(const struct store_layout *layout, struct store_fragment_options *options,
			 const struct store_fragment_words *words, struct error *e);

#endif
