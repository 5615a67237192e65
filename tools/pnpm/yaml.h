/* YAML into jansson's values, by libyaml: for pnpm-lock.yaml and pnpm-workspace.yaml. */
#ifndef PNPM_YAML_H
#define PNPM_YAML_H

#include <jansson.h>
#include <stddef.h>

#include "base/error.h"

/* The last document of the LEN bytes at TEXT, a NUL after them, YAML or JSON; the caller decrefs it.
 * Plain true, false and null (and ~) are what they are, all other scalars strings.
 * Tags are passed over, an alias is a copy of what it names.  Keys that are twice in a mapping,
 * NULs and what is nested deeper than a lockfile are refused.  NULL with E about SUBJECT; an empty file is JSON's null. */
json_t *pnpm_yaml_read(const char *text, size_t len, const char *subject, struct error *e);

#endif
