#include "bun/lock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fs.h"
#include "base/integrity.h"
#include "base/json.h"
#include "bun/entry_name.h"
#include "bun/lock_json.h"
#include "bun/lock_tags.h"

#define SIZE_LIMIT ((size_t)64 << 20) /* that of 3,000 packages has less than 1 MB */
#define NAME_MAX_LENGTH 512           /* npm allows names of 214 characters */

/* NAME@VERSION, as for a folder of the cache. */
static bool parse_id(struct bun_lock *l, struct bun_lock_package *p, const char *id)
{
	struct bun_name folder = {0};
	if (strlen(id) > NAME_MAX_LENGTH || strstr(id, ":"))
		return false;
	bool ok = bun_name_make(&folder, id, NULL, NULL, NULL);
	bun_name_free(&folder);
	if (!ok)
		return false;
	const char *at = strrchr(id, '@');
	p->name = arena_strndup(&l->strings, id, (size_t)(at - id));
	return semver_parse(&p->version, at + 1);
}

static bool are_strings(const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (!json_is_string(json_array_get(array, i)))
			return false;
	return true;
}

static bool has_strings(json_t *object)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		if (!json_is_string(value))
			return false;
	}
	return true;
}

/* The first field of INFO that is not of a type that bun writes, or NULL. */
static const char *wrong_field(const json_t *info)
{
	static const struct {
		const char *name;
		bool string, array, object;
	} fields[] = {
	    {"dependencies", false, false, true},
	    {"optionalDependencies", false, false, true},
	    {"peerDependencies", false, false, true},
	    {"optionalPeers", false, true, false},
	    {"bin", true, false, true},
	    {"binDir", true, false, false},
	    {"os", true, true, false},
	    {"cpu", true, true, false},
	    {"libc", true, true, false},
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		json_t *value = json_object_get(info, fields[i].name);
		bool ok = !value || (fields[i].string && json_is_string(value)) ||
			  (fields[i].array && json_is_array(value) && are_strings(value)) ||
			  (fields[i].object && json_is_object(value) && has_strings(value));
		if (!ok)
			return fields[i].name;
	}
	return NULL;
}

/* One value of "packages"; only npm's have a string, the registry, second. */
static bool read_package(struct bun_lock *l, const char *key, const json_t *value, const char *path,
			 struct error *e)
{
	const json_t *id = json_array_get(value, 0), *url = json_array_get(value, 1),
		     *info = json_array_get(value, 2), *integrity = json_array_get(value, 3);
	if (!json_is_string(id))
		return error_set(e, path, "package '%.100s' does not begin with NAME@VERSION", key);
	if (!json_is_string(url))
		return true;
	if (!json_is_object(info) || !json_is_string(integrity))
		return error_set(e, path, "package '%.100s' is not [ID, REGISTRY, {…}, INTEGRITY]", key);
	array_reserve(l->packages, l->capacity, l->count + 1);
	struct bun_lock_package *p = &l->packages[l->count];
	*p = (struct bun_lock_package){.url = json_string_value(url),
				       .integrity = json_string_value(integrity),
				       .info = info,
				       .order = l->count};
	if (!parse_id(l, p, json_string_value(id)))
		return error_set(e, path, "package '%.100s': '%.100s' is not NAME@VERSION", key,
				 json_string_value(id));
	const char *wrong = wrong_field(info);
	if (wrong)
		return error_set(e, path, "package '%.100s': its \"%s\" has a wrong type", key, wrong);
	struct integrity parsed;
	if (*p->integrity && !integrity_parse(p->integrity, &parsed, path, e))
		return false;
	l->count++;
	return true;
}

static bool read_packages(struct bun_lock *l, const char *path, struct error *e)
{
	const char *key;
	json_t *value;
	json_object_foreach(json_object_get(l->json, "packages"), key, value)
	{
		if (!read_package(l, key, value, path, e))
			return false;
	}
	return true;
}

static int compare_packages(const void *left, const void *right)
{
	const struct bun_lock_package *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	if (order == 0)
		order = semver_compare_whole(&a->version, &b->version);
	return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* A package that is in several places of node_modules is in the file as often. */
static void sort_packages(struct bun_lock *l)
{
	if (l->count == 0)
		return;
	qsort(l->packages, l->count, sizeof(*l->packages), compare_packages);
	size_t kept = 1;
	for (size_t i = 1; i < l->count; i++) {
		const struct bun_lock_package *last = &l->packages[kept - 1], *p = &l->packages[i];
		if (strcmp(p->name, last->name) != 0 || strcmp(p->version.text, last->version.text) != 0)
			l->packages[kept++] = *p;
	}
	l->count = kept;
}

bool bun_lock_read(struct bun_lock *l, const char *path, struct error *e)
{
	struct buffer text = {0};
	if (fs_read_file(AT_FDCWD, path, SIZE_LIMIT, &text, e))
		l->json = bun_lock_json(&text, path, 0, e);
	buffer_free(&text);
	if (!l->json || !read_packages(l, path, e))
		return false;
	sort_packages(l);
	bun_lock_read_tags(l);
	return true;
}

void bun_lock_free(struct bun_lock *l)
{
	json_decref(l->json);
	free(l->packages);
	free(l->tags);
	arena_free(&l->strings);
}
