/* Names in bun's cache: the hash, and the folders of every kind of source. */
#include "unit.h"

#include "bun/entry_name.h"
#include "bun/wyhash.h"

/* What bun 1.2.23, 1.3.14 and 1.4.5 made of prereleases that long. */
static void test_wyhash(void **state)
{
	(void)state;
	static const char text[] = "abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
	static const struct {
		size_t len;
		uint64_t hash;
	} seen[] = {
	    {1, 0x69f6286685d0d6e0},  {2, 0x83074df148a8c19d},  {3, 0xc5f18ba91f94800d},
	    {4, 0xbd57b69d939e1f3b},  {5, 0xd2cdff7bd1325d90},  {6, 0x68915510e506e794},
	    {7, 0xe0dba9141ef76174},  {8, 0x1e231959078545d1},  {9, 0x1d7ef2ffcbb16f04},
	    {15, 0x039ef7e1888d7e17}, {16, 0x5d9bbb82f5d6c2ce}, {17, 0x5922607915c550e7},
	    {23, 0x5c02dd9578e69ffd}, {24, 0x41afc8270c3ef558}, {25, 0xf506690ad2e74922},
	    {31, 0xc8c07a13e08fc523}, {32, 0xdecb2e4157851366}, {33, 0xbd47d2fe8cbdaa37},
	    {40, 0x304af085c91e2be8}, {48, 0x0f4727fca9948f26}, {49, 0xe8d862dd6d7c443a},
	    {63, 0x7d39d4dd99419581}, {64, 0x26178c151ddeee92}, {65, 0xe9d453aeb3ea9c2a},
	    {70, 0xdfe5669b2503cc70},
	};
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		assert_int_equal(bun_wyhash(text, seen[i].len), seen[i].hash);
}

/* What Bun.hash of bun 1.4.5 gives. */
static void test_wyhash_final(void **state)
{
	(void)state;
	static const char text[] = "git+https+++gitlab.com+gitlab-examples+semantic-release-npm+"
				   "ee100d81f12ae315a81c2a664979a6cc1bce99a2";
	static const struct {
		size_t len;
		uint64_t hash;
	} seen[] = {
	    {17, 0xb06e469cf5993156}, {32, 0x0973616bf5e6a944}, {33, 0x31bec9716f52b020},
	    {47, 0x65e56237fab5ab4e}, {48, 0x67fdc192c65e4769}, {49, 0x412235d6da26962b},
	    {64, 0x906ef6f793814588}, {65, 0x6b79a8f73947200a}, {95, 0xcf878d7e7df6bf90},
	    {96, 0x67c736df0c98dac5}, {97, 0x78799d741a0d858d}, {100, 0xa4c330a88c4f0d94},
	};
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		assert_int_equal(bun_wyhash_final(text, seen[i].len), seen[i].hash);
}

static void check(const char *name, const char *integrity, const char *registry, const char *folder,
		  const char *alias)
{
	struct bun_name n = {0};
	struct error e = {0};
	if (!bun_name_make(&n, name, integrity, registry, &e))
		fail_msg("%s: %s", e.subject, e.message);
	assert_string_equal(n.folder.data, folder);
	assert_string_equal(n.alias.data, alias);
	assert_true(bun_name_is(folder));
	bun_name_free(&n);
}

static void test_npm(void **state)
{
	(void)state;
	check("is-odd@3.0.1", NULL, NULL, "is-odd@3.0.1@@@1", "");
	check("@types/node@22.0.0", NULL, NULL, "@types/node@22.0.0@@@1", "");
	check("tailwindcss@4.0.0-beta.9", NULL, NULL, "tailwindcss@4.0.0-73c5c46324e78b9b@@@1", "");
	check("react@1.2.3-beta.1+build.123", NULL, NULL, "react@1.2.3-c0734e9369ab610d+F48F05ED5AABC3A0@@@1",
	      "");
	check("react@1.2.3+build.123", NULL, NULL, "react@1.2.3+F48F05ED5AABC3A0@@@1", "");
	check("react-compiler-runtime@19.0.0-beta-e552027-20250112", NULL, NULL,
	      "react-compiler-runtime@19.0.0-0f3fc645a5103715@@@1", "");
	check("Odd.Name_1~@1.0.0", NULL, NULL, "Odd.Name_1~@1.0.0@@@1", "");
	check("...@1.0.0", NULL, NULL, "...@1.0.0@@@1", "");
}

static void test_registries(void **state)
{
	(void)state;
	check("@s/p@1.0.0", NULL, "npm.pkg.github.com", "@s/p@1.0.0@@npm.pkg.github.com@@@1", "");
	check("@s/p@1.0.0", NULL, "https://npm.pkg.github.com/", "@s/p@1.0.0@@npm.pkg.github.com@@@1", "");
	check("@s/p@1.0.0", NULL, "https://EXAMPLE.com:443", "@s/p@1.0.0@@example.com@@@1",
	      "@s/p@1.0.0@@EXAMPLE.com@@@1");
	check("p@1.0.0", NULL, "http://localhost:4873", "p@1.0.0@@localhost__c5963424bbee78ed@@@1",
	      "p@1.0.0@@localhost@@@1");
	check("p@1.0.0-b.1", NULL, "http://localhost:4873/some/path",
	      "p@1.0.0-424e16d9d6e2c600@@localhost__c95409082a03969d@@@1",
	      "p@1.0.0-424e16d9d6e2c600@@localhost@@@1");
	check("p@1.0.0", NULL, "http://[::1]:4873/", "p@1.0.0@@[::1]__6ba293ce96dc032e@@@1",
	      "p@1.0.0@@[::1]@@@1");
	check("p@1.0.0", NULL, "https://a-very-long-hostname-for-a-registry.example.com",
	      "p@1.0.0@@a-very-long-__a3d917843c810082@@@1", "p@1.0.0@@a-very-long-__ccd4510dc0a2d7aa@@@1");
	check("p@1.0.0", NULL, "https://a-very-long-hostname-for-a-registry.example.com/x",
	      "p@1.0.0@@a-very-long-__8ce9b8ab833ea22d@@@1", "");
}

static void test_other_sources(void **state)
{
	(void)state;
	const char *sri =
	    "sha512-c0Qd6ceA8dL6hXS6iBVnGuCY+on8CA0OsSlmNq6Z3I2EzzsK+//RlSBXrHca1F0GNMNVNcuGTSSrflMx7mBeZg==";
	check("tarball:https://registry.npmjs.org/zod/-/zod-3.21.4.tgz", NULL, NULL,
	      "@T@3be02e19198e30ee@@@1", "");
	check("tarball:./local.tgz", sri, NULL, "@T@sha512-73441de9c780f1d2fa8574ba8815671a@@@1",
	      "@T@4826a85ab4592d57@@@1");
	check("tarball:./local.tgz", "sha1-B3yrGMIElp7T8q+MQx394Qc49nI=", NULL,
	      "@T@sha1-077cab18c204969ed3f2af8c431dfde1@@@1", "@T@4826a85ab4592d57@@@1");
	check("github:colinhacks-zod-f9bbb50", NULL, NULL, "@GH@colinhacks-zod-f9bbb50@@@1", "");
	check("git:ee100d81f12ae315a81c2a664979a6cc1bce99a2", NULL, NULL,
	      "@G@ee100d81f12ae315a81c2a664979a6cc1bce99a2", "");
}

static void refuse(const char *name, const char *integrity, const char *registry)
{
	struct bun_name n = {0};
	struct error e = {0};
	if (bun_name_make(&n, name, integrity, registry, &e))
		fail_msg("%s: taken for %s", name, n.folder.data);
	assert_non_null(e.message);
	error_clear(&e);
	bun_name_free(&n);
}

static void test_refusals(void **state)
{
	(void)state;
	static const char *const names[] = {
	    "",           "x",          "x@",         "@1.0.0",      "x@1",
	    "x@1.0",      "x@1.0.0.0",  "x@v1.0.0",   "x@1.0.0-",    "x@1.0.0+",
	    "x@1.0.0-+b", "x@1.0.0x",   ".@1.0.0",    "..@1.0.0",    "a/b@1.0.0",
	    "@/b@1.0.0",  "@a/@1.0.0",  "@a@1.0.0",   "@a/..@1.0.0", "@a/b/c@1.0.0",
	    "/x@1.0.0",   "a\\b@1.0.0", "a\nb@1.0.0", "tarball:",    "github:",
	    "github:a/b", "git:",       "git:../x",   "git:a/b",     "a@b@1.0.0",
	    "@@/x@1.0.0",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		refuse(names[i], NULL, NULL);
	/* Names that would be folders in a package's folder. */
	refuse("@T@26cd397b8948069d@@@1/x@1.0.0", NULL, NULL);
	refuse("@s/x@1.0.0@@@1@1.0.0", NULL, NULL);
	static const char *const registries[] = {
	    "",
	    "/",
	    "host/path",
	    "host:80",
	    "ftp://host/",
	    "https://",
	    "https://../",
	    "//host/",
	    "https://u:p@host/",
	    "https://host:x/",
	    "https://host:/",
	    "https://host?x",
	    "https://host/a/../b",
	    "https://host/a b",
	    "https://h\xc3\xb6st/",
	    "a-very-long-hostname-for-a-registry.example.com",
	};
	for (size_t i = 0; i < sizeof(registries) / sizeof(registries[0]); i++)
		refuse("x@1.0.0", NULL, registries[i]);
	refuse("git:abc", NULL, "https://host/");
	refuse("tarball:x", "sha512-AAAA", NULL);
}

static void test_what_is_an_entry(void **state)
{
	(void)state;
	assert_true(bun_name_is("x@1.0.0@@@1_patch_hash=0123abc"));
	assert_false(bun_name_is("x@1.0.0"));
	assert_false(bun_name_is("@@@1"));
	assert_false(bun_name_is("@types"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_wyhash),
	    cmocka_unit_test(test_wyhash_final),
	    cmocka_unit_test(test_npm),
	    cmocka_unit_test(test_registries),
	    cmocka_unit_test(test_other_sources),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_what_is_an_entry),
	};
	return cmocka_run_group_tests_name("bun", tests, NULL, NULL);
}
