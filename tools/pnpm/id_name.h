/* The folder in a store that belongs to one package id alone. */
#ifndef PNPM_ID_NAME_H
#define PNPM_ID_NAME_H

/* How a pnpm makes a folder name of an id (depPathToFilename for ids without
 * peers): which characters become "+", and what is at the end of a name
 * that would be over 120 characters or has capitals. */
struct pnpm_id_naming {
	const char *replaced;
	char *(*hash)(const char *name); /* the caller frees the result */
};

/* pnpm 9.15.9: "#" stays; MD5 in base32. */
extern const struct pnpm_id_naming pnpm_id_naming_v9;

/* pnpm 10.33.0 and 11.28.11: half of a SHA-256 in hex. */
extern const struct pnpm_id_naming pnpm_id_naming_v10;

/* The folder's name; the caller frees it. */
char *pnpm_id_folder(const struct pnpm_id_naming *naming, const char *id);

#endif
