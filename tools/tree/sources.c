#include "tree/sources.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/integrity.h"
#include "base/text.h"
#include "tree/manager.h"

/* --- what managers add --- */

void tree_add_source(struct tree_sources *s, struct tree_source source)
{
	array_reserve(s->all, s->capacity, s->count + 1);
	s->all[s->count++] = source;
}

void tree_add_about(struct tree_sources *s, const char *kind, const char *value)
{
	if (!strchr(value, '\n'))
		buffer_printf(&s->about, "%s\t%s\n", kind, value);
}

const char *tree_archive_url(struct tree_sources *s, const char *repo, const char *commit)
{
	static const struct {
		const char *host, *format;
	} hosts[] = {
	    {"github.com", "https://codeload.github.com/%.*s/tar.gz/%s"},
	    {"gitlab.com", "https://gitlab.com/%.*s/-/archive/%s.tar.gz"},
	    {"bitbucket.org", "https://bitbucket.org/%.*s/get/%s.tar.gz"},
	    {"codeberg.org", "https://codeberg.org/%.*s/archive/%s.tar.gz"},
	};
	const char *scheme = strstr(repo, "://"), *rest = scheme ? scheme + 3 : repo;
	const char *account = memchr(rest, '@', strcspn(rest, "/"));
	if (account)
		rest = account + 1;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		const char *path = text_after(rest, hosts[i].host);
		if (!path || (*path != '/' && *path != ':'))
			continue;
		path++;
		int len = (int)strlen(path) - (text_ends(path, ".git") ? 4 : 0);
		return arena_printf(&s->arena, hosts[i].format, len, path, commit);
	}
	return NULL;
}

const char *tree_commit_url(struct tree_sources *s, const char *reference)
{
	size_t len = strcspn(reference, "#");
	return reference[len]
		   ? tree_archive_url(s, arena_strndup(&s->arena, reference, len), reference + len + 1)
		   : NULL;
}

/* --- names --- */

/* The name of a tarball of INTEGRITY: its strongest hash, the first of that kind. */
static const char *name_of_integrity(struct tree_sources *s, const struct tree_source *source,
				     struct error *e)
{
	struct integrity in;
	if (!integrity_parse(source->integrity, &in, source->key, e))
		return NULL;
	const struct hash_value *hash = integrity_first(&in, integrity_strongest(&in));
	size_t bytes = hash_size(hash->algorithm);
	char hex[2 * HASH_MAX_BYTES];
	hex_encode(hash->bytes, bytes, hex);
	return arena_printf(&s->arena, "%s-%.*s.tgz", hash_name(hash->algorithm), (int)(2 * bytes), hex);
}

static const char *name_of_url(struct tree_sources *s, const char *url)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	char hex[2 * SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)url, strlen(url), hash);
	hex_encode(hash, sizeof(hash), hex);
	return arena_printf(&s->arena, "url-%.*s", (int)sizeof(hex), hex);
}

/* A URL that is safe in a list and in the settings of a program that fetches it. */
static bool is_url(const char *url)
{
	if (!text_begins(url, "https://") && !text_begins(url, "http://"))
		return false;
	for (; *url; url++)
		if (*url <= ' ' || *url > '~' || strchr("\"'\\`<>{}|^", *url))
			return false;
	return true;
}

static bool name_source(struct tree_sources *s, struct tree_source *source, struct buffer *without,
			struct error *e)
{
	if (strpbrk(source->key, "\t\r\n"))
		return error_set(e, source->key, "a package's name has a tab or a line end in it");
	if (source->patch && strpbrk(source->patch, "\t\r\n"))
		return error_set(e, source->key, "the path of its patch has a tab or a line end in it");
	if (source->url && !is_url(source->url))
		return error_set(e, source->key, "its tarball is at '%s', which is not a http or https URL",
				 source->url);
	if (!source->url) {
		buffer_printf(without, "%s'%s'", without->len > 0 ? ", " : "", source->origin);
		return true;
	}
	source->name = source->integrity ? name_of_integrity(s, source, e) : name_of_url(s, source->url);
	return source->name;
}

bool tree_sources_read(struct tree_sources *s, const struct tree_request *r, struct error *e)
{
	struct buffer without = {0};
	bool ok = r->manager->sources(s, r, e);
	for (size_t i = 0; ok && i < s->count; i++)
		ok = name_source(s, &s->all[i], &without, e);
	if (ok && without.len > 0)
		ok = error_set(
		    e, r->lockfile,
		    "these packages have neither a tarball nor a known archive: %s; depend on them by the "
		    "URL of a tarball, or from the registry",
		    buffer_string(&without));
	buffer_free(&without);
	return ok;
}

/* --- lists --- */

static bool is_for(const struct tree_source *source, const struct tree_platform *p)
{
	return !source->optional ||
	       (tree_platform_takes(source->os, p->os) && tree_platform_takes(source->cpu, p->cpu) &&
		(!*p->libc || tree_platform_takes(source->libc, p->libc)));
}

static int by_name(const void *left, const void *right)
{
	const struct tree_source *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	if (order == 0)
		order = strcmp(a->url, b->url);
	return order != 0 ? order : strcmp(a->key, b->key);
}

void tree_sources_print(struct tree_sources *s, const struct tree_platform *platform, struct buffer *b)
{
	const char *last = "";
	if (s->count > 0)
		qsort(s->all, s->count, sizeof(*s->all), by_name);
	for (size_t i = 0; i < s->count; i++) {
		const struct tree_source *source = &s->all[i];
		if (strcmp(source->name, last) == 0 || (platform && !is_for(source, platform)))
			continue;
		last = source->name;
		buffer_printf(b, "%s\t%s\t%s\n", source->name, source->url, source->key);
	}
}

static void add_line(struct buffer *b, const struct tree_source *source, const char *folder,
		     const char *project)
{
	char *path = xasprintf("%s/%s", folder, source->name);
	char *patch = project && source->patch ? xasprintf("%s/%s", project, source->patch) : NULL;
	tree_list_add_line(b, source->key, path, patch);
	free(patch);
	free(path);
}

bool tree_sources_list(const struct tree_sources *s, const char *folder, const struct tree_request *r,
		       struct tree_list *list, struct error *e)
{
	struct buffer text = {0};
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = dir >= 0 || error_errno(e, folder, "cannot open");
	for (size_t i = 0; ok && i < s->count; i++) {
		const struct tree_source *source = &s->all[i];
		if (faccessat(dir, source->name, F_OK, 0) != 0) {
			ok = !is_for(source, &r->platform) ||
			     error_set(e, source->key,
				       "has no tarball %s in %s; fetch the tarballs of this lockfile",
				       source->name, folder);
			continue;
		}
		add_line(&text, source, folder, r->project);
	}
	if (dir >= 0)
		close(dir);
	ok = ok && tree_list_take(list, &text, r->lockfile, e);
	buffer_free(&text);
	return ok;
}

void tree_sources_free(struct tree_sources *s)
{
	free(s->all);
	json_decref(s->json);
	tree_registries_free(&s->registries);
	buffer_free(&s->about);
	arena_free(&s->arena);
}
