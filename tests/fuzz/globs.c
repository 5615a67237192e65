/* The patterns of "files" and .npmignore: none takes longer than its effort, whatever it is matched with. */
#include "fuzz.h"

#include "pnpm/glob.h"

/* A pattern and a path, a NUL between them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = own_copy(data, size);
	size_t len = strlen(text);
	const char *path = len < size ? text + len + 1 : text;
	struct arena arena = {0};
	for (const char *const *pattern = pnpm_glob_expand(text, &arena); *pattern; pattern++) {
		for (enum pnpm_glob_as as = PNPM_GLOB_FILE; as <= PNPM_GLOB_PREFIX; as++) {
			struct effort effort = effort_for(size);
			bool matches = pnpm_glob_matches(*pattern, path, as, &effort);
			require(!effort_is_spent(&effort) || size > 4096);
			/* What matches all of a path matches its beginning. */
			require(as != PNPM_GLOB_FILE || !matches ||
				pnpm_glob_matches(*pattern, path, PNPM_GLOB_PREFIX, &effort));
		}
	}
	arena_free(&arena);
	free(text);
	return 0;
}
