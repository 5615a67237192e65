/* Patches: a package that has one is the same each time, with all files in it, or there is one line
 * of error. */
#include "fuzz.h"

#include "archive/package_group.h"
#include "base/buffer.h"
#include "diff/apply.h"

/* The package's files, and where their bytes go. */
static const char *const names[] = {"package.json", "a.js", "sub/b.js"};
static const char *const bytes[] = {"{}\n", "one\ntwo\nthree\nfour\n", "one\r\ntwo\r\n\r\nfour"};

struct bodies {
	const struct contents *contents;
	struct buffer *out;
};

static bool begin(void *context, size_t index, struct error *e)
{
	(void)e;
	struct bodies *b = context;
	const struct contents_file *f = &b->contents->files[index];
	require(*f->path && *f->path != '/' && strncmp(f->path, "../", 3) != 0 && !strstr(f->path, "/../") &&
		!strstr(f->path, "//"));
	buffer_printf(b->out, "%s %o %zu\n", f->path, f->mode, (size_t)f->size);
	return true;
}

static bool block(void *context, const void *data, size_t len, struct error *e)
{
	(void)e;
	buffer_add(((struct bodies *)context)->out, data, len);
	return true;
}

static bool end(void *context, struct error *e)
{
	(void)context;
	(void)e;
	return true;
}

/* Puts what the package is with the patch PATCH, or the error, into OUT. */
static void describe(const char *patch, struct buffer *out)
{
	struct error e = {0};
	const struct package_source source = {.id = "x", .path = "x.tgz", .patch = patch};
	struct package p = {.source = &source, .tarball.tar = (const unsigned char *)""};
	contents_reset(&p.contents, "x");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		require(contents_add_file(
		    &p.contents, names[i], strlen(names[i]),
		    (struct contents_file){.mode = 0644, .size = strlen(bytes[i]), .data = bytes[i]}, &e));
	struct bodies bodies = {&p.contents, out};
	if (diff_apply(&p, &e))
		require(package_stream(&p, &(struct contents_sink){&bodies, begin, block, end}, &e));
	else
		require(e.message && !strchr(e.message, '\n'));
	error_clear(&e);
	contents_free(&p.contents);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buffer out, again;
	const char *path = file_of(data, size);
	out.len = again.len = 0;
	describe(path, &out);
	describe(path, &again);
	require(out.len == again.len && (out.len == 0 || memcmp(out.data, again.data, out.len) == 0));
	return 0;
}
