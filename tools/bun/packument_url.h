/* Registries and the URLs of their tarballs. */
#ifndef BUN_PACKUMENT_URL_H
#define BUN_PACKUMENT_URL_H

#include "bun/lock.h"

#define BUN_DEFAULT_REGISTRY "https://registry.npmjs.org"

/* Where the default registry has the tarball of P; the caller frees it. */
char *bun_default_url(const struct bun_lock_package *p);

/* The registry that has the tarball of P at its URL, without a "/" at the end:
 * what comes before NAME/-/NAME-VERSION.tgz.  The default registry where the
 * lockfile gives no URL, or one of another form.  The caller frees it. */
char *bun_registry_of(const struct bun_lock_package *p);

#endif
