#include "pnpm/shim.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* What the file begins with, a NUL after it; false when it can be run as it is, or is not
 * there. */
static bool read_head(int dir, const char *path, bool gets_x, char head[256])
{
	struct stat st;
	int fd = openat(dir, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t got = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? pread(fd, head, 255, 0) : -1;
	if (fd >= 0)
		close(fd);
	if (got < 0)
		return false;
	head[got] = '\0';
	const char *end = text_begins(head, "#!") ? strchr(head, '\n') : NULL;
	return (!gets_x && (st.st_mode & 0111) != 0111) || (end && end[-1] == '\r');
}

/* The program and its arguments in the "#!" line at HEAD, without env; NULL: there is none. */
static const char *program_of_line(char *head)
{
	if (!text_begins(head, "#!"))
		return NULL;
	head[strcspn(head, "\r\n")] = '\0';
	const char *program = head + 2 + strspn(head + 2, " \t");
	const char *after_env = text_after(program, "/usr/bin/env");
	if (after_env && strchr(" \t", *after_env)) {
		program = after_env + strspn(after_env, " \t");
		if (text_begins(program, "-S"))
			program += 2 + strspn(program + 2, " \t");
	}
	/* Nothing in it may be more than words to a shell. */
	return *program && !strpbrk(program, "'\"\\$`;&|<>(){}*?#!~") ? program : NULL;
}

static const char *program_of_name(const char *path)
{
	static const char *const ends[][2] = {
	    {".js", "node"}, {".cjs", "node"}, {".mjs", "node"}, {".sh", "sh"}};
	size_t len = strlen(path);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = strlen(ends[i][0]);
		if (len > end && strcmp(path + len - end, ends[i][0]) == 0)
			return ends[i][1];
	}
	return NULL;
}

const char *pnpm_shim(struct tree_plan *p, int dir, const char *path, bool gets_x, const char *target)
{
	char head[256];
	if (strpbrk(target, "'\n") || !read_head(dir, path, gets_x, head))
		return NULL;
	const char *program = program_of_line(head);
	if (!program)
		program = program_of_name(path);
	return program ? tree_string(p,
				     "#!/bin/sh\n"
				     "case $0 in */*) folder=${0%%/*} ;; *) folder=. ;; esac\n"
				     "exec %s \"$folder\"/'%s' \"$@\"\n",
				     program, target)
		       : NULL;
}
