#include "pnpm/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/json.h"
#include "base/text.h"

#define DEPTH_MAX 64

/* The mappings and sequences that are open. */
struct level {
	json_t *container; /* not owned; a mapping or a sequence */
	char *key;         /* of the mapping, whose value comes next; NULL: a key comes next */
};

struct builder {
	yaml_parser_t parser;
	const char *subject;
	struct level levels[DEPTH_MAX];
	size_t depth;
	size_t values;
	json_t *root; /* of the document that was begun last */
};

static bool fail(struct builder *b, const yaml_event_t *event, const char *what, struct error *e)
{
	return error_set(e, b->subject, "line %zu: %s", event->start_mark.line + 1, what);
}

/* Puts VALUE, which it takes, where it belongs. */
static bool put(struct builder *b, const yaml_event_t *event, json_t *value, struct error *e)
{
	if (!value)
		return fail(b, event, "a text that cannot be read", e);
	if (++b->values > JSON_LOCKFILE_VALUES) { /* keys count here, too */
		json_decref(value);
		return fail(b, event, "more values than a lockfile has", e);
	}
	if (b->depth == 0) {
		b->root = value;
		return true;
	}
	struct level *top = &b->levels[b->depth - 1];
	if (json_is_array(top->container)) {
		json_array_append_new(top->container, value);
		return true;
	}
	if (!top->key) {
		const char *key = json_string_value(value);
		if (key)
			top->key = xstrdup(key);
		else if (json_is_boolean(value))
			top->key = xstrdup(json_is_true(value) ? "true" : "false");
		json_decref(value);
		return top->key || fail(b, event, "a key that is not a text", e);
	}
	bool twice = json_object_get(top->container, top->key);
	if (!twice)
		json_object_set_new_nocheck(top->container, top->key, value);
	else
		json_decref(value);
	free(top->key);
	top->key = NULL;
	return !twice || fail(b, event, "a key is there twice", e);
}

static json_t *scalar(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	if (memchr(text, '\0', len))
		return NULL;
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
			return json_boolean(*text == 't');
		if (len == 0 || strcmp(text, "null") == 0 || strcmp(text, "~") == 0)
			return json_null();
	}
	return json_stringn(text, len);
}

static bool open_level(struct builder *b, const yaml_event_t *event, json_t *container, struct error *e)
{
	if (b->depth == DEPTH_MAX) {
		json_decref(container);
		return fail(b, event, "nested too deep", e);
	}
	if (!put(b, event, container, e))
		return false;
	/* As a key it is gone by now, and that was an error. */
	b->levels[b->depth++] = (struct level){container, NULL};
	return true;
}

static bool take(struct builder *b, const yaml_event_t *event, struct error *e)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		json_decref(b->root);
		b->root = NULL;
		return true;
	case YAML_ALIAS_EVENT:
		return fail(b, event, "an alias, which lockfiles do not have", e);
	case YAML_SCALAR_EVENT:
		return put(b, event, scalar(event), e);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(b, event, json_array(), e);
	case YAML_MAPPING_START_EVENT:
		return open_level(b, event, json_object(), e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return true;
	default:
		return true;
	}
}

static bool take_all(struct builder *b, struct error *e)
{
	for (bool end = false; !end;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&b->parser, &event))
			return error_set(e, b->subject, "line %zu: %s", b->parser.problem_mark.line + 1,
					 b->parser.problem ? b->parser.problem : "not YAML");
		bool ok = take(b, &event, e);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		if (!ok)
			return false;
	}
	return true;
}

static json_t *read_json(const char *text, size_t len, const char *subject, struct error *e)
{
	json_error_t at;
	json_t *root = json_parse(text, len, JSON_REJECT_DUPLICATES, JSON_LOCKFILE_VALUES, &at);
	if (!root)
		error_set(e, subject, "line %d: %s", at.line, at.text);
	return root;
}

json_t *pnpm_yaml_read(const char *text, size_t len, const char *subject, struct error *e)
{
	/* libyaml knows no surrogate pairs, which JSON has. */
	if (len > 0 && text[strspn(text, " \t\r\n")] == '{')
		return read_json(text, len, subject, e);
	/* libyaml compares each with all before it. */
	if (len > 0 && (text_begins(text, "%TAG") || memmem(text, len, "\n%TAG", 5)))
		return error_set(e, subject, "has a %%TAG directive, which lockfiles do not have"), NULL;
	struct builder b = {.subject = subject};
	if (!yaml_parser_initialize(&b.parser))
		die_no_memory();
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, len);
	bool ok = take_all(&b, e);
	for (size_t i = 0; i < b.depth; i++)
		free(b.levels[i].key);
	yaml_parser_delete(&b.parser);
	if (ok)
		return b.root ? b.root : json_null();
	json_decref(b.root);
	return NULL;
}
