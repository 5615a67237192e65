// usage: bun-entry-namer CACHE NAME FOLDER
//
// Stands for bun2nix's cache_entry_creator, which is written in Zig: a symlink to FOLDER under bun's name for the package.
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bun/entry_name.h"

static void make_folders(char *path)
{
	for (char *c = path + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		mkdir(path, 0777);
		*c = '/';
	}
}

int main(int argc, char **argv)
{
	struct bun_name name = {0};
	struct error e = {0};
	if (argc != 4 || !bun_name_make(&name, argv[2], NULL, NULL, &e))
		return 1;
	char *path = xasprintf("%s/%s", argv[1], buffer_string(&name.folder));
	make_folders(path);
	return symlink(argv[3], path) == 0 ? 0 : 1;
}
