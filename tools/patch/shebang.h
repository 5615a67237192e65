/* The "#!" line of a script and what becomes of it: bytes in, bytes out.
 *
 * What nixpkgs' patchShebangs does (pkgs/build-support/setup-hooks/patch-shebangs.sh
 * of 2026), with these differences, seen by running both over 600 lines:
 * - A carriage return at the line's end goes away.
 * - `env -S` goes away where the kernel alone does the same, which hands over
 *   whatever follows the interpreter as one argument.  There may be
 *   NAME=VALUE words before the command; if the command is not found, the line
 *   stays as it is.
 * - What follows an env that is in the store does not matter.
 * - A path after env is looked up by its last part, as one after "#!" is; and
 *   env with nothing after it is an interpreter like others.
 * - Arguments stay as they are written, with their blanks. */
#ifndef PATCH_SHEBANG_H
#define PATCH_SHEBANG_H

#include <stdbool.h>
#include <stddef.h>

/* What the kernel reads of a script to find its interpreter and the line's
 * end (Linux 5.1 and later: BINPRM_BUF_SIZE); a longer line loses its tail. */
#define PATCH_SHEBANG_KERNEL_BYTES 256

/* How much of a file patch_shebang_read wants to see. */
#define PATCH_SHEBANG_HEAD 1024

struct patch_shebang_rules {
	const char *store; /* "/nix/store": an interpreter below it is left alone */
	bool update;       /* unless this is set */
	/* The absolute path of the interpreter NAME (LEN characters), or NULL
	 * when it is nowhere. */
	const char *(*find)(void *context, const char *name, size_t len);
	void *context;
};

enum patch_shebang_verdict {
	PATCH_SHEBANG_KEEP,        /* no script, or its line is right as it is */
	PATCH_SHEBANG_CHANGE,      /* the line becomes new_line */
	PATCH_SHEBANG_MISSING,     /* its interpreter, missing, was not found */
	PATCH_SHEBANG_UNSUPPORTED, /* a form of env that cannot be patched */
	PATCH_SHEBANG_TOO_LONG,    /* the new line would be longer than the kernel reads */
};

struct patch_shebang {
	enum patch_shebang_verdict verdict;
	/* The line, "#!" included, without newline and what blanks or carriage
	 * return stand before it; for messages. */
	const char *line;
	size_t len;
	size_t end; /* of the line in the file: where the newline is, or the file's end */
	const char *missing;
	size_t missing_len;
	char new_line[PATCH_SHEBANG_KERNEL_BYTES]; /* no newline, no NUL */
	size_t new_len;
};

/* Reads a file's first PATCH_SHEBANG_HEAD bytes, or all that it has when they are
 * fewer.  What S points to is in HEAD or constant. */
void patch_shebang_read(struct patch_shebang *s, const char *head, size_t len,
			const struct patch_shebang_rules *rules);

/* What S says, in words; from malloc.  NULL for PATCH_SHEBANG_KEEP. */
char *patch_shebang_text(const struct patch_shebang *s);

#endif
