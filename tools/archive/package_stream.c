#include "archive/folder.h"
#include "archive/package_group.h"

/* A stream on its way to SINK, in which replaced heads take their places. */
struct head_filter {
	const struct contents *c;
	const struct contents_sink *sink;
	uint64_t to_cut; /* bytes of the source's file that are still to be left out */
};

static bool filter_begin(void *context, size_t index, struct error *e)
{
	struct head_filter *h = context;
	const struct contents_file *f = &h->c->files[index];
	h->to_cut = f->head_cut;
	return h->sink->begin(h->sink->context, index, e) &&
	       (!f->head || h->sink->block(h->sink->context, f->head, f->head_len, e));
}

static bool filter_block(void *context, const void *data, size_t len, struct error *e)
{
	struct head_filter *h = context;
	size_t cut = len < h->to_cut ? len : (size_t)h->to_cut;
	h->to_cut -= cut;
	return cut == len || h->sink->block(h->sink->context, (const char *)data + cut, len - cut, e);
}

static bool filter_end(void *context, struct error *e)
{
	struct head_filter *h = context;
	return h->sink->end(h->sink->context, e);
}

static bool stream_memory(const struct contents *c, const struct contents_sink *sink, struct error *e)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->files[i].data &&
		    (!sink->begin(sink->context, i, e) ||
		     !sink->block(sink->context, c->files[i].data, (size_t)c->files[i].size, e) ||
		     !sink->end(sink->context, e)))
			return false;
	return true;
}

bool package_stream(struct package *p, const struct contents_sink *sink, struct error *e)
{
	struct contents *c = &p->contents;
	if (!stream_memory(c, sink, e))
		return false;
	if (p->tarball.tar)
		return true;
	struct head_filter filter = {c, sink, 0};
	const struct contents_sink filtered = {&filter, filter_begin, filter_block, filter_end};
	return p->is_folder ? folder_stream(p->fd, c, &filtered, e)
			    : tarball_stream(&p->tarball, p->rules, c, &filtered, e);
}
