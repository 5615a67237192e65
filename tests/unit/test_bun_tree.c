/* What decides over a bun.lock's tree: ranges, and which package a dependency is. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "bun/graph.h"
#include "base/semver_range.h"

static bool allows(const char *range, const char *version)
{
	struct semver_version v = {0};
	assert_true(semver_parse(&v, version));
	return semver_range_allows(range, &v);
}

/* RANGE, then versions that it allows, NULL, versions that it does not, NULL: what npm's
 * semver 7 says. */
static const char *const ranges[][12] = {
    {"^1.2.3", "1.2.3", "1.9.0", NULL, "1.2.2", "2.0.0", "2.0.0-0", "1.3.0-beta", NULL},
    {"^0.2.3", "0.2.3", "0.2.9", NULL, "0.3.0", "1.0.0", NULL},
    {"^0.0.3", "0.0.3", NULL, "0.0.4", NULL},
    {"^0.0", "0.0.9", NULL, "0.1.0", NULL},
    {"^0", "0.9.9", NULL, "1.0.0", NULL},
    {"^1.x", "1.0.0", "1.99.0", NULL, "2.0.0", NULL},
    {"~1.2.3", "1.2.3", "1.2.9", NULL, "1.3.0", "1.2.2", NULL},
    {"~1", "1.9.9", NULL, "2.0.0", NULL},
    {"~> 1.2", "1.2.9", NULL, "1.3.0", NULL},
    {"1.2", "1.2.0", "1.2.9", NULL, "1.3.0", NULL},
    {"1.2.x || >=3 <4.0.0", "1.2.7", "3.0.0", "3.9.9", NULL, "2.0.0", "4.0.0", NULL},
    {">1.2", "1.3.0", NULL, "1.2.9", NULL},
    {"<=1.2", "1.2.9", "0.0.1", NULL, "1.3.0", NULL},
    {"<1.2", "1.1.9", NULL, "1.2.0", "1.2.0-0", NULL},
    {">= 1.2.3", "1.2.3", "9.0.0", NULL, "1.2.2", NULL},
    {"1.2.3 - 2.3", "1.2.3", "2.3.9", NULL, "2.4.0", "1.2.2", NULL},
    {"=1.2.3", "1.2.3", NULL, "1.2.4", NULL},
    {"v1.2.3", "1.2.3", NULL, "1.2.4", NULL},
    {"1.2.3-beta.2", "1.2.3-beta.2", NULL, "1.2.3-beta.1", "1.2.3", NULL},
    {"^1.2.3-beta.2", "1.2.3-beta.2", "1.2.3-beta.11", "1.2.3", "1.9.0", NULL, "1.2.3-beta.1", "1.2.4-beta.3",
     NULL},
    {"*", "0.0.0", "9.9.9", NULL, "1.0.0-rc.1", NULL},
    {"", "1.0.0", NULL, "1.0.0-rc.1", NULL},
    {"1.2.3+build", "1.2.3", NULL, "1.2.4", NULL},
    {"99999999999999999999999", NULL, "1.0.0", NULL},
};

static void test_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const char *const *version = &ranges[i][1];
		for (; *version; version++)
			if (!allows(ranges[i][0], *version))
				fail_msg("'%s' does not allow %s", ranges[i][0], *version);
		for (version++; *version; version++)
			if (allows(ranges[i][0], *version))
				fail_msg("'%s' allows %s", ranges[i][0], *version);
	}
}

static void test_what_is_a_range(void **state)
{
	(void)state;
	static const char *const yes[] = {"", "*", "x", "^1", "1.x", ">=1 <2", "~> 1", "v1.0.0", "=1"};
	static const char *const no[] = {
	    "next",     "file:x", "a/b", "github:a/b", "https://x/y.tgz", "workspace:*", "npm:a@1",
	    "catalog:", "xyz",    "v",   "1/2"};
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!semver_is_range(yes[i]))
			fail_msg("'%s' is not a range", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (semver_is_range(no[i]))
			fail_msg("'%s' is a range", no[i]);
}

static const char lock[] = "{ \"lockfileVersion\": 1, \"workspaces\": { \"\": { \"dependencies\": { \"a\": "
			   "\"1\" } } }, \"packages\": {"
			   "\"a\": [\"a@1.0.0\", \"\", { \"dependencies\": { \"@s/b\": \"1\" } }, \"\"],"
			   "\"p\": [\"p@1.0.0\", \"\", {}, \"\"],"
			   "\"a/@s/b\": [\"@s/b@1.0.0\", \"\", { \"peerDependencies\": { \"p\": \"^2.0.0\", "
			   "\"q\": \"*\" }, \"dependencies\": { "
			   "\"c\": \"1\" } }, \"\"],"
			   "\"a/c\": [\"c@1.0.0\", \"\", {}, \"\"],"
			   "\"c\": [\"c@2.0.0\", \"\", {}, \"\"],"
			   "\"x/p\": [\"p@2.1.0\", \"\", {}, \"\"], } }";

/* The resolution of what PACKAGE has as NAME, or NULL. */
static const char *resolved(bool by_version, const char *package, const char *name)
{
	static struct bun_graph g;
	struct error e = {0};
	struct buffer text = {0};
	buffer_add_string(&text, lock);
	g = (struct bun_graph){0};
	if (!bun_graph_read(&g, &text, "bun.lock", by_version, &e))
		fail_msg("%s", e.message);
	buffer_free(&text);
	static char found[64];
	*found = '\0';
	for (size_t i = 0; i < g.count; i++)
		for (size_t k = g.packages[i].first; k < g.packages[i].first + g.packages[i].count; k++)
			if (strcmp(g.packages[i].name, package) == 0 &&
			    strcmp(g.dependencies[k].name, name) == 0 &&
			    g.dependencies[k].package != BUN_NONE)
				strcpy(found, g.packages[g.dependencies[k].package].resolution);
	bun_graph_free(&g);
	return *found ? found : NULL;
}

static void test_resolving(void **state)
{
	(void)state;
	assert_string_equal(resolved(false, "a", "@s/b"), "1.0.0");
	assert_string_equal(resolved(false, "@s/b", "c"), "1.0.0");
	assert_null(resolved(false, "@s/b", "q"));
	/* bun 1.2 and 1.3 take the peer that is next, 1.4 the newest that the range allows. */
	assert_string_equal(resolved(false, "@s/b", "p"), "1.0.0");
	assert_string_equal(resolved(true, "@s/b", "p"), "2.1.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ranges),
	    cmocka_unit_test(test_what_is_a_range),
	    cmocka_unit_test(test_resolving),
	};
	return cmocka_run_group_tests_name("bun_tree", tests, NULL, NULL);
}
