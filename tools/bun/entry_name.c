#include "bun/entry_name.h"

#include <string.h>

#include "bun/wyhash.h"

/* The layout of bun's cache; behind every name but that of a git folder. */
#define CACHE_VERSION "@@@1"

/* A registry's host up to that length is in the name as it is. */
#define HOST_SHOWN_MAX 32
#define HOST_SHOWN 12

static void add_hash(struct buffer *out, const char *text, size_t len, const char *digits)
{
	uint64_t hash = wyhash(text, len);
	for (int shift = 60; shift >= 0; shift -= 4)
		buffer_add_byte(out, (unsigned char)digits[hash >> shift & 15]);
}

static void add_lower_hash(struct buffer *out, const char *text, size_t len)
{
	add_hash(out, text, len, "0123456789abcdef");
}

/* True when the LEN characters can be a folder's name as they are. */
static bool is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f || s[i] == '/' || s[i] == '\\')
			return false;
	return len > 0 && !(len <= 2 && strspn(s, ".") >= len);
}

/* [@SCOPE/]NAME */
static bool is_npm_name(const char *s, size_t len)
{
	const char *slash = memchr(s, '/', len);
	if (s[0] != '@' || !slash)
		return s[0] != '@' && is_plain(s, len);
	size_t scope = (size_t)(slash - s);
	return scope > 1 && is_plain(s, scope) && is_plain(slash + 1, len - scope - 1);
}

/* The length of the N.N.N at the start of S; 0: there is none. */
static size_t release_len(const char *s)
{
	size_t len = 0;
	for (int part = 0; part < 3; part++) {
		size_t digits = strspn(s + len, "0123456789");
		if (digits == 0 || (part < 2 && s[len + digits] != '.'))
			return 0;
		len += digits + (part < 2);
	}
	return len;
}

/* N.N.N[-PRERELEASE][+BUILD], in which the last two become hashes. */
static bool add_version(struct buffer *out, const char *version)
{
	size_t release = release_len(version);
	const char *pre = version + release;
	size_t pre_len = strcspn(pre, "+");
	const char *build = pre + pre_len;
	if (release == 0 || (pre_len > 0 && *pre != '-') || pre_len == 1 || (*build && !build[1]))
		return false;
	buffer_add(out, version, release);
	if (pre_len > 0) {
		buffer_add_byte(out, '-');
		add_lower_hash(out, pre + 1, pre_len - 1);
	}
	if (*build) {
		buffer_add_byte(out, '+');
		add_hash(out, build + 1, strlen(build + 1), "0123456789ABCDEF");
	}
	return true;
}

/* The host in a URL, or in HOST[:PORT] alone. */
static const char *host_of(const char *registry, size_t *len)
{
	const char *scheme = strstr(registry, "://");
	const char *host = scheme ? scheme + 3 : registry;
	*len = strcspn(host, ":/?#");
	return host;
}

static bool add_registry(struct buffer *out, const char *registry)
{
	size_t len;
	const char *host = host_of(registry, &len);
	if (!is_plain(host, len) || (len > HOST_SHOWN_MAX && host == registry))
		return false;
	buffer_add_string(out, "@@");
	buffer_add(out, host, len > HOST_SHOWN_MAX ? HOST_SHOWN : len);
	if (len > HOST_SHOWN_MAX) {
		buffer_add_string(out, "__");
		add_lower_hash(out, registry, strlen(registry));
	}
	return true;
}

static bool add_npm(const char *name, const char *registry, struct buffer *out, struct error *e)
{
	const char *at = strrchr(name, '@');
	if (!at || at == name || !is_npm_name(name, (size_t)(at - name)))
		return error_set(e, name, "is not NAME@VERSION, tarball:URL, github:… or git:…");
	buffer_add(out, name, (size_t)(at + 1 - name));
	if (!add_version(out, at + 1))
		return error_set(e, name, "has no version of the form N.N.N[-PRERELEASE][+BUILD]");
	if (registry && !add_registry(out, registry))
		return error_set(e, name, "registry '%s': give a host, or the URL when the host is long",
				 registry);
	buffer_add_string(out, CACHE_VERSION);
	return true;
}

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool entry_name(const char *name, const char *registry, struct buffer *out, struct error *e)
{
	out->len = 0;
	const char *colon = strchr(name, ':');
	const char *rest = colon ? colon + 1 : "";
	bool tarball = starts_with(name, "tarball:"), github = starts_with(name, "github:");
	if (!tarball && !github && !starts_with(name, "git:"))
		return add_npm(name, registry, out, e);
	if (registry)
		return error_set(e, name, "does not come from a registry, but '%s' is given", registry);
	if (tarball ? !*rest : !is_plain(rest, strlen(rest)))
		return error_set(e, name, "has no name for a folder behind the colon");
	buffer_add_string(out, tarball ? "@T@" : github ? "@GH@" : "@G@");
	if (tarball)
		add_lower_hash(out, rest, strlen(rest));
	else
		buffer_add_string(out, rest);
	if (tarball || github)
		buffer_add_string(out, CACHE_VERSION);
	return true;
}

bool entry_name_is(const char *name)
{
	static const char patched[] = CACHE_VERSION "_patch_hash=";
	size_t len = strlen(name), suffix = strlen(CACHE_VERSION);
	return starts_with(name, "@G@") || strstr(name, patched) ||
	       (len > suffix && strcmp(name + len - suffix, CACHE_VERSION) == 0);
}
