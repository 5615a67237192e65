/* bun.lock, and the packuments that are made of it: what each says is where, and how many
 * there are of it, is in the file. */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "bun/lock.h"
#include "bun/packument.h"
#include "bun/packument_file.h"

/* A format, as bun reads it: the first bun, and sizes in bytes. */
struct format {
	const char *bun;
	size_t head, version, record;
};

static const struct format formats[] = {
    {"1.2.0", 112, 16 + 32, 232},
    {"1.2.23", 112, 24 + 32, 232},
    {"1.3.0", 120, 24 + 32, 240},
    {"1.4.5", 120, 24 + 32, 248},
};

/* A run of bytes. */
struct span {
	const unsigned char *at;
	size_t len;
};

static uint64_t number(const unsigned char *at, int bytes)
{
	uint64_t n = 0;
	while (bytes-- > 0)
		n = n << 8 | at[bytes];
	return n;
}

/* What the next array holds; *AT is then behind it. */
static struct span next_array(struct span file, size_t *at, size_t alignment)
{
	require(*at + 8 <= file.len);
	uint64_t len = number(file.at + *at, 8);
	*at += 8;
	if (len > 0)
		*at += (alignment - *at % alignment) % alignment;
	require(*at <= file.len && len <= file.len - *at);
	*at += len;
	return (struct span){file.at + *at - len, len};
}

/* The first and the count at PLACE are of ARRAY, whose elements have SIZE bytes. */
static void check_place(const unsigned char *place, struct span array, size_t size)
{
	require((number(place, 4) + number(place + 4, 4)) * size <= array.len);
}

static void check_strings(struct span array, struct span strings)
{
	require(array.len % BUN_HASHED_STRING == 0);
	for (size_t i = 0; i < array.len; i += BUN_HASHED_STRING) {
		const unsigned char *at = array.at + i;
		require(!(at[7] & 0x80) || number(at, 4) + (number(at + 4, 4) & 0x7fffffff) <= strings.len);
	}
}

static void check_packument(struct span file, const struct format *f)
{
	size_t at = (strlen("#!/usr/bin/env bun\nbun-npm-manifest-cache-v0.0.5\n") + 16 + 7) / 8 * 8;
	const unsigned char *head = file.at + at;
	require(bun_packument_is((const char *)file.at, file.len) && at + f->head <= file.len);
	at += f->head;
	struct span strings = next_array(file, &at, 1), versions = next_array(file, &at, 8),
		    names = next_array(file, &at, 8), ranges = next_array(file, &at, 8),
		    records = next_array(file, &at, 8), bins = next_array(file, &at, 8);
	require(next_array(file, &at, 8).len == 0 && at == file.len);
	for (size_t i = 48; i < 80; i += 16) { /* releases and prereleases */
		check_place(head + i, versions, f->version);
		check_place(head + i + 8, records, f->record);
	}
	check_place(head + 80, names, BUN_HASHED_STRING); /* the tags */
	check_place(head + 88, versions, f->version);
	check_strings(names, strings);
	check_strings(ranges, strings);
	check_strings(bins, strings);
	for (size_t i = 0; i < records.len; i += f->record)
		for (size_t group = 68; group < 116; group += 16) { /* dependencies, optional ones, peers */
			check_place(records.at + i + group, names, BUN_HASHED_STRING);
			check_place(records.at + i + group + 8, ranges, BUN_HASHED_STRING);
		}
}

static void check_folder(int dir, const struct format *f)
{
	struct dir_list list = {0};
	struct buffer text = {0};
	struct error e = {0};
	require(dir_list_read(&list, dir, "."));
	for (size_t i = 0; i < list.count; i++) {
		require(fs_read_file(dir, list.entries[i].name, SIZE_MAX / 2, &text, &e));
		check_packument((struct span){(unsigned char *)text.data, text.len}, f);
	}
	dir_list_free(&list);
	buffer_free(&text);
}

static void check_written(const struct bun_lock *l, const struct format *f)
{
	char path[64];
	struct error e = {0};
	snprintf(path, sizeof(path), "/dev/shm/fuzz-bun-lock-%d", (int)getpid());
	require(mkdir(path, 0700) == 0);
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	require(bun_packuments_write(l, bun_packument_format_of(f->bun), dir, &e));
	check_folder(dir, f);
	close(dir);
	require(fs_remove_tree(AT_FDCWD, path));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bun_lock l = {0};
	struct error e = {0};
	bool ok = bun_lock_read(&l, file_of(data, size), &e);
	require(ok == !e.message);
	for (size_t i = 0; i < l.count; i++)
		require(!ok || (*l.packages[i].name && l.packages[i].version.text));
	if (ok)
		check_written(&l, &formats[size % (sizeof(formats) / sizeof(formats[0]))]);
	bun_lock_free(&l);
	error_clear(&e);
	char *text = own_copy(data, size);
	bun_packument_is(text, size);
	free(text);
	return 0;
}
