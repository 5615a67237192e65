/* Manifests, versions, msgpackr records, JSON entries, index.db. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "pnpm/dep_path.h"
#include "pnpm/glob.h"
#include "pnpm/index_db.h"
#include "pnpm/index_json.h"
#include "pnpm/msgpack.h"
#include "pnpm/packlist.h"

static void cleans(const char *version, const char *clean)
{
	char *got = pnpm_version_clean(version);
	if (clean)
		assert_string_equal(got, clean);
	else
		assert_null(got);
	free(got);
}

/* What semver.clean(version, {loose: true}) of pnpm 11.28.11 gave. */
static void test_version_clean(void **state)
{
	(void)state;
	cleans("1.2.3", "1.2.3");
	cleans(" v1.2.3 ", "1.2.3");
	cleans("=1.2.3", "1.2.3");
	cleans("==v 1.2.3", "1.2.3");
	cleans("= v 1.2.3", "1.2.3");
	cleans("1.2.3-beta.1+build", "1.2.3-beta.1");
	cleans("1.2.3+build.5", "1.2.3");
	cleans("01.2.3", "1.2.3");
	cleans("00.0.0", "0.0.0");
	cleans("1.2.3beta", "1.2.3-beta");
	cleans("1.2.3rc01", "1.2.3-rc01");
	cleans("1.2.3-01", "1.2.3-1");
	cleans("1.2.3-a.b-c.007", "1.2.3-a.b-c.7");
	cleans("1.2.3-", "1.2.3--");
	cleans("1.2.31.0", "1.2.3-1.0");
	cleans("\xc2\xa0"
	       "1.2.3\xef\xbb\xbf",
	       "1.2.3");
	cleans("1.2.3-9007199254740993", "1.2.3-9007199254740993");
	static const char *const none[] = {
	    "1.2",
	    "garbage",
	    "",
	    "1.2.3.4",
	    ">=1.2.3",
	    "1.2.3 foo",
	    "V1.2.3",
	    "1.2.x",
	    "*",
	    "1.2.3+b+c",
	    "1.2.3+",
	    "1.2.3-\xc3\xa9",
	    "1.2.3-x..y",
	    "1.2.3 -x",
	    "1.2.3_x",
	    "1.2.3-_x",
	    "99999999999999999999.0.0",
	    "9007199254740993.1.1",
	};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		cleans(none[i], NULL);
	char *longer = malloc(300);
	sprintf(longer, "1.2.3-%0280d", 1);
	cleans(longer, NULL);
	free(longer);
}

static json_t *manifest_of(const char *text)
{
	json_t *m;
	struct error e = {0};
	assert_true(pnpm_manifest_parse(&m, text, strlen(text), "x", &e));
	return m;
}

static void bundles(const char *text, const char *bundled)
{
	json_t *m = manifest_of(text);
	json_t *json = pnpm_manifest_bundled(m);
	char *got = json ? json_dumps(json, JSON_COMPACT) : NULL;
	if (bundled)
		assert_string_equal(got, bundled);
	else
		assert_null(got);
	free(got);
	json_decref(json);
	json_decref(m);
}

static void test_manifest_bundled(void **state)
{
	(void)state;
	bundles("{\"version\":\"v1.0.0\",\"os\":[],\"name\":\"x\",\"main\":\"y\"}",
		"{\"version\":\"1.0.0\",\"name\":\"x\",\"os\":[]}");
	bundles("{\"version\":\"1.0.0\"}", NULL);
	bundles("{\"name\":null,\"cpu\":null}", NULL);
	bundles("{\"name\":\"x\"}", "{\"version\":\"0.0.0\",\"name\":\"x\"}");
	bundles("\xef\xbb\xbf{\"name\":\"x\\u0000\"}", "{\"version\":\"0.0.0\",\"name\":\"x\\u0000\"}");
	bundles("{\"scripts\":{\"test\":\"x\",\"postinstall\":\"b\",\"install\":\"\",\"preinstall\":\"a\"}}",
		"{\"version\":\"0.0.0\",\"scripts\":{\"preinstall\":\"a\",\"postinstall\":\"b\"}}");
	bundles("{\"name\":\"a\",\"name\":\"b\"}", "{\"version\":\"0.0.0\",\"name\":\"b\"}");
	bundles("[]", NULL);
	bundles("null", NULL);
	bundles("\"text\"", NULL);
}

static void test_manifest_that_is_none(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "{", "{\"a\":1,}", "\xff\xfe{\0}", "{} {}"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_t *m;
		struct error e = {0};
		assert_false(pnpm_manifest_parse(&m, texts[i], strlen(texts[i]), "pkg@1", &e));
		assert_string_equal(e.subject, "pkg@1");
		assert_memory_equal(e.message, "package.json, line ", 19);
		error_clear(&e);
	}
}

static bool installs(const char *text)
{
	json_t *m = manifest_of(text);
	bool result = pnpm_manifest_has_install_script(m);
	json_decref(m);
	return result;
}

static void test_install_scripts(void **state)
{
	(void)state;
	assert_true(installs("{\"scripts\":{\"install\":\"x\"}}"));
	assert_true(installs("{\"scripts\":{\"preinstall\":1}}"));
	assert_false(installs("{\"scripts\":{\"install\":\"\",\"postinstall\":null,\"preinstall\":0}}"));
	assert_false(installs("{\"scripts\":\"install\"}"));
	assert_false(installs("{\"scripts\":{\"test\":\"x\"}}"));
	assert_false(installs("7"));
}

#define packs(call, ...)                                                                                     \
	do {                                                                                                 \
		static const unsigned char want[] = {__VA_ARGS__};                                           \
		struct buffer b = {0};                                                                       \
		call;                                                                                        \
		assert_int_equal(b.len, sizeof(want));                                                       \
		assert_memory_equal(b.data, want, sizeof(want));                                             \
		buffer_free(&b);                                                                             \
	} while (0)

static void pack_json(struct buffer *b, const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	pnpm_msgpack_json(b, json, 0x41);
	json_decref(json);
}

static void test_msgpack_numbers(void **state)
{
	(void)state;
	packs(pnpm_msgpack_number(&b, 0), 0);
	packs(pnpm_msgpack_number(&b, 63), 63);
	packs(pnpm_msgpack_number(&b, 64), 0xcc, 64);
	packs(pnpm_msgpack_number(&b, 255), 0xcc, 255);
	packs(pnpm_msgpack_number(&b, 256), 0xcd, 1, 0);
	packs(pnpm_msgpack_number(&b, 65536), 0xce, 0, 1, 0, 0);
	packs(pnpm_msgpack_number(&b, 4294967295.0), 0xce, 255, 255, 255, 255);
	packs(pnpm_msgpack_number(&b, 4294967296.0), 0xcb, 0x41, 0xf0, 0, 0, 0, 0, 0, 0);
	packs(pnpm_msgpack_number(&b, 1.5), 0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0);
	packs(pnpm_msgpack_number(&b, -1), 0xff);
	packs(pnpm_msgpack_number(&b, -32), 0xe0);
	packs(pnpm_msgpack_number(&b, -33), 0xd0, 0xdf);
	packs(pnpm_msgpack_number(&b, -129), 0xd1, 0xff, 0x7f);
	packs(pnpm_msgpack_number(&b, -40000), 0xd2, 0xff, 0xff, 0x63, 0xc0);
}

static void test_msgpack_records(void **state)
{
	(void)state;
	packs(pack_json(&b, "{}"), 0xd4, 0x72, 0x41, 0x90);
	packs(pack_json(&b, "[{\"a\":1},{\"a\":2}]"), 0x92, 0xd4, 0x72, 0x41, 0x91, 0xa1, 'a', 1, 0x41, 2);
	packs(pack_json(&b, "{\"a\":{\"a\":true}}"), 0xd4, 0x72, 0x41, 0x91, 0xa1, 'a', 0x41, 0xc3);
	packs(pack_json(&b, "[null,false,\"x\"]"), 0x93, 0xc0, 0xc2, 0xa1, 'x');
}

/* More shapes than slots: the 64th object takes the first slot over. */
static void test_msgpack_slots_wrap(void **state)
{
	(void)state;
	json_t *array = json_array();
	for (int i = 0; i < 64; i++) {
		char key[16];
		sprintf(key, "k%d", i);
		json_t *object = json_object();
		json_object_set_new(object, key, json_true());
		json_array_append_new(array, object);
	}
	struct buffer b = {0};
	pnpm_msgpack_json(&b, array, 0x41);
	static const unsigned char last[] = {0xd4, 0x72, 0x41, 0x91, 0xa3, 'k', '6', '3', 0xc3};
	assert_memory_equal(b.data + b.len - sizeof(last), last, sizeof(last));
	buffer_free(&b);
	json_decref(array);
}

/* What is written is read as it was, and what is cut off or damaged is none. */
static void test_msgpack_read(void **state)
{
	(void)state;
	static const char text[] =
	    "[{\"a\":[1,-1,63,64,127,128,255,65536,4294967295,4294967296,-33,-129,-40000,1.5],\"b\":null},"
	    "{\"a\":{\"a\":true,\"b\":false},\"b\":\"0123456789012345678901234567890123456789\"},{},"
	    "{\"x\":[[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]]}]";
	json_t *json = json_loads(text, 0, NULL);
	struct buffer b = {0};
	pnpm_msgpack_json(&b, json, 0x41);
	json_t *again = pnpm_msgpack_read(b.data, b.len);
	assert_true(json_equal(json, again));
	json_decref(again);
	json_decref(json);
	for (size_t len = 0; len < b.len; len++) {
		char *part = xmalloc(len); /* memory of its own, so that a step too far is seen */
		memcpy(part, b.data, len);
		assert_null(pnpm_msgpack_read(part, len));
		free(part);
	}
	for (size_t i = 0; i < b.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			b.data[i] ^= (char)(1 << bit);
			json_decref(pnpm_msgpack_read(b.data, b.len));
			b.data[i] ^= (char)(1 << bit);
		}
	}
	buffer_free(&b);
}

static void reads_as(const char *text, const unsigned char *bytes, size_t len)
{
	json_t *want = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL,
	       *got = pnpm_msgpack_read(bytes, len);
	assert_true(want ? json_equal(want, got) : !got);
	json_decref(want);
	json_decref(got);
}
#define reads(text, ...)                                                                                     \
	reads_as(text, (const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}))

static void test_msgpack_read_odd(void **state)
{
	(void)state;
	reads("{\"a\":1}", 0x81, 0xa1, 'a', 1);                      /* a map */
	reads("[64]", 0x91, 0x40);                                   /* no slot of that number yet */
	reads("[null,null]", 0x92, 0xc4, 1, 9, 0xd6, 5, 1, 2, 3, 4); /* bytes, and an extension */
	reads("[null]", 0x91, 0xc7, 0, 1);
	reads("null", 0xd4, 0, 0); /* undefined */
	reads("-2", 0xd3, 255, 255, 255, 255, 255, 255, 255, 254);
	/* A record whose value makes another of its slot, and the one that is there then. */
	reads("[{\"a\":{\"b\":1}},{\"b\":2}]", 0x92, 0xd4, 0x72, 0x40, 0x91, 0xa1, 'a', 0xd4, 0x72, 0x40,
	      0x91, 0xa1, 'b', 1, 0x40, 2);
	reads(NULL, 0x81, 1, 1);                  /* a key that is no text */
	reads(NULL, 0x81, 0xa1, 0, 1);            /* a NUL in a key */
	reads(NULL, 0xa1, 0xff);                  /* no UTF-8 */
	reads(NULL, 0xd4, 0x72, 0x3f, 0x90);      /* no slot */
	reads(NULL, 0xd4, 0x72, 0x40, 1);         /* field names that are none */
	reads(NULL, 0xdd, 255, 255, 255, 255, 1); /* more elements than bytes */
	reads(NULL, 0xc6, 255, 255, 255, 255);    /* more bytes than there are */
	reads(NULL, 1, 1);                        /* something behind it */
	reads(NULL, 0xc1);
	unsigned char deep[1000];
	memset(deep, 0x91, sizeof(deep));
	reads_as(NULL, deep, sizeof(deep));
}

static void test_index_json(void **state)
{
	(void)state;
	json_t *m = manifest_of("{\"version\":\"1.0.0\",\"name\":\"x\"}");
	struct contents_file files[] = {{.path = "b\"\n", .mode = 0644, .size = 5000000000},
					{.path = "10"},
					{.path = "9", .mode = 33261},
					{.path = "__proto__"}};
	struct pnpm_entry p = {.id = "x@1.0.0", .manifest = m, .files = files, .count = 4};
	struct buffer out = {0};
	pnpm_index_json(&out, &p);
	json_t *json = json_loadb(out.data, out.len, 0, NULL);
	assert_non_null(json);
	char *text = buffer_string(&out);
	static const char start[] =
	    "{\"name\":\"x\",\"version\":\"1.0.0\",\"requiresBuild\":false,\"files\":{\"9\":";
	assert_memory_equal(text, start, sizeof(start) - 1);
	assert_true(strstr(text, "\"9\":") < strstr(text, "\"10\":") &&
		    strstr(text, "\"10\":") < strstr(text, "\"b\\\""));
	assert_null(strstr(text, "__proto__"));
	json_t *file = json_object_get(json_object_get(json, "files"), "b\"\n");
	assert_int_equal(json_integer_value(json_object_get(file, "size")), 5000000000);
	json_decref(json);
	buffer_free(&out);
	json_decref(m);
}

static void test_store_file_name(void **state)
{
	(void)state;
	unsigned char sha512[64] = {0xab, 0xcd};
	char name[PNPM_NAME_MAX];
	pnpm_file_name(sha512, 0644, name);
	assert_memory_equal(name, "ab/cd00", 7);
	assert_int_equal(strlen(name), 129);
	pnpm_file_name(sha512, 0100, name);
	assert_string_equal(name + 129, "-exec");
}

static bool count_conflicts(void *context, const char *key, size_t kept, size_t dropped, struct error *e)
{
	(void)e;
	assert_string_equal(key, "b");
	assert_true(kept < dropped);
	++*(int *)context;
	return true;
}

static void test_index_db(void **state)
{
	(void)state;
	char dir[] = "/tmp/fragstore-unit.XXXXXX";
	assert_non_null(mkdtemp(dir));
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	char path[64];
	sprintf(path, "%s/a %%?#.db", dir);
	struct error e = {0};
	struct pnpm_index_rows rows;
	assert_true(pnpm_index_rows_open(&rows, fd, &e));
	assert_true(
	    pnpm_index_rows_add(&rows, &(struct pnpm_index_row){PNPM_INDEX_ENTRY, "b", "two", 3}, 2, &e));
	assert_true(
	    pnpm_index_rows_add(&rows, &(struct pnpm_index_row){PNPM_INDEX_ALIAS, "alias", "b", 1}, 0, &e));
	assert_true(
	    pnpm_index_rows_add(&rows, &(struct pnpm_index_row){PNPM_INDEX_ENTRY, "b", "one", 3}, 1, &e));
	assert_true(
	    pnpm_index_rows_add(&rows, &(struct pnpm_index_row){PNPM_INDEX_ENTRY, "a", "\0x", 2}, 0, &e));
	assert_true(
	    pnpm_index_rows_add(&rows, &(struct pnpm_index_row){PNPM_INDEX_ENTRY, "a", "\0x", 2}, 1, &e));
	int conflicts = 0;
	assert_true(pnpm_index_rows_write(&rows, path, count_conflicts, &conflicts, &e));
	assert_int_equal(conflicts, 1);
	pnpm_index_rows_free(&rows);

	char out[64];
	sprintf(out, "%s/out.db", dir);
	struct store_combination all = {
	    .paths = (const char *const[]){path}, .count = 1, .out = out, .dir = fd};
	assert_true(pnpm_index_db_combine(&all, &e));
	assert_int_equal(all.rows, 3);
	close(fd);
	assert_true(fs_remove_tree(AT_FDCWD, dir));
}

/* What depPathToFilename of pnpm 9.15.9, 10.33.0 and 11.28.11 gave; pnpm 12.21.0 has the folders of the last. */
static void test_folders(void **state)
{
	(void)state;
	static const char *const cases[][4] = {
	    {"@a/b@1.0.0", "@a+b@1.0.0", "@a+b@1.0.0", "@a+b@1.0.0"},
	    {"a@1.0.0(b@2.0.0(c@3.0.0))(d@4.0.0)", "a@1.0.0_b@2.0.0_c@3.0.0__d@4.0.0",
	     "a@1.0.0_b@2.0.0_c@3.0.0__d@4.0.0", "a@1.0.0_b@2.0.0_c@3.0.0__d@4.0.0"},
	    {"B@1.0.0", "B@1.0.0_67m4jx4oswedhn2bx4rakndh6y", "B@1.0.0_4be1786e8668a33688e69a684a5f2f8e",
	     "B@1.0.0_4be1786e8668a33688e69a684a5f2f8e"},
	    {"file:Dir/a(b).tgz", "file+Dir+a_b_.tgz", "file+Dir+a_b_.tgz", "file+Dir+a_b_.tgz"},
	    {"a@file:a+b.tgz", "a@file+a+b.tgz", "a@file+a+b.tgz",
	     "a@file+a+b.tgz_664ff0d8e64a6f1865e769ec0c7b1282"},
	    {"file:a+b.tgz", "file+a+b.tgz", "file+a+b.tgz", "file+a+b.tgz_ffe86ebbf23ac72d89cb5bd3be25610c"},
	    {"a@file:dir.", "a@file+dir.", "a@file+dir.", "a@file+dir+_fa9c4a8491748a542d5d5daa1225982a"},
	    {"a@git+https://h/r.git#0123(b@1.0.0)", "a@git+https+++h+r.git#0123_b@1.0.0",
	     "a@git+https+++h+r.git+0123_b@1.0.0",
	     "a@git+https+++h+r.git+0123_b@1.0.0_b7cf1b04f76737dbc37b33caad739829"},
	    {"a@work:1.0.0+build", "a@work+1.0.0+build", "a@work+1.0.0+build", "a@work+1.0.0+build"},
	    {"a@https://h:80/x.tgz", "a@https+++h+80+x.tgz", "a@https+++h+80+x.tgz",
	     "a@https+++h+80+x.tgz_3c587acd5bae54fe1356d564884bfe2e"},
	};
	static const enum pnpm_naming namings[] = {PNPM_NAMING_9, PNPM_NAMING_10, PNPM_NAMING_11_28_5};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			char *folder = pnpm_dep_path_folder(cases[i][0], PNPM_FOLDER_MAX, namings[k]);
			assert_string_equal(folder, cases[i][k + 1]);
			free(folder);
		}
	char *folder = pnpm_dep_path_folder("a@file:dir+b.", PNPM_FOLDER_MAX, PNPM_NAMING_11_28);
	assert_string_equal(folder, "a@file+dir+b+_c34e901af7ffb6ce9b282f67beb6a78b");
	free(folder);
	folder =
	    pnpm_dep_path_folder("x@1.0.0(a-package-of-a-rather-long-name@1.0.0-alpha.1)", 40, PNPM_NAMING_9);
	assert_string_equal(folder, "x@1.0.0_a-pac_frwxypv7uym6zz53o3dy6k3efe");
	free(folder);
}

/* What minimatch 10.2.5 says with { matchBase, dot, nocase }. */
static void test_globs(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *path;
		bool file, folder, prefix;
	} cases[] = {
	    {"*.js", "a/B.JS", true, true, true},      {"a", "x/a", true, true, true},
	    {"a/b", "x/a/b", false, false, false},     {"/a/b", "a/b", true, true, true},
	    {"a/b/c", "a", false, false, true},        {"a/**", "a", false, true, true},
	    {"a/**", "a/b/c", true, true, true},       {"a/**/c", "a/c", true, true, true},
	    {"a/**/c", "a/b/b/d", false, false, true}, {"**/c/*.ts", "c/x.ts", true, true, true},
	    {"a/*/c", "a/b/c/d", false, false, false}, {"dist/", "dist", false, true, true},
	    {"[a-c]?/x", "Bz/x", true, true, true},    {"[!a]/x", "a/x", false, false, false},
	    {"[/x", "[/x", true, true, true},          {"\\*/x", "*/x", true, true, true},
	    {"\\*/x", "a/x", false, false, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct effort effort = effort_for(0);
		const char *pattern = cases[i].pattern, *path = cases[i].path;
		assert_int_equal(pnpm_glob_matches(pattern, path, PNPM_GLOB_FILE, &effort), cases[i].file);
		assert_int_equal(pnpm_glob_matches(pattern, path, PNPM_GLOB_FOLDER, &effort),
				 cases[i].folder);
		assert_int_equal(pnpm_glob_matches(pattern, path, PNPM_GLOB_PREFIX, &effort),
				 cases[i].prefix);
	}
}

static void expands(const char *text, const char *const *wanted, size_t count)
{
	struct arena arena = {0};
	const char *const *all = pnpm_glob_expand(text, &arena);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(all[i], wanted[i]);
	assert_null(all[count]);
	arena_free(&arena);
}

static void test_glob_braces(void **state)
{
	(void)state;
	expands("a{b,c{d,}}e", (const char *const[]){"abe", "acde", "ace"}, 3);
	expands("{a}{", (const char *const[]){"{a}{"}, 1);
	/* 512 are too many. */
	static const char many[] = "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}";
	expands(many, (const char *const[]){many}, 1);
}

/* A folder whose "files" names a file that an ignore file beside it leaves out. */
static void test_packlist(void **state)
{
	(void)state;
	static const char *const files[][2] = {
	    {"package.json", "{\"files\": [\"deep/kept.js\", \"lib\"], \"main\": \"m/main.js\"}"},
	    {"deep/.gitignore", "*"},
	    {"deep/kept.js", ""},
	    {"deep/not.js", ""},
	    {"lib/a.js", ""},
	    {"lib/a.orig", ""},
	    {"m/main.js", ""},
	    {"other.js", ""},
	    {"README", ""},
	};
	const bool kept[] = {true, false, true, false, true, false, true, false, true};
	char dir[] = "/tmp/fragstore-packlist-XXXXXX";
	assert_non_null(mkdtemp(dir));
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	struct contents c = {0};
	struct error e = {0};
	contents_reset(&c, "package");
	for (size_t i = 0; i < 9; i++) {
		assert_true(fs_make_parents(fd, files[i][0]));
		int file = openat(fd, files[i][0], O_WRONLY | O_CREAT, 0644);
		size_t len = strlen(files[i][1]);
		assert_int_equal(write(file, files[i][1], len), (ssize_t)len);
		close(file);
		assert_true(
		    contents_add_file(&c, files[i][0], strlen(files[i][0]), (struct contents_file){0}, &e));
	}
	assert_true(pnpm_packlist(fd, &c, &e));
	size_t count = 0;
	for (size_t i = 0; i < 9; i++) {
		assert_int_equal(contents_find(&c, files[i][0]) != NULL, kept[i]);
		count += kept[i];
	}
	assert_int_equal(c.count, count);
	contents_free(&c);
	for (size_t i = 0; i < 9; i++)
		unlinkat(fd, files[i][0], 0);
	static const char *const folders[] = {"deep", "lib", "m"};
	for (size_t i = 0; i < 3; i++)
		unlinkat(fd, folders[i], AT_REMOVEDIR);
	close(fd);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_version_clean),
	    cmocka_unit_test(test_manifest_bundled),
	    cmocka_unit_test(test_manifest_that_is_none),
	    cmocka_unit_test(test_install_scripts),
	    cmocka_unit_test(test_msgpack_numbers),
	    cmocka_unit_test(test_msgpack_records),
	    cmocka_unit_test(test_msgpack_slots_wrap),
	    cmocka_unit_test(test_msgpack_read),
	    cmocka_unit_test(test_msgpack_read_odd),
	    cmocka_unit_test(test_index_json),
	    cmocka_unit_test(test_store_file_name),
	    cmocka_unit_test(test_index_db),
	    cmocka_unit_test(test_folders),
	    cmocka_unit_test(test_globs),
	    cmocka_unit_test(test_glob_braces),
	    cmocka_unit_test(test_packlist),
	};
	return cmocka_run_group_tests_name("pnpm", tests, NULL, NULL);
}
