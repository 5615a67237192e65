/* Interpreter lines: whatever a file begins with, the new line is one line that
 * the kernel reads whole, and it is left alone when it is read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patch/shebang.h"

/* Names of an even length are somewhere. */
static const char *find(void *context, const char *name, size_t len)
{
	static char path[2 * PATCH_SHEBANG_HEAD];
	(void)context;
	if (len % 2 || memchr(name, '\r', len))
		return NULL;
	memcpy(path, "/i/", 3);
	memcpy(path + 3, name, len);
	path[3 + len] = '\0';
	return path;
}

static void require(int truth)
{
	if (!truth)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	const struct patch_shebang_rules rules = {.store = "/nix/store", .update = data[0] & 1, .find = find};
	size_t len = size - 1 < PATCH_SHEBANG_HEAD ? size - 1 : PATCH_SHEBANG_HEAD;
	/* Memory of its own, so that a step too far is seen. */
	char *head = malloc(len + (len == 0));
	memcpy(head, data + 1, len);
	struct patch_shebang s, again;
	patch_shebang_read(&s, head, len, &rules);
	require(s.verdict == PATCH_SHEBANG_KEEP || (s.line == head && s.len <= s.end && s.end <= len));
	if (s.verdict == PATCH_SHEBANG_CHANGE) {
		require(s.new_len < PATCH_SHEBANG_KERNEL_BYTES && memcmp(s.new_line, "#!/", 3) == 0);
		require(!memchr(s.new_line, '\n', s.new_len) && !memchr(s.new_line, '\0', s.new_len));
		patch_shebang_read(&again, s.new_line, s.new_len, &rules);
		require(again.verdict == PATCH_SHEBANG_KEEP);
	}
	free(head);
	return 0;
}
