#include "pnpm/msgpack.h"

#include <math.h>
#include <string.h>

#define SLOT_LAST 0x7f

static void add_big_endian(struct buffer *b, uint64_t value, int bytes)
{
	while (bytes-- > 0)
		buffer_add_byte(b, (unsigned char)(value >> (8 * bytes)));
}

/* A marker that depends on how large the length is: MARKERS are those of 8
 * (0: there is none), 16 and 32 bits. */
static void add_length(struct buffer *b, const unsigned char markers[3], size_t len)
{
	int width = markers[0] && len <= 0xff ? 0 : len <= 0xffff ? 1 : 2;
	buffer_add_byte(b, markers[width]);
	add_big_endian(b, len, 1 << width);
}

static void add_nil(struct buffer *b)
{
	buffer_add_byte(b, 0xc0);
}

void pnpm_msgpack_undefined(struct buffer *b)
{
	const unsigned char marker[] = {0xd4, 0, 0};
	buffer_add(b, marker, sizeof(marker));
}

void pnpm_msgpack_bool(struct buffer *b, bool value)
{
	buffer_add_byte(b, value ? 0xc3 : 0xc2);
}

static void add_double(struct buffer *b, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof(bits));
	buffer_add_byte(b, 0xcb);
	add_big_endian(b, bits, 8);
}

void pnpm_msgpack_number(struct buffer *b, double value)
{
	if (value != floor(value) || value > 4294967295.0 || value < -2147483648.0) {
		add_double(b, value);
	} else if (value < -128) {
		buffer_add_byte(b, value < -32768 ? 0xd2 : 0xd1);
		add_big_endian(b, (uint64_t)(int64_t)value, value < -32768 ? 4 : 2);
	} else if (value < 0) {
		if (value < -32)
			buffer_add_byte(b, 0xd0);
		buffer_add_byte(b, (unsigned char)(int)value);
	} else if (value < 0x40) {
		buffer_add_byte(b, (unsigned char)value);
	} else {
		static const unsigned char markers[] = {0xcc, 0xcd, 0xce};
		add_length(b, markers, (size_t)value);
	}
}

/* The count or length at the start of a value: in one byte with FIXED when it is less than
 * BELOW, else after one of MARKERS. */
static void add_header(struct buffer *b, size_t count, size_t below, unsigned char fixed,
		       const unsigned char markers[3])
{
	if (count < below)
		buffer_add_byte(b, fixed | (unsigned char)count);
	else
		add_length(b, markers, count);
}

void pnpm_msgpack_string(struct buffer *b, const char *s, size_t len)
{
	add_header(b, len, 32, 0xa0, (const unsigned char[]){0xd9, 0xda, 0xdb});
	buffer_add(b, s, len);
}

static void array_header(struct buffer *b, size_t count)
{
	add_header(b, count, 16, 0x90, (const unsigned char[]){0, 0xdc, 0xdd});
}

void pnpm_msgpack_map_header(struct buffer *b, size_t count)
{
	add_header(b, count, 16, 0x80, (const unsigned char[]){0, 0xde, 0xdf});
}

static void record_header(struct buffer *b, unsigned char slot, size_t fields)
{
	const unsigned char marker[] = {0xd4, 0x72, slot};
	buffer_add(b, marker, sizeof(marker));
	array_header(b, fields);
}

void pnpm_msgpack_record(struct buffer *b, unsigned char slot, const char *const *names, size_t count)
{
	record_header(b, slot, count);
	for (size_t i = 0; i < count; i++)
		pnpm_msgpack_string(b, names[i], strlen(names[i]));
}

/* The shapes that have a slot at present: for each, an object that has it. */
struct shapes {
	unsigned char first, next;
	const json_t *of_slot[SLOT_LAST + 1];
};

static bool same_shape(const json_t *a, const json_t *b)
{
	if (json_object_size(a) != json_object_size(b))
		return false;
	void *i = json_object_iter((json_t *)a), *j = json_object_iter((json_t *)b);
	for (; i; i = json_object_iter_next((json_t *)a, i), j = json_object_iter_next((json_t *)b, j)) {
		size_t len = json_object_iter_key_len(i);
		if (len != json_object_iter_key_len(j) ||
		    memcmp(json_object_iter_key(i), json_object_iter_key(j), len) != 0)
			return false;
	}
	return true;
}

static void add_value(struct buffer *b, const json_t *value, struct shapes *shapes);

static void add_record(struct buffer *b, const json_t *object, struct shapes *shapes)
{
	for (unsigned slot = shapes->first; slot <= SLOT_LAST && shapes->of_slot[slot]; slot++) {
		if (same_shape(shapes->of_slot[slot], object)) {
			buffer_add_byte(b, (unsigned char)slot);
			goto values;
		}
	}
	unsigned char slot = shapes->next;
	shapes->next = slot == SLOT_LAST ? shapes->first : slot + 1;
	shapes->of_slot[slot] = object;
	record_header(b, slot, json_object_size(object));
	for (void *i = json_object_iter((json_t *)object); i; i = json_object_iter_next((json_t *)object, i))
		pnpm_msgpack_string(b, json_object_iter_key(i), json_object_iter_key_len(i));
values:
	for (void *i = json_object_iter((json_t *)object); i; i = json_object_iter_next((json_t *)object, i))
		add_value(b, json_object_iter_value(i), shapes);
}

static void add_value(struct buffer *b, const json_t *value, struct shapes *shapes)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		add_record(b, value, shapes);
		break;
	case JSON_ARRAY:
		array_header(b, json_array_size(value));
		for (size_t i = 0; i < json_array_size(value); i++)
			add_value(b, json_array_get(value, i), shapes);
		break;
	case JSON_STRING:
		pnpm_msgpack_string(b, json_string_value(value), json_string_length(value));
		break;
	case JSON_INTEGER:
	case JSON_REAL:
		pnpm_msgpack_number(b, json_number_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		pnpm_msgpack_bool(b, json_is_true(value));
		break;
	case JSON_NULL:
		add_nil(b);
		break;
	}
}

void pnpm_msgpack_json(struct buffer *b, const json_t *value, unsigned char first_slot)
{
	struct shapes shapes = {.first = first_slot, .next = first_slot};
	add_value(b, value, &shapes);
}
