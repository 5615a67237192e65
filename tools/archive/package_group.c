#include "archive/package_group.h"

#include <stdlib.h>
#include <string.h>

/* The steps, each for a whole group; they return how many packages got through.
 *
 * What fails is not the group but the package and those behind it: the ones
 * before may still fail later, and the first in the list is to be reported. */

static size_t failed_at(struct error *e, struct error *now, size_t index)
{
	error_take(e, now);
	return index;
}

static bool open_one(struct package_group *g, struct package *p, struct error *e)
{
	const struct package_source *s = p->source;
	struct contents *c = &p->contents;
	if (s->key_integrity && !integrity_parse(s->key_integrity, &p->expected, s->id, e))
		return false;
	c->want_tar_sha512 = g->want_tar_sha512;
	c->as_bun = g->as_bun;
	c->working_tree = s->working_tree;
	if (!contents_open(c, s->id, s->path, g->max_unpacked, e))
		return false;
	return !s->check || !c->is_folder ||
	       error_set(e, s->id, "'%s' is a folder and so has no integrity to check", s->path);
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

static bool is_in_memory(const struct package_group *g, const struct contents *c)
{
	return !c->is_folder && c->packed_size <= g->memory;
}

static size_t load_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	size_t total = 0;
	for (size_t i = 0; i < count; i++)
		if (is_in_memory(g, &g->packages[i].contents))
			total += g->packages[i].contents.packed_size;
	buffer_renew(&g->packed, total + 1);
	for (size_t i = 0; i < count; i++) {
		struct contents *c = &g->packages[i].contents;
		if (!is_in_memory(g, c))
			continue;
		if (!contents_load(c, (unsigned char *)g->packed.data + g->packed.len, &now))
			return failed_at(e, &now, i);
		g->packed.len += c->packed_size;
	}
	return count;
}

/* Compares the tarballs with their integrity: nothing in them is believed before. */
static size_t check_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	for (size_t i = 0; i < count; i++) {
		struct package *p = &g->packages[i];
		const struct contents *c = &p->contents;
		if (!p->source->check)
			continue;
		p->packed_hash.algorithm = integrity_strongest(&p->expected);
		if (c->packed && p->packed_hash.algorithm == HASH_SHA512)
			sha512_list_add(&g->to_hash, c->packed, c->packed_size, p->packed_hash.bytes);
		else if (!contents_hash(&p->contents, p->packed_hash.algorithm, &p->packed_hash, &now))
			count = failed_at(e, &now, i);
	}
	sha512_list_hash(&g->to_hash);
	for (size_t i = 0; i < count; i++) {
		const struct package *p = &g->packages[i];
		if (p->source->check && !integrity_check(&p->expected, &p->packed_hash, p->source->id, &now))
			return failed_at(e, &now, i);
	}
	return count;
}

/* What a loaded tarball unpacks to, by its own word; 0 when that is too much. */
static size_t unpacked_size(const struct package_group *g, const struct contents *c)
{
	size_t size = c->packed ? gunzip_claimed_size(c->packed, c->packed_size) : 0;
	return size > g->memory ? 0 : size;
}

/* Unpacks as many tarballs as there is memory for, and lists all packages. */
static size_t list_all(struct package_group *g, size_t count, struct error *e)
{
	struct error now = {0};
	size_t total = 0, used = 0;
	for (size_t i = 0; i < count && total < g->memory; i++)
		total += unpacked_size(g, &g->packages[i].contents);
	buffer_renew(&g->unpacked, total + 1);
	for (size_t i = 0; i < count; i++) {
		struct contents *c = &g->packages[i].contents;
		size_t size = unpacked_size(g, c);
		unsigned char *where = (unsigned char *)g->unpacked.data + used;
		if (size > 0 && size <= total - used && contents_unpack(c, &g->decompressor, where, size))
			used += size;
		if (!contents_list(c, &now))
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

size_t package_group_each(size_t count, bool (*step)(void *context, size_t index, struct error *e),
			  void *context, struct error *e)
{
	struct error now = {0};
	for (size_t i = 0; i < count; i++)
		if (!step(context, i, &now))
			return failed_at(e, &now, i);
	return count;
}

void package_group_free(struct package_group *g)
{
	for (size_t i = 0; i < g->capacity; i++)
		contents_free(&g->packages[i].contents);
	free(g->packages);
	buffer_free(&g->packed);
	buffer_free(&g->unpacked);
	gunzip_free(g->decompressor);
	sha512_list_free(&g->to_hash);
}
