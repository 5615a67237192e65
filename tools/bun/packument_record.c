#include "bun/packument_record.h"

#include <stdlib.h>
#include <string.h>

#include "base/integrity.h"
#include "bun/packument_url.h"

/* Where things are in a record, in all formats. */
enum {
	INTEGRITY = 0,
	DEPENDENCIES = 68, /* first and count of names, then of ranges */
	OPTIONAL_DEPENDENCIES = 84,
	PEER_DEPENDENCIES = 100,
	BIN = 140,
	OPTIONAL_PEERS = 176, /* how many: they are the first peers */
	TARBALL_URL = 200,
};

/* From where the platforms are. */
enum { OS = 0, CPU = 2, LIBC = 4, INSTALL_SCRIPT = 5 };

/* The kinds of "bin". */
enum { BIN_FILE = 1, BIN_NAMED_FILE, BIN_FOLDER, BIN_MAP };

/* Names in the order of their bits, the first being bit 1. */
static const char *const os_names[] = {"aix",     "darwin", "freebsd", "linux",
				       "openbsd", "sunos",  "win32",   "android"};
static const char *const cpu_names[] = {"arm",   "arm64", "ia32",  "mips", "mipsel", "ppc",
					"ppc64", "s390",  "s390x", "x32",  "x64"};
static const char *const libc_names[] = {"glibc", "musl"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct platforms {
	const char *const *names;
	size_t count;
	unsigned wanted, unwanted;
	bool any, unknown;
};

/* "linux", "!win32", "any"; names that bun does not know count for nothing but
 * themselves. */
static void add_platform(struct platforms *p, const char *name)
{
	bool negated = *name == '!';
	if (strcmp(name, "any") == 0)
		p->any = true;
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(name + negated, p->names[i]) == 0) {
			*(negated ? &p->unwanted : &p->wanted) |= 2u << i;
			return;
		}
	if (!negated && *name)
		p->unknown = true;
}

/* The bits of LIST, a name or an array of names. */
static unsigned platform_bits(const json_t *list, const char *const *names, size_t count)
{
	struct platforms p = {.names = names, .count = count};
	const unsigned all = (2u << count) - 2;
	if (json_is_string(list))
		add_platform(&p, json_string_value(list));
	for (size_t i = 0; i < json_array_size(list); i++)
		add_platform(&p, json_string_value(json_array_get(list, i)));
	if (p.any)
		return all;
	if (p.wanted)
		return p.wanted & ~p.unwanted;
	return p.unwanted || !p.unknown ? all & ~p.unwanted : 0;
}

static void put_platforms(unsigned char *at, const json_t *info)
{
	const json_t *libc = json_object_get(info, "libc");
	bun_put16(at + OS, (uint16_t)platform_bits(json_object_get(info, "os"), os_names, COUNT(os_names)));
	bun_put16(at + CPU,
		  (uint16_t)platform_bits(json_object_get(info, "cpu"), cpu_names, COUNT(cpu_names)));
	at[LIBC] = libc ? (unsigned char)platform_bits(libc, libc_names, COUNT(libc_names)) : 0;
	at[INSTALL_SCRIPT] = json_is_true(json_object_get(info, "hasInstallScript"));
}

static void put_integrity(unsigned char *at, const char *text)
{
	struct integrity in;
	if (*text && integrity_parse(text, &in, "", NULL)) {
		at[0] = (unsigned char)(1 + in.hashes[0].algorithm);
		memcpy(at + 1, in.hashes[0].bytes, hash_size(in.hashes[0].algorithm));
	}
}

/* The strings of ARRAY as the keys of an object. */
static json_t *make_set(const json_t *array)
{
	json_t *set = json_object();
	for (size_t i = 0; i < json_array_size(array); i++)
		json_object_set_new(set, json_string_value(json_array_get(array, i)), json_true());
	return set;
}

/* Adds those of MAP, name to range, that are in OPTIONAL, or those that are not; returns how many. */
static size_t add_dependencies(struct bun_packument_file *file, json_t *map, const json_t *optional,
			       bool those)
{
	size_t before = file->ranges.len;
	const char *name;
	json_t *range;
	json_object_foreach(map, name, range)
	{
		if ((json_object_get(optional, name) != NULL) != those)
			continue;
		bun_add_hashed_string(&file->names, file, name);
		bun_add_hashed_string(&file->ranges, file, json_string_value(range));
	}
	return (file->ranges.len - before) / BUN_HASHED_STRING;
}

static void put_dependencies(unsigned char *at, struct bun_packument_file *file, size_t names, size_t ranges)
{
	bun_put32(at, (uint32_t)(names / BUN_HASHED_STRING));
	bun_put32(at + 4, (uint32_t)((file->names.len - names) / BUN_HASHED_STRING));
	bun_put32(at + 8, (uint32_t)(ranges / BUN_HASHED_STRING));
	bun_put32(at + 12, (uint32_t)((file->ranges.len - ranges) / BUN_HASHED_STRING));
}

static void put_group(unsigned char *at, struct bun_packument_file *file, json_t *map)
{
	size_t names = file->names.len, ranges = file->ranges.len;
	add_dependencies(file, map, NULL, false);
	put_dependencies(at, file, names, ranges);
}

/* The optional peers come first; their number tells them from the others. */
static void put_peers(unsigned char *record, struct bun_packument_file *file, const json_t *info)
{
	json_t *peers = json_object_get(info, "peerDependencies");
	json_t *optional = make_set(json_object_get(info, "optionalPeers"));
	size_t names = file->names.len, ranges = file->ranges.len;
	bun_put32(record + OPTIONAL_PEERS, (uint32_t)add_dependencies(file, peers, optional, true));
	add_dependencies(file, peers, optional, false);
	put_dependencies(record + PEER_DEPENDENCIES, file, names, ranges);
	json_decref(optional);
}

static void put_bin(unsigned char *at, struct bun_packument_file *file, const json_t *info)
{
	json_t *bin = json_object_get(info, "bin"), *folder = json_object_get(info, "binDir"), *path;
	unsigned char *value = at + 4;
	const char *name;
	if (json_is_string(bin) || json_is_string(folder)) {
		at[0] = json_is_string(bin) ? BIN_FILE : BIN_FOLDER;
		bun_put_string(value, file, json_string_value(json_is_string(bin) ? bin : folder));
		return;
	}
	size_t count = json_object_size(bin);
	if (count == 0)
		return;
	at[0] = count == 1 ? BIN_NAMED_FILE : BIN_MAP;
	if (count > 1) {
		bun_put32(value, (uint32_t)(file->bins.len / BUN_HASHED_STRING));
		bun_put32(value + 4, (uint32_t)(2 * count));
	}
	json_object_foreach(bin, name, path)
	{
		if (count == 1) {
			bun_put_string(value, file, name);
			bun_put_string(value + BUN_STRING, file, json_string_value(path));
		} else {
			bun_add_hashed_string(&file->bins, file, name);
			bun_add_hashed_string(&file->bins, file, json_string_value(path));
		}
	}
}

void bun_packument_record(unsigned char *record, size_t platforms, struct bun_packument_file *file,
			  const struct bun_lock_package *p)
{
	char *url = *p->url ? xstrdup(p->url) : bun_default_url(p);
	put_integrity(record + INTEGRITY, p->integrity);
	put_group(record + DEPENDENCIES, file, json_object_get(p->info, "dependencies"));
	put_group(record + OPTIONAL_DEPENDENCIES, file, json_object_get(p->info, "optionalDependencies"));
	put_peers(record, file, p->info);
	put_bin(record + BIN, file, p->info);
	bun_put_hashed_string(record + TARBALL_URL, file, url);
	put_platforms(record + platforms, p->info);
	free(url);
}
