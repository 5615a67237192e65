/* What a project says of how bun is to install it. */
#ifndef BUN_SETTINGS_H
#define BUN_SETTINGS_H

#include <stdbool.h>

#include "base/error.h"
#include "tree/manager.h"

/* The versions of bun, as far as their trees differ. */
struct bun_version {
	unsigned numbers[3];
};

/* What of bunfig.toml's [install] and of .npmrc counts.  Zero-initialise. */
struct bun_settings {
	const char *linker; /* "isolated" or "hoisted"; NULL: not said */
	bool no_dev, no_optional, no_peer;
	const char *patterns; /* the file that says what isolated packages are hoisted, or NULL */
	bool native;          /* package.json has "nativeDependencies" */
	struct bun_version version;
};

/* Reads bunfig.toml and .npmrc in R's project, if they are there, and the version of bun: R's, or if that
 * is NULL what package.json's packageManager has, or else the newest known.  False with E. */
bool bun_settings_read(struct bun_settings *s, const struct tree_request *r, struct error *e);

/* True when S's version is 1.MINOR.PATCH or a later one. */
bool bun_settings_since(const struct bun_settings *s, unsigned minor, unsigned patch);

#endif
