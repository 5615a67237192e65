/* index.db: rows and bytes are bounded by its size, whatever its pages say. */
#include "fuzz.h"

#include "pnpm/index_db.h"

static size_t rows, bytes;

static bool count(void *context, enum pnpm_index_table table, const char *key, const void *data, size_t len,
		  struct error *e)
{
	(void)context, (void)table, (void)data, (void)e;
	rows++;
	bytes += strlen(key) + len;
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
