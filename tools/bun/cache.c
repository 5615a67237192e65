/* bun's install cache as a layout of stores. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/write_files.h"
#include "base/fs.h"
#include "base/string_map.h"
#include "base/text.h"
#include "bun/entry_name.h"
#include "bun/packument.h"
#include "bun/verify.h"
#include "store/layout.h"

/* .bun-tag, by which bun tells what it has installed: a tarball's integrity
 * (1.4), or the commit.  It replaces a file of that name in the package. */
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
	int fd = files_create(dir, ".bun-tag", 0644);
	bool ok = fd >= 0 && fs_write_all(fd, tag, strlen(tag));
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	free(tag);
	return ok || error_errno(e, id, "cannot write '%s'", ".bun-tag");
}

static bool write_folder(int cache, struct package *p, const char *folder, struct error *e)
{
	/* That it exists is an error: where case does not count, it is another package's. */
	bool made = fs_make_parents(cache, folder) && mkdirat(cache, folder, 0755) == 0;
	int dir = made ? fs_open_dir(cache, folder) : -1;
	if (dir < 0)
		return error_errno(e, p->source->id, "cannot create '%s'", folder);
	bool ok = files_write(p, dir, e) && write_tag(dir, p, e);
	close(dir);
	return ok;
}

/* Where a package is. */
struct place {
	struct bun_name name;
	bool folder_again, alias_again; /* an earlier package, known to be the same, makes it */
	const char *integrity;
};

/* The state of a fragment. */
struct state {
	struct place *places; /* of the packages, by their ordinals */
	struct string_map by_folder;
};

static const struct place *place_of(const struct store_fragment *f, const struct package_source *s)
{
	return &((const struct state *)f->state)->places[s->ordinal];
}

static void begin(struct store_fragment *f)
{
	struct state *state = xmalloc(sizeof(*state));
	*state = (struct state){.places = xcalloc(f->count, sizeof(*state->places))};
	f->state = state;
}

/* Puts FOLDER, of the place NOW, into the map, or notes that it is there.  False
 * when that has contents that are not known to be the same. */
static bool is_only_one(struct state *state, size_t now, const char *folder, bool *again)
{
	struct string_map_slot *seen = string_map_find(&state->by_folder, folder, strlen(folder));
	*again = seen;
	if (!seen) {
		string_map_add(&state->by_folder, folder, (int64_t)now);
		return true;
	}
	const struct place *a = &state->places[seen->value], *b = &state->places[now];
	return a->integrity && b->integrity && strcmp(a->integrity, b->integrity) == 0 &&
	       strcmp(a->name.folder.data, b->name.folder.data) == 0;
}

static bool key(struct store_fragment *f, struct package_source *s, const char *registry, const char **again,
		struct error *e)
{
	struct state *state = f->state;
	struct place *place = &state->places[s->ordinal];
	struct bun_name *name = &place->name;
	place->integrity = s->key_integrity;
	s->working_tree = text_begins(s->id, "git:");
	if (!bun_name_make(name, s->id, s->key_integrity, registry, e))
		return false;
	if (!is_only_one(state, s->ordinal, name->folder.data, &place->folder_again) ||
	    (name->alias.len > 0 && !is_only_one(state, s->ordinal, name->alias.data, &place->alias_again)))
		*again = "not with the same integrity";
	return true;
}

static bool add(struct store_fragment *f, struct package *p, unsigned worker, struct error *e)
{
	const struct place *place = place_of(f, p->source);
	const char *folder = place->name.folder.data, *alias = place->name.alias.data;
	(void)worker;
	if (!place->folder_again && !write_folder(f->dir, p, folder, e))
		return false;
	return !*alias || place->alias_again || symlinkat(text_base_name(folder), f->dir, alias) == 0 ||
	       error_errno(e, p->source->id, "cannot create '%s'", alias);
}

static char *where(const struct store_fragment *f, const struct package_source *s)
{
	const struct bun_name *name = &place_of(f, s)->name;
	if (name->alias.len > 0)
		return xasprintf("in %s, and for bun 1.2 and 1.3 in %s", name->folder.data, name->alias.data);
	return xasprintf("in %s", name->folder.data);
}

static void end(struct store_fragment *f)
{
	struct state *state = f->state;
	for (size_t i = 0; i < f->count; i++)
		bun_name_free(&state->places[i].name);
	string_map_free(&state->by_folder);
	free(state->places);
	free(state);
}

const struct store_layout bun_cache = {
    .name = "bun cache",
    .program = "cache-entry-creator",
    .notes =
	"The folder of a package in a bun cache becomes one symlink.  --verify checks that packages are\n"
	"folders of files.\n",
    .rules = {.raw_names = true, .skip_rootless = true, .skip_hard_links = true, .past_zero_block = true},
    .begin = begin,
    .key = key,
    .add = add,
    .where = where,
    .end = end,
    .make_packuments = bun_packuments_make,
    /* bun takes a folder of symlinks to files for an empty package. */
    .is_package = bun_name_is,
    .is_in = bun_cache_is_in,
    .verify = bun_cache_verify,
};
