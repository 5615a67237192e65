/* JSON with comments and commas: what JSON is made of it stays as long, line by line, and
 * is the same when it is made again. */
#include "fuzz.h"

#include <stdbool.h>

#include "base/json.h"
#include "bun/lock_json.h"

static bool is_json(const char *text, size_t len)
{
	json_t *value = json_parse(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, 1 << 16, NULL);
	json_decref(value);
	return value != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + (size == 0)); /* with no NUL behind it */
	require(text != NULL);
	memcpy(text, data, size);
	bool was_json = is_json(text, size);
	bun_jsonc_to_json(text, size);
	for (size_t i = 0; i < size; i++)
		require(text[i] == (char)data[i] || (text[i] == ' ' && (!was_json)));
	for (size_t i = 0; i < size; i++)
		require((text[i] == '\n') == (data[i] == '\n'));
	if (is_json(text, size)) {
		char *again = own_copy((const uint8_t *)text, size);
		bun_jsonc_to_json(again, size);
		require(memcmp(again, text, size) == 0);
		free(again);
	}
	free(text);
	return 0;
}
