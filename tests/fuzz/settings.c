/* The settings of a project: package.json, pnpm-workspace.yaml, .npmrc and bunfig.toml. Whatever they say, a small
 * lockfile has a plan or there is one line of error. The files are in that order, a NUL behind each; the first
 * byte says which manager reads them. */
#include "tree.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"

static const char *const lockfiles[][2] = {
    {"pnpm", "lockfileVersion: '9.0'\n"
	     "importers:\n  .:\n    dependencies:\n      a: {specifier: 1.0.0, version: 1.0.0}\n"
	     "packages:\n  a@1.0.0: {resolution: {integrity: sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/"
	     "SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==}}\n"
	     "snapshots:\n  a@1.0.0: {}\n"},
    {"bun",
     "{\"lockfileVersion\":1,\"workspaces\":{\"\":{\"name\":\"x\",\"dependencies\":{\"a\":\"1.0.0\"}}},"
     "\"packages\":{\"a\":[\"a@1.0.0\",\"\",{},\"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/"
     "SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==\"]}}"},
    {"npm",
     "{\"name\":\"x\",\"lockfileVersion\":3,\"packages\":{\"\":{\"name\":\"x\",\"dependencies\":{\"a\":\"1.0."
     "0\"}},\"node_modules/"
     "a\":{\"version\":\"1.0.0\",\"integrity\":\"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/"
     "SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==\"}}}"},
};

static const char *lockfile_of(const struct tree_manager *m)
{
	for (size_t i = 0; i < sizeof(lockfiles) / sizeof(lockfiles[0]); i++)
		if (!strcmp(lockfiles[i][0], m->name))
			return lockfiles[i][1];
	abort();
}

/* Writes the files that the bytes hold into the folder DIR. */
static void write_files(int dir, const char *text, const char *end)
{
	static const char *const names[] = {"package.json", "pnpm-workspace.yaml", ".npmrc", "bunfig.toml"};
	struct error e = {0};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = text < end ? strlen(text) : 0;
		unlinkat(dir, names[i], 0);
		if (len > 0)
			require(fs_create_file(dir, names[i], 0644, text, len, &e) == 1);
		text += len + 1;
	}
}

static void read_registries(const struct tree_request *r)
{
	struct tree_registries registries = {0};
	struct error e = {0};
	tree_registries_read(&registries, r, &e);
	for (size_t i = 0; i < registries.settings.capacity; i++) {
		const struct string_map_slot *slot = &registries.settings.slots[i];
		const char *host = slot->key ? strstr((const char *)(intptr_t)slot->value, "//") + 2 : "";
		require(!memchr(host, '@', strcspn(host, "/")));
	}
	error_clear(&e);
	tree_registries_free(&registries);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const versions[] = {NULL, "10.33.0", "9.15.9", "1.2.23"};
	static char project[64];
	if (size < 1)
		return 0;
	snprintf(project, sizeof(project), "/dev/shm/fuzz-settings-%d", (int)getpid());
	require(mkdir(project, 0700) == 0);
	const struct tree_manager *m = manager_of(data[0] & 31);
	struct tree_list list = {0};
	struct tree_request r = {.manager = m,
				 .lockfile = m->lockfile_name,
				 .project = project,
				 .project_dir = open(project, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
				 .list = &list,
				 .version = versions[data[0] >> 6],
				 .platform = {"linux", "x64", "glibc"}};
	char *text = own_copy(data + 1, size - 1);
	write_files(r.project_dir, text, text + size);
	free(text);
	buffer_add_string(&r.text, lockfile_of(m));
	buffer_string(&r.text);
	list_all(&list, &r, "/nowhere/a.tgz");
	plan_or_error(&r);
	read_registries(&r);
	tree_list_free(&list);
	buffer_free(&r.text);
	close(r.project_dir);
	require(fs_remove_tree(AT_FDCWD, project));
	return 0;
}
