/* Lockfiles of all managers: whatever they say, there is a plan or one line of error.
 * The first byte says which manager and layout, and whether devDependencies count. */
#include "tree.h"

#include <fcntl.h>

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const layouts[] = {NULL, "isolated", "hoisted", NULL};
	if (size < 1)
		return 0;
	const struct tree_manager *m = manager_of(data[0]);
	struct tree_list list = {0};
	struct tree_request r = {.manager = m,
				 .lockfile = m->lockfile_name,
				 .project = "/nowhere",
				 .project_dir = open("/proc/self/fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
				 .manifests = json_pack("{s:{s:s}}", "package.json", "name", "x"),
				 .list = &list,
				 .layout = layouts[data[0] >> 6],
				 .prod = data[0] & 16,
				 .platform = {"linux", "x64", "glibc"}};
	buffer_add(&r.text, data + 1, size - 1);
	buffer_string(&r.text);
	if (!(data[0] & 32))
		list_all(&list, &r, "/nowhere/x.tgz");
	plan_or_error(&r);
	tree_list_free(&list);
	buffer_free(&r.text);
	json_decref(r.manifests);
	close(r.project_dir);
	return 0;
}
