/* tree/project.h: what a project has of a tree that is elsewhere. */
#include "unit.h"

#include "tree/path.h"
#include "tree/project.h"

static void add(struct tree_plan *p, const char *key, const char *place, bool local)
{
	tree_add_place(p, tree_add_package(p, (struct tree_package){.key = key, .local = local}), place);
}

static const char *target_of(const struct tree_link *links, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(links[i].path, path) == 0)
			return links[i].target;
	return NULL;
}

#define LINK(path) target_of(q.links, q.link_count, path)
#define BIN(path) target_of(q.bins, q.bin_count, path)

static const char *source_of(const struct tree_plan *q, const char *place)
{
	for (size_t i = 0; i < q->package_count; i++)
		if (strcmp(q->packages[i].places->path, place) == 0)
			return q->packages[i].source;
	return NULL;
}

static void slots(void **state)
{
	(void)state;
	struct tree_plan p = {0}, q = {0};
	add(&p, "a", "node_modules/.pnpm/a@1/node_modules/a", false);
	add(&p, "b", "node_modules/.pnpm/b@1/node_modules/@s/b", false);
	add(&p, "c", "node_modules/.pnpm/c@1/node_modules/c", false);
	tree_add_link(&p, "node_modules/.pnpm/a@1/node_modules/ws", "../../../../packages/ws");
	tree_add_link(&p, "node_modules/.pnpm/b@1/node_modules/a", "../../a@1/node_modules/a");
	tree_add_link(&p, "node_modules/.pnpm/b@1/node_modules/c", "../../c@1/node_modules/c");
	tree_add_link(&p, "node_modules/.pnpm/node_modules/c", "../c@1/node_modules/c");
	tree_add_link(&p, "node_modules/.pnpm/c@1/node_modules/self", "c");
	tree_add_link(&p, "node_modules/@s/b", "../.pnpm/b@1/node_modules/@s/b");
	tree_add_link(&p, "packages/ws/node_modules/c", "../../../node_modules/.pnpm/c@1/node_modules/c");
	tree_add_bin(&p, "node_modules/.bin/c", "../.pnpm/c@1/node_modules/c/cli.js");
	tree_add_bin(&p, "node_modules/.bin/b", "../@s/b/cli.js");
	tree_add_bin(&p, "node_modules/.pnpm/c@1/node_modules/.bin/c", "../c/cli.js");
	tree_add_bin(&p, "node_modules/.pnpm/b@1/node_modules/@s/b/node_modules/.bin/c",
		     "../../../../../../c@1/node_modules/c/cli.js");
	tree_add_file(&p, "node_modules/.modules.yaml", "x", 1);
	tree_project(&q, &p, &(struct tree_request){0}, "/store/tree", "/store/.tmp/tree");

	assert_string_equal(source_of(&q, "node_modules/.pnpm/a@1/node_modules/a"),
			    "/store/.tmp/tree/node_modules/.pnpm/a@1/node_modules/a");
	assert_non_null(source_of(&q, "node_modules/.pnpm/b@1/node_modules/@s/b"));
	assert_int_equal(q.package_count, 2);
	assert_string_equal(LINK("node_modules/.pnpm/a@1/node_modules/ws"), "../../../../packages/ws");
	assert_string_equal(LINK("node_modules/.pnpm/b@1/node_modules/a"), "../../a@1/node_modules/a");
	assert_string_equal(LINK("node_modules/.pnpm/b@1/node_modules/c"),
			    "/store/tree/node_modules/.pnpm/c@1/node_modules/c");
	assert_string_equal(LINK("node_modules/.pnpm/node_modules/c"),
			    "/store/tree/node_modules/.pnpm/c@1/node_modules/c");
	assert_null(LINK("node_modules/.pnpm/c@1/node_modules/self"));
	assert_string_equal(LINK("node_modules/@s/b"), "../.pnpm/b@1/node_modules/@s/b");
	assert_string_equal(LINK("packages/ws/node_modules/c"),
			    "/store/tree/node_modules/.pnpm/c@1/node_modules/c");
	assert_string_equal(BIN("node_modules/.bin/c"),
			    "/store/tree/node_modules/.pnpm/c@1/node_modules/c/cli.js");
	assert_string_equal(BIN("node_modules/.bin/b"), "../@s/b/cli.js");
	assert_null(BIN("node_modules/.pnpm/c@1/node_modules/.bin/c"));
	assert_string_equal(BIN("node_modules/.pnpm/b@1/node_modules/@s/b/node_modules/.bin/c"),
			    "/store/tree/node_modules/.pnpm/c@1/node_modules/c/cli.js");
	assert_int_equal(q.file_count, 1);
	tree_plan_free(&p);
	tree_plan_free(&q);
}

/* Without local packages nothing is hidden in the project. */
static void only_links(void **state)
{
	(void)state;
	struct tree_plan p = {0}, q = {0};
	add(&p, "c", "node_modules/.pnpm/c@1/node_modules/c", false);
	tree_add_link(&p, "node_modules/.pnpm/node_modules/c", "../c@1/node_modules/c");
	tree_add_link(&p, "node_modules/c", ".pnpm/c@1/node_modules/c");
	tree_project(&q, &p, &(struct tree_request){0}, "/t", "/b");
	assert_int_equal(q.link_count, 1);
	assert_string_equal(LINK("node_modules/c"), "/t/node_modules/.pnpm/c@1/node_modules/c");
	assert_int_equal(q.package_count, 0);
	tree_plan_free(&p);
	tree_plan_free(&q);
}

/* Where packages are in one another, one is a link as a whole. */
static void nested(void **state)
{
	(void)state;
	struct tree_plan p = {0}, q = {0};
	add(&p, "a", "node_modules/a", false);
	add(&p, "b", "node_modules/a/node_modules/b", false);
	add(&p, "l", "node_modules/l", true);
	add(&p, "m", "node_modules/l/node_modules/m", false);
	add(&p, "w", "packages/w/node_modules/x", false);
	tree_add_link(&p, "node_modules/w", "../packages/w");
	tree_add_bin(&p, "node_modules/.bin/a", "../a/cli.js");
	tree_add_bin(&p, "node_modules/a/node_modules/.bin/b", "../b/cli.js");
	tree_add_bin(&p, "node_modules/l/node_modules/.bin/m", "../m/cli.js");
	tree_project(&q, &p, &(struct tree_request){0}, "/t", "/b");
	assert_string_equal(LINK("node_modules/a"), "/t/node_modules/a");
	assert_null(LINK("node_modules/a/node_modules/b"));
	assert_string_equal(source_of(&q, "node_modules/l"), "/b/node_modules/l");
	assert_null(LINK("node_modules/l/node_modules/m"));
	assert_null(source_of(&q, "node_modules/l/node_modules/m"));
	assert_string_equal(LINK("packages/w/node_modules/x"), "/t/packages/w/node_modules/x");
	assert_string_equal(LINK("node_modules/w"), "../packages/w");
	assert_string_equal(BIN("node_modules/.bin/a"), "/t/node_modules/a/cli.js");
	assert_null(BIN("node_modules/a/node_modules/.bin/b"));
	assert_string_equal(BIN("node_modules/l/node_modules/.bin/m"), "../m/cli.js");
	tree_plan_free(&p);
	tree_plan_free(&q);
}

/* What a build writes into is the project's own, and so is what depends on it; a name is
 * the whole name. */
static void writable(void **state)
{
	(void)state;
	static const char *const names[] = {"b", "@s/client"};
	struct tree_plan p = {0}, q = {0};
	add(&p, "c", "node_modules/.pnpm/c@1/node_modules/@s/client", false);
	add(&p, "d", "node_modules/.pnpm/d@1/node_modules/d", false);
	add(&p, "e", "node_modules/.pnpm/e@1/node_modules/client", false);
	add(&p, "f", "node_modules/@s/b", false);
	add(&p, "g", "packages/w/node_modules/b", false);
	tree_add_link(&p, "node_modules/.pnpm/d@1/node_modules/@s/client",
		      "../../../c@1/node_modules/@s/client");
	tree_project(&q, &p, &(struct tree_request){.writable = names, .writable_count = 2}, "/t", "/b");
	assert_int_equal(q.package_count, 3);
	assert_non_null(source_of(&q, "node_modules/.pnpm/c@1/node_modules/@s/client"));
	assert_non_null(source_of(&q, "node_modules/.pnpm/d@1/node_modules/d"));
	assert_non_null(source_of(&q, "packages/w/node_modules/b"));
	assert_string_equal(LINK("node_modules/@s/b"), "/t/node_modules/@s/b");
	tree_plan_free(&p);
	tree_plan_free(&q);
}

static void test_join(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
	    {"", "a/./b//c/", "a/b/c"}, {"a/b", "../c", "a/c"},      {"a", "..", ""},
	    {"a", "../../b", "../b"},   {"", "../../a/..", "../.."}, {"a/b", "/x/../../y", "/y"},
	    {"a", "/..", "/"},          {"", "..a", "..a"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(tree_join(&arena, cases[i][0], cases[i][1]), cases[i][2]);
	assert_string_equal(tree_inner_path(&arena, "../a/../../b"), "b");
	assert_string_equal(tree_inner_path(&arena, "./"), "");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_join), cmocka_unit_test(slots),    cmocka_unit_test(only_links),
	    cmocka_unit_test(nested),    cmocka_unit_test(writable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
