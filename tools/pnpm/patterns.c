#include "pnpm/patterns.h"

#include <string.h>

json_t *pnpm_patterns_json(const struct pnpm_patterns *p)
{
	json_t *list = json_array();
	for (size_t i = 0; i < p->count; i++)
		json_array_append_new(list, json_string(p->texts[i]));
	return list;
}

/* True when NAME is PATTERN, in which "*" matches any characters. */
static bool matches(const char *pattern, const char *name, struct effort *effort)
{
	const char *star = NULL, *from = NULL;
	while (*name) {
		effort->made++;
		if (*pattern == '*') {
			star = ++pattern;
			from = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool pnpm_patterns_match(const struct pnpm_patterns *p, const char *name, struct effort *effort)
{
	bool found = true;
	/* With nothing but "!" patterns, everything else is meant. */
	for (size_t i = 0; i < p->count && found; i++)
		found = p->texts[i][0] == '!';
	found = found && p->count > 0;
	effort->made += p->count;
	for (size_t i = 0; i < p->count && !effort_is_spent(effort); i++) {
		const char *text = p->texts[i];
		bool out = *text == '!';
		if (matches(text + out, name, effort))
			found = !out;
	}
	return found && !effort_is_spent(effort);
}
