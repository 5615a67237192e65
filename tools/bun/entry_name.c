#include "bun/entry_name.h"

#include <string.h>
#include <strings.h>

#include "base/encode.h"
#include "base/integrity.h"
#include "base/text.h"
#include "bun/wyhash.h"

/* The layout of bun's cache; after every name but that of a git folder. */
#define CACHE_VERSION "@@@1"

/* How much of a registry's host is in a name: all of it up to that length. */
#define HOST_SHOWN_MAX 32
#define HOST_SHOWN 12

/* How much of a tarball's integrity is in its folder's name. */
#define DIGEST_SHOWN 16

static void add_hash(struct buffer *out, const char *text, size_t len, const char *digits)
{
	uint64_t hash = bun_wyhash(text, len);
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

/* [@SCOPE/]NAME, with no other "@": a scope must not look like a package's folder. */
static bool is_npm_name(const char *s, size_t len)
{
	const char *slash = s[0] == '@' ? memchr(s, '/', len) : NULL;
	size_t scope = slash ? (size_t)(slash + 1 - s) : 0;
	if (slash && (scope == 2 || !is_plain(s, scope - 1) || memchr(s + 1, '@', scope - 1)))
		return false;
	return is_plain(s + scope, len - scope) && !memchr(s + scope, '@', len - scope);
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

static void add_host(struct buffer *out, const char *host, size_t len)
{
	buffer_add_string(out, "@@");
	buffer_add(out, host, len > HOST_SHOWN_MAX ? HOST_SHOWN : len);
}

static void add_url_hash(struct buffer *out, const char *url, size_t len)
{
	buffer_add_string(out, "__");
	add_lower_hash(out, url, len);
}

/* A registry's URL in its parts. */
struct registry {
	bool https;
	const char *host, *port, *path; /* in the text; PORT is empty or begins with ":" */
	size_t host_len, port_len;
};

/* URLs that would have to be rewritten to be compared are refused. */
static bool parse_registry(const char *text, struct registry *r)
{
	const char *scheme = strstr(text, "://");
	bool http = scheme && scheme - text == 4 && strncasecmp(text, "http", 4) == 0;
	r->https = !scheme || (scheme - text == 5 && strncasecmp(text, "https", 5) == 0);
	r->host = scheme ? scheme + 3 : text;
	r->host_len = *r->host == '[' ? strcspn(r->host, "]") + 1 : strcspn(r->host, ":/?#");
	r->port = r->host + r->host_len;
	r->port_len = *r->port == ':' ? 1 + strspn(r->port + 1, "0123456789") : 0;
	r->path = r->port + r->port_len;
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f || strchr("@\\<>\"{}|^`", *c))
			return false;
	if (r->port_len == 1 || strstr(r->path, "/.") || (*r->path && *r->path != '/'))
		return false;
	/* Of a host alone nobody can say how its URL is written. */
	if (!scheme && (*r->port || r->host_len > HOST_SHOWN_MAX))
		return false;
	return (http || r->https) && is_plain(r->host, r->host_len);
}

static void add_lower(struct buffer *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buffer_add_byte(out, (unsigned char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]));
}

/* bun 1.4: the host alone means https://HOST/, and all other registries
 * are told apart by the hash of their URL in its normal form. */
static void add_registry(struct buffer *out, const struct registry *r)
{
	struct buffer url = {0};
	const char *usual = r->https ? ":443" : ":80";
	bool has_port =
	    r->port_len > 0 && !(r->port_len == strlen(usual) && strncmp(r->port, usual, r->port_len) == 0);
	bool has_path = r->path[strspn(r->path, "/")] != '\0';
	buffer_add_string(&url, r->https ? "https://" : "http://");
	size_t host = url.len;
	add_lower(&url, r->host, r->host_len);
	add_host(out, url.data + host, r->host_len);
	if (has_port)
		buffer_add(&url, r->port, r->port_len);
	buffer_add_string(&url, *r->path ? r->path : "/");
	if (!r->https || has_port || has_path || r->host_len > HOST_SHOWN_MAX)
		add_url_hash(out, url.data, url.len);
	buffer_free(&url);
}

static bool add_npm(struct bun_name *out, const char *name, const char *registry, struct error *e)
{
	const char *at = strrchr(name, '@');
	struct registry r;
	if (!at || at == name || !is_npm_name(name, (size_t)(at - name)))
		return error_set(e, name,
				 "is not NAME@VERSION, tarball:URL, github:OWNER-REPO-SHA or git:COMMIT");
	buffer_add(&out->folder, name, (size_t)(at + 1 - name));
	if (!add_version(&out->folder, at + 1))
		return error_set(e, name, "has no version of the form N.N.N[-PRERELEASE][+BUILD]");
	if (registry && !parse_registry(registry, &r))
		return error_set(e, name,
				 "the registry '%s' is not http[s]://HOST[:PORT][/PATH], nor a short HOST",
				 registry);
	if (registry) {
		buffer_add(&out->alias, out->folder.data, out->folder.len);
		add_registry(&out->folder, &r);
		add_host(&out->alias, r.host, r.host_len);
		if (r.host_len > HOST_SHOWN_MAX)
			add_url_hash(&out->alias, registry, strlen(registry));
		buffer_add_string(&out->alias, CACHE_VERSION);
	}
	buffer_add_string(&out->folder, CACHE_VERSION);
	return true;
}

/* bun 1.4 files a tarball under its integrity where it knows that. */
static bool add_tarball(struct bun_name *out, const char *url, const char *integrity, struct error *e)
{
	struct integrity in;
	struct buffer *by_url = integrity ? &out->alias : &out->folder;
	buffer_add_string(by_url, "@T@");
	add_lower_hash(by_url, url, strlen(url));
	buffer_add_string(by_url, CACHE_VERSION);
	if (!integrity)
		return true;
	if (!integrity_parse(integrity, &in, url, e))
		return false;
	const struct hash_value *hash = integrity_first(&in, integrity_strongest(&in));
	char hex[2 * DIGEST_SHOWN];
	hex_encode(hash->bytes, DIGEST_SHOWN, hex);
	buffer_add_string(&out->folder, "@T@");
	buffer_add_string(&out->folder, hash_name(hash->algorithm));
	buffer_add_byte(&out->folder, '-');
	buffer_add(&out->folder, hex, sizeof(hex));
	buffer_add_string(&out->folder, CACHE_VERSION);
	return true;
}

static bool add_checkout(struct bun_name *out, const char *name, const char *rest, bool github,
			 struct error *e)
{
	if (!is_plain(rest, strlen(rest)))
		return error_set(e, name, "has no name for a folder after the colon");
	buffer_add_string(&out->folder, github ? "@GH@" : "@G@");
	buffer_add_string(&out->folder, rest);
	if (github)
		buffer_add_string(&out->folder, CACHE_VERSION);
	return true;
}

bool bun_name_make(struct bun_name *out, const char *name, const char *integrity, const char *registry,
		   struct error *e)
{
	out->folder.len = out->alias.len = 0;
	bool tarball = text_begins(name, "tarball:"), github = text_begins(name, "github:");
	bool npm = !tarball && !github && !text_begins(name, "git:");
	const char *rest = npm ? name : strchr(name, ':') + 1;
	if (registry && !npm)
		return error_set(e, name, "does not come from a registry, but '%s' is given", registry);
	if (tarball && !*rest)
		return error_set(e, name, "has no URL after the colon");
	bool ok = npm       ? add_npm(out, name, registry, e)
		  : tarball ? add_tarball(out, rest, integrity, e)
			    : add_checkout(out, name, rest, github, e);
	if (strcmp(buffer_string(&out->folder), buffer_string(&out->alias)) == 0)
		out->alias.len = 0;
	buffer_string(&out->alias);
	return ok;
}

void bun_name_free(struct bun_name *n)
{
	buffer_free(&n->folder);
	buffer_free(&n->alias);
}

bool bun_name_is(const char *name)
{
	static const char patched[] = CACHE_VERSION "_patch_hash=";
	return text_begins(name, "@G@") || strstr(name, patched) ||
	       (text_ends(name, CACHE_VERSION) && strcmp(name, CACHE_VERSION) != 0);
}
