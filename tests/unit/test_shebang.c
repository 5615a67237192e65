/* Interpreter lines, every form; what package.json names in "bin" and "directories". */
#include "unit.h"

#include "patch/bins.h"
#include "patch/interpreters.h"
#include "patch/shebang.h"

static bool has_env = true;

/* Interpreters are in /i, those whose name begins with "no" nowhere. */
static const char *find(void *context, const char *name, size_t len)
{
	static char path[2 * PATCH_SHEBANG_HEAD];
	static char env[] = "/i/env";
	(void)context;
	if (len >= 2 && memcmp(name, "no", 2) == 0 && !(len == 4 && memcmp(name, "node", 4) == 0))
		return NULL;
	if (len == 3 && memcmp(name, "env", 3) == 0)
		return has_env ? env : NULL;
	snprintf(path, sizeof(path), "/i/%.*s", (int)len, name);
	return path;
}

static struct patch_shebang_rules rules = {.store = "/nix/store", .find = find};

/* Reads exactly those bytes, in memory of their own so that a step too far is seen. */
static struct patch_shebang shebang_of(const char *head, size_t len)
{
	struct patch_shebang s;
	char *copy = malloc(len + (len == 0));
	memcpy(copy, head, len);
	patch_shebang_read(&s, copy, len, &rules);
	free(copy);
	return s;
}

static void gives(const char *head, enum patch_shebang_verdict verdict)
{
	assert_int_equal(shebang_of(head, strlen(head)).verdict, verdict);
}

static void keeps(const char *head)
{
	gives(head, PATCH_SHEBANG_KEEP);
}

/* The line LINE becomes WANT, whatever ends it; and WANT is left alone, when
 * it is asked for again with the same interpreters. */
static void becomes(const char *line, const char *want)
{
	static const char *const ends[] = {"", "\n", "\r\n", " \t\r\n", "\necho #!/bin/sh\n"};
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char head[PATCH_SHEBANG_HEAD];
		size_t len = (size_t)snprintf(head, sizeof(head), "%s%s", line, ends[i]);
		struct patch_shebang s = shebang_of(head, len);
		assert_int_equal(s.verdict, PATCH_SHEBANG_CHANGE);
		assert_int_equal(s.end, strcspn(head, "\n"));
		s.new_line[s.new_len] = '\0';
		assert_string_equal(s.new_line, want);
		keeps(s.new_line);
	}
}

static void test_plain(void **state)
{
	(void)state;
	becomes("#!/bin/sh", "#!/i/sh");
	becomes("#! /bin/sh", "#!/i/sh");
	becomes("#!\t /usr/local/bin/node", "#!/i/node");
	becomes("#!/bin/sh -e", "#!/i/sh -e");
	becomes("#!/bin/sh  -e  x\t'y  z'", "#!/i/sh -e  x\t'y  z'");
	becomes("#!node", "#!/i/node");
	becomes("#!../bin/node --x", "#!/i/node --x");
	becomes("#!/bin/a\\b&|$", "#!/i/a\\b&|$");
	becomes("#!", "#!/i/sh");
	becomes("#!  ", "#!/i/sh");
	becomes("#!/usr/bin/env", "#!/i/env"); /* on its own it is an interpreter like others */
	becomes("#!env node", "#!/i/env node");
	becomes("#!/nix/storefoo/bin/sh", "#!/i/sh");
}

static void test_env(void **state)
{
	(void)state;
	becomes("#!/usr/bin/env node", "#!/i/node");
	becomes("#!/bin/env  node", "#!/i/node");
	becomes("#!/usr/bin/env node --x", "#!/i/node --x");
	becomes("#!/usr/bin/env node --x  a=b", "#!/i/node --x  a=b");
	becomes("#!/usr/bin/env /bin/bash", "#!/i/bash");
	becomes("#!/usr/bin/env /nix/store/x/bin/bash -e", "#!/nix/store/x/bin/bash -e");
	gives("#!/usr/bin/env -i node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env - node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env A=b node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env --split-string=node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -vS node\r\n", PATCH_SHEBANG_UNSUPPORTED);
}

static void test_env_split(void **state)
{
	(void)state;
	becomes("#!/usr/bin/env -S node", "#!/i/node");
	becomes("#!/usr/bin/env -Snode", "#!/i/node");
	becomes("#!/usr/bin/env -S node --x", "#!/i/node --x");
	becomes("#!/usr/bin/env  -S\tnode \t--x", "#!/i/node --x");
	becomes("#!/usr/bin/env -S node --x --y", "#!/i/env -S /i/node --x --y");
	becomes("#!/usr/bin/env -S node --x  'y z'", "#!/i/env -S /i/node --x  'y z'");
	becomes("#!/usr/bin/env -S node --x='y'", "#!/i/env -S /i/node --x='y'");
	becomes("#!/usr/bin/env -S node ${X}", "#!/i/env -S /i/node ${X}");
	becomes("#!/usr/bin/env -S node x\\_y", "#!/i/env -S /i/node x\\_y");
	becomes("#!/usr/bin/env -S node #", "#!/i/env -S /i/node #");
	becomes("#!/usr/bin/env -S A=b node", "#!/i/env -S A=b /i/node");
	becomes("#!/usr/bin/env -SA=b  C='d'  node x", "#!/i/env -S A=b  C='d' /i/node x");
	becomes("#!/usr/bin/env -S A='b c' \"D=e f\"  node x", "#!/i/env -S A='b c' \"D=e f\" /i/node x");
	becomes("#!/usr/bin/env -S A='\"b' C=\"' d\" E='f\\' g' node",
		"#!/i/env -S A='\"b' C=\"' d\" E='f\\' g' /i/node");
	becomes("#!/usr/bin/env -S /nix/store/x/bin/node", "#!/nix/store/x/bin/node");
	becomes("#!/usr/bin/env -S /nix/store/x/bin/node a b", "#!/i/env -S /nix/store/x/bin/node a b");
	gives("#!/usr/bin/env -S\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S A=b\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S -i node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S --unset=A node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S A=b -i node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S 'node' x\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S ${NODE} x\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S A='b c node\n", PATCH_SHEBANG_UNSUPPORTED);
	gives("#!/usr/bin/env -S A=b\\\n", PATCH_SHEBANG_UNSUPPORTED);
}

static void is_missing(const char *head, const char *name)
{
	struct patch_shebang s;
	patch_shebang_read(&s, head, strlen(head), &rules);
	assert_int_equal(s.verdict, PATCH_SHEBANG_MISSING);
	assert_int_equal(s.missing_len, strlen(name));
	assert_memory_equal(s.missing, name, s.missing_len);
}

static void test_missing(void **state)
{
	(void)state;
	is_missing("#!/usr/bin/nothing -x\n", "nothing");
	is_missing("#!/usr/bin/env nothing\n", "nothing");
	is_missing("#!/usr/bin/env -S nothing -x -y\n", "nothing");
	is_missing("#!/usr/bin/env /opt/nothing\r\n", "nothing");
	is_missing("#!/bin/\n", "");
	has_env = false;
	is_missing("#!/usr/bin/env -S node -x -y\n", "env");
	becomes("#!/usr/bin/env -S node -x", "#!/i/node -x");
	has_env = true;
}

static void test_kept(void **state)
{
	(void)state;
	keeps("");
	keeps("#");
	keeps("x");
	keeps(" #!/bin/sh\n");
	keeps("\xef\xbb\xbf#!/bin/sh\n");
	keeps("\x7f"
	      "ELF");
	keeps("#!/nix/store/x/bin/sh\n");
	keeps("#! /nix/store/x/bin/env node\n");
	keeps("#!/nix/store/x/bin/env -i node\n");
	keeps("#!/nix/store/x/bin/sh\r\n");
	keeps("#! /i/sh  -e \n"); /* nothing to look up anew, so no byte changes */
	const char nul[] = "#!/bin/sh\0x\n";
	assert_int_equal(shebang_of(nul, sizeof(nul) - 1).verdict, PATCH_SHEBANG_KEEP);
	const char later[] = "#!/bin/sh\n\0x";
	assert_int_equal(shebang_of(later, sizeof(later) - 1).verdict, PATCH_SHEBANG_CHANGE);
}

static void test_update(void **state)
{
	(void)state;
	rules.update = true;
	becomes("#!/nix/store/x/bin/sh -e", "#!/i/sh -e");
	becomes("#!/nix/store/x/bin/env node", "#!/i/node");
	becomes("#!/nix/store/x/bin/env -S /nix/store/x/bin/node a b", "#!/i/env -S /i/node a b");
	keeps("#!/i/sh\n");
	gives("#!/nix/store/x/bin/env -i node\n", PATCH_SHEBANG_UNSUPPORTED);
	rules.update = false;
}

static void test_too_long(void **state)
{
	(void)state;
	char head[PATCH_SHEBANG_HEAD + 1];
	for (int len = 1; len < PATCH_SHEBANG_HEAD; len++) {
		int size = snprintf(head, sizeof(head), "#!/i/b/sh %0*d\n", len, 0);
		if (size > PATCH_SHEBANG_HEAD)
			break;
		/* The new line is two bytes shorter; with its newline it may be as long as the limit. */
		bool fits = size - 2 <= PATCH_SHEBANG_KERNEL_BYTES;
		gives(head, fits ? PATCH_SHEBANG_CHANGE : PATCH_SHEBANG_TOO_LONG);
	}
	/* A line whose end is not to be seen. */
	memset(head, 'x', PATCH_SHEBANG_HEAD);
	memcpy(head, "#!/bin/sh ", 10);
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).verdict, PATCH_SHEBANG_TOO_LONG);
	memset(head + 9, ' ', PATCH_SHEBANG_HEAD - 9);
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).verdict, PATCH_SHEBANG_CHANGE);
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).end, 9);
	head[PATCH_SHEBANG_HEAD - 1] = '\n';
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).verdict, PATCH_SHEBANG_CHANGE);
	memcpy(head, "#!/nix/store/x", 14);
	memset(head + 14, 'x', PATCH_SHEBANG_HEAD - 14);
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).verdict, PATCH_SHEBANG_KEEP);
	memcpy(head, "#!/usr/bin/noo", 14);
	assert_int_equal(shebang_of(head, PATCH_SHEBANG_HEAD).verdict, PATCH_SHEBANG_MISSING);
}

/* Every string of these pieces: no read beyond the end, and what changed is
 * not changed again. */
static void test_all_short_lines(void **state)
{
	(void)state;
	static const char *const pieces[] = {"/bin/env", " ",  "-S", "node", "a=b",
					     "\r",       "\t", "/",  "\"",   "\n"};
	enum { PIECES = sizeof(pieces) / sizeof(pieces[0]), MOST = 5 };
	for (size_t n = 0; n < 100000; n++) {
		char head[64] = "#!";
		size_t left = n;
		for (int i = 0; i < MOST; i++, left /= PIECES)
			strcat(head, pieces[left % PIECES]);
		struct patch_shebang s = shebang_of(head, strlen(head));
		if (s.verdict != PATCH_SHEBANG_CHANGE)
			continue;
		assert_true(s.end <= strlen(head) && s.new_len < PATCH_SHEBANG_KERNEL_BYTES);
		assert_null(memchr(s.new_line, '\n', s.new_len));
		assert_int_equal(shebang_of(s.new_line, s.new_len).verdict, PATCH_SHEBANG_KEEP);
	}
}

static void maps(const char *map, const char *complaint)
{
	struct patch_interpreters in = {.directories = ""};
	struct error e = {0};
	assert_int_equal(patch_interpreters_map(&in, map, "map", &e), complaint == NULL);
	if (complaint)
		assert_string_equal(e.message, complaint);
	error_clear(&e);
	patch_interpreters_free(&in);
}

static void test_interpreters(void **state)
{
	(void)state;
	struct patch_interpreters in = {.directories = "::bin:/bi n:/none:/bin//:/usr/bin"};
	struct error e = {0};
	assert_true(patch_interpreters_map(&in, "node=/x/bun:deno=/y", "map", &e));
	assert_string_equal(patch_interpreters_find(&in, "node -x", 4), "/x/bun");
	assert_string_equal(patch_interpreters_find(&in, "deno", 4), "/y");
	assert_string_equal(patch_interpreters_find(&in, "sh", 2), "/bin/sh");
	assert_ptr_equal(patch_interpreters_find(&in, "sh", 2), patch_interpreters_find(&in, "sh", 2));
	assert_null(patch_interpreters_find(&in, "nowhere", 7));
	assert_null(patch_interpreters_find(&in, "nowhere", 7));
	assert_null(patch_interpreters_find(&in, ".", 1)); /* a directory */
	patch_interpreters_free(&in);
	maps("", NULL);
	maps("a=/b", NULL);
	maps("a=/b:", NULL);
	maps("a", "'a' is not NAME=/PATH");
	maps("a:b=/c", "'a' is not NAME=/PATH");
	maps("=/b", "'=/b' is not NAME=/PATH");
	maps("a=", "'a=' is not NAME=/PATH");
	maps("a=b", "'a=b' is not NAME=/PATH");
	maps("a/b=/c", "'a/b=/c' is not NAME=/PATH");
	maps("a=/b:c=/d e", "'c=/d e' is not NAME=/PATH");
	maps("a=/b:a=/c", "'a' is mapped twice");
}

static void collect(void *context, const char *path)
{
	strcat(context, path);
	strcat(context, "|");
}

static void bins_are(const char *json, const char *want)
{
	char got[256] = "";
	patch_bins_read(json, strlen(json), collect, got);
	assert_string_equal(got, want);
}

static void test_bins(void **state)
{
	(void)state;
	bins_are("{\"bin\": \"cli.js\"}", "cli.js|");
	bins_are("\xef\xbb\xbf{\"bin\": \"./cli\"}", "cli|");
	bins_are("{\"bin\": {\"a\": \"./bin//a\", \"b\": \"x/../b\", \"c\": 1, \"d\": \"/d/./e/\"}}",
		 "bin/a|b|d/e|");
	bins_are("{\"bin\": {\"a\": \"../a\", \"b\": \"x/../../b\", \"c\": \"..\", \"d\": \".\", \"e\": "
		 "\"\", \"f\": \"a/..\"}}",
		 "");
	bins_are("{\"bin\": [\"a\"]}", "");
	bins_are("{\"directories\": {\"bin\": \"./a/../b/\", \"lib\": \"c\"}}", "b/|");
	bins_are("{\"directories\": {\"bin\": \"b\"}, \"bin\": \"a\"}", "a|");
	bins_are("{\"directories\": {\"bin\": \"../b\"}}", "");
	bins_are("{\"directories\": {\"bin\": [\"b\"]}}", "");
	bins_are("{\"directories\": \"bin\", \"x\": {\"bin\": 1}}", "");
	bins_are("{\"x\": {\"bin\": \"a\"}}", "");
	bins_are("[\"bin\"]", "");
	bins_are("{\"bin\": ", "");
	bins_are("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),        cmocka_unit_test(test_env),
	    cmocka_unit_test(test_env_split),    cmocka_unit_test(test_missing),
	    cmocka_unit_test(test_kept),         cmocka_unit_test(test_update),
	    cmocka_unit_test(test_too_long),     cmocka_unit_test(test_all_short_lines),
	    cmocka_unit_test(test_interpreters), cmocka_unit_test(test_bins),
	};
	return cmocka_run_group_tests_name("shebang", tests, NULL, NULL);
}
