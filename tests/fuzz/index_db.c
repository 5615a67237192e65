/* index.db: rows and bytes are bounded by its size, whatever its pages say. */
#include "fuzz.h"

#include "pnpm/index_db.h"

static size_t rows, bytes;

static bool count(void *context, const struct pnpm_index_row *row, struct error *e)
{
	(void)context, (void)e;
	rows++;
	bytes += strlen(row->key) + row->len;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = {0};
	rows = bytes = 0;
	pnpm_index_db_each(file_of(data, size), count, NULL, &e);
	require(rows <= size / 4 && bytes <= size);
	error_clear(&e);
	return 0;
}
