#include "tree/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/write_files.h"
#include "base/fs.h"
#include "base/json.h"
#include "patch/package_run.h"

/* Opens the new folder PATH, which may be there only because another package's
 * place is in it. */
static int make_place(int tree, const char *path)
{
	if (mkdirat(tree, path, 0755) != 0 && errno != EEXIST &&
	    (errno != ENOENT || !fs_make_parents(tree, path) ||
	     (mkdirat(tree, path, 0755) != 0 && errno != EEXIST)))
		return -1;
	return fs_open_dir(tree, path);
}

/* Tells the manager of the package P, which was written into the folder DIR. */
static bool look(struct tree_unpacker *u, const struct package *p, unsigned worker, int dir, struct error *e)
{
	struct tree_worker *w = &u->workers[worker];
	const struct contents *c = &p->contents;
	const struct contents_file *f = contents_find(c, "package.json");
	const char *text = f ? f->data : NULL;
	size_t len = f ? (size_t)f->size : 0;
	if (!u->manager->look)
		return true;
	if (f && !f->data && f->size <= JSON_MANIFEST_BYTES) {
		if (!fs_read_file(dir, "package.json", JSON_MANIFEST_BYTES, &w->manifest, e))
			return false;
		text = w->manifest.data;
		len = w->manifest.len;
	}
	u->manager->look(&u->plan->packages[p->source->ordinal], len <= JSON_MANIFEST_BYTES ? text : NULL,
			 len, c, &w->arena);
	return true;
}

/* Writes the package into the folder DIR: as in its FIRST place, unless that is -1. */
static bool write_files(struct tree_unpacker *u, struct package *p, int first, int dir, struct error *e)
{
	if (first < 0 || u->cannot_share)
		return files_write(p, dir, e);
	bool shared, ok = files_share(p, first, dir, &shared, e);
	if (!shared)
		u->cannot_share = true;
	return ok;
}

/* Writes the package into the new folder PATH.  Its descriptor, or -1 with E. */
static int write_place(struct tree_unpacker *u, struct package *p, int first, const char *path,
		       struct error *e)
{
	int dir = make_place(u->tree, path);
	if (dir < 0)
		error_errno(e, p->source->id, "cannot create '%s'", path);
	if (dir < 0 || write_files(u, p, first, dir, e))
		return dir;
	close(dir);
	return -1;
}

static bool write_package(void *context, struct package *p, unsigned worker, struct error *e)
{
	struct tree_unpacker *u = context;
	struct tree_package *package = &u->plan->packages[p->source->ordinal];
	package->is_folder = p->is_folder;
	int first = write_place(u, p, -1, package->places->path, e);
	bool ok = first >= 0 && look(u, p, worker, first, e);
	for (const struct tree_place *place = package->places->next; ok && place; place = place->next) {
		int dir = write_place(u, p, first, place->path, e);
		ok = dir >= 0;
		if (ok)
			close(dir);
	}
	if (first >= 0)
		close(first);
	return ok;
}

bool tree_unpack(struct tree_unpacker *u, struct error *e)
{
	const struct tree_plan *p = u->plan;
	struct package_source *sources = xmalloc((p->package_count + 1) * sizeof(*sources));
	size_t count = 0;
	for (size_t i = 0; i < p->package_count; i++)
		if (p->packages[i].places)
			sources[count++] = (struct package_source){
			    .id = p->packages[i].key,
			    .key_integrity = p->packages[i].integrity,
			    /* A folder takes the package's place as it is. */
			    .check = p->packages[i].integrity && !fs_is_dir(p->packages[i].source),
			    .path = p->packages[i].source,
			    .working_tree = p->packages[i].working_tree,
			    .patch = p->packages[i].patch,
			    .ordinal = i,
			};
	struct patch_run run = {
	    .rules = u->options->rules,
	    .reading = u->manager->rules,
	    .threads = u->options->threads,
	    .take = write_package,
	    .context = u,
	};
	run.reading.max_unpacked = u->options->max_unpacked;
	run.reading.as_in_nix_store = u->stored;
	bool ok = patch_run_packages(&run, sources, count, e);
	free(sources);
	return ok;
}

void tree_unpacker_free(struct tree_unpacker *u)
{
	for (unsigned i = 0; i < POOL_MAX; i++) {
		arena_free(&u->workers[i].arena);
		buffer_free(&u->workers[i].manifest);
	}
}
