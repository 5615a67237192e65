#include "patch/shebang.h"

#include <string.h>

#include "base/error.h"

/* A part of the line. */
struct span {
	const char *at;
	size_t len;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span skip_blanks(struct span s)
{
	while (s.len > 0 && is_blank(*s.at)) {
		s.at++;
		s.len--;
	}
	return s;
}

/* Takes the first word off REST. */
static struct span take_word(struct span *rest)
{
	*rest = skip_blanks(*rest);
	struct span word = {rest->at, 0};
	while (word.len < rest->len && !is_blank(word.at[word.len]))
		word.len++;
	*rest = skip_blanks((struct span){rest->at + word.len, rest->len - word.len});
	return word;
}

/* The same as `env -S` has it: blanks within quotes or after a backslash are
 * part of the word. */
static struct span take_split_word(struct span *rest)
{
	*rest = skip_blanks(*rest);
	struct span word = {rest->at, 0};
	char quote = '\0';
	for (; word.len < rest->len && (quote || !is_blank(word.at[word.len])); word.len++) {
		char c = word.at[word.len];
		if (c == '\\' && word.len + 1 < rest->len)
			word.len++;
		else if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? '\0' : c;
	}
	*rest = skip_blanks((struct span){rest->at + word.len, rest->len - word.len});
	return word;
}

static bool has_any_of(struct span s, const char *characters)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] && strchr(characters, s.at[i]))
			return true;
	return false;
}

static bool begins_with(struct span s, const char *text)
{
	size_t len = strlen(text);
	return s.len >= len && memcmp(s.at, text, len) == 0;
}

static bool ends_with(struct span s, const char *text)
{
	size_t len = strlen(text);
	return s.len >= len && memcmp(s.at + s.len - len, text, len) == 0;
}

static bool equals(struct span s, const char *text)
{
	return s.len == strlen(text) && begins_with(s, text);
}

static struct span base_name(struct span path)
{
	struct span name = {path.at + path.len, 0};
	while (name.len < path.len && name.at[-1] != '/') {
		name.at--;
		name.len++;
	}
	return name;
}

/* Makes the new line of these words, some of which may be empty. */
static void change(struct patch_shebang *s, const struct span *words, size_t count)
{
	s->verdict = PATCH_SHEBANG_CHANGE;
	memcpy(s->new_line, "#!", 2);
	s->new_len = 2;
	for (size_t i = 0; i < count; i++) {
		bool blank = s->new_len > 2 && words[i].len > 0;
		/* The newline must be among what the kernel reads. */
		if (s->new_len + blank + words[i].len >= PATCH_SHEBANG_KERNEL_BYTES) {
			s->verdict = PATCH_SHEBANG_TOO_LONG;
			return;
		}
		if (blank)
			s->new_line[s->new_len++] = ' ';
		memcpy(s->new_line + s->new_len, words[i].at, words[i].len);
		s->new_len += words[i].len;
	}
}

static bool is_left_alone(struct span path, const struct patch_shebang_rules *rules)
{
	size_t len = strlen(rules->store);
	return !rules->update && begins_with(path, rules->store) && path.len > len && path.at[len] == '/';
}

/* Finds the interpreter of that path or name; false when it is nowhere. */
static bool find(struct patch_shebang *s, const struct patch_shebang_rules *rules, struct span path,
		 struct span *found)
{
	*found = path;
	if (is_left_alone(path, rules))
		return true;
	struct span name = base_name(path);
	const char *where = name.len > 0 ? rules->find(rules->context, name.at, name.len) : NULL;
	if (!where) {
		s->verdict = PATCH_SHEBANG_MISSING;
		s->missing = name.at;
		s->missing_len = name.len;
		return false;
	}
	*found = (struct span){where, strlen(where)};
	return true;
}

/* What `env -S` splits, WORDS: NAME=VALUE..., a command and its arguments. */
static void read_split(struct patch_shebang *s, const struct patch_shebang_rules *rules, struct span env,
		       struct span words)
{
	static const char special[] = "\"'\\$#";
	/* These are blanks for env, but not for the kernel. */
	if (has_any_of(words, "\v\f\r")) {
		s->verdict = PATCH_SHEBANG_UNSUPPORTED;
		return;
	}
	struct span rest = skip_blanks(words), assignments = {rest.at, 0}, command;
	while (command = take_split_word(&rest), has_any_of(command, "="))
		assignments.len = (size_t)(command.at + command.len - assignments.at);
	if (command.len == 0 || *command.at == '-' || *assignments.at == '-' ||
	    has_any_of(command, special)) {
		s->verdict = PATCH_SHEBANG_UNSUPPORTED;
		return;
	}
	if (!find(s, rules, command, &command))
		return;
	if (assignments.len == 0 && !has_any_of(rest, special) && !has_any_of(rest, " \t"))
		change(s, (struct span[]){command, rest}, 2);
	else if (find(s, rules, env, &env))
		change(s, (struct span[]){env, {"-S", 2}, assignments, command, rest}, 5);
}

/* `env` with ARGUMENTS, at least one. */
static void read_env(struct patch_shebang *s, const struct patch_shebang_rules *rules, struct span env,
		     struct span arguments)
{
	struct span rest = arguments, word = take_word(&rest), command;
	if (begins_with(word, "-S"))
		read_split(s, rules, env, (struct span){arguments.at + 2, arguments.len - 2});
	else if (*word.at == '-' || has_any_of(word, "="))
		s->verdict = PATCH_SHEBANG_UNSUPPORTED;
	else if (find(s, rules, word, &command))
		change(s, (struct span[]){command, rest}, 2);
}

static void read_plain(struct patch_shebang *s, const struct patch_shebang_rules *rules,
		       struct span interpreter, struct span arguments, bool has_cr)
{
	struct span found;
	if (!find(s, rules, interpreter, &found))
		return;
	if (equals(interpreter, found.at) && !has_cr)
		s->verdict = PATCH_SHEBANG_KEEP;
	else
		change(s, (struct span[]){found, arguments}, 2);
}

/* Finds the line; false when HEAD is not a script's. */
static bool find_line(struct patch_shebang *s, const char *head, size_t len)
{
	if (len < 2 || memcmp(head, "#!", 2) != 0)
		return false;
	const char *newline = memchr(head, '\n', len);
	s->line = head;
	s->end = newline ? (size_t)(newline - head) : len;
	s->len = s->end;
	while (s->len > 2 && (is_blank(head[s->len - 1]) || head[s->len - 1] == '\r'))
		s->len--;
	return !memchr(head, '\0', s->end);
}

void patch_shebang_read(struct patch_shebang *s, const char *head, size_t len,
			const struct patch_shebang_rules *rules)
{
	*s = (struct patch_shebang){.verdict = PATCH_SHEBANG_KEEP};
	if (!find_line(s, head, len))
		return;
	struct span arguments = {head + 2, s->len - 2};
	struct span interpreter = take_word(&arguments);
	if (interpreter.len == 0) /* whoever runs such a file falls back on it */
		interpreter = (struct span){"/bin/sh", 7};
	if (is_left_alone(interpreter, rules))
		return;
	if (ends_with(interpreter, "/bin/env") && arguments.len > 0)
		read_env(s, rules, interpreter, arguments);
	else
		read_plain(s, rules, interpreter, arguments, memchr(head + s->len, '\r', s->end - s->len));
	if (s->verdict != PATCH_SHEBANG_CHANGE)
		return;
	if (s->end == PATCH_SHEBANG_HEAD) { /* it may go on after what was read */
		if (s->len >= PATCH_SHEBANG_KERNEL_BYTES)
			s->verdict = PATCH_SHEBANG_TOO_LONG;
		s->end = s->len; /* the blanks, which the kernel sees nothing after, stay */
	}
	if (s->verdict == PATCH_SHEBANG_CHANGE && s->new_len == s->end &&
	    memcmp(s->new_line, head, s->end) == 0)
		s->verdict = PATCH_SHEBANG_KEEP;
}

char *patch_shebang_text(const struct patch_shebang *s)
{
	int len = (int)s->len;
	switch (s->verdict) {
	case PATCH_SHEBANG_CHANGE:
		return xasprintf("\"%.*s\" becomes \"%.*s\"", (int)s->end, s->line, (int)s->new_len,
				 s->new_line);
	case PATCH_SHEBANG_MISSING:
		return xasprintf("\"%.*s\" is not patched: there is no '%.*s'", len, s->line,
				 (int)s->missing_len, s->missing);
	case PATCH_SHEBANG_UNSUPPORTED:
		return xasprintf("\"%.*s\" is a form of env that cannot be patched", len, s->line);
	case PATCH_SHEBANG_TOO_LONG:
		return xasprintf("\"%.*s\" would become longer than the %d bytes that the kernel reads", len,
				 s->line, PATCH_SHEBANG_KERNEL_BYTES);
	case PATCH_SHEBANG_KEEP:
		break;
	}
	return NULL;
}
