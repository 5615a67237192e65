/* Tarballs: read as a stream and read from memory they hold the same files, or
 * are refused both ways. */
#include "tarball.h"

#include "archive/package_group.h"
#include "base/buffer.h"

#define UNPACKED_MAX ((size_t)1 << 20)

/* What the files hold, by their index; a stream has them in another order. */
struct bodies {
	struct buffer *all;
	size_t current;
};

static bool begin(void *context, size_t index, struct error *e)
{
	(void)e;
	((struct bodies *)context)->current = index;
	return true;
}

static bool block(void *context, const void *data, size_t len, struct error *e)
{
	struct bodies *b = context;
	(void)e;
	buffer_add(&b->all[b->current], data, len);
	return true;
}

static bool end(void *context, struct error *e)
{
	(void)context;
	(void)e;
	return true;
}

static void describe_package(struct package *p, struct buffer *out)
{
	struct error e = {0};
	const struct contents *c = &p->contents;
	struct bodies bodies = {calloc(c->count, sizeof(*bodies.all)), 0};
	require(package_stream(p, &(struct contents_sink){&bodies, begin, block, end}, &e));
	for (size_t i = 0; i < c->count; i++) {
		const struct contents_file *f = &c->files[i];
		buffer_add(out, f->path, strlen(f->path) + 1);
		buffer_add(out, &f->mode, sizeof(f->mode));
		buffer_add(out, &f->size, sizeof(f->size));
		buffer_add(out, bodies.all[i].data, bodies.all[i].len);
		require(*f->path != '/' && strncmp(f->path, "../", 3) != 0 && !strstr(f->path, "/../"));
		require(bodies.all[i].len == f->size);
		buffer_free(&bodies.all[i]);
	}
	free(bodies.all);
}

/* Puts all that is read of the package at PATH into OUT, with MEMORY to unpack it
 * in; nothing when it is refused, in words that may depend on how much was read
 * by then. */
static void describe(const char *path, bool past_zero_block, size_t memory, struct buffer *out)
{
	struct error e = {0};
	struct package_group g = {.rules = {.max_unpacked = UNPACKED_MAX, .past_zero_block = past_zero_block},
				  .memory = memory};
	const struct package_source source = {.id = "x", .path = path};
	out->len = 0;
	if (package_group_read(&g, &source, 1, &e) == 1)
		describe_package(&g.packages[0], out);
	else
		require(e.message && !strchr(e.message, '\n'));
	error_clear(&e);
	package_group_free(&g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buffer streamed, loaded;
	if (size == 0)
		return 0;
	const char *path = tarball_of(data + 1, size - 1, data[0] & 1);
	describe(path, data[0] & 2, 0, &streamed);
	describe(path, data[0] & 2, UNPACKED_MAX, &loaded);
	require(streamed.len == loaded.len &&
		(loaded.len == 0 || memcmp(streamed.data, loaded.data, loaded.len) == 0));
	return 0;
}
