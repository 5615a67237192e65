#include "tree/links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/text.h"

/* A link or a file that is to be made. */
struct item {
	struct tree_link link; /* target NULL: a file */
	const struct tree_file *file;
	size_t parent; /* length of the path of the folder that it is in */
	bool is_bin;
};

/* All workers' common state. */
struct job {
	struct item *items; /* sorted: those of one folder side by side */
	size_t *folders;    /* index of the first item of each, and the end */
	size_t folder_count;
	struct tree_command *commands; /* sorted, each path once */
	size_t command_count;
	int tree;
};

/* By the folder, then by the name: the order in which names come into a folder
 * can be seen in it. */
static int by_path(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	size_t least = x->parent < y->parent ? x->parent : y->parent;
	int order = memcmp(x->link.path, y->link.path, least);
	if (order == 0 && x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	return order ? order : strcmp(x->link.path + x->parent, y->link.path + y->parent);
}

static bool same_folder(const struct item *a, const struct item *b)
{
	return a->parent == b->parent && memcmp(a->link.path, b->link.path, a->parent) == 0;
}

static int open_folder(int tree, const struct item *item)
{
	char *path = item->parent > 0 ? xstrndup(item->link.path, item->parent) : xstrdup(".");
	if (mkdirat(tree, path, 0755) != 0 && errno == ENOENT && fs_make_parents(tree, path))
		mkdirat(tree, path, 0755);
	int dir = fs_open_dir(tree, path);
	free(path);
	return dir;
}

static bool make_item(int dir, const struct item *item, struct error *e)
{
	const char *name = item->link.path + item->parent + (item->parent > 0);
	if (item->file) {
		/* It replaces a package's own file of that name. */
		if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
			return error_errno(e, item->link.path, "cannot replace");
		return fs_create_file(dir, name, item->file->script ? 0755 : 0644, item->file->data,
				      item->file->len, e) == 1;
	}
	if (symlinkat(item->link.target, dir, name) == 0)
		return true;
	if (errno == EEXIST && item->is_bin && unlinkat(dir, name, 0) == 0 &&
	    symlinkat(item->link.target, dir, name) == 0)
		return true;
	return error_errno(e, item->link.path, "cannot create");
}

static bool fill_folder(void *context, size_t index, struct error *e)
{
	const struct job *j = context;
	const struct item *first = &j->items[j->folders[index]], *end = &j->items[j->folders[index + 1]];
	int dir = open_folder(j->tree, first);
	if (dir < 0)
		return error_errno(e, first->link.path, "cannot create");
	bool ok = true;
	for (const struct item *item = first; ok && item < end; item++)
		ok = make_item(dir, item, e);
	close(dir);
	return ok;
}

/* With "\r\n" at the end of its first line, the kernel does not find the interpreter.  A
 * new file replaces the old one, whose bytes may also be those of another. */
static bool mend_first_line(int tree, const char *path, int fd, const struct stat *st, struct error *e)
{
	char head[2048]; /* as much as npm's bin-links looks at */
	ssize_t got = pread(fd, head, sizeof(head), 0);
	const char *end =
	    got > 2 && head[0] == '#' && head[1] == '!' ? memchr(head, '\n', (size_t)got) : NULL;
	if (!end || end[-1] != '\r')
		return true;
	struct buffer b = {0};
	bool ok = lseek(fd, 0, SEEK_SET) == 0 &&
		  fs_read_rest(fcntl(fd, F_DUPFD_CLOEXEC, 0), path, (size_t)st->st_size, &b, e);
	if (ok) {
		size_t at = (size_t)(end - head);
		memmove(b.data + at - 1, b.data + at, b.len - at);
		ok = unlinkat(tree, path, 0) == 0 &&
		     fs_create_file(tree, path, 0755, b.data, b.len - 1, e) == 1;
	}
	buffer_free(&b);
	return ok || error_errno(e, path, "cannot change its first line");
}

static bool make_command(void *context, size_t index, struct error *e)
{
	const struct job *j = context;
	const char *path = j->commands[index].path;
	struct stat st;
	bool ok = true;
	int fd = openat(j->tree, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return true; /* package.json names what the package does not have */
	if (fd < 0 || fstat(fd, &st) != 0)
		ok = error_errno(e, path, "cannot open");
	else if (S_ISREG(st.st_mode))
		ok = (j->commands[index].keep_line || mend_first_line(j->tree, path, fd, &st, e)) &&
		     ((st.st_mode & 0111) == 0111 || fchmodat(j->tree, path, 0755, 0) == 0 ||
		      error_errno(e, path, "cannot make it executable"));
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool fill_folders(const struct tree_plan *p, struct job *j, unsigned threads, struct error *e)
{
	size_t count = 0, all = p->link_count + p->bin_count + p->file_count;
	j->items = xmalloc((all + 1) * sizeof(*j->items));
	for (size_t i = 0; i < p->link_count; i++)
		j->items[count++] = (struct item){.link = p->links[i]};
	for (size_t i = 0; i < p->bin_count; i++)
		j->items[count++] = (struct item){.link = p->bins[i], .is_bin = true};
	for (size_t i = 0; i < p->file_count; i++)
		j->items[count++] = (struct item){.link.path = p->files[i].path, .file = &p->files[i]};
	for (size_t i = 0; i < count; i++)
		j->items[i].parent = text_parent(j->items[i].link.path, strlen(j->items[i].link.path));
	qsort(j->items, count, sizeof(*j->items), by_path);
	j->folders = xmalloc((count + 1) * sizeof(*j->folders));
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !same_folder(&j->items[i - 1], &j->items[i]))
			j->folders[j->folder_count++] = i;
	j->folders[j->folder_count] = count;
	bool ok = pool_run_each(j->folder_count, threads, fill_folder, j, e);
	free(j->folders);
	free(j->items);
	return ok;
}

static int by_command_path(const void *a, const void *b)
{
	const struct tree_command *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order ? order : x->keep_line - y->keep_line; /* the one that changes the line comes first */
}

static bool make_commands(const struct tree_plan *p, struct job *j, unsigned threads, struct error *e)
{
	j->commands = xmalloc((p->command_count + 1) * sizeof(*j->commands));
	if (p->command_count > 0)
		memcpy(j->commands, p->commands, p->command_count * sizeof(*j->commands));
	qsort(j->commands, p->command_count, sizeof(*j->commands), by_command_path);
	for (size_t i = 0; i < p->command_count; i++)
		if (i == 0 || strcmp(j->commands[j->command_count - 1].path, j->commands[i].path) != 0)
			j->commands[j->command_count++] = j->commands[i];
	bool ok = pool_run_each(j->command_count, threads, make_command, j, e);
	free(j->commands);
	return ok;
}

static bool make_folders(const struct tree_plan *p, int tree, struct error *e)
{
	for (size_t i = 0; i < p->folder_count; i++)
		if (!fs_make_parents(tree, p->folders[i]) ||
		    (mkdirat(tree, p->folders[i], 0755) != 0 && errno != EEXIST))
			return error_errno(e, p->folders[i], "cannot create");
	return true;
}

bool tree_make_links(const struct tree_plan *p, unsigned threads, int tree, struct error *e)
{
	struct job j = {.tree = tree};
	return make_folders(p, tree, e) && make_commands(p, &j, threads, e) &&
	       fill_folders(p, &j, threads, e);
}
