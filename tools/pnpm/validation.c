#include "pnpm/validation.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/encode.h"
#include "base/integrity.h"
#include "base/json.h"
#include "base/text.h"
#include "tree/manifest.h"

/* A digest is half of a SHA-256, in hex. */
#define DIGEST_BYTES 16

static json_t *digest_of(struct hasher *h)
{
	struct hash_value hash;
	char hex[2 * DIGEST_BYTES];
	hasher_final(h, &hash);
	hex_encode(hash.bytes, DIGEST_BYTES, hex);
	return json_stringn(hex, sizeof(hex));
}

/* --- of JSON: each value is a letter and what it holds, lengths in 8 bytes, keys in the order of their bytes --- */

static void hash_value_of(struct hasher *h, const json_t *value);

static void hash_length(struct hasher *h, size_t len)
{
	unsigned char bytes[8];
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)((uint64_t)len >> (8 * i));
	hasher_update(h, bytes, sizeof(bytes));
}

static void hash_text(struct hasher *h, const char *text, size_t len)
{
	hash_length(h, len);
	hasher_update(h, text, len);
}

static void hash_object(struct hasher *h, const json_t *object)
{
	size_t count = 0;
	const char **keys = xmalloc((json_object_size(object) + 1) * sizeof(*keys)), *key;
	json_t *value;
	json_object_foreach((json_t *)object, key, value)
	{
		keys[count++] = key;
	}
	qsort(keys, count, sizeof(*keys), text_compare);
	hasher_update(h, "{", 1);
	hash_length(h, count);
	for (size_t i = 0; i < count; i++) {
		hash_text(h, keys[i], strlen(keys[i]));
		hash_value_of(h, json_object_get(object, keys[i]));
	}
	free(keys);
}

static void hash_array(struct hasher *h, const json_t *array)
{
	hasher_update(h, "[", 1);
	hash_length(h, json_array_size(array));
	for (size_t i = 0; i < json_array_size(array); i++)
		hash_value_of(h, json_array_get(array, i));
}

static void hash_number(struct hasher *h, const json_t *number)
{
	char *text = json_is_integer(number) ? xasprintf("%lld", (long long)json_integer_value(number))
					     : xasprintf("%.17g", json_real_value(number));
	hasher_update(h, "#", 1);
	hash_text(h, text, strlen(text));
	free(text);
}

static void hash_value_of(struct hasher *h, const json_t *value)
{
	if (json_is_object(value)) {
		hash_object(h, value);
	} else if (json_is_array(value)) {
		hash_array(h, value);
	} else if (json_is_number(value)) {
		hash_number(h, value);
	} else if (json_is_string(value)) {
		hasher_update(h, "s", 1);
		hash_text(h, json_string_value(value), json_string_length(value));
	} else {
		hasher_update(h, json_is_true(value) ? "t" : json_is_false(value) ? "f" : "n", 1);
	}
}

static json_t *json_digest(const json_t *value)
{
	struct hasher h;
	hasher_init(&h, HASH_SHA256);
	hash_value_of(&h, value);
	return digest_of(&h);
}

/* --- of the workspace --- */

/* The package.json files by their importers, or NULL. */
static json_t *read_manifests(const struct pnpm_graph *g)
{
	json_t *all = json_object();
	for (size_t i = 0; all && i < g->importer_count; i++) {
		json_t *manifest;
		tree_manifest_read(g->request, g->importers[i].id, &manifest, NULL);
		if (json_is_object(manifest)) {
			json_object_set_new(all, g->importers[i].id, manifest);
		} else {
			json_decref(manifest);
			json_decref(all);
			all = NULL;
		}
	}
	return all;
}

static json_t *or_null(json_t *value)
{
	return value ? json_incref(value) : json_null();
}

/* The digest of all commands that MANIFESTS name, or NULL when they name none. */
static json_t *digest_of_bins(json_t *manifests)
{
	json_t *all = json_object(), *manifest;
	const char *id;
	json_object_foreach(manifests, id, manifest)
	{
		json_t *bin = json_object_get(manifest, "bin"),
		       *directory = json_object_get(json_object_get(manifest, "directories"), "bin");
		if ((!bin || json_is_null(bin)) && (!directory || json_is_null(directory)))
			continue;
		json_t *about = json_object();
		json_object_set_new(about, "name", or_null(json_object_get(manifest, "name")));
		json_object_set_new(about, "bin", or_null(bin));
		json_object_set_new(about, "directory", or_null(directory));
		json_object_set_new(all, id, about);
	}
	json_t *digest = json_object_size(all) > 0 ? json_digest(all) : NULL;
	json_decref(all);
	return digest;
}

static bool depends_on_any(const json_t *manifest)
{
	for (size_t i = 0; i < TREE_GROUPS; i++)
		if (json_object_size(json_object_get(manifest, tree_groups[i])) > 0)
			return true;
	return false;
}

static void add_projects(json_t *validation, json_t *manifests)
{
	json_t *digests = json_object(), *with_bins = json_object(), *bins = digest_of_bins(manifests),
	       *manifest;
	const char *id;
	json_object_foreach(manifests, id, manifest)
	{
		json_object_set_new(digests, id, json_digest(manifest));
		if (bins && (strcmp(id, ".") == 0 || depends_on_any(manifest)))
			json_object_set(with_bins, id, bins);
	}
	json_object_set_new(validation, "manifests", digests);
	if (bins)
		json_object_set(validation, "workspaceBins", with_bins);
	json_decref(with_bins);
	json_decref(bins);
}

/* pnpm notes the state of folders and tarballs of the project, too. */
static bool has_local_packages(const struct pnpm_graph *g)
{
	for (size_t i = 0; i < g->package_count; i++)
		if (pnpm_is_local(&g->packages[i]))
			return true;
	return false;
}

json_t *pnpm_validation(const struct pnpm_graph *g)
{
	json_t *manifests = has_local_packages(g) ? NULL : read_manifests(g);
	if (!manifests)
		return NULL;
	struct hasher h;
	hasher_init(&h, HASH_SHA256);
	hasher_update(&h, g->request->text.data, g->request->text.len);
	json_t *lockfile = digest_of(&h);
	char *path = xasprintf("%s/pnpm-lock.yaml", g->request->project);
	/* A file whose times are others is read again. */
	json_t *validation = json_pack("{si s{s{si si si sO}} sO s{s{}}}", "recordedAtNs", 0, "files", path,
				       "mtimeNs", 0, "ctimeNs", 0, "size", 0, "digest", lockfile, "lockfile",
				       lockfile, "localDependencies", json_string_value(lockfile));
	add_projects(validation, manifests);
	free(path);
	json_decref(lockfile);
	json_decref(manifests);
	return validation;
}
