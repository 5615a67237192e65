/* Names in tarballs, pax headers, gunzip. */
#include "unit.h"

#include "archive/gunzip.h"
#include "archive/names.h"
#include "archive/header.h"

static void splits(const char *name, bool raw, size_t root, const char *path)
{
	struct error e = {0};
	struct buffer out = {0};
	size_t root_len;
	assert_true(names_split(name, strlen(name), raw, &root_len, &out, "x", &e));
	assert_int_equal(root_len, root);
	assert_string_equal(buffer_string(&out), path);
	buffer_free(&out);
}

static void test_names_as_pnpm_sees_them(void **state)
{
	(void)state;
	splits("package/index.js", false, 7, "index.js");
	splits("root/a/b", false, 4, "a/b");
	splits("package.json", false, 0, "package.json");
	splits("./package/x", false, 1, "package/x");
	splits("package/./x", false, 7, "x");
	splits("package/a/./b", false, 7, "a/b");
	splits("package/foo.", false, 7, "foo.");
	splits("package/..foo", false, 7, "..foo");
	splits("package/d//y", false, 7, "d/y");
	splits("package\\x", false, 7, "x");
	splits("package/a\\b", false, 7, "a\\b");
	splits("package/a.\\b", false, 7, "a./b");
	splits("package/\xff.js", false, 7, "\xef\xbf\xbd.js");
	splits("package/caf\xc3\xa9", false, 7, "caf\xc3\xa9");
	splits("package/cafe\xcc\x81", false, 7, "cafe\xcc\x81"); /* not normalised */
}

static void test_names_as_bun_sees_them(void **state)
{
	(void)state;
	splits("package/index.js", true, 7, "index.js");
	splits("package.json", true, 0, "package.json");
	splits("package/a/./b//c", true, 7, "a/b/c");
	splits("package\\x", true, 0, "package\\x");
	splits("package/a\\b", true, 7, "a\\b");
	splits("package/./a.\\b", true, 7, "a.\\b");
	splits("package/\xff.js", true, 7, "\xff.js");
}

static void refused(const char *name, size_t len, const char *why)
{
	struct error e = {0};
	struct buffer out = {0};
	size_t root_len;
	assert_false(names_split(name, len, false, &root_len, &out, "pkg@1", &e));
	assert_non_null(strstr(e.message, why));
	assert_string_equal(e.subject, "pkg@1");
	assert_null(strchr(e.message, '\n'));
	error_clear(&e);
	buffer_free(&out);
}

static void test_hostile_names(void **state)
{
	(void)state;
	refused("", 0, "empty");
	refused("/etc/passwd", 11, "absolute");
	refused("\\x", 2, "absolute");
	refused("package/../x", 12, "'..'");
	refused("..", 2, "'..'");
	refused("a/..", 4, "'..'");
	refused("a\\..\\b", 6, "'..'");
	refused("a/b\nc", 5, "newline");
	refused("a/b\0c", 5, "NUL");
}

/* A pax header of these records, followed by an empty block. */
static size_t pax_header(unsigned char *out, const char *records, size_t len)
{
	memset(out, 0, 1024 + 512);
	sprintf((char *)out + 124, "%011o", (unsigned)len);
	out[156] = 'x';
	memcpy(out + 512, records, len);
	return 1024;
}

static void test_pax_path_with_nul(void **state)
{
	(void)state;
	unsigned char header[1536];
	assert_non_null(header_refusal(header, pax_header(header, "12 path=a\0b\n", 12)));
	assert_null(header_refusal(header, pax_header(header, "12 path=a/b\n", 12)));
	/* A NUL elsewhere, such as in a binary attribute, is nobody's name. */
	assert_null(header_refusal(header, pax_header(header, "12 attr=a\0b\n11 path=ab\n", 23)));
	assert_non_null(header_refusal(header, pax_header(header, "12 attr=a\0b\n12 path=a\0b\n", 24)));
	assert_non_null(header_refusal(header, pax_header(header, "23 GNU.sparse.name=a/b\n", 23)));
	/* Records that lie about their length. */
	assert_null(header_refusal(header, pax_header(header, "99 path=a\0b\n", 12)));
	assert_null(header_refusal(header, pax_header(header, "2 path=a\0b\n", 11)));
	assert_null(header_refusal(header, pax_header(header, "999999999999 path=a\0b\n", 22)));
	header[124] = '7';
	assert_null(header_refusal(header, 1024));
}

/* The entry's own header has the marks of an old sparse file; blocks of holes may follow it. */
static void test_old_sparse_file(void **state)
{
	(void)state;
	unsigned char header[1536] = {0};
	memcpy(header + 257, "ustar  ", 8);
	header[156] = '0';
	assert_null(header_refusal(header, 512));
	header[386] = '1';
	assert_string_equal(header_refusal(header, 512), "a sparse file");
	assert_string_equal(header_refusal(header, 1536), "a sparse file");
	header[386] = 0;
	header[483] = '1';
	assert_string_equal(header_refusal(header, 512), "a sparse file");
	/* Other bytes have this place in a POSIX header. */
	memcpy(header + 257, "ustar\00000", 8);
	assert_null(header_refusal(header, 512));
}

static size_t gzip(const void *data, size_t len, unsigned char *out, size_t size)
{
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)data;
	z.avail_in = (unsigned)len;
	z.next_out = out;
	z.avail_out = (unsigned)size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return size - z.avail_out;
}

static void test_gunzip_whole(void **state)
{
	(void)state;
	unsigned char gz[256];
	size_t len = gzip("hello", 5, gz, sizeof(gz));
	struct libdeflate_decompressor *d = NULL;
	char out[100];
	size_t got;
	bool exact;
	assert_int_equal(gunzip_claimed_size(gz, len), 5);
	assert_int_equal(gunzip_claimed_size(gz, 3), 0);
	assert_true(gunzip_whole(&d, gz, len, out, sizeof(out), &got, &exact));
	assert_int_equal(got, 5);
	assert_memory_equal(out, "hello", 5);
	assert_true(exact);
	gz[len] = 'x'; /* garbage behind */
	assert_true(gunzip_whole(&d, gz, len + 1, out, sizeof(out), &got, &exact));
	assert_false(exact);
	assert_false(gunzip_whole(&d, gz, len, out, 4, &got, &exact)); /* over the limit */
	memcpy(gz + len, gz, len); /* a second member is the stream's business */
	assert_false(gunzip_whole(&d, gz, 2 * len, out, sizeof(out), &got, &exact));
	for (size_t i = 0; i < len; i++)
		assert_false(gunzip_whole(&d, gz, i, out, sizeof(out), &got, &exact));
	gunzip_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names_as_pnpm_sees_them), cmocka_unit_test(test_names_as_bun_sees_them),
	    cmocka_unit_test(test_hostile_names),           cmocka_unit_test(test_pax_path_with_nul),
	    cmocka_unit_test(test_old_sparse_file),         cmocka_unit_test(test_gunzip_whole),
	};
	return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
