/* The dist-tags in a bun.lock. */
#ifndef BUN_LOCK_TAGS_H
#define BUN_LOCK_TAGS_H

#include "bun/lock.h"

/* Adds to L, whose packages are read, the tags by which its workspaces and
 * catalogs name versions, with the versions that the file has for them. */
void bun_lock_read_tags(struct bun_lock *l);

#endif
