#include "tree/npmrc.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tree/manifest.h"

/* TEXT without blanks at both ends; changes it. */
static char *trim(char *text)
{
	text += strspn(text, " \t");
	size_t len = strlen(text);
	while (len > 0 && strchr(" \t", text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

/* The value that is written as TEXT, in its place. */
static char *read_value(char *text)
{
	size_t len = strlen(text);
	if (len >= 2 && (*text == '"' || *text == '\'') && text[len - 1] == *text) {
		text[len - 1] = '\0';
		return text + 1;
	}
	char *to = text;
	for (const char *from = text; *from && !strchr(";#", *from); from++) {
		if (*from == '\\' && from[1] && strchr("\\;#", from[1]))
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return trim(text);
}

static void read_line(struct tree_npmrc *n, char *line)
{
	char *equals = strchr(line, '=');
	if (equals)
		*equals = '\0';
	char *name = trim(line);
	bool list = text_ends(name, "[]");
	if (list)
		name[strlen(name) - 2] = '\0';
	array_reserve(n->all, n->capacity, n->count + 1);
	n->all[n->count++] =
	    (struct tree_npmrc_line){name, equals ? read_value(trim(equals + 1)) : "true", list};
}

bool tree_npmrc_read(struct tree_npmrc *n, const struct tree_request *r, struct error *e)
{
	if (!tree_settings_file(r, ".npmrc", &n->text, e))
		return false;
	for (char *line = strtok(n->text.data, "\r\n"); line; line = strtok(NULL, "\r\n")) {
		line += strspn(line, " \t");
		if (*line == '[')
			break;
		if (*line && !strchr(";#", *line))
			read_line(n, line);
	}
	return true;
}

void tree_npmrc_free(struct tree_npmrc *n)
{
	free(n->all);
	buffer_free(&n->text);
}
