#include "bun/jsonc.h"

#include <stdbool.h>
#include <string.h>

/* What follows the string that begins at P. */
static char *string_end(char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : p;
}

/* Blanks the comment at P, if there is one, and returns what follows it. */
static char *blank_comment(char *p, const char *end)
{
	if (*p != '/' || p + 1 >= end || (p[1] != '/' && p[1] != '*'))
		return p;
	bool line = p[1] == '/';
	for (*p++ = ' ', *p++ = ' '; p < end; p++) {
		if (line && *p == '\n')
			return p;
		if (!line && *p == '*' && p + 1 < end && p[1] == '/') {
			p[0] = p[1] = ' ';
			return p + 2;
		}
		if (*p != '\n')
			*p = ' ';
	}
	return p;
}

void bun_jsonc_to_json(char *text, size_t len)
{
	const char *end = text + len;
	char *comma = NULL; /* the last token, when it is one */
	for (char *p = text; p < end;) {
		char *behind = blank_comment(p, end);
		if (behind != p) {
			p = behind;
			continue;
		}
		if (comma && (*p == ']' || *p == '}'))
			*comma = ' ';
		if (!strchr(" \t\r\n", *p) || !*p)
			comma = *p == ',' ? p : NULL;
		p = *p == '"' ? string_end(p, end) : p + 1;
	}
}
