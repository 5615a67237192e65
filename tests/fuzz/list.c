/* Lists of packages, as --list of cafs-add and cache-entry-creator has them: whatever the lines say, a store of one layout is
 * made that passes --verify, or there is one line of error. The first byte says which layout. All packages
 * are one tarball. */
#include "tarball.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "managers/layouts.h"
#include "store/fragment.h"

static const struct store_fragment_words words = {"id", "tarball", "ID<TAB>SRI<TAB>TARBALL", 4, ""};

/* A tarball of package.json alone, in memory for as long as the process lives; PATH gets its path. */
static void keep_tarball(char *path, size_t size)
{
	unsigned char tar[4 * 512] = {0};
	strcpy((char *)tar, "package/package.json");
	strcpy((char *)tar + 100, "0000644");
	strcpy((char *)tar + 124, "00000000002");
	memcpy(tar + 257, "ustar\00000", 8);
	tar[156] = '0';
	memcpy(tar + 512, "{}", 2);
	int from = open(tarball_of(tar, sizeof(tar), false), O_RDONLY | O_CLOEXEC);
	int to = memfd_create("tarball", MFD_CLOEXEC);
	require(from >= 0 && to >= 0 && fs_copy_rest(from, to));
	close(from);
	snprintf(path, size, "/proc/self/fd/%d", to);
}

/* Adds to LIST the lines of TEXT with the tarball at PATH in place of what each names. */
static void add_lines(struct buffer *list, const char *text, const char *path)
{
	while (*text) {
		size_t line = strcspn(text, "\n"), first = strcspn(text, "\t\n");
		size_t two = first < line ? first + 1 + strcspn(text + first + 1, "\t\n") : line;
		size_t three = two < line ? two + 1 + strcspn(text + two + 1, "\t\n") : line;
		buffer_add(list, text, two < line ? two + 1 : line);
		if (three > two + 1)
			buffer_add_string(list, path);
		buffer_add(list, text + three, line - three);
		buffer_add_byte(list, '\n');
		text += line + (text[line] == '\n');
	}
}

/* Puts the packages of SOURCES, one after the other, into F. */
static bool write_packages(struct store_fragment *f, const struct package_source *sources, struct error *e)
{
	const struct store_layout *layout = f->layout;
	bool ok = !layout->open || layout->open(f, e);
	for (size_t i = 0; ok && i < f->count; i++) {
		struct package_group g = {.rules = layout->rules, .memory = 1 << 20};
		g.rules.max_unpacked = 1 << 20;
		ok = package_group_read(&g, &sources[i], 1, e) == 1 &&
		     (package_group_hash(&g, layout->hashed ? 1 : 0), layout->add(f, g.packages, 0, e));
		package_group_free(&g);
	}
	return ok && (!layout->finish || layout->finish(f, e));
}

static void verify(const struct store_layout *layout, const char *dir)
{
	struct string_list faults = {0};
	size_t packages = 0;
	layout->verify(layout, dir, &faults, &packages);
	for (size_t i = 0; i < faults.count; i++)
		say("%s", faults.items[i]);
	require(faults.count == 0 && packages > 0);
	string_list_free(&faults);
}

static void check(const struct store_layout *layout, const char *list_path, const char *dir)
{
	struct store_fragment f = {.layout = layout, .path = dir};
	struct store_fragment_list list = {.path = list_path};
	struct error e = {0};
	require(mkdir(dir, 0700) == 0);
	f.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = store_fragment_read(&f, &words, &list, &e) && write_packages(&f, list.sources, &e);
	if (list.sources)
		layout->end(&f);
	if (ok)
		verify(layout, dir);
	else
		require(e.message && !strchr(e.message, '\n'));
	store_fragment_list_free(&list);
	error_clear(&e);
	close(f.dir);
	require(fs_remove_tree(AT_FDCWD, dir));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[64], list_path[64], path[64];
	if (size < 1)
		return 0;
	if (!*dir) {
		keep_tarball(path, sizeof(path));
		snprintf(dir, sizeof(dir), "/dev/shm/fuzz-list-%d", (int)getpid());
	}
	size_t count = 0;
	while (managers_layouts[count])
		count++;
	struct buffer list = {0};
	char *text = own_copy(data + 1, size - 1);
	add_lines(&list, text, path);
	free(text);
	snprintf(list_path, sizeof(list_path), "%s", file_of((const uint8_t *)list.data, list.len));
	check(managers_layouts[data[0] % count], list_path, dir);
	buffer_free(&list);
	return 0;
}
