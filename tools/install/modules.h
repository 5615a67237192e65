/* The node_modules folders of a project, and of a tree that is made for it.  The folders that they are in are "." for
 * the project itself, else paths such as "packages/a". */
#ifndef INSTALL_MODULES_H
#define INSTALL_MODULES_H

#include <stdbool.h>

#include "base/error.h"
#include "base/string_list.h"

/* "FOLDER/node_modules", with "/NAME" after it unless NAME is NULL; the caller frees it. */
char *install_path(const char *folder, const char *name);

/* The path from the project, whose real path PROJECT is, to what FOLDER is without symlinks; NULL if that is no folder of
 * the project.  The caller frees it. */
char *install_folder(const char *project, const char *folder);

/* Adds the folders of the tree TREE, a descriptor, that have a node_modules, but not those importers that are no folders of
 * PROJECT; those are the importers that the file `about` of the folder DEPS names.  False with E, also about anything else
 * in the tree than node_modules and folders, and about what is in no folder of the project. */
bool install_find_modules(const char *project, const char *deps, int tree, struct string_list *folders,
			  struct error *e);

/* Adds ".", the importers that the file `about` of the folder DEPS names (if it has one), and those of MORE, as
 * install_folder has them: each once, in the order of install_compare_folders. */
bool install_find_importers(const char *project, const char *deps, const struct string_list *more,
			    struct string_list *folders, struct error *e);

/* For qsort and bsearch of such paths: ".", then by their bytes. */
int install_compare_folders(const void *a, const void *b);

/* Gives x bits to the project's own files that links in the .bin of FOLDER's node_modules lead to: commands of workspaces. */
bool install_make_executable(const char *project, const char *folder, struct error *e);

#endif
