/* The files that a package.json names in "bin", or that are in the folder which
 * it names in "directories.bin": scripts, even when the tarball forgot their x
 * bit. */
#ifndef PATCH_BINS_H
#define PATCH_BINS_H

#include <jansson.h>
#include <stddef.h>

/* The package.json of LEN bytes, or NULL when it names no commands or is not JSON.  The caller
 * owns the result. */
json_t *patch_bins_parse(const char *json, size_t len);

/* Calls FOUND with each path that the package.json of LEN bytes names, relative
 * to its folder, "." and ".." resolved; a folder's ends in "/", and all files
 * below it are meant.  Paths that leave the folder of the package.json are left
 * out, as pnpm does, and so is everything when it is not JSON. */
void patch_bins_read(const char *json, size_t len, void (*found)(void *context, const char *path),
		     void *context);

#endif
