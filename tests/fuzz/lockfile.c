/* Lockfiles of all managers: whatever they say, there is a plan or one line of error.
 * The first byte says which manager and layout. */
#include "fuzz.h"

#include <fcntl.h>

#include <jansson.h>

#include "managers/trees.h"
#include "tree/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const layouts[] = {NULL, "isolated", "hoisted", NULL};
	size_t count = 0;
	if (size < 1)
		return 0;
	while (managers_trees[count])
		count++;
	const struct tree_manager *m = managers_trees[data[0] % count];
	struct tree_list list = {0};
	struct error e = {0};
	struct tree_request r = {.lockfile = m->lockfile_name,
				 .project = "/nowhere",
				 .project_dir = open("/proc/self/fdinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
				 .manifests = json_pack("{s:{s:s}}", "package.json", "name", "x"),
				 .list = &list,
				 .layout = layouts[data[0] >> 6],
				 .platform = {"linux", "x64", "glibc"}};
	buffer_add(&r.text, data + 1, size - 1);
	buffer_string(&r.text);
	struct tree_plan p = {0};
	bool ok = m->plan(&p, &r, &e);
	require(ok || (e.message && !strchr(e.message, '\n')));
	if (m->free)
		m->free(&p);
	tree_plan_free(&p);
	error_clear(&e);
	buffer_free(&r.text);
	json_decref(r.manifests);
	close(r.project_dir);
	return 0;
}
