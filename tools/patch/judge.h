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

/* What a worker judges with.  Zero-initialise; patch_judge_free ends it. */
struct patch_judge {
	const struct patch_rules *rules;
	struct patch_interpreters interpreters;
};

struct patch_judgement {
	enum patch_severity severity;
	char *text;    /* what there is to say of the file; NULL: nothing */
	char *ignored; /* which libraries it does without: PATCH_LEFT; NULL: none */

	enum { PATCH_OTHER, PATCH_SCRIPT, PATCH_ELF } kind;
	struct patch_shebang shebang; /* of a script; points into its head */
	/* Of an ELF file. */
	enum elf_fit fit;
	int failure; /* the errno of a read that failed, or 0 */
	struct elf elf;
	struct patch_wish wish;
	struct elf_plan plan;
};

/* RULES, which have begun, must last as long as J. */
void patch_judge_init(struct patch_judge *j, const struct patch_rules *rules);
void patch_judge_free(struct patch_judge *j);

/* Judges a script by its first PATCH_SHEBANG_HEAD bytes, or all that it has when they
 * are fewer; patch_judgement_free is due, as with the next one. */
void patch_judge_script(struct patch_judge *j, const char *head, size_t len, struct patch_judgement *out);

/* Judges the ELF file at PLACE whose bytes are SOURCE, which must last until it is
 * written. */
void patch_judge_elf(const struct patch_judge *j, const struct elf_source *source,
		     const struct patch_place *place, struct patch_judgement *out);
void patch_judgement_free(struct patch_judgement *out);

#endif
