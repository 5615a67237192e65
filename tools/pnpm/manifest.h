/* package.json as pnpm's store index needs it. */
#ifndef PNPM_MANIFEST_H
#define PNPM_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Reads LEN bytes of package.json into M, which the caller decrefs; NULL when they are JSON, but not an
 * object, as is the M of a package without package.json in what follows.  One BOM is skipped, bad UTF-8 replaced, the
 * last of repeated keys wins, as JSON.parse does.  False with E about SUBJECT when it is not JSON. */
bool pnpm_manifest_parse(json_t **m, const void *data, size_t len, const char *subject, struct error *e);

/* True when preinstall, install or postinstall is set to something. */
bool pnpm_manifest_has_install_script(const json_t *m);

/* True when a git checkout with this manifest has to be built before it is the
 * package (packageShouldBeBuilt): it has a prepare script, or another one that
 * runs before publishing and MAIN_EXISTS is false.  What main is,
 * pnpm_manifest_main says. */
bool pnpm_manifest_requires_prepare(const json_t *m, bool main_exists);

/* "main", or "index.js"; owned by M. */
const char *pnpm_manifest_main(const json_t *m);

/* True when it says "gypfile": false. */
bool pnpm_manifest_denies_gypfile(const json_t *m);

/* The chosen part that a v11 index row holds, a new reference, or NULL when
 * nothing of it is there (pnpm 11.28.11: normalizeBundledManifest). */
json_t *pnpm_manifest_bundled(const json_t *m);

/* VERSION cleaned as semver.clean(version, {loose: true}) does (npm's semver
 * 7): no "v" or "=" before it, no build part, no leading zeros.  NULL when it
 * is not a version; the caller frees the result. */
char *pnpm_version_clean(const char *version);

#endif
