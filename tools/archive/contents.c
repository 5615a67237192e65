#include "archive/contents.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/readers.h"
#include "base/fs.h"
#include "base/text.h"

#define PATH_IS_FOLDER (-1)

static bool both_kinds(struct contents *c, const char *path, size_t len, struct error *e)
{
	return error_set(e, c->subject, "'%.*s' is both a file and a folder", (int)len, path);
}

bool contents_add_folder(struct contents *c, const char *path, size_t len, struct error *e)
{
	/* From the deepest up: whoever is known has known parents. */
	while (len > 0) {
		struct string_map_slot *slot = string_map_find(&c->paths, path, len);
		if (slot)
			return slot->value == PATH_IS_FOLDER || both_kinds(c, path, len, e);
		string_map_add(&c->paths, arena_strndup(&c->names, path, len), PATH_IS_FOLDER);
		while (len > 0 && path[len - 1] != '/')
			len--;
		if (len > 0)
			len--;
	}
	return true;
}

bool contents_add_file(struct contents *c, const char *path, size_t len, struct content_file f,
		       struct error *e)
{
	if (len == 0 || path[len - 1] == '/')
		return error_set(e, c->subject, "the file '%.*s' has a folder's name", (int)len, path);
	struct string_map_slot *slot = string_map_find(&c->paths, path, len);
	if (slot && slot->value == PATH_IS_FOLDER)
		return both_kinds(c, path, len, e);
	if (slot) {
		f.path = c->files[slot->value].path;
		c->files[slot->value] = f;
		return true;
	}
	size_t folder = len;
	while (folder > 0 && path[folder - 1] != '/')
		folder--;
	if (folder > 0 && !contents_add_folder(c, path, folder - 1, e))
		return false;
	f.path = arena_strndup(&c->names, path, len);
	array_reserve(c->files, c->capacity, c->count + 1);
	string_map_add(&c->paths, f.path, (int64_t)c->count);
	c->files[c->count++] = f;
	return true;
}

const struct content_file *contents_find(const struct contents *c, const char *path)
{
	struct string_map_slot *slot = string_map_find(&c->paths, path, strlen(path));
	return slot && slot->value != PATH_IS_FOLDER ? &c->files[slot->value] : NULL;
}

bool contents_has_path(const struct contents *c, const char *path)
{
	while (text_begins(path, "./"))
		path += 2;
	size_t len = strlen(path);
	while (len > 0 && path[len - 1] == '/')
		len--;
	return len == 0 || string_map_find(&c->paths, path, len);
}

static void reset(struct contents *c)
{
	if (c->fd > 0)
		close(c->fd);
	c->fd = -1;
	c->count = 0;
	c->packed = c->tar = NULL;
	c->exact = false;
	string_map_reset(&c->paths);
	arena_reset(&c->names);
}

bool contents_open(struct contents *c, const char *subject, const char *path, unsigned long long max_unpacked,
		   struct error *e)
{
	reset(c);
	c->subject = subject;
	c->max_unpacked = max_unpacked;
	c->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	if (c->fd < 0 || fstat(c->fd, &st) != 0)
		return error_errno(e, subject, "cannot open '%s'", path);
	c->is_folder = S_ISDIR(st.st_mode);
	if (!c->is_folder && !S_ISREG(st.st_mode))
		return error_set(e, subject, "'%s' is neither a tarball nor a folder", path);
	c->packed_size = c->is_folder ? 0 : (size_t)st.st_size;
	return true;
}

size_t contents_claimed_size(const char *path)
{
	unsigned char tail[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 4 &&
		  pread(fd, tail, sizeof(tail), st.st_size - 4) == 4;
	if (fd >= 0)
		close(fd);
	size_t claimed = ok ? gunzip_claimed_size(tail, sizeof(tail)) : 0;
	return ok && (size_t)st.st_size > claimed ? (size_t)st.st_size : claimed;
}

/* Reads up to LEN bytes; *GOT is 0 at the end. */
static bool read_some(struct contents *c, void *where, size_t len, size_t *got, struct error *e)
{
	ssize_t n = fs_read(c->fd, where, len);
	*got = n < 0 ? 0 : (size_t)n;
	return n >= 0 || error_errno(e, c->subject, "cannot read the tarball");
}

bool contents_load(struct contents *c, unsigned char *where, struct error *e)
{
	for (size_t at = 0, got; at < c->packed_size; at += got) {
		if (!read_some(c, where + at, c->packed_size - at, &got, e))
			return false;
		if (got == 0)
			return error_set(e, c->subject, "the tarball changed while it was read");
	}
	c->packed = where;
	return true;
}

bool contents_hash(struct contents *c, enum hash_algorithm algorithm, struct hash_value *value,
		   struct error *e)
{
	struct hasher hasher;
	hasher_init(&hasher, algorithm);
	if (c->packed) {
		hasher_update(&hasher, c->packed, c->packed_size);
	} else {
		char block[64 * 1024];
		size_t got;
		do {
			if (!read_some(c, block, sizeof(block), &got, e))
				return false;
			hasher_update(&hasher, block, got);
		} while (got > 0);
	}
	hasher_final(&hasher, value);
	return true;
}

bool contents_unpack(struct contents *c, struct libdeflate_decompressor **d, unsigned char *where,
		     size_t size)
{
	if (size > c->max_unpacked ||
	    !gunzip_whole(d, c->packed, c->packed_size, where, size, &c->tar_size, &c->exact))
		return false;
	c->tar = where;
	close(c->fd); /* a group must not need a descriptor for each package */
	c->fd = -1;
	return true;
}

bool contents_list(struct contents *c, struct error *e)
{
	if (c->is_folder ? !folder_list(c, e) : !tarball_list(c, e))
		return false;
	return c->count > 0 || error_set(e, c->subject, "holds no files");
}

static void *copy_bytes(struct contents *c, const void *first, size_t len, const void *second, size_t more)
{
	unsigned char *bytes = arena_alloc(&c->names, len + more + 1);
	memcpy(bytes, first, len);
	if (more > 0)
		memcpy(bytes + len, second, more);
	return bytes;
}

void contents_replace_head(struct contents *c, struct content_file *f, uint64_t cut, const void *head,
			   size_t len)
{
	uint64_t rest = f->size - cut;
	f->size = len + rest;
	if (f->data) {
		f->data = copy_bytes(c, head, len, (const unsigned char *)f->data + cut, (size_t)rest);
		return;
	}
	f->head = copy_bytes(c, head, len, NULL, 0);
	f->head_len = len;
	f->head_cut = cut;
}

unsigned char *contents_replace(struct contents *c, struct content_file *f, size_t len)
{
	unsigned char *bytes = arena_alloc(&c->names, len + 1);
	if (f->data) {
		f->data = bytes;
	} else {
		f->head = bytes;
		f->head_len = len;
		f->head_cut = f->size;
	}
	f->size = len;
	return bytes;
}

/* A stream on its way to SINK, in which replaced heads take their places. */
struct head_filter {
	const struct contents *c;
	const struct contents_sink *sink;
	uint64_t to_cut; /* bytes of the source's file that are still to be left out */
};

static bool filter_begin(void *context, size_t index, struct error *e)
{
	struct head_filter *h = context;
	const struct content_file *f = &h->c->files[index];
	h->to_cut = f->head_cut;
	return h->sink->begin(h->sink->context, index, e) &&
	       (!f->head || h->sink->block(h->sink->context, f->head, f->head_len, e));
}

static bool filter_block(void *context, const void *data, size_t len, struct error *e)
{
	struct head_filter *h = context;
	size_t cut = len < h->to_cut ? len : (size_t)h->to_cut;
	h->to_cut -= cut;
	return cut == len || h->sink->block(h->sink->context, (const char *)data + cut, len - cut, e);
}

static bool filter_end(void *context, struct error *e)
{
	struct head_filter *h = context;
	return h->sink->end(h->sink->context, e);
}

bool contents_stream(struct contents *c, const struct contents_sink *sink, struct error *e)
{
	struct head_filter filter = {c, sink, 0};
	const struct contents_sink filtered = {&filter, filter_begin, filter_block, filter_end};
	return c->is_folder ? folder_stream(c, &filtered, e) : tarball_stream(c, &filtered, e);
}

void contents_free(struct contents *c)
{
	reset(c);
	free(c->files);
	string_map_free(&c->paths);
	arena_free(&c->names);
	*c = (struct contents){.fd = -1};
}
