#include "pnpm/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/fs.h"
#include "base/text.h"

static int make_dir(int at, const char *name)
{
	if (mkdirat(at, name, 0755) != 0 && errno != EEXIST)
		return -1;
	return fs_open_dir(at, name);
}

bool pnpm_store_create(struct pnpm_store *s, const struct store_layout *layout, int dir, const char *root,
		       struct error *e)
{
	*s = (struct pnpm_store){.format = layout->details, .dir = -1, .files = -1, .rows.spill = -1};
	s->path = xasprintf("%s/%s", root, layout->name);
	s->dir = make_dir(dir, layout->name);
	if (s->dir >= 0)
		s->files = make_dir(s->dir, "files");
	if (s->files < 0)
		return error_errno(e, s->path, "cannot create");
	return !s->format->database || pnpm_index_rows_open(&s->rows, s->dir, e);
}

void pnpm_file_name(const unsigned char sha512[64], uint32_t mode, char name[PNPM_NAME_MAX])
{
	hex_encode(sha512, 1, name);
	name[2] = '/';
	hex_encode(sha512 + 1, 63, name + 3);
	strcpy(name + 129, mode & 0111 ? PNPM_EXECUTABLE : "");
}

/* Makes files/xx for NAME.  It may be there by now: made by another thread. */
static bool make_prefix(struct pnpm_store *s, const char name[PNPM_NAME_MAX])
{
	const char prefix[] = {name[0], name[1], '\0'};
	return mkdirat(s->files, prefix, 0755) == 0 || errno == EEXIST;
}

bool pnpm_store_add_data(struct pnpm_store *s, const struct contents_file *f, struct error *e)
{
	char name[PNPM_NAME_MAX];
	pnpm_file_name(f->sha512, f->mode, name);
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const mode_t perm = f->mode & 0111 ? 0555 : 0444;
	int fd = openat(s->files, name, flags, perm);
	if (fd < 0 && errno == ENOENT && make_prefix(s, name))
		fd = openat(s->files, name, flags, perm);
	if (fd < 0)
		return errno == EEXIST || error_errno(e, name, "cannot create");
	bool ok = fs_write_all(fd, f->data, (size_t)f->size);
	if (close(fd) != 0 || !ok)
		return error_errno(e, name, "cannot write");
	return true;
}

bool pnpm_store_add_temp(struct pnpm_store *s, const struct contents_file *f, const char *temp,
			 struct error *e)
{
	char name[PNPM_NAME_MAX];
	pnpm_file_name(f->sha512, f->mode, name);
	if (!make_prefix(s, name) || fchmodat(s->files, temp, f->mode & 0111 ? 0555 : 0444, 0) != 0 ||
	    renameat(s->files, temp, s->files, name) != 0)
		return error_errno(e, name, "cannot put in place");
	return true;
}

bool pnpm_store_write_file(struct pnpm_store *s, const char *name, const void *data, size_t len,
			   struct error *e)
{
	if (!fs_make_parents(s->dir, name))
		return error_errno(e, name, "cannot create");
	return fs_create_file(s->dir, name, 0444, data, len, e) >= 0;
}

static bool note_integrity(struct pnpm_store *s, const struct pnpm_entry *p, enum pnpm_naming naming,
			   struct error *e)
{
	char *folder = pnpm_dep_path_folder(p->id, PNPM_FOLDER_MAX, naming);
	char *name = xasprintf("%s/tarball-integrity", folder);
	bool ok = pnpm_store_write_file(s, name, p->integrity, strlen(p->integrity), e);
	free(name);
	free(folder);
	return ok;
}

bool pnpm_store_add_entry(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e)
{
	enum pnpm_naming naming = s->format->naming;
	if (!s->format->add_entry(s, p, e))
		return false;
	if (!p->integrity || !text_begins(p->id, "file:"))
		return true;
	/* The first pnpms with a v11 store look where pnpm 10 does. */
	return note_integrity(s, p, naming, e) &&
	       (naming <= PNPM_NAMING_10 || note_integrity(s, p, PNPM_NAMING_10, e));
}

bool pnpm_store_finish(struct pnpm_store *s, struct error *e)
{
	if (!s->format->database)
		return true;
	char *path = xasprintf("%s/%s", s->path, s->format->database);
	bool ok = pnpm_index_rows_write(&s->rows, path, NULL, NULL, e);
	free(path);
	return ok;
}

void pnpm_store_close(struct pnpm_store *s)
{
	if (s->rows.spill >= 0)
		pnpm_index_rows_free(&s->rows);
	if (s->files >= 0)
		close(s->files);
	if (s->dir >= 0)
		close(s->dir);
	free(s->path);
}
