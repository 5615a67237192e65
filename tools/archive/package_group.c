#include "archive/package_group.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/folder.h"
#include "archive/gunzip.h"
#include "base/fs.h"
#include "base/interrupt.h"

/* The steps, each for a whole group; they return how many packages got through.
 *
 * What fails is not the group but the package and those after it: the ones
 * before may still fail later, and the first in the list is to be reported. */

static size_t failed_at(struct error *e, struct error *now, size_t index)
{
	error_take(e, now);
	return index;
}

static void close_package(struct package *p)
{
	if (p->fd > 0)
		close(p->fd);
	p->fd = -1;
}

static bool open_package(struct package *p, struct error *e)
{
	const char *subject = p->source->id, *path = p->source->path;
	close_package(p);
	contents_reset(&p->contents, subject);
	p->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	p->tarball = (struct tarball){.fd = p->fd};
	struct stat st;
	if (p->fd < 0 || fstat(p->fd, &st) != 0)
		return error_errno(e, subject, "cannot open '%s'", path);
	p->is_folder = S_ISDIR(st.st_mode);
	if (!p->is_folder && !S_ISREG(st.st_mode))
		return error_set(e, subject, "'%s' is neither a tarball nor a folder", path);
	p->tarball.size = p->is_folder ? 0 : (size_t)st.st_size;
	return !p->source->check || !p->is_folder ||
	       error_set(e, subject, "'%s' is a folder and so has no integrity to check", path);
}

static bool open_one(struct package_group *g, struct package *p, struct error *e)
{
	const struct package_source *s = p->source;
	p->rules = &g->rules;
	return (!s->key_integrity || integrity_parse(s->key_integrity, &p->expected, s->id, e)) &&
	       open_package(p, e);
}

static size_t open_all(struct package_group *g, const struct package_source *sources, size_t count,
		       struct error *e)
{
	struct error now = {0};
	for (size_t i = 0; i < count; i++) {
		g->packages[i].source = &sources[i];
		if (!open_one(g, &g->packages[i], &now))
			return failed_at(e, &now, i);
	}
	return count;
}

static bool cannot_read(const struct package *p, struct error *e)
{
	return error_errno(e, p->source->id, "cannot read the tarball");
}

/* Reads the tarball to WHERE. */
static bool load(struct package *p, unsigned char *where, struct error *e)
{
	ssize_t got = fs_read_at(p->fd, where, p->tarball.size, 0);
	if (got < 0)
		return cannot_read(p, e);
	p->tarball.packed = where;
	return (size_t)got == p->tarball.size ||
	       error_set(e, p->source->id, "the tarball changed while it was read");
}

static bool fits_memory(const struct package_group *g, const struct package *p)
{
	return !p->is_folder && p->tarball.size <= g->memory;
}

static size_t load_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	size_t total = 0;
	for (size_t i = 0; i < count; i++)
		if (fits_memory(g, &g->packages[i]))
			total += g->packages[i].tarball.size;
	buffer_renew(&g->packed, total + 1);
	for (size_t i = 0; i < count; i++) {
		struct package *p = &g->packages[i];
		if (!fits_memory(g, p))
			continue;
		if (!load(p, (unsigned char *)g->packed.data + g->packed.len, &now))
			return failed_at(e, &now, i);
		g->packed.len += p->tarball.size;
	}
	return count;
}

/* Hashes the tarball, in memory or not. */
static bool hash(struct package *p, struct error *e)
{
	struct hasher hasher;
	hasher_init(&hasher, p->packed_hash.algorithm);
	if (p->tarball.packed) {
		hasher_update(&hasher, p->tarball.packed, p->tarball.size);
	} else {
		char block[64 * 1024];
		ssize_t got;
		while ((got = fs_read(p->fd, block, sizeof(block))) > 0)
			hasher_update(&hasher, block, (size_t)got);
		if (got < 0)
			return cannot_read(p, e);
	}
	hasher_final(&hasher, &p->packed_hash);
	return true;
}

/* Compares the tarballs with their integrity: nothing in them is believed before. */
static size_t check_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	for (size_t i = 0; i < count; i++) {
		struct package *p = &g->packages[i];
		if (!p->source->check)
			continue;
		p->packed_hash.algorithm = integrity_strongest(&p->expected);
		if (p->tarball.packed && p->packed_hash.algorithm == HASH_SHA512)
			sha512_list_add(&g->to_hash, p->tarball.packed, p->tarball.size,
					p->packed_hash.bytes);
		else if (!hash(p, &now))
			count = failed_at(e, &now, i);
	}
	sha512_list_hash(&g->to_hash);
	for (size_t i = 0; i < count; i++) {
		struct package *p = &g->packages[i];
		if (p->source->check && !integrity_check(&p->expected, &p->packed_hash, p->source->id, &now))
			return failed_at(e, &now, i);
		p->tarball.expected = p->source->check ? &p->expected : NULL;
	}
	return count;
}

/* What a loaded tarball unpacks to, by its own word; 0 when that is too much. */
static size_t unpacked_size(const struct package_group *g, const struct package *p)
{
	size_t size = p->tarball.packed ? gunzip_claimed_size(p->tarball.packed, p->tarball.size) : 0;
	return size > g->memory || size > g->rules.max_unpacked ? 0 : size;
}

/* Unpacks the loaded tarball to WHERE; false when it is not as it should be: it
 * is then listed as a stream, which has the exact error. */
static bool unpack(struct package_group *g, struct package *p, unsigned char *where, size_t size)
{
	struct tarball *t = &p->tarball;
	if (!gunzip_whole(&g->decompressor, t->packed, t->size, where, size, &t->tar_size, &t->exact))
		return false;
	t->tar = where;
	close_package(p); /* a group must not need a descriptor for each package */
	return true;
}

static bool list(struct package *p, struct error *e)
{
	struct contents *c = &p->contents;
	bool ok = p->is_folder ? folder_list(p->fd, p->rules, p->source->working_tree, c, e)
			       : tarball_list(&p->tarball, p->rules, c, e);
	if (ok && p->is_folder && p->source->working_tree && p->rules->publish)
		ok = p->rules->publish(p->fd, c, e);
	return ok && (c->count > 0 || error_set(e, c->subject, "has no files"));
}

/* Unpacks as many tarballs as there is memory for, and lists all packages. */
static size_t list_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	size_t total = 0, used = 0;
	for (size_t i = 0; i < count && total < g->memory; i++)
		total += unpacked_size(g, &g->packages[i]);
	buffer_renew(&g->unpacked, total + 1);
	for (size_t i = 0; i < count; i++) {
		struct package *p = &g->packages[i];
		size_t size = unpacked_size(g, p);
		if (size > 0 && size <= total - used &&
		    unpack(g, p, (unsigned char *)g->unpacked.data + used, size))
			used += size;
		if (!list(p, &now))
			return failed_at(e, &now, i);
	}
	return count;
}

static void need_packages(struct package_group *g, size_t count)
{
	if (count <= g->capacity)
		return;
	g->packages = xrealloc(g->packages, count * sizeof(*g->packages));
	memset(g->packages + g->capacity, 0, (count - g->capacity) * sizeof(*g->packages));
	g->capacity = count;
}

size_t package_group_read(struct package_group *g, const struct package_source *sources, size_t count,
			  struct error *e)
{
	need_packages(g, count);
	count = open_all(g, sources, count, e);
	count = load_all(g, count, e);
	count = check_all(g, count, e);
	return list_all(g, count, e);
}

void package_group_hash(struct package_group *g, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct contents *c = &g->packages[i].contents;
		struct tarball *t = &g->packages[i].tarball;
		if (!t->tar)
			continue;
		for (size_t k = 0; k < c->count; k++)
			sha512_list_add(&g->to_hash, c->files[k].data, (size_t)c->files[k].size,
					c->files[k].sha512);
		t->sha512.algorithm = HASH_SHA512;
		if (g->rules.want_tar_sha512 && t->exact)
			sha512_list_add(&g->to_hash, t->tar, t->tar_size, t->sha512.bytes);
	}
	sha512_list_hash(&g->to_hash);
}

size_t package_group_each(size_t count, bool (*step)(void *context, size_t index, struct error *e),
			  void *context, struct error *e)
{
	struct error now = {0};
	for (size_t i = 0; i < count; i++)
		/* The pool's caller ends the process then. */
		if (interrupt_came() ? !error_set(&now, "signal", "interrupted") : !step(context, i, &now))
			return failed_at(e, &now, i);
	return count;
}

void package_group_free(struct package_group *g)
{
	for (size_t i = 0; i < g->capacity; i++) {
		close_package(&g->packages[i]);
		contents_free(&g->packages[i].contents);
	}
	free(g->packages);
	buffer_free(&g->packed);
	buffer_free(&g->unpacked);
	gunzip_free(g->decompressor);
	sha512_list_free(&g->to_hash);
}
