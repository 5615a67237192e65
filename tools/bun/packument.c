#include "bun/packument.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/output.h"
#include "bun/lock.h"
#include "bun/packument_file.h"
#include "bun/packument_record.h"
#include "bun/packument_url.h"
#include "bun/wyhash.h"

/* Since 0.0.6 a version's numbers have 64 bits; since 0.0.7 the head says
 * whether the registry's long form was asked for, and a record when a version
 * was published; since 0.0.8 a record has 8 bytes more before its platforms. */
static const struct bun_packument_format {
	unsigned minor, patch; /* the first bun of it: 1.MINOR.PATCH */
	char digit;            /* v0.0.DIGIT */
	size_t number, head, record, platforms;
} formats[] = {
    {2, 0, '5', 4, 112, 232, 224},
    {2, 23, '6', 8, 112, 232, 224},
    {3, 0, '7', 8, 120, 240, 224},
    {4, 4, '8', 8, 120, 248, 232},
};
#define NEWEST_MINOR 4

/* Where things are in the head. */
enum {
	HEAD_MAX_AGE = 24, /* a time in seconds since 1970 */
	HEAD_NAME = 32,
	HEAD_RELEASES = 48, /* first and count of versions, then of records */
	HEAD_PRERELEASES = 64,
	HEAD_TAGS = 80, /* first and count of names, then of versions */
	HEAD_VERSIONS = 96,
	HEAD_NAMES = 104,
	HEAD_LONG_FORM = 112,
};

const struct bun_packument_format *bun_packument_format_of(const char *version)
{
	const struct bun_packument_format *found = NULL;
	unsigned minor, patch;
	if (sscanf(version, "1.%3u.%3u", &minor, &patch) != 2 || minor > NEWEST_MINOR)
		return NULL;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].minor < minor || (formats[i].minor == minor && formats[i].patch <= patch))
			found = &formats[i];
	return found;
}

static void put_span(unsigned char *at, size_t first, size_t count)
{
	bun_put32(at, (uint32_t)first);
	bun_put32(at + 4, (uint32_t)count);
}

/* Three numbers, padded to 8 bytes, then prerelease and build. */
static size_t version_size(const struct bun_packument_format *format)
{
	return (3 * format->number + 7) / 8 * 8 + 2 * BUN_HASHED_STRING;
}

static void add_version(struct bun_packument_file *file, const struct bun_packument_format *format,
			const struct semver_version *v)
{
	size_t size = version_size(format);
	unsigned char *at = bun_add_zeros(&file->versions, size);
	for (size_t i = 0; i < 3; i++)
		if (format->number == 8)
			bun_put64(at + 8 * i, v->numbers[i]);
		else
			bun_put32(at + 4 * i, (uint32_t)v->numbers[i]);
	if (v->pre_len > 0) {
		char *pre = xstrndup(v->pre, v->pre_len);
		bun_put_hashed_string(at + size - 2 * BUN_HASHED_STRING, file, pre);
		free(pre);
	}
	if (*v->build)
		bun_put_hashed_string(at + size - BUN_HASHED_STRING, file, v->build);
}

/* A run of packages of one name, sorted by version. */
struct run {
	const struct bun_lock_package *packages;
	size_t count;
};

/* Adds those that are prereleases, or those that are not; says in the head where they are. */
static void add_versions(struct bun_packument_file *file, const struct bun_packument_format *format,
			 const struct run *run, bool prereleases)
{
	size_t first = file->versions.len / version_size(format), count = 0;
	for (size_t i = 0; i < run->count; i++) {
		const struct bun_lock_package *p = &run->packages[i];
		if (!p->version.pre_len == prereleases)
			continue;
		add_version(file, format, &p->version);
		unsigned char *record = bun_add_zeros(&file->records, format->record);
		bun_packument_record(record, format->platforms, file, p);
		count++;
	}
	unsigned char *at = file->head + (prereleases ? HEAD_PRERELEASES : HEAD_RELEASES);
	put_span(at, first, count);
	put_span(at + 8, first, count);
}

/* The version with TEXT; NULL: there is none. */
static const struct semver_version *find_version(const struct run *run, const char *text)
{
	for (size_t i = 0; i < run->count; i++)
		if (strcmp(run->packages[i].version.text, text) == 0)
			return &run->packages[i].version;
	return NULL;
}

/* What "latest" is where nobody says. */
static const struct semver_version *highest_version(const struct run *run)
{
	for (size_t i = run->count; i-- > 0;)
		if (!run->packages[i].version.pre_len)
			return &run->packages[i].version;
	return &run->packages[run->count - 1].version;
}

/* Adds the tags of RUN, which begin at *TAG of LOCK and end before its next package's. */
static void add_tags(struct bun_packument_file *file, const struct bun_packument_format *format,
		     const struct bun_lock *lock, const struct run *run, size_t *tag)
{
	const char *name = run->packages[0].name;
	size_t names = file->names.len, versions = file->versions.len;
	bool has_latest = false;
	while (*tag < lock->tag_count && strcmp(lock->tags[*tag].package, name) < 0)
		++*tag; /* of what is not from a registry */
	for (; *tag < lock->tag_count && strcmp(lock->tags[*tag].package, name) == 0; ++*tag) {
		const struct semver_version *version = find_version(run, lock->tags[*tag].version);
		if (!version)
			continue;
		bun_add_hashed_string(&file->names, file, lock->tags[*tag].tag);
		add_version(file, format, version);
		has_latest = has_latest || strcmp(lock->tags[*tag].tag, "latest") == 0;
	}
	if (!has_latest) {
		bun_add_hashed_string(&file->names, file, "latest");
		add_version(file, format, highest_version(run));
	}
	put_span(file->head + HEAD_TAGS, names / BUN_HASHED_STRING,
		 (file->names.len - names) / BUN_HASHED_STRING);
	put_span(file->head + HEAD_TAGS + 8, versions / version_size(format),
		 (file->versions.len - versions) / version_size(format));
}

/* The packument of RUN, whose tags begin at *TAG of LOCK.  bun_packument_free is due. */
static struct bun_packument_file make_packument(const struct bun_packument_format *format,
						const struct bun_lock *lock, const struct run *run,
						size_t *tag)
{
	struct bun_packument_file file = {.digit = format->digit, .head_size = format->head};
	bun_put32(file.head + HEAD_MAX_AGE, UINT32_MAX);
	bun_put_hashed_string(file.head + HEAD_NAME, &file, run->packages[0].name);
	add_versions(&file, format, run, false);
	add_versions(&file, format, run, true);
	add_tags(&file, format, lock, run, tag);
	put_span(file.head + HEAD_VERSIONS, 0, file.versions.len / version_size(format));
	put_span(file.head + HEAD_NAMES, 0, file.names.len / BUN_HASHED_STRING);
	/* The times of publication are 0: no version is too young for minimumReleaseAge. */
	if (format->head > HEAD_LONG_FORM)
		file.head[HEAD_LONG_FORM] = 1;
	return file;
}

static struct run next_run(const struct bun_lock *lock, size_t first)
{
	struct run run = {&lock->packages[first], 1};
	while (first + run.count < lock->count &&
	       strcmp(run.packages[run.count].name, run.packages[0].name) == 0)
		run.count++;
	return run;
}

/* The hash of the package's name, and of the registry's URL where that is not
 * the default; the caller frees it. */
static char *file_name(const char *name, const char *registry)
{
	uint64_t hash = bun_wyhash(name, strlen(name));
	if (strcmp(registry, BUN_DEFAULT_REGISTRY) == 0)
		return xasprintf("%016" PRIx64 ".npm", hash);
	return xasprintf("%016" PRIx64 "-%016" PRIx64 ".npm", hash, bun_wyhash(registry, strlen(registry)));
}

bool bun_packuments_write(const struct bun_lock *lock, const struct bun_packument_format *format, int dir,
			  struct error *e)
{
	struct buffer out = {0};
	struct run run;
	size_t tag = 0;
	bool ok = true;
	for (size_t first = 0; ok && first < lock->count; first += run.count) {
		run = next_run(lock, first);
		const char *name = run.packages[0].name;
		char *registry = bun_registry_of(&run.packages[run.count - 1]);
		char *path = file_name(name, registry);
		struct bun_packument_file file = make_packument(format, lock, &run, &tag);
		out.len = 0;
		bun_packument_write(&out, &file, registry);
		int made = fs_create_file(dir, path, 0644, out.data, out.len, e);
		ok = made > 0 ||
		     (made == 0 && error_set(e, name, "another package has the manifest '%s'", path));
		bun_packument_free(&file);
		free(path);
		free(registry);
	}
	buffer_free(&out);
	return ok;
}

/* What is to be made. */
struct job {
	struct bun_lock lock;
	const struct bun_packument_format *format;
};

static bool build(void *context, const struct output *output, struct error *e)
{
	const struct job *j = context;
	return bun_packuments_write(&j->lock, j->format, output->dir, e);
}

bool bun_packuments_make(const char *out, const char *lock, const char *version, size_t *versions,
			 struct error *e)
{
	struct job j = {.format = bun_packument_format_of(version)};
	if (!j.format)
		return error_set(e, lock,
				 "the manifests of bun '%s' are not known; give a full version of bun 1.2, "
				 "1.3 or 1.4, such as 1.3.14",
				 version);
	bool ok = bun_lock_read(&j.lock, lock, e) && output_make(out, build, &j, e);
	*versions = j.lock.count;
	bun_lock_free(&j.lock);
	return ok;
}
