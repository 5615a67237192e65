/* bun.lock as the packuments are made of it, JSON with commas, and packuments. */
#include "fuzz.h"

#include "bun/lock.h"
#include "bun/packument_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bun_lock l = {0};
	struct error e = {0};
	bool ok = bun_lock_read(&l, file_of(data, size), &e);
	require(ok == !e.message);
	for (size_t i = 0; i < l.count; i++)
		require(!ok || (*l.packages[i].name && l.packages[i].version.text));
	bun_lock_free(&l);
	error_clear(&e);
	char *text = own_copy(data, size);
	bun_packument_is(text, size);
	free(text);
	return 0;
}
