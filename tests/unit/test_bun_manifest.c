/* Reading bun.lock, and the parts of a manifest in bun's cache. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buffer.h"
#include "bun/lock_json.h"
#include "bun/lock.h"
#include "bun/packument.h"
#include "bun/packument_file.h"

static void check_jsonc(const char *text, const char *json)
{
	char *copy = xstrdup(text);
	bun_jsonc_to_json(copy, strlen(copy));
	assert_string_equal(copy, json);
	free(copy);
}

static void test_jsonc(void **state)
{
	(void)state;
	check_jsonc("[1,]", "[1 ]");
	check_jsonc("{\"a\":[1, 2 , ] ,}", "{\"a\":[1, 2   ]  }");
	check_jsonc("[1,2]", "[1,2]");
	check_jsonc("[1, // ,]\n]", "[1       \n]");
	check_jsonc("[1, /* ]\n*/ ]", "[1      \n   ]");
	check_jsonc("[\",]\", \"\\\",}\", \"//\"]", "[\",]\", \"\\\",}\", \"//\"]");
	check_jsonc("[\"\\\\\",]", "[\"\\\\\" ]");
	/* What is no JSON stays none, and nothing is read beyond its end. */
	check_jsonc("/", "/");
	check_jsonc("/*", "  ");
	check_jsonc("/**", "   ");
	check_jsonc("//", "  ");
	check_jsonc("\"\\", "\"\\");
	check_jsonc(",", ",");
	check_jsonc("", "");
}

static void check_string(const char *text, const unsigned char bytes[8])
{
	struct bun_packument_file file = {0};
	unsigned char at[BUN_STRING];
	buffer_add_string(&file.strings, "abc");
	bun_put_string(at, &file, text);
	assert_memory_equal(at, bytes, sizeof(at));
	if (at[7] & 0x80)
		assert_memory_equal(file.strings.data + 3, text, strlen(text));
	bun_packument_free(&file);
}

/* Up to 8 bytes stand for themselves, unless the last would say that they do not. */
static void test_strings(void **state)
{
	(void)state;
	check_string("", (const unsigned char[8]){0});
	check_string("is-odd", (const unsigned char[8]){'i', 's', '-', 'o', 'd', 'd', 0, 0});
	check_string("12345678", (const unsigned char[8]){'1', '2', '3', '4', '5', '6', '7', '8'});
	check_string("123456\xc3\xa9", (const unsigned char[8]){3, 0, 0, 0, 8, 0, 0, 0x80});
	check_string("is-number", (const unsigned char[8]){3, 0, 0, 0, 9, 0, 0, 0x80});
}

/* The registry's hash and length as every manifest of bun 1.2.0 to 1.4.5 has them. */
static void test_header(void **state)
{
	(void)state;
	static const char header[] = "#!/usr/bin/env bun\nbun-npm-manifest-cache-v0.0.6\n"
				     "\xcd\x5f\xff\x1e\x1f\x4d\x1e\x9c\x1a\0\0\0\0\0\0\0"
				     "\0\0\0\0\0\0\0HEAD";
	struct bun_packument_file file = {.digit = '6', .head = "HEAD", .head_size = 4};
	struct buffer out = {0};
	buffer_add_string(&file.strings, "abc");
	buffer_add_string(&file.records, "12345678");
	bun_packument_write(&out, &file, "https://registry.npmjs.org");
	assert_memory_equal(out.data, header, sizeof(header) - 1);
	/* Lengths stand where they are, the arrays of records at multiples of 8. */
	const char *rest = out.data + sizeof(header) - 1;
	assert_memory_equal(rest, "\3\0\0\0\0\0\0\0abc", 11);
	assert_memory_equal(rest + 11 + 3 * 8, "\x08\0\0\0\0\0\0\0", 8);
	assert_memory_equal(out.data + 120, "12345678", 8);
	assert_int_equal(out.len, 120 + 8 + 2 * 8);
	buffer_free(&out);
	bun_packument_free(&file);
}

/* Writes TEXT where bun_lock_read finds it, and reads it. */
static bool read_lock(struct bun_lock *l, const char *text, struct error *e)
{
	char path[] = "/tmp/lock.XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	bool ok = bun_lock_read(l, path, e);
	unlink(path);
	return ok;
}

static void test_order(void **state)
{
	(void)state;
	static const char *const sorted[] = {"1.0.0-0",      "1.0.0-2",       "1.0.0-10",
					     "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-beta",
					     "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0",
					     "1.0.0+1",      "1.0.1-0+a-b",   "1.0.2",
					     "1.0.10",       "1.9.0",         "1.10.0",
					     "2.0.0",        "10.0.0",        "18446744073709551615.0.0"};
	const size_t count = sizeof(sorted) / sizeof(sorted[0]);
	struct buffer text = {0};
	buffer_add_string(&text, "{\"lockfileVersion\":0,\"packages\":{");
	for (size_t i = 0; i < count; i++) { /* 7 and 18 have no common divisor but 1 */
		char *one = xasprintf("\"k%zu\":[\"a@%s\",\"\",{},\"\"],", i, sorted[(7 * i + 3) % count]);
		buffer_add_string(&text, one);
		free(one);
	}
	buffer_add_string(&text, "\"k\":[\"A@1.0.0\",\"\",{},\"\"],}}");
	struct bun_lock l = {0};
	struct error e = {0};
	if (!read_lock(&l, buffer_string(&text), &e))
		fail_msg("%s: %s", e.subject, e.message);
	assert_int_equal(l.count, count + 1);
	assert_string_equal(l.packages[0].name, "A");
	for (size_t i = 0; i < count; i++)
		assert_string_equal(l.packages[i + 1].version.text, sorted[i]);
	assert_int_equal(l.packages[1 + 10].version.pre_len, 1);
	assert_string_equal(l.packages[1 + 10].version.build, "a-b");
	bun_lock_free(&l);
	buffer_free(&text);
}

static void test_formats(void **state)
{
	(void)state;
	static const char *const unknown[] = {"", "1", "1.2", "1.1.45", "1.5.0", "2.0.0", "v1.2.3", "1.2.x"};
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_null(bun_packument_format_of(unknown[i]));
	assert_non_null(bun_packument_format_of("1.2.0"));
	assert_ptr_equal(bun_packument_format_of("1.2.0"), bun_packument_format_of("1.2.22"));
	assert_ptr_equal(bun_packument_format_of("1.3.0"), bun_packument_format_of("1.4.3"));
	assert_ptr_not_equal(bun_packument_format_of("1.2.22"), bun_packument_format_of("1.2.23"));
	assert_ptr_not_equal(bun_packument_format_of("1.4.3"), bun_packument_format_of("1.4.4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jsonc), cmocka_unit_test(test_strings), cmocka_unit_test(test_header),
	    cmocka_unit_test(test_order), cmocka_unit_test(test_formats),
	};
	return cmocka_run_group_tests_name("bun manifests", tests, NULL, NULL);
}
