/* First all of the index is read: which contents it wants, and what it says of
 * them.  Then each of these files is looked at, on all cores; and at last what
 * nothing wanted is found. */
#include "pnpm/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/contents.h"
#include "base/arena.h"
#include "base/dir_list.h"
#include "base/encode.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/string_map.h"
#include "base/text.h"
#include "pnpm/index_db.h"
#include "pnpm/msgpack.h"
#include "pnpm/store.h"

/* An index entry, or a note beside it, that is larger is none. */
#define ENTRY_MAX ((size_t)256 << 20)

/* Five values a file, and a manifest. */
#define ENTRY_VALUES_MAX (5 * CONTENTS_PATHS_MAX + JSON_MANIFEST_VALUES)

/* How far below an entry's sideEffects files are. */
#define SIDE_EFFECTS_DEPTH 3

/* Contents that the index wants: the first to want them, and what it says. */
struct wanted {
	char name[PNPM_NAME_MAX]; /* below files/ */
	const char *package, *path;
	uint64_t size;
	char *problem; /* what is wrong with the file; NULL: nothing */
};

struct verifier {
	const struct pnpm_format *format;
	char *root; /* of the version folder */
	int dir, files;
	struct string_list *faults;
	size_t packages;
	struct arena texts;
	struct wanted **wanted;
	size_t count, capacity;
	struct string_map by_name;
	const char **found; /* what is below files/ */
	size_t found_count, found_capacity;
	struct string_map rows; /* keys of index.db */
	bool unread;            /* some of the index could not be read: what it wants is not known */
};

static char *keep(struct verifier *v, const char *text)
{
	return arena_strndup(&v->texts, text, strlen(text));
}

/* --- what the index wants ---------------------------------------------------- */

/* The SHA-512 that FILE, a record of the index, gives; v11 has it in hex. */
static bool read_digest(const json_t *file, unsigned char sha512[64])
{
	const char *sri = json_text(file, "integrity");
	const char *hex = json_text(file, "digest");
	struct integrity in;
	if (hex)
		return strlen(hex) == 2 * 64 && hex_decode(hex, sha512, 64);
	bool ok = sri && integrity_parse(sri, &in, "", NULL) && in.hashes[0].algorithm == HASH_SHA512;
	if (ok)
		memcpy(sha512, in.hashes[0].bytes, 64);
	return ok;
}

static void want(struct verifier *v, const char *package, const char *path, const json_t *file)
{
	unsigned char sha512[64];
	char name[PNPM_NAME_MAX];
	const json_t *mode = json_object_get(file, "mode"), *size = json_object_get(file, "size");
	if (!json_is_integer(mode) || !json_is_integer(size) || json_integer_value(size) < 0 ||
	    !read_digest(file, sha512)) {
		string_list_printf(v->faults, "%s: '%s': the index has no hash, mode and size of it", package,
				   path);
		return;
	}
	pnpm_file_name(sha512, (uint32_t)json_integer_value(mode), name);
	uint64_t bytes = (uint64_t)json_integer_value(size);
	struct string_map_slot *seen = string_map_find(&v->by_name, name, strlen(name));
	if (seen) {
		const struct wanted *w = v->wanted[seen->value];
		if (w->size != bytes)
			string_list_printf(
			    v->faults,
			    "%s: '%s': the index says %llu bytes, but %llu for the same contents in %s",
			    package, path, (unsigned long long)bytes, (unsigned long long)w->size,
			    w->package);
		return;
	}
	array_reserve(v->wanted, v->capacity, v->count + 1);
	struct wanted *w = v->wanted[v->count] = arena_alloc(&v->texts, sizeof(*w));
	*w = (struct wanted){.package = package, .path = keep(v, path), .size = bytes};
	strcpy(w->name, name);
	string_map_add(&v->by_name, w->name, (int64_t)v->count++);
}

/* What install scripts made of the package; each pnpm nests it in its own way. */
static void want_side_effects(struct verifier *v, const char *package, const json_t *effects, unsigned depth)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)effects, key, value)
	{
		if (json_is_integer(json_object_get(value, "mode")))
			want(v, package, key, value);
		else if (json_is_object(value) && depth > 0)
			want_side_effects(v, package, value, depth - 1);
	}
}

static void want_entry(struct verifier *v, const char *package, const json_t *entry)
{
	const json_t *files = json_object_get(entry, "files");
	const char *path;
	json_t *file;
	v->packages++;
	if (!json_is_object(files))
		string_list_printf(v->faults, "%s: its index entry has no files", package);
	json_object_foreach((json_t *)files, path, file)
	{
		want(v, package, path, file);
	}
	want_side_effects(v, package, json_object_get(entry, "sideEffects"), SIDE_EFFECTS_DEPTH);
}

/* Reads the file NAME below the version folder. */
static bool read_small(struct verifier *v, const char *name, struct buffer *b)
{
	struct error e = {0};
	char *path = xasprintf("%s/%s", v->root, name);
	bool ok = fs_read_file(AT_FDCWD, path, ENTRY_MAX, b, &e);
	if (!ok)
		string_list_printf(v->faults, "%s: %s", e.subject, e.message);
	error_clear(&e);
	free(path);
	return ok;
}

/* The package that ENTRY says it is of, or its PATH. */
static char *package_of(struct verifier *v, const json_t *entry, const char *path)
{
	const char *name = json_text(entry, "name");
	const char *version = json_text(entry, "version");
	char *text = name && version ? xasprintf("%s@%s", name, version) : xstrdup(path);
	char *kept = keep(v, text);
	free(text);
	return kept;
}

/* NAME is the file of a JSON index entry. */
static void read_json_entry(struct verifier *v, const char *name)
{
	struct buffer text = {0};
	if (read_small(v, name, &text)) {
		json_t *entry = json_parse(text.data, text.len, JSON_ALLOW_NUL, ENTRY_VALUES_MAX, NULL);
		if (json_is_object(entry))
			want_entry(v, package_of(v, entry, name), entry);
		else
			string_list_printf(v->faults, "%s/%s: is not an index entry", v->root, name);
		json_decref(entry);
	} else {
		v->unread = true;
	}
	buffer_free(&text);
}

/* After the tab of a key comes the package, or "built" and the like. */
static char *package_of_key(struct verifier *v, const char *key)
{
	const char *tab = strchr(key, '\t');
	if (!tab)
		return keep(v, key);
	bool by_id = strcmp(tab, "\tbuilt") == 0 || strcmp(tab, "\tnot-built") == 0;
	return by_id ? arena_strndup(&v->texts, key, (size_t)(tab - key)) : keep(v, tab + 1);
}

/* A pnpm_index_row_sink.  Aliases come after the entries. */
static bool read_row(void *context, const struct pnpm_index_row *row, struct error *e)
{
	struct verifier *v = context;
	(void)e;
	const char *package = package_of_key(v, row->key);
	if (row->table == PNPM_INDEX_ALIAS) {
		if (!string_map_find(&v->rows, row->data, row->len))
			string_list_printf(
			    v->faults, "%s: an alias in index.db leads to a row that is not there", package);
		return true;
	}
	json_t *entry = pnpm_msgpack_read(row->data, row->len);
	if (json_is_object(entry))
		want_entry(v, package, entry);
	else
		string_list_printf(v->faults, "%s: its row in index.db is damaged", package);
	json_decref(entry);
	string_map_add(&v->rows, keep(v, row->key), 0);
	return true;
}

static void read_index_db(struct verifier *v)
{
	struct error e = {0};
	char *path = xasprintf("%s/%s", v->root, v->format->database);
	if (!pnpm_index_db_each(path, read_row, v, &e)) {
		v->unread = true;
		string_list_printf(v->faults, "%s: %s", e.subject, e.message);
	}
	error_clear(&e);
	free(path);
}

/* --- what there is ----------------------------------------------------------- */

/* Calls EACH with the path of every entry of the folder NAME. */
static void each_in(struct verifier *v, const char *name, void (*each)(struct verifier *v, const char *path))
{
	struct dir_list list = {0};
	int dir = openat(v->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || !dir_list_read(&list, dir, ".")) {
		string_list_printf(v->faults, "%s/%s: cannot be listed: %s", v->root, name, strerror(errno));
		v->unread = true;
	}
	for (size_t i = 0; i < list.count; i++) {
		char *path = xasprintf("%s/%s", name, list.entries[i].name);
		each(v, path);
		free(path);
	}
	if (dir >= 0)
		close(dir);
	dir_list_free(&list);
}

static void stray(struct verifier *v, const char *path)
{
	string_list_printf(v->faults, "%s/%s: belongs to no package of the index", v->root, path);
}

static void find_file(struct verifier *v, const char *path)
{
	if (v->format->entry_suffix && text_ends(path, v->format->entry_suffix)) {
		read_json_entry(v, path);
		return;
	}
	array_reserve(v->found, v->found_capacity, v->found_count + 1);
	v->found[v->found_count++] = keep(v, path + strlen("files/"));
}

static void find_entry(struct verifier *v, const char *path)
{
	if (text_ends(path, ".json"))
		read_json_entry(v, path);
	else
		stray(v, path);
}

static bool is_prefix(const char *path)
{
	const char *name = text_base_name(path);
	return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

static void find_files(struct verifier *v, const char *path)
{
	if (is_prefix(path))
		each_in(v, path, find_file);
	else
		stray(v, path);
}

static void find_entries(struct verifier *v, const char *path)
{
	if (is_prefix(path))
		each_in(v, path, find_entry);
	else
		stray(v, path);
}

/* Something in the folder of a package that is known by its id. */
static void find_by_id(struct verifier *v, const char *path)
{
	struct buffer text = {0};
	struct integrity in;
	struct error e = {0};
	if (!text_ends(path, "/tarball-integrity"))
		find_entry(v, path);
	else if (read_small(v, path, &text) && !integrity_parse(buffer_string(&text), &in, "", &e))
		string_list_printf(v->faults, "%s/%s: %s", v->root, path, e.message);
	error_clear(&e);
	buffer_free(&text);
}

/* What pnpm, and a linked store, have beside the packages. */
static bool is_beside(const struct verifier *v, const char *name)
{
	return strcmp(name, "projects") == 0 || strcmp(name, "links") == 0 ||
	       strcmp(name, "node_modules") == 0 ||
	       (v->format->database && text_begins(name, v->format->database));
}

static void read_store(struct verifier *v)
{
	struct dir_list list = {0};
	if (!dir_list_read(&list, v->dir, ".")) {
		string_list_printf(v->faults, "%s: cannot be listed: %s", v->root, strerror(errno));
		v->unread = true;
	}
	if (v->format->database)
		read_index_db(v);
	for (size_t i = 0; i < list.count; i++) {
		const struct dir_entry *entry = &list.entries[i];
		if (strcmp(entry->name, "files") == 0)
			each_in(v, entry->name, find_files);
		else if (v->format->entry_folder && strcmp(entry->name, v->format->entry_folder) == 0)
			each_in(v, entry->name, find_entries);
		else if (is_beside(v, entry->name))
			continue;
		else if (entry->type == DT_DIR)
			each_in(v, entry->name, find_by_id);
		else
			stray(v, entry->name);
	}
	dir_list_free(&list);
}

/* --- the contents ------------------------------------------------------------ */

/* True when what FD, SIZE bytes, holds has the hash that NAME is made of. */
static bool has_name(int fd, const char *name, uint64_t size, char **problem)
{
	static _Thread_local char block[256 * 1024];
	struct hasher hasher;
	struct hash_value hash;
	char true_name[PNPM_NAME_MAX];
	hasher_init(&hasher, HASH_SHA512);
	for (uint64_t done = 0; done < size;) {
		ssize_t got = fs_read(fd, block, sizeof(block));
		if (got < 0) {
			*problem = xasprintf("cannot be read: %s", strerror(errno));
			return false;
		}
		if (got == 0)
			break;
		hasher_update(&hasher, block, (size_t)got);
		done += (uint64_t)got;
	}
	hasher_final(&hasher, &hash);
	pnpm_file_name(hash.bytes, 0, true_name);
	if (!text_begins(name, true_name))
		*problem = xstrdup("its name is not the hash of its contents");
	return !*problem;
}

static void check_file(void *context, size_t index, unsigned worker)
{
	const struct verifier *v = context;
	struct wanted *w = v->wanted[index];
	struct stat st;
	struct error e = {0};
	(void)worker;
	int fd = fs_open_regular(v->files, w->name, &st, &e);
	bool executable = text_ends(w->name, "-exec");
	if (fd < 0)
		w->problem = xstrdup(e.message);
	else if ((uint64_t)st.st_size != w->size)
		w->problem = xasprintf("has %llu bytes, but the index says %llu",
				       (unsigned long long)st.st_size, (unsigned long long)w->size);
	else if (!(st.st_mode & 0111) == executable)
		w->problem =
		    xasprintf("is %s, but the index says it is%s",
			      executable ? "not executable" : "executable", executable ? "" : " not");
	else
		has_name(fd, w->name, w->size, &w->problem);
	if (fd >= 0)
		close(fd);
	error_clear(&e);
	progress_step();
}

static void check_files(struct verifier *v)
{
	progress_start("files", v->count);
	pool_run(v->count, pool_cpus(), check_file, v);
	progress_end();
	for (size_t i = 0; i < v->count; i++) {
		struct wanted *w = v->wanted[i];
		if (w->problem)
			string_list_printf(v->faults, "%s: '%s': %s/files/%s: %s", w->package, w->path,
					   v->root, w->name, w->problem);
		free(w->problem);
	}
}

static void find_strays(struct verifier *v)
{
	for (size_t i = 0; i < v->found_count; i++) {
		if (string_map_find(&v->by_name, v->found[i], strlen(v->found[i])))
			continue;
		char *path = xasprintf("files/%s", v->found[i]);
		stray(v, path);
		free(path);
	}
}

bool pnpm_is_in(const struct store_layout *layout, const char *root)
{
	struct stat st;
	char *path = xasprintf("%s/%s", root, layout->name);
	/* One that cannot be looked at may be there: it is a fault then, not another kind of folder. */
	bool is = stat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
	free(path);
	return is;
}

void pnpm_verify(const struct store_layout *layout, const char *root, struct string_list *faults,
		 size_t *packages)
{
	struct verifier v = {.format = layout->details, .faults = faults};
	v.root = xasprintf("%s/%s", root, layout->name);
	v.dir = open(v.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	v.files = v.dir < 0 ? -1 : openat(v.dir, "files", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (v.files >= 0) {
		read_store(&v);
		check_files(&v);
		if (!v.unread)
			find_strays(&v);
		close(v.files);
	} else {
		string_list_printf(faults, "%s: has no folder 'files': %s", v.root, strerror(errno));
	}
	if (v.dir >= 0)
		close(v.dir);
	*packages += v.packages;
	arena_free(&v.texts);
	string_map_free(&v.by_name);
	string_map_free(&v.rows);
	free(v.wanted);
	free(v.found);
	free(v.root);
}
