#include "bun/add_entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/write_files.h"
#include "base/fs.h"
#include "base/text.h"

/* .bun-tag, by which bun tells what it has installed: a tarball's integrity
 * (1.4), or the commit.  A file of that name in the package gives way. */
static bool write_tag(int dir, const struct package *p, struct error *e)
{
	const char *id = p->source->id;
	bool tarball = text_begins(id, "tarball:");
	if (!tarball && !text_begins(id, "github:") && !text_begins(id, "git:"))
		return true;
	const struct hash_value *hash = p->source->key_integrity
					    ? integrity_first(&p->expected, integrity_strongest(&p->expected))
					    : NULL;
	char *tag = !tarball ? xstrdup(strchr(id, ':') + 1) : hash ? hash_to_sri(hash) : xstrdup("");
	unlinkat(dir, ".bun-tag", 0);
	int fd = file_create(dir, ".bun-tag", 0644);
	bool ok = fd >= 0 && fs_write_all(fd, tag, strlen(tag));
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	free(tag);
	return ok || error_errno(e, id, "cannot write '%s'", ".bun-tag");
}

static bool write_folder(const struct entry_adder *a, struct package *p, const char *folder, struct error *e)
{
	/* That it exists is an error: where case does not count, it is another package's. */
	bool made = fs_make_parents(a->cache, folder) && mkdirat(a->cache, folder, 0755) == 0;
	int dir = made ? openat(a->cache, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (dir < 0)
		return error_errno(e, p->source->id, "cannot create '%s'", folder);
	bool ok = files_write(p, dir, e) && write_tag(dir, p, e);
	close(dir);
	return ok;
}

static bool write_entry(void *context, size_t index, struct error *e)
{
	struct entry_adder *a = context;
	struct package *p = &a->group.packages[index];
	const struct entry_name *name = &a->names[p->source->ordinal];
	const char *folder = name->folder.data, *alias = name->alias.data;
	if (!name->folder_again && !write_folder(a, p, folder, e))
		return false;
	const char *slash = strrchr(folder, '/');
	return !*alias || name->alias_again || symlinkat(slash ? slash + 1 : folder, a->cache, alias) == 0 ||
	       error_errno(e, p->source->id, "cannot create '%s'", alias);
}

void entry_adder_init(struct entry_adder *a, int cache, const struct entry_name *names, size_t memory,
		      unsigned long long max_unpacked, const struct package_rules *rules)
{
	*a = (struct entry_adder){
	    .group = {.memory = memory, .rules = {.max_unpacked = max_unpacked, .as_bun = true}},
	    .cache = cache,
	    .names = names,
	};
	package_patcher_init(&a->patcher, rules);
}

size_t entries_add(struct entry_adder *a, const struct package_source *sources, size_t count, struct error *e)
{
	count = package_group_read(&a->group, sources, count, e);
	count = packages_patch(&a->patcher, &a->group, count, e);
	return package_group_each(count, write_entry, a, e);
}

void entry_adder_free(struct entry_adder *a)
{
	package_group_free(&a->group);
	package_patcher_free(&a->patcher);
}
