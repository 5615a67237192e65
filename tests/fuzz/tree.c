/* Trees of node_modules: whatever a lockfile says and a package holds, the tree is made, or there is one line of error,
 * and nothing is written outside. The first byte says how; then come the lockfile, with HERE for the integrity of
 * the package, a NUL, and the tar that all packages are. */
#include "tarball.h"
#include "tree.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/integrity.h"
#include "base/output.h"
#include "tree/build.h"

static char base[64];

/* The folder NAME of the base, new. */
static int make_folder(const char *name)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", base, name);
	require(mkdir(path, 0700) == 0);
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	require(dir >= 0);
	return dir;
}

static char *integrity_of(const char *path)
{
	struct buffer bytes = {0};
	struct error e = {0};
	struct hasher h;
	struct hash_value value;
	require(fs_read_file(AT_FDCWD, path, SIZE_MAX / 2, &bytes, &e));
	hasher_init(&h, HASH_SHA512);
	hasher_update(&h, bytes.data, bytes.len);
	hasher_final(&h, &value);
	buffer_free(&bytes);
	return hash_to_sri(&value);
}

/* Puts the lockfile TEXT into B, with SRI for HERE. */
static void add_lockfile(struct buffer *b, const char *text, const char *sri)
{
	for (const char *here; (here = strstr(text, "HERE")); text = here + 4) {
		buffer_add(b, text, (size_t)(here - text));
		buffer_add_string(b, sri);
	}
	buffer_add_string(b, text);
	buffer_string(b);
}

static size_t count_names(int dir)
{
	struct dir_list list = {0};
	require(dir_list_read(&list, dir, "."));
	size_t count = list.count;
	dir_list_free(&list);
	return count;
}

static void build(struct tree_request *r, bool linked)
{
	static struct patch_rules rules = {.shebangs = true, .map = "node=/bin/node"};
	const struct tree_options options = {
	    .threads = 1, .max_unpacked = 1 << 20, .rules = &rules, .linked = linked};
	char target[128];
	struct error e = {0};
	if (!rules.store)
		require(patch_rules_begin(&rules, NULL, 0, &e));
	snprintf(target, sizeof(target), "%s/out", base);
	struct output out = {.target = target, .temp = target, .dir = make_folder("out")};
	bool ok = tree_build(r, &options, &out, &e);
	require(ok == !e.message && (ok || !strchr(e.message, '\n')));
	error_clear(&e);
	close(out.dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const layouts[] = {NULL, "isolated", "hoisted", NULL};
	static const char *const writable[] = {"a"};
	if (size < 1)
		return 0;
	snprintf(base, sizeof(base), "/dev/shm/fuzz-tree-%d", (int)getpid());
	require(mkdir(base, 0700) == 0);
	const struct tree_manager *m = manager_of(data[0] & 15);
	struct tree_list list = {0};
	struct tree_request r = {.manager = m,
				 .lockfile = m->lockfile_name,
				 .project = base,
				 .project_dir = make_folder("project"),
				 .list = &list,
				 .prod = data[0] & 16,
				 .layout = layouts[data[0] >> 6],
				 .writable = writable,
				 .writable_count = data[0] & 32 ? 1 : 0,
				 .platform = {"linux", "x64", "glibc"}};
	char *text = own_copy(data + 1, size - 1);
	size_t len = strlen(text), tar = len + 2 < size ? len + 2 : size;
	const char *path = tarball_of(data + tar, size - tar, false);
	char *sri = integrity_of(path);
	add_lockfile(&r.text, text, sri);
	list_all(&list, &r, path);
	build(&r, data[0] & 32);
	require(count_names(r.project_dir) == 0);
	close(r.project_dir);
	int dir = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	require(count_names(dir) == 2);
	close(dir);
	require(fs_remove_tree(AT_FDCWD, base));
	tree_list_free(&list);
	buffer_free(&r.text);
	free(sri);
	free(text);
	return 0;
}
