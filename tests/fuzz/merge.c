/* Stores and caches that the bytes tell how to make: files, symlinks, folders, FIFOs and
 * rows of index.db. Merging is closed: three merged are the first two merged, and that with
 * the third. Whatever a store is, --verify ends. */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "managers/layouts.h"
#include "merge/merge.h"
#include "merge/verify.h"
#include "pnpm/index_db.h"

#define FRAGMENTS 3

static char base[64];
static char *fragments[FRAGMENTS];
static char *outputs[FRAGMENTS]; /* all merged; the first two; those and the third */

/* What is left of the bytes; 0 without end. */
struct bytes {
	const uint8_t *at, *end;
};

static uint8_t next(struct bytes *b)
{
	return b->at < b->end ? *b->at++ : 0;
}

static struct bytes next_part(struct bytes *b)
{
	size_t len = next(b) | (size_t)next(b) << 8;
	if (len > (size_t)(b->end - b->at))
		len = (size_t)(b->end - b->at);
	b->at += len;
	return (struct bytes){b->at - len, b->at};
}

/* A path of up to four names, relative; the caller frees it. */
static char *next_path(struct bytes *b)
{
	static const char *const names[] = {
	    "v11", "index.db", "files",        "v10", "index", "ab", "x@1.0.0@@@1", "@s",
	    "a",   "b-exec",   "package.json", "v3",  "cd",    "00", "e",           "x.json"};
	struct buffer path = {0};
	for (int depth = 1 + next(b) % 4; depth > 0; depth--) {
		buffer_add_string(&path, names[next(b) % 16]);
		if (depth > 1)
			buffer_add_byte(&path, '/');
	}
	return buffer_string(&path);
}

static void add_symlink(int dir, const char *path, struct bytes *b)
{
	uint8_t to = next(b);
	char *rest = next_path(b);
	char *target = to < FRAGMENTS ? xasprintf("%s/%s", fragments[to], rest) : xstrdup("nowhere");
	int failed = symlinkat(target, dir, path); /* where something is there already */
	(void)failed;
	free(target);
	free(rest);
}

static void add_file(int dir, const char *path, uint8_t mode, struct bytes *b)
{
	struct bytes content = next_part(b);
	struct error e = {0};
	fs_create_file(dir, path,
		       mode & 1   ? 0555
		       : mode & 2 ? 0444
				  : 0640,
		       content.at, (size_t)(content.end - content.at), &e);
	error_clear(&e);
}

static void add_row(struct pnpm_index_rows *rows, uint8_t which, struct bytes *b)
{
	static const char *const keys[] = {"sha512-x\ta@1", "sha512-x\ta@2", "https://x/y", "b@1\tbuilt"};
	struct bytes data = next_part(b);
	struct error e = {0};
	const struct pnpm_index_row row = {which & 4 ? PNPM_INDEX_ALIAS : PNPM_INDEX_ENTRY, keys[which % 4],
					   data.at, (size_t)(data.end - data.at)};
	require(pnpm_index_rows_add(rows, &row, 0, &e));
}

/* Does what the next bytes say; rows are put into ROWS. */
static void add_next(struct bytes *b, const int *dirs, struct pnpm_index_rows *rows)
{
	uint8_t what = next(b), of = next(b) % FRAGMENTS;
	char *path = next_path(b);
	if (fs_make_parents(dirs[of], path)) {
		if (what % 8 < 3)
			add_file(dirs[of], path, what >> 3, b);
		else if (what % 8 < 5)
			add_symlink(dirs[of], path, b);
		else if (what % 8 < 7)
			add_row(&rows[of], what >> 3, b);
		else if (what == 255)
			mkfifoat(dirs[of], path, 0600);
		else
			mkdirat(dirs[of], path, 0755);
	}
	free(path);
}

static void write_rows(struct pnpm_index_rows *rows, int dir, const char *fragment)
{
	struct error e = {0};
	char *path = xasprintf("%s/v11/index.db", fragment);
	struct stat st;
	if (rows->count > 0 && fs_make_parents(dir, "v11/index.db") && lstat(path, &st) != 0)
		pnpm_index_rows_write(rows, path, NULL, NULL, &e);
	error_clear(&e);
	free(path);
}

static void make_fragments(struct bytes *b)
{
	struct pnpm_index_rows rows[FRAGMENTS];
	int dirs[FRAGMENTS];
	struct error e = {0};
	for (int i = 0; i < FRAGMENTS; i++) {
		require(mkdir(fragments[i], 0700) == 0);
		dirs[i] = open(fragments[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		require(dirs[i] >= 0 && pnpm_index_rows_open(&rows[i], dirs[i], &e));
	}
	for (int left = 64; left > 0 && b->at < b->end; left--)
		add_next(b, dirs, rows);
	for (int i = 0; i < FRAGMENTS; i++) {
		write_rows(&rows[i], dirs[i], fragments[i]);
		pnpm_index_rows_free(&rows[i]);
		close(dirs[i]);
	}
}

static bool merge(struct merge m, const char *const *paths, size_t count, const char *out)
{
	struct merge_counts counts;
	struct string_list warnings = {0};
	struct error e = {0};
	m.warnings = &warnings;
	m.fragments = paths;
	m.count = count;
	require(mkdir(out, 0700) == 0);
	int dir = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = merge_fragments(&m, dir, out, &counts, &e);
	require(ok == !e.message && (ok || !strchr(e.message, '\n')));
	error_clear(&e);
	string_list_free(&warnings);
	close(dir);
	return ok;
}

static void describe(int at, const char *name, struct buffer *text)
{
	struct stat st;
	struct error e = {0};
	char target[4096];
	require(fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0);
	buffer_add_string(text, name);
	buffer_add(text, &st.st_mode, sizeof(st.st_mode));
	if (S_ISLNK(st.st_mode)) {
		ssize_t len = readlinkat(at, name, target, sizeof(target));
		require(len >= 0);
		buffer_add(text, target, (size_t)len);
	} else if (S_ISREG(st.st_mode)) {
		struct buffer content = {0};
		require(fs_read_file(at, name, SIZE_MAX / 2, &content, &e));
		buffer_add(text, content.data, content.len);
		buffer_free(&content);
	} else {
		int dir = fs_open_dir(at, name);
		struct dir_list list = {0};
		require(dir >= 0 && dir_list_read(&list, dir, "."));
		for (size_t i = 0; i < list.count; i++)
			describe(dir, list.entries[i].name, text);
		buffer_add_string(text, "/");
		dir_list_free(&list);
		close(dir);
	}
}

static bool are_same(const char *a, const char *b)
{
	struct buffer of_a = {0}, of_b = {0};
	int a_dir = open(a, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	    b_dir = open(b, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	describe(a_dir, ".", &of_a);
	describe(b_dir, ".", &of_b);
	close(a_dir);
	close(b_dir);
	bool same = of_a.len == of_b.len && memcmp(of_a.data, of_b.data, of_a.len) == 0;
	buffer_free(&of_a);
	buffer_free(&of_b);
	return same;
}

static void verify_all(const char *dir)
{
	struct string_list faults = {0};
	size_t packages;
	merge_verify(managers_layouts, dir, &faults, &packages);
	string_list_free(&faults);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Warnings of two files that differ are not to be read. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	stderr = fopen("/dev/null", "w");
	snprintf(base, sizeof(base), "/dev/shm/fuzz-merge-%d", (int)getpid());
	for (int i = 0; i < FRAGMENTS; i++) {
		fragments[i] = xasprintf("%s/%c", base, 'a' + i);
		outputs[i] = xasprintf("%s/o%d", base, i);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = {data, data + size};
	uint8_t how = next(&b);
	const struct merge m = {
	    .layouts = managers_layouts, .mode = (enum merge_mode)(how % 4), .strict = how & 4};
	require(mkdir(base, 0700) == 0);
	make_fragments(&b);
	bool all = merge(m, (const char *const *)fragments, 3, outputs[0]);
	bool two = merge(m, (const char *const *)fragments, 2, outputs[1]);
	bool third = two && merge(m, (const char *const[]){outputs[1], fragments[2]}, 2, outputs[2]);
	require(all == third && (!all || are_same(outputs[0], outputs[2])));
	verify_all(fragments[0]);
	verify_all(outputs[0]);
	require(fs_remove_tree(AT_FDCWD, base));
	return 0;
}
