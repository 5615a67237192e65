/* Rows of index.db: whatever they hold, what is read of them can be written
 * and read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pnpm/msgpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Memory of its own, so that a step too far is seen. */
	void *row = malloc(size + (size == 0));
	memcpy(row, data, size);
	json_t *value = pnpm_msgpack_read(row, size);
	struct buffer again = {0};
	if (value) {
		pnpm_msgpack_json(&again, value, 0x40);
		json_t *same = pnpm_msgpack_read(again.data, again.len);
		if (!same)
			abort();
		json_decref(same);
	}
	json_decref(value);
	buffer_free(&again);
	free(row);
	return 0;
}
