/* Patches: a source that is another one by the time it is read again. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "diff/apply.h"

/* The folder has the file f with 1 MB, but was listed when f had LISTED. */
static void refuses_other_size(size_t listed)
{
	static const char patch[] = "diff --git a/f b/f\nnew mode 100755\n";
	char dir[] = "/tmp/fragstore-unit-XXXXXX";
	static char text[1 << 20]; /* more than an arena has room for by chance */
	struct error e = {0};
	assert_non_null(mkdtemp(dir));
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	memset(text, 'x', sizeof(text));
	assert_int_equal(fs_create_file(fd, "f", 0644, text, sizeof(text), &e), 1);
	assert_int_equal(fs_create_file(fd, "patch", 0644, patch, strlen(patch), &e), 1);
	char *path = xasprintf("%s/patch", dir);
	const struct package_source source = {.id = "x", .path = dir, .patch = path};
	struct package p = {.source = &source, .is_folder = true, .fd = fd};
	contents_reset(&p.contents, "x");
	assert_true(contents_add_file(&p.contents, "f", 1, (struct contents_file){.size = listed}, &e));
	assert_false(diff_apply(&p, &e));
	assert_string_equal(e.message, "'f' changed while it was read");
	error_clear(&e);
	contents_free(&p.contents);
	free(path);
	close(fd);
	assert_true(fs_remove_tree(AT_FDCWD, dir));
}

static void test_a_file_that_grows_or_shrinks(void **state)
{
	(void)state;
	refuses_other_size(0);
	refuses_other_size(1);
	refuses_other_size(2 << 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_file_that_grows_or_shrinks)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
