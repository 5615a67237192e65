/* libarchive walks the tar, this file decides what counts.
 *
 * libarchive keeps only the permission bits of a header's mode and reads
 * unknown entry types as files, while pnpm records the whole mode field and
 * refuses unknown types.  So the header block itself is looked at too: it is
 * the last block libarchive consumed before an entry's data. */
#include "archive/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/gunzip.h"
#include "archive/names.h"
#include "archive/header.h"
#include "base/buffer.h"

#define BLOCK 512

struct walk {
	struct tarball *t;
	const struct archive_rules *rules;
	struct contents *c;
	struct archive *tar;
	struct archive_entry *present; /* libarchive uses its own without a look whether it got one */
	struct gunzip_stream stream;   /* open unless in memory */
	bool streaming;
	bool hashing; /* the pieces of the stream, with hasher */
	struct hasher hasher;
	/* The piece of the tar that libarchive is working on, its offset, and
	 * how many bytes of what came before are still in front of it. */
	const unsigned char *piece;
	size_t piece_len, before;
	int64_t piece_at;
	struct error *e;
	uint64_t entry; /* ordinal of the present entry, from 1 */
	/* The one folder around all files. */
	struct buffer root, path;
	bool root_seen;
	bool renamed; /* path is not the entry's own */
};

static la_ssize_t next_piece(struct archive *tar, void *context, const void **data)
{
	struct walk *w = context;
	w->piece_at += (int64_t)w->piece_len;
	w->before = w->piece_len;
	if (w->streaming) {
		if (!gunzip_stream_next(&w->stream, data, &w->piece_len, w->c->subject, w->e)) {
			archive_set_error(tar, EIO, "gzip");
			return ARCHIVE_FATAL;
		}
		if (w->hashing)
			hasher_update(&w->hasher, *data, w->piece_len);
	} else {
		*data = w->t->tar;
		w->piece_len = w->piece_at == 0 ? w->t->tar_size : 0;
	}
	w->piece = *data;
	return (la_ssize_t)w->piece_len;
}

static bool tar_failed(struct walk *w)
{
	return error_set(w->e, w->c->subject, "the tarball is damaged: %s", archive_error_string(w->tar));
}

/* HASH: whether to hash the stream; a tar in memory is not hashed here. */
static bool walk_open(struct walk *w, struct tarball *t, const struct archive_rules *rules,
		      struct contents *c, bool hash, struct error *e)
{
	*w = (struct walk){.t = t, .rules = rules, .c = c, .streaming = !t->tar, .e = e};
	if (w->streaming) {
		if (t->packed)
			gunzip_stream_open_memory(&w->stream, t->packed, t->size, rules->max_unpacked);
		else if (lseek(t->fd, 0, SEEK_SET) == 0)
			gunzip_stream_open(&w->stream, t->fd, rules->max_unpacked);
		else
			return error_errno(e, c->subject, "cannot read the tarball");
		if (!t->packed && t->expected)
			gunzip_stream_hash(&w->stream, integrity_strongest(t->expected));
		w->hashing = hash;
		hasher_init(&w->hasher, HASH_SHA512);
	}
	w->present = archive_entry_new();
	w->tar = archive_read_new();
	if (!w->present || !w->tar)
		die_no_memory();
	archive_read_support_format_tar(w->tar);
	/* It then passes over any number of blocks of zeros: see is_after_end. */
	if (rules->past_zero_block &&
	    archive_read_set_option(w->tar, "tar", "read_concatenated_archives", "1") != ARCHIVE_OK)
		return tar_failed(w);
	return archive_read_open(w->tar, w, NULL, next_piece, NULL) == ARCHIVE_OK || tar_failed(w);
}

static void walk_close(struct walk *w)
{
	archive_read_free(w->tar);
	archive_entry_free(w->present);
	if (w->streaming)
		gunzip_stream_close(&w->stream);
	buffer_free(&w->root);
	buffer_free(&w->path);
}

/* The bytes at OFFSET of the tar, LEN bytes, or NULL when it is not at hand. */
static const unsigned char *tar_bytes(const struct walk *w, int64_t offset, size_t len)
{
	int64_t at = offset - w->piece_at;
	if (at < -(int64_t)w->before || at + (int64_t)len > (int64_t)w->piece_len)
		return NULL;
	return w->piece + at;
}

static bool is_zeros(const unsigned char *bytes, size_t len)
{
	return bytes && bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0;
}

/* Whether what libarchive has just read comes after the end of the tar: two blocks of zeros. */
static bool is_after_end(const struct walk *w)
{
	return w->rules->past_zero_block &&
	       is_zeros(tar_bytes(w, archive_read_header_position(w->tar), 2 * BLOCK), 2 * BLOCK);
}

/* The header block of the present entry, or NULL with E. */
static const unsigned char *header_block(const struct walk *w, const char *name)
{
	int64_t header = archive_filter_bytes(w->tar, 0) - BLOCK;
	int64_t first = archive_read_header_position(w->tar); /* of its extended headers */
	if (first < header && is_zeros(tar_bytes(w, first, BLOCK), BLOCK))
		first += BLOCK;
	size_t extended = header > first ? (size_t)(header - first) : 0;
	const unsigned char *bytes = tar_bytes(w, first, extended + BLOCK);
	if (header < first || !bytes) {
		error_set(w->e, w->c->subject, "the tarball has headers of %zu bytes for '%s'", extended,
			  name);
		return NULL;
	}
	const char *refusal = header_refusal(bytes, extended + BLOCK);
	if (refusal) {
		error_set(w->e, w->c->subject, "the tarball has %s: '%s'", refusal, name);
		return NULL;
	}
	return bytes + extended;
}

/* An octal field as pnpm reads it: spaces and NULs before it do not count. */
static uint32_t octal_field(const unsigned char *field, size_t len)
{
	size_t i = 0;
	while (i < len && (field[i] == ' ' || field[i] == '\0'))
		i++;
	uint32_t value = 0;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		value = value << 3 | (uint32_t)(field[i] - '0');
	return value;
}

static bool check_root(struct walk *w, const char *name, size_t root_len)
{
	if (root_len == 0)
		return true;
	if (!w->root_seen) {
		buffer_add(&w->root, name, root_len);
		w->root_seen = true;
	}
	if (w->root.len == root_len && memcmp(w->root.data, name, root_len) == 0)
		return true;
	return error_set(w->e, w->c->subject, "the tarball has two root folders, '%.*s' and '%.*s'",
			 (int)w->root.len, w->root.data, (int)root_len, name);
}

/* What the header's type says; -1: refused. */
enum kind { KIND_REFUSED = -1, KIND_FILE, KIND_FOLDER, KIND_OTHER };

static enum kind entry_kind(struct walk *w, struct archive_entry *entry, const unsigned char *header,
			    const char *name)
{
	if (archive_entry_sparse_count(entry) > 0) {
		error_set(w->e, w->c->subject, "the tarball has a sparse file, '%s'", name);
		return KIND_REFUSED;
	}
	char type = (char)header[156];
	/* libarchive takes no body here, while pnpm skips one: what follows the
	 * header would be one thing to the one and another to the other. */
	if ((type == '1' || type == '2' || type == '5') && octal_field(header + 124, 12) != 0) {
		error_set(w->e, w->c->subject, "the tarball has a link or folder '%s' with a body", name);
		return KIND_REFUSED;
	}
	switch (type) {
	case '1':
		return w->rules->skip_hard_links ? KIND_OTHER : KIND_FILE;
	case '\0':
	case '0':
		/* The oldest tars mark a folder only by the slash after its name. */
		return archive_entry_filetype(entry) == AE_IFDIR ? KIND_FOLDER : KIND_FILE;
	case '2':
		return KIND_OTHER;
	case '5':
		return KIND_FOLDER;
	default:
		error_set(w->e, w->c->subject, "the tarball has an entry '%s' of the unsupported type '%c'",
			  name, type);
		return KIND_REFUSED;
	}
}

static const char git_ignore[] = ".gitignore", npm_ignore[] = ".npmignore";

static bool is_git_ignore(const struct buffer *path)
{
	size_t len = sizeof(git_ignore) - 1;
	return path->len >= len && memcmp(path->data + path->len - len, git_ignore, len) == 0 &&
	       (path->len == len || path->data[path->len - len - 1] == '/');
}

/* Puts the path of the entry NAME into w->path. */
static bool split(struct walk *w, const char *name, size_t *root_len)
{
	if (!names_split(name, strlen(name), w->rules->raw_names, root_len, &w->path, w->c->subject, w->e))
		return false;
	w->renamed = w->rules->rename_gitignore && is_git_ignore(&w->path);
	if (w->renamed)
		memcpy(w->path.data + w->path.len - (sizeof(npm_ignore) - 1), npm_ignore,
		       sizeof(npm_ignore) - 1);
	return true;
}

/* Lists the present entry. */
static bool list_entry(struct walk *w, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	if (!name)
		return error_set(w->e, w->c->subject, "the tarball has an entry without a name");
	const unsigned char *header = header_block(w, name);
	if (!header)
		return false;
	enum kind kind = entry_kind(w, entry, header, name);
	size_t root_len;
	if (kind == KIND_REFUSED || !split(w, name, &root_len))
		return false;
	if (kind == KIND_OTHER || (w->rules->skip_rootless && root_len == 0))
		return true;
	if (kind == KIND_FOLDER) {
		while (w->path.len > 0 && w->path.data[w->path.len - 1] == '/')
			w->path.len--;
		return root_len == 0 || contents_add_folder(w->c, w->path.data, w->path.len, w->e);
	}
	if (w->renamed && contents_find(w->c, buffer_string(&w->path)))
		return true;
	struct contents_file f = {.mode = octal_field(header + 100, 8),
				  .size = (uint64_t)archive_entry_size(entry),
				  .entry = w->entry};
	if (!w->streaming) {
		f.data = header + BLOCK;
		size_t left = w->piece_len - (size_t)(header + BLOCK - w->piece);
		if (f.size > left)
			return error_set(w->e, w->c->subject, "the tarball is cut off in '%s'", name);
	}
	return check_root(w, name, root_len) && contents_add_file(w->c, w->path.data, w->path.len, f, w->e);
}

/* Moves to the next entry: 1, or 0 at the end, -1 with E. */
static int next_entry(struct walk *w, struct archive_entry **entry)
{
	int status = archive_read_next_header2(w->tar, w->present);
	*entry = w->present;
	if (status == ARCHIVE_EOF || is_after_end(w))
		return 0;
	w->entry++;
	/* A warning is about a name or an attribute it could not convert to
	 * this locale; the bytes are there all the same. */
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
		tar_failed(w);
		return -1;
	}
	return 1;
}

static bool list_entries(struct walk *w)
{
	struct archive_entry *entry;
	int more;
	while ((more = next_entry(w, &entry)) > 0)
		if (!list_entry(w, entry))
			return false;
	return more == 0;
}

/* Takes what follows the last entry into the hash of the whole stream. */
static bool hash_rest(struct walk *w)
{
	const void *data;
	size_t len = 1;
	if (!w->hashing)
		return true;
	while (len > 0) {
		if (!gunzip_stream_next(&w->stream, &data, &len, w->c->subject, w->e))
			return false;
		hasher_update(&w->hasher, data, len);
	}
	w->t->exact = w->stream.exact;
	hasher_final(&w->hasher, &w->t->sha512);
	return true;
}

/* Whether the file that was read to its end is the one that was expected. */
static bool is_expected(struct walk *w)
{
	struct hash_value hash;
	return !w->streaming || !w->stream.hashing ||
	       (gunzip_stream_hash_end(&w->stream, &hash, w->c->subject, w->e) &&
		integrity_check(w->t->expected, &hash, w->c->subject, w->e));
}

bool tarball_list(struct tarball *t, const struct archive_rules *rules, struct contents *c, struct error *e)
{
	struct walk w;
	bool ok = walk_open(&w, t, rules, c, rules->want_tar_sha512, e) && list_entries(&w) &&
		  hash_rest(&w) && is_expected(&w);
	walk_close(&w);
	return ok;
}

static bool stream_data(struct walk *w, const struct contents_sink *sink)
{
	const void *block;
	size_t len;
	la_int64_t offset;
	int status;
	while ((status = archive_read_data_block(w->tar, &block, &len, &offset)) == ARCHIVE_OK)
		if (!sink->block(sink->context, block, len, w->e))
			return false;
	return status == ARCHIVE_EOF || tar_failed(w);
}

/* The file whose winning entry is ENTRY, unless it has other bytes by now, or -1.  NAME tells where to look. */
static int64_t file_of_entry(struct walk *w, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	size_t root_len;
	if (!name || !split(w, name, &root_len))
		return -1;
	const struct contents_file *f = contents_find(w->c, buffer_string(&w->path));
	return f && !f->data && f->entry == w->entry ? f - w->c->files : -1;
}

bool tarball_stream(struct tarball *t, const struct archive_rules *rules, struct contents *c,
		    const struct contents_sink *sink, struct error *e)
{
	struct walk w;
	struct archive_entry *entry;
	int more = 0;
	bool ok = walk_open(&w, t, rules, c, false, e);
	while (ok && (more = next_entry(&w, &entry)) > 0) {
		int64_t index = file_of_entry(&w, entry);
		if (index >= 0)
			ok = sink->begin(sink->context, (size_t)index, e) && stream_data(&w, sink) &&
			     sink->end(sink->context, e);
	}
	ok = ok && more == 0 && is_expected(&w);
	walk_close(&w);
	return ok;
}
