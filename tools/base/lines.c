#include "base/lines.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

static bool split(struct lines *l, const char *path, struct error *e)
{
	char *p = buffer_string(&l->text);
	if (memchr(p, '\0', l->text.len))
		return error_set(e, path, "has a NUL in it; a list is lines of text");
	while (*p) {
		char *end = p + strcspn(p, "\n");
		bool last = *end == '\0';
		*end = '\0';
		if (end > p) {
			array_reserve(l->lines, l->capacity, l->count + 1);
			l->lines[l->count++] = p;
		}
		p = last ? end : end + 1;
	}
	return true;
}

bool lines_read(struct lines *l, const char *path, struct error *e)
{
	*l = (struct lines){0};
	const size_t limit = (size_t)-1 / 2;
	if (strcmp(path, "-") != 0)
		return fs_read_file(AT_FDCWD, path, limit, &l->text, e) && split(l, path, e);
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return (fd >= 0 || error_errno(e, "stdin", "cannot open")) &&
	       fs_read_rest(fd, "stdin", limit, &l->text, e) && split(l, path, e);
}

bool lines_take(struct lines *l, struct buffer *text, const char *path, struct error *e)
{
	*l = (struct lines){.text = *text};
	*text = (struct buffer){0};
	return split(l, path, e);
}

void lines_free(struct lines *l)
{
	free(l->lines);
	buffer_free(&l->text);
}

size_t lines_fields(char *line, char **fields, size_t max)
{
	size_t count = 0;
	for (char *p = line;; p++) {
		if (count == max)
			return max + 1;
		fields[count++] = p;
		p += strcspn(p, "\t");
		if (!*p)
			return count;
		*p = '\0';
	}
}
