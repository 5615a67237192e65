/* The verdict on one file: what is to be done with it, how much that matters, and
 * in which words it is said.  The drivers, for trees and for packages, obey. */
#ifndef PATCH_JUDGE_H
#define PATCH_JUDGE_H

#include "patch/interpreters.h"
#include "patch/rules.h"
#include "patch/shebang.h"

enum patch_severity {
	PATCH_SILENT,  /* the file is right as it is, or nothing that is patched */
	PATCH_CHANGE,  /* it is to be patched, or is patched */
	PATCH_LEFT,    /* it is left as it is, and somebody may want to know */
	PATCH_WARNING, /* it is left as it is, and everybody should know */
	PATCH_PROBLEM, /* it is an error */
};

/* What a worker judges with.  Zero-initialise; judge_free ends it. */
struct judge {
	const struct patch_rules *rules;
	struct interpreters interpreters;
};

struct judgement {
	enum patch_severity severity;
	char *text;    /* what there is to say of the file; NULL: nothing */
	char *ignored; /* which libraries it goes without: PATCH_LEFT; NULL: none */

	enum { PATCH_OTHER, PATCH_SCRIPT, PATCH_ELF } kind;
	struct shebang shebang; /* of a script; points into its head */
	/* Of an ELF file. */
	enum elf_fit fit;
	struct elf elf;
	struct elf_wish wish;
	struct elf_plan plan;
};

/* RULES, which have begun, must last as long as J. */
void judge_init(struct judge *j, const struct patch_rules *rules);
void judge_free(struct judge *j);

/* Judges a script by its first SHEBANG_HEAD bytes, or all that it has when they
 * are fewer; judgement_free is due, as with the next one. */
void judge_script(struct judge *j, const char *head, size_t len, struct judgement *out);

/* Judges the ELF file at PLACE whose bytes are SOURCE, which must last until it is
 * written. */
void judge_elf(const struct judge *j, const struct elf_source *source, const struct elf_place *place,
	       struct judgement *out);
void judgement_free(struct judgement *out);

#endif
