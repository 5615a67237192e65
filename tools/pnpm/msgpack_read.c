#include <math.h>
#include <string.h>

#include "base/json.h"
#include "pnpm/msgpack.h"

/* An index entry, a package.json in it, and a value there. */
#define DEPTH_MAX (JSON_DEPTH_MAX + 2)

/* Slots of records are 0x40 to 0x7f. */
#define SLOT_FIRST 0x40
#define SLOT_COUNT 0x40

struct reader {
	const unsigned char *at, *end;
	json_t *shapes[SLOT_COUNT]; /* arrays of field names; NULL: the slot is a number */
	unsigned depth;
	size_t names_left; /* bytes of field names that records may still take */
};

static json_t *read_value(struct reader *r);

/* The next WIDTH bytes as a number; they must be there. */
static uint64_t take(struct reader *r, size_t width)
{
	uint64_t value = 0;
	while (width-- > 0)
		value = value << 8 | *r->at++;
	return value;
}

static bool has(const struct reader *r, uint64_t count)
{
	return count <= (uint64_t)(r->end - r->at);
}

/* The length in the next WIDTH bytes, of as many elements of at
 * least one byte. */
static bool read_length(struct reader *r, size_t width, size_t *len)
{
	if (!has(r, width))
		return false;
	*len = (size_t)take(r, width);
	return has(r, *len);
}

static json_t *read_string(struct reader *r, size_t len)
{
	if (!has(r, len))
		return NULL;
	json_t *text = json_stringn((const char *)r->at, len);
	r->at += len;
	return text;
}

static json_t *read_array(struct reader *r, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(array, read_value(r)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* Reads the value of KEY into OBJECT. */
static bool read_member(struct reader *r, json_t *object, const json_t *key)
{
	return json_is_string(key) && strlen(json_string_value(key)) == json_string_length(key) &&
	       json_object_set_new(object, json_string_value(key), read_value(r)) == 0;
}

static json_t *read_map(struct reader *r, size_t count)
{
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++) {
		json_t *key = read_value(r);
		bool ok = read_member(r, object, key);
		json_decref(key);
		if (!ok) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

/* A shape that is defined once, with many long names, may be named by one byte again
 * and again. */
static bool take_name(struct reader *r, const json_t *name)
{
	size_t len = json_string_length(name);
	if (len > r->names_left)
		return false;
	r->names_left -= len;
	return true;
}

static json_t *read_record(struct reader *r, unsigned slot)
{
	/* A value within may define the slot again. */
	json_t *names = json_incref(r->shapes[slot]), *object = json_object();
	for (size_t i = 0; object && i < json_array_size(names); i++) {
		if (!take_name(r, json_array_get(names, i)) ||
		    !read_member(r, object, json_array_get(names, i))) {
			json_decref(object);
			object = NULL;
		}
	}
	json_decref(names);
	return object;
}

/* The definition of a record: slot, field names; the first values follow. */
static json_t *read_definition(struct reader *r)
{
	if (!has(r, 1))
		return NULL;
	unsigned slot = (unsigned)take(r, 1) - SLOT_FIRST;
	json_t *names = slot < SLOT_COUNT ? read_value(r) : NULL;
	if (!json_is_array(names)) {
		json_decref(names);
		return NULL;
	}
	json_decref(r->shapes[slot]);
	r->shapes[slot] = names;
	return read_record(r, slot);
}

static json_t *read_double(struct reader *r)
{
	uint64_t bits = take(r, 8);
	double value;
	memcpy(&value, &bits, sizeof(value));
	if (value == floor(value) && fabs(value) < 9007199254740992.0)
		return json_integer((json_int_t)value);
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *read_number(struct reader *r, unsigned char marker)
{
	size_t width = marker == 0xcb ? 8 : (size_t)1 << (marker & 3);
	if (!has(r, width))
		return NULL;
	if (marker == 0xcb)
		return read_double(r);
	uint64_t value = take(r, width);
	if (marker < 0xd0)
		return json_integer((json_int_t)value);
	unsigned unused = 64 - 8 * (unsigned)width;
	return json_integer((json_int_t)(value << unused) >> unused);
}

/* What JSON has no word for. */
static json_t *skip(struct reader *r, size_t count)
{
	if (!has(r, count))
		return NULL;
	r->at += count;
	return json_null();
}

/* A value of the type that the top of MARKER says, its length in the next
 * WIDTH bytes. */
static json_t *read_long(struct reader *r, unsigned char marker, size_t width)
{
	size_t len;
	if (!read_length(r, width, &len))
		return NULL;
	if (marker <= 0xc6) /* bytes */
		return skip(r, len);
	if (marker <= 0xc9) /* an extension, its type before it */
		return skip(r, len + 1);
	if (marker <= 0xdb)
		return read_string(r, len);
	return marker <= 0xdd ? read_array(r, len) : read_map(r, len);
}

static json_t *read_marked(struct reader *r, unsigned char marker)
{
	if (marker == 0xc0)
		return json_null();
	if (marker == 0xc2 || marker == 0xc3)
		return json_boolean(marker == 0xc3);
	if (marker >= 0xc4 && marker <= 0xc9)
		return read_long(r, marker, (size_t)1 << (marker - 0xc4) % 3);
	if (marker >= 0xcb && marker <= 0xd3)
		return read_number(r, marker);
	if (marker == 0xd4 && has(r, 1) && *r->at == 0x72) {
		r->at++;
		return read_definition(r);
	}
	if (marker >= 0xd4 && marker <= 0xd8) /* an extension of 1 to 16 bytes */
		return skip(r, ((size_t)1 << (marker - 0xd4)) + 1);
	if (marker >= 0xd9 && marker <= 0xdb)
		return read_long(r, marker, (size_t)1 << (marker - 0xd9));
	return marker >= 0xdc ? read_long(r, marker, marker & 1 ? 4 : 2) : NULL;
}

static json_t *read_any(struct reader *r)
{
	if (!has(r, 1))
		return NULL;
	unsigned char marker = (unsigned char)take(r, 1);
	if (marker >= 0xe0)
		return json_integer((int)marker - 0x100);
	if (marker >= 0xc0)
		return read_marked(r, marker);
	if (marker >= 0xa0)
		return read_string(r, marker & 31);
	if (marker >= 0x90)
		return read_array(r, marker & 15);
	if (marker >= 0x80)
		return read_map(r, marker & 15);
	if (marker >= SLOT_FIRST && r->shapes[marker - SLOT_FIRST])
		return read_record(r, marker - SLOT_FIRST);
	return json_integer(marker);
}

static json_t *read_value(struct reader *r)
{
	if (r->depth == DEPTH_MAX)
		return NULL;
	r->depth++;
	json_t *value = read_any(r);
	r->depth--;
	return value;
}

json_t *pnpm_msgpack_read(const void *data, size_t len)
{
	struct reader r = {.at = data,
			   .end = (const unsigned char *)data + len,
			   .names_left = JSON_MANIFEST_BYTES + 4 * len};
	json_t *value = read_value(&r);
	for (size_t i = 0; i < SLOT_COUNT; i++)
		json_decref(r.shapes[i]);
	if (r.at != r.end) {
		json_decref(value);
		return NULL;
	}
	return value;
}
