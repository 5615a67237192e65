/* Integrity, UTF-8, lines, maps, errors, progress. */
#include "unit.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/integrity.h"
#include "base/levels.h"
#include "base/lines.h"
#include "base/path_list.h"
#include "base/progress.h"
#include "base/siphash.h"
#include "base/string_map.h"
#include "base/sha512_many.h"
#include "base/utf8.h"

#define EMPTY_SHA1 "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="
#define EMPTY_SHA256 "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define EMPTY_SHA512                                                                                         \
	"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="

static bool parses(const char *text, struct integrity *in)
{
	struct error e = {0};
	bool ok = integrity_parse(text, in, "x", &e);
	assert_int_equal(ok, e.message == NULL);
	error_clear(&e);
	return ok;
}

static void test_integrity(void **state)
{
	(void)state;
	struct integrity in;
	assert_true(parses(EMPTY_SHA1, &in));
	assert_int_equal(integrity_strongest(&in), HASH_SHA1);
	assert_true(parses("  " EMPTY_SHA1 "\t" EMPTY_SHA512 "?opt md5-x ", &in));
	assert_int_equal(in.count, 2);
	assert_int_equal(integrity_strongest(&in), HASH_SHA512);
	assert_true(parses("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk", &in)); /* unpadded */
	assert_false(parses("", &in));
	assert_false(parses("sha1", &in));
	assert_false(parses("sha1-", &in));
	assert_false(parses("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwkA", &in));
	assert_false(parses("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwl=", &in)); /* bits behind the end */
	assert_false(parses("sha1-*jmj7l5rSw0yVb/vlWAYkK/YBwk=", &in));
}

static void test_integrity_check(void **state)
{
	(void)state;
	const char *texts[] = {EMPTY_SHA1, EMPTY_SHA256, EMPTY_SHA512};
	for (size_t i = 0; i < 3; i++) {
		struct integrity in;
		struct error e = {0};
		assert_true(parses(texts[i], &in));
		struct hasher h;
		struct hash_value v;
		hasher_init(&h, integrity_strongest(&in));
		hasher_final(&h, &v);
		assert_true(integrity_check(&in, &v, "x", &e));
		char *sri = hash_to_sri(&v);
		assert_string_equal(sri, texts[i]);
		free(sri);
		v.bytes[0] ^= 1;
		assert_false(integrity_check(&in, &v, "x", &e));
		assert_non_null(strstr(e.message, texts[i]));
		error_clear(&e);
	}
}

static void key_is(const char *text, const char *key)
{
	char *got = integrity_key(text);
	assert_string_equal(got, key);
	free(got);
}

static void test_integrity_key(void **state)
{
	(void)state;
	key_is(EMPTY_SHA1, EMPTY_SHA1);
	key_is("sha512-x?opt", "sha512-x?opt");
	key_is("sha1-a sha512-b", "sha512-b sha1-a");
	key_is("sha1-a sha512-b sha1-c", "sha512-b sha1-a sha1-c");
}

static void decodes(const char *in, const char *out)
{
	struct buffer b = {0};
	utf8_decode_lossy(in, strlen(in), &b);
	assert_string_equal(buffer_string(&b), out);
	assert_int_equal(utf8_valid(in, strlen(in)), strcmp(in, out) == 0);
	buffer_free(&b);
}

#define R "\xef\xbf\xbd"

static void test_utf8(void **state)
{
	(void)state;
	decodes("plain", "plain");
	decodes("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	decodes("\xff", R);
	decodes("a\x80z", "a" R "z");
	decodes("\xc0\xaf", R R); /* overlong */
	decodes("\xe2\x82", R);   /* cut off: one for the maximal subpart */
	decodes("\xe2\x82x", R "x");
	decodes("\xed\xa0\x80", R R R);       /* a surrogate */
	decodes("\xf4\x90\x80\x80", R R R R); /* beyond U+10FFFF */
	decodes("\xf0\x9f\x98", R);
}

static void test_fields(void **state)
{
	(void)state;
	char line[] = "a\t\tc", *fields[3];
	assert_int_equal(lines_fields(line, fields, 3), 3);
	assert_string_equal(fields[1], "");
	assert_string_equal(fields[2], "c");
	char more[] = "a\tb\tc\td";
	assert_int_equal(lines_fields(more, fields, 3), 4);
	char one[] = "";
	assert_int_equal(lines_fields(one, fields, 3), 1);
}

static void test_string_map(void **state)
{
	(void)state;
	struct string_map m = {0};
	struct arena a = {0};
	assert_null(string_map_find(&m, "x", 1));
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 10000; i++) {
			char key[16];
			int len = sprintf(key, "key%d", i);
			assert_null(string_map_find(&m, key, (size_t)len));
			string_map_add(&m, arena_strndup(&a, key, (size_t)len), i);
		}
		for (int i = 0; i < 10000; i++) {
			char key[16];
			int len = sprintf(key, "key%d", i);
			assert_int_equal(string_map_find(&m, key, (size_t)len)->value, i);
		}
		assert_null(string_map_find(&m, "key", 3));
		string_map_reset(&m);
		arena_reset(&a);
	}
	string_map_free(&m);
	arena_free(&a);
}

/* From the paper's reference code: the key is 00 to 0f, the message 00 to 0e. */
static void test_siphash(void **state)
{
	(void)state;
	const uint64_t key[] = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
	const unsigned char message[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
	assert_true(siphash(2, 4, key, message, sizeof(message)) == 0xa129ca6149be45e5);
}

/* Equal is what has the same length and bytes, NULs and parts of texts included. */
static void test_string_map_parts(void **state)
{
	(void)state;
	struct string_map m = {0};
	string_map_add_part(&m, "a/b/c", 3, 1);
	string_map_add_part(&m, "a\0b", 3, 2);
	assert_int_equal(string_map_find(&m, "a/b", 3)->value, 1);
	assert_int_equal(string_map_find(&m, "a\0b", 3)->value, 2);
	assert_null(string_map_find(&m, "a/b/c", 5));
	assert_null(string_map_find(&m, "a", 1));
	string_map_free(&m);
}

/* C1 controls, as UTF-8 and as bytes, and what turns the direction of writing. */
static void test_errors_have_no_orders_for_a_terminal(void **state)
{
	(void)state;
	struct error e = {0};
	assert_false(error_set(&e,
			       "a\xc2\x9b"
			       "2J",
			       "\x9b \xe2\x80\xae \xe2\x81\xa6 \xd8\x9c \xe2\x80\x8f \xc3\xa9 \xe2\x82\xac "
			       "\xf0\x9f\x98\x80 \xe2\x80"));
	assert_string_equal(e.subject, "a\\xc2\\x9b2J");
	assert_string_equal(e.message, "\\x9b \\xe2\\x80\\xae \\xe2\\x81\\xa6 \\xd8\\x9c \\xe2\\x80\\x8f "
				       "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \\xe2\\x80");
	error_clear(&e);
}

static void test_errors_are_one_line_and_the_first(void **state)
{
	(void)state;
	struct error e = {0};
	assert_false(error_set(&e, "a\nb", "broken %s\x1b", "x\ty"));
	assert_string_equal(e.subject, "a\\x0ab");
	assert_string_equal(e.message, "broken x\\x09y\\x1b");
	error_set(&e, "later", "consequence");
	assert_string_equal(e.subject, "a\\x0ab");
	assert_string_equal(e.message, "broken x\\x09y\\x1b");
	error_clear(&e);
}

static void test_long_errors_are_cut(void **state)
{
	(void)state;
	struct error e = {0};
	char name[5001];
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	error_set(&e, "x@1", "the file '%s' is wrong", name);
	assert_in_range(strlen(e.message), 1000, 2100);
	assert_string_equal(e.subject, "x@1");
	assert_memory_equal(e.message, "the file 'nnn", 13);
	assert_string_equal(e.message + strlen(e.message) - 13, "nnn' is wrong");
	error_clear(&e);
	/* Not within a character. */
	for (size_t before = 0; before < 4; before++) {
		struct buffer text = {0};
		buffer_add(&text, name, before);
		for (size_t i = 0; i < 1000; i++)
			buffer_add_string(&text, "\xf0\x9f\x98\x80");
		error_set(&e, "x", "%s", buffer_string(&text));
		assert_in_range(strlen(e.message), 1900, 2010);
		assert_true(utf8_valid(e.message, strlen(e.message)));
		error_clear(&e);
		buffer_free(&text);
	}
}

/* Every length around the block's edges, in groups of every size, against OpenSSL. */
static void test_sha512_many(void **state)
{
	(void)state;
	static unsigned char data[40 * 1024];
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 7 + (i >> 8));
	for (size_t count = 0; count <= 30; count++) {
		for (size_t base = 0; base <= 300; base += 37) {
			struct sha512_message messages[30];
			unsigned char digests[30][64], want[64];
			size_t lens[30];
			for (size_t i = 0; i < count; i++) {
				lens[i] = i % 5 == 4 ? 30000 + base : base + i;
				messages[i] = (struct sha512_message){data + i, lens[i], digests[i]};
			}
			sha512_many(messages, count);
			for (size_t i = 0; i < count; i++) {
				SHA512(data + i, lens[i], want);
				assert_memory_equal(digests[i], want, 64);
			}
		}
	}
}

/* What two steps of three print to ERR, the second WAIT_MS after the start; it is read from READ. */
static void shows(int err, int from, unsigned wait_ms, const char *want)
{
	pid_t child = fork();
	if (child == 0) {
		dup2(err, STDERR_FILENO);
		program_name = "unit";
		progress_start("packages", 3);
		progress_step();
		usleep(wait_ms * 1000);
		progress_step();
		progress_end();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	char got[200] = "";
	ssize_t len = read(from, got, sizeof(got) - 1); /* O_NONBLOCK: -1 when there is nothing */
	assert_int_equal(len, *want ? (ssize_t)strlen(want) : -1);
	assert_string_equal(got, want);
}

static void test_progress(void **state)
{
	(void)state;
	int ends[2], terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
	int err = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	assert_true(err >= 0);
	shows(err, terminal, 0, "");
	shows(err, terminal, 1050, "\runit: 2 of 3 packages\r\033[K");
	assert_int_equal(setenv("NIX_LOG_FD", "2", 1), 0); /* as in a Nix build */
	shows(err, terminal, 1050, "");
	assert_int_equal(unsetenv("NIX_LOG_FD"), 0);
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	shows(ends[1], ends[0], 1050, "");
	close(err);
	close(terminal);
	close(ends[0]);
	close(ends[1]);
}

static void test_path_lists(void **state)
{
	(void)state;
	static const char *const want[] = {"/a", "", "b c"};
	const char *list = "/a::b c:", *entry;
	size_t len, count = 0;
	for (; path_list_next(&list, &entry, &len); count++) {
		assert_int_equal(len, strlen(want[count]));
		assert_memory_equal(entry, want[count], len);
	}
	assert_int_equal(count, 3);
	struct path_list all = {0}, more = {0};
	path_list_add_all(&all, "/a:/b::/a:/bb");
	path_list_add(&all, "/b", 2);
	assert_string_equal(buffer_string(&all.text), "/a:/b:/bb");
	path_list_set(&more, "/a::/a:/b");
	path_list_add_all(&more, "/b:/c:/a");
	assert_string_equal(buffer_string(&more.text), "/a::/a:/b:/c");
	path_list_free(&all);
	path_list_free(&more);
}

/* Numbers as directories: each below 100 has the two with one more digit, 0 or 1. */
static void add_numbers(void *context, void *job, struct level *below, unsigned worker)
{
	const unsigned *number = job;
	(void)context;
	(void)worker;
	for (unsigned digit = 0; *number < 100 && digit < 2; digit++)
		*(unsigned *)levels_add(below) = *number * 10 + digit;
}

static bool note_number(void *context, void *job)
{
	struct buffer *seen = context;
	char text[16];
	snprintf(text, sizeof(text), "%u ", *(unsigned *)job);
	buffer_add_string(seen, text);
	return seen->len < 40;
}

static void free_number(void *job)
{
	*(unsigned *)job = 0;
}

static void test_levels(void **state)
{
	(void)state;
	struct buffer seen = {0};
	const struct levels levels = {&seen, sizeof(unsigned), add_numbers, note_number, free_number};
	assert_true(levels_run(&levels, &(unsigned){1}));
	assert_string_equal(buffer_string(&seen), "1 10 11 100 101 110 111 ");
	/* Told to stop. */
	assert_false(levels_run(&levels, &(unsigned){1}));
	assert_int_equal(seen.len, 40);
	buffer_free(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_path_lists),
	    cmocka_unit_test(test_levels),
	    cmocka_unit_test(test_integrity),
	    cmocka_unit_test(test_integrity_check),
	    cmocka_unit_test(test_integrity_key),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_string_map),
	    cmocka_unit_test(test_string_map_parts),
	    cmocka_unit_test(test_siphash),
	    cmocka_unit_test(test_errors_have_no_orders_for_a_terminal),
	    cmocka_unit_test(test_sha512_many),
	    cmocka_unit_test(test_errors_are_one_line_and_the_first),
	    cmocka_unit_test(test_long_errors_are_cut),
	    cmocka_unit_test(test_progress),
	};
	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
