/* The verdict on one file: what to do with it, how important that is, and the words
 * for it.  The drivers, for trees and for packages, obey. */
#ifndef PATCH_JUDGE_H
#define PATCH_JUDGE_H

#include "patch/interpreters.h"
#include "patch/rules.h"
#include "patch/shebang.h"

enum patch_severity {
	PATCH_SILENT,  /* the file needs no patch */
	PATCH_CHANGE,  /* it needs a patch, or has got it */
	PATCH_LEFT,    /* it is not patched; only --verbose says so */
	PATCH_WARNING, /* it is not patched, which is always said */
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
	char *ignored; /* the missing libraries that it may lack: PATCH_LEFT; NULL: none */

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
