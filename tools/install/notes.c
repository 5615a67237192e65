#include "install/notes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/lines.h"
#include "base/text.h"
#include "install/modules.h"

#define NOTES_MAX ((size_t)64 << 20)
#define ABOUT INSTALL_NOTES "/about"

static void take(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static void read_line(struct install_notes *n, const char *line)
{
	const char *value;
	if ((value = text_after(line, "entry\t")))
		string_list_add(&n->entries, value);
	else if ((value = text_after(line, "folder\t")))
		string_list_add(&n->folders, value);
	else if ((value = text_after(line, "deps\t")))
		take(&n->deps, value);
	else if ((value = text_after(line, "state\t")))
		take(&n->state, value);
}

void install_notes_read(struct install_notes *n, int dir, const char *folder)
{
	struct buffer text = {0};
	struct lines lines = {0};
	char *path = install_path(folder, ABOUT);
	n->there = fs_read_file(dir, path, NOTES_MAX, &text, NULL);
	if (n->there && lines_take(&lines, &text, path, NULL))
		for (size_t i = 0; i < lines.count; i++)
			read_line(n, lines.lines[i]);
	lines_free(&lines);
	buffer_free(&text);
	free(path);
}

static void add_lines(struct buffer *b, const char *kind, const struct string_list *values)
{
	for (size_t i = 0; i < values->count; i++)
		buffer_printf(b, "%s\t%s\n", kind, values->items[i]);
}

/* The descriptor of the notes' folder in FOLDER's node_modules, made if need be; -1 with errno set, also for a link. */
static int open_folder(int dir, const char *folder, const char *about)
{
	char *path = install_path(folder, INSTALL_NOTES);
	int fd = fs_make_parents(dir, about) ? fs_open_dir(dir, path) : -1;
	free(path);
	return fd;
}

/* A reader finds the old notes or the new ones. */
static bool write_text(int dir, const char *folder, const struct buffer *b, struct error *e)
{
	char *about = install_path(folder, ABOUT);
	int notes = open_folder(dir, folder, about);
	bool ok = notes >= 0 || error_errno(e, about, "cannot write");
	if (ok)
		unlinkat(notes, "about.new", 0);
	ok = ok && fs_create_file(notes, "about.new", 0644, b->data, b->len, e) == 1 &&
	     (renameat(notes, "about.new", notes, "about") == 0 || error_errno(e, about, "cannot write"));
	if (notes >= 0)
		close(notes);
	free(about);
	return ok;
}

bool install_notes_write(const struct install_notes *n, int dir, const char *folder, struct error *e)
{
	struct buffer b = {0};
	add_lines(&b, "entry", &n->entries);
	if (n->state)
		buffer_printf(&b, "state\t%s\n", n->state);
	add_lines(&b, "folder", &n->folders);
	if (n->deps)
		buffer_printf(&b, "deps\t%s\n", n->deps);
	bool ok = write_text(dir, folder, &b, e);
	buffer_free(&b);
	return ok;
}

static void remove_path(int dir, const char *folder, const char *name, int flags)
{
	char *path = install_path(folder, name);
	unlinkat(dir, path, flags);
	free(path);
}

void install_notes_remove(int dir, const char *folder)
{
	remove_path(dir, folder, ABOUT, 0);
	remove_path(dir, folder, INSTALL_NOTES, AT_REMOVEDIR);
	remove_path(dir, folder, NULL, AT_REMOVEDIR);
}

void install_notes_free(struct install_notes *n)
{
	free(n->deps);
	free(n->state);
	string_list_free(&n->entries);
	string_list_free(&n->folders);
	*n = (struct install_notes){0};
}
