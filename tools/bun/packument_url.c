#include "bun/packument_url.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What a tarball's URL has after that of its registry; the caller frees it. */
static char *tarball_path(const struct bun_lock_package *p)
{
	int core = (int)strcspn(p->version.text, "+");
	return xasprintf("/%s/-/%s-%.*s.tgz", p->name, text_base_name(p->name), core, p->version.text);
}

char *bun_default_url(const struct bun_lock_package *p)
{
	char *path = tarball_path(p);
	char *url = xasprintf(BUN_DEFAULT_REGISTRY "%s", path);
	free(path);
	return url;
}

char *bun_registry_of(const struct bun_lock_package *p)
{
	char *path = tarball_path(p);
	size_t url_len = strlen(p->url), path_len = strlen(path);
	bool found = url_len > path_len && strcmp(p->url + url_len - path_len, path) == 0;
	free(path);
	return found ? xstrndup(p->url, url_len - path_len) : xstrdup(BUN_DEFAULT_REGISTRY);
}
