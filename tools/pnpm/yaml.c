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
	char *anchor;      /* of the container, or NULL */
	size_t before;     /* how many values there were when it was opened */
	size_t height;     /* how many levels it is, itself included */
};

struct builder {
	yaml_parser_t parser;
	const char *subject;
	struct level levels[DEPTH_MAX];
	size_t depth;
	size_t values;
	json_t *root; /* of the document that was begun last */
	/* What is complete and has an anchor: the value, how many values and how many levels it is. */
	json_t *anchors;
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

/* What has an anchor: a copy is made of it for each alias. */
static void note_anchor(struct builder *b, const char *anchor, json_t *value, size_t count, size_t height)
{
	if (anchor && value)
		json_object_set_new_nocheck(b->anchors, anchor,
					    json_pack("[OII]", value, (json_int_t)count, (json_int_t)height));
}

/* Counts HEIGHT levels, that are complete, in the one that is open. */
static void add_height(struct builder *b, size_t height)
{
	if (b->depth > 0 && b->levels[b->depth - 1].height <= height)
		b->levels[b->depth - 1].height = height + 1;
}

/* A copy of what an alias names.  Its values and levels count as if they were written there. */
static bool put_alias(struct builder *b, const yaml_event_t *event, struct error *e)
{
	const json_t *noted = json_object_get(b->anchors, (const char *)event->data.alias.anchor);
	size_t count = (size_t)json_integer_value(json_array_get(noted, 1)),
	       height = (size_t)json_integer_value(json_array_get(noted, 2));
	if (!noted)
		return fail(b, event, "an alias of nothing that is complete before it", e);
	if (height > DEPTH_MAX - b->depth)
		return fail(b, event, "nested too deep", e);
	if (count > JSON_LOCKFILE_VALUES - b->values)
		return fail(b, event, "more values than a lockfile has", e);
	if (!put(b, event, json_deep_copy(json_array_get(noted, 0)), e))
		return false;
	b->values += count - 1;
	add_height(b, height);
	return true;
}

static bool put_scalar(struct builder *b, const yaml_event_t *event, struct error *e)
{
	json_t *value = scalar(event);
	note_anchor(b, (const char *)event->data.scalar.anchor, value, 1, 0);
	return put(b, event, value, e);
}

static void close_level(struct builder *b)
{
	struct level *level = &b->levels[--b->depth];
	note_anchor(b, level->anchor, level->container, b->values - level->before, level->height);
	free(level->anchor);
	add_height(b, level->height);
}

static bool open_level(struct builder *b, const yaml_event_t *event, json_t *container,
		       const yaml_char_t *anchor, struct error *e)
{
	size_t before = b->values;
	if (b->depth == DEPTH_MAX) {
		json_decref(container);
		return fail(b, event, "nested too deep", e);
	}
	if (!put(b, event, container, e))
		return false;
	/* As a key it is gone by now, and that was an error. */
	b->levels[b->depth++] = (struct level){.container = container,
					       .anchor = anchor ? xstrdup((const char *)anchor) : NULL,
					       .before = before,
					       .height = 1};
	return true;
}

static bool take(struct builder *b, const yaml_event_t *event, struct error *e)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		json_decref(b->root);
		b->root = NULL;
		json_object_clear(b->anchors);
		return true;
	case YAML_ALIAS_EVENT:
		return put_alias(b, event, e);
	case YAML_SCALAR_EVENT:
		return put_scalar(b, event, e);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(b, event, json_array(), event->data.sequence_start.anchor, e);
	case YAML_MAPPING_START_EVENT:
		return open_level(b, event, json_object(), event->data.mapping_start.anchor, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_level(b);
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
	struct builder b = {.subject = subject, .anchors = json_object()};
	if (!yaml_parser_initialize(&b.parser))
		die_no_memory();
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, len);
	bool ok = take_all(&b, e);
	for (size_t i = 0; i < b.depth; i++) {
		free(b.levels[i].key);
		free(b.levels[i].anchor);
	}
	json_decref(b.anchors);
	yaml_parser_delete(&b.parser);
	if (ok)
		return b.root ? b.root : json_null();
	json_decref(b.root);
	return NULL;
}
