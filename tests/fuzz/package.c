/* Whole packages through every writer: what is accepted passes --verify. */
#include "tarball.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "managers/layouts.h"
#include "store/layout.h"

static bool write_fragment(struct store_fragment *f, struct package_source *s, struct package_group *g,
			   struct error *e)
{
	const char *again = NULL;
	return f->layout->key(f, s, NULL, &again, e) && (!f->layout->open || f->layout->open(f, e)) &&
	       package_group_read(g, s, 1, e) == 1 &&
	       (package_group_hash(g, f->layout->hashed ? 1 : 0), f->layout->add(f, g->packages, 0, e)) &&
	       (!f->layout->finish || f->layout->finish(f, e));
}

static void check(const struct store_layout *layout, const char *path, const char *dir, size_t memory)
{
	struct error e = {0};
	struct package_source s = {.id = "x@1.0.0", .path = path};
	struct package_group g = {.rules = layout->rules, .memory = memory};
	struct store_fragment f = {.layout = layout, .count = 1, .path = dir};
	g.rules.max_unpacked = 1 << 20;
	require(mkdir(dir, 0700) == 0);
	f.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	layout->begin(&f);
	bool ok = write_fragment(&f, &s, &g, &e);
	layout->end(&f);
	struct string_list faults = {0};
	size_t packages = 0;
	if (ok)
		layout->verify(layout, dir, &faults, &packages);
	for (size_t i = 0; i < faults.count; i++)
		say("%s", faults.items[i]);
	require(faults.count == 0 && (!ok || packages > 0));
	string_list_free(&faults);
	error_clear(&e);
	package_group_free(&g);
	close(f.dir);
	require(fs_remove_tree(AT_FDCWD, dir));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[64];
	if (size < 1)
		return 0;
	if (!*dir)
		snprintf(dir, sizeof(dir), "/dev/shm/fuzz-package-%d", (int)getpid());
	size_t count = 0;
	while (managers_layouts[count])
		count++;
	const char *path = tarball_of(data + 1, size - 1, data[0] & 1);
	check(managers_layouts[(data[0] >> 1) % count], path, dir, data[0] & 128 ? 0 : 1 << 20);
	return 0;
}
