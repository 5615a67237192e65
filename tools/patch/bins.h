/* The files that a package.json names in "bin": scripts, even when the
 * tarball forgot their x bit. */
#ifndef PATCH_BINS_H
#define PATCH_BINS_H

#include <stddef.h>

/* Calls FOUND with each path that the package.json of LEN bytes names, relative
 * to its folder, "." and ".." resolved; paths that leave the folder are left
 * out, as pnpm does, and so is everything when it is no JSON. */
void bins_read(const char *json, size_t len, void (*found)(void *context, const char *path), void *context);

#endif
