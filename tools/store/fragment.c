#include "store/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "patch/package_run.h"

struct job {
	struct store_fragment fragment;
	const struct store_fragment_options *options;
	struct store_fragment_list list;
	unsigned threads;
	unsigned long long max_unpacked;
};

/* --- writing ------------------------------------------------------------------ */

static bool add_package(void *context, struct package *p, unsigned worker, struct error *e)
{
	struct job *j = context;
	struct store_fragment *f = &j->fragment;
	size_t files = p->contents.count;
	if (!f->layout->add(f, p, worker, e))
		return false;
	if (j->options->patch.verbose) {
		char *where = f->layout->where(f, p->source);
		say("%s: %zu files, %s", p->source->id, files, where);
		free(where);
	}
	return true;
}

static bool add_all(struct job *j, struct error *e)
{
	struct patch_run run = {
	    .rules = &j->options->patch,
	    .reading = j->fragment.layout->rules,
	    .threads = j->threads,
	    .hashed = j->fragment.layout->hashed,
	    .take = add_package,
	    .context = j,
	};
	run.reading.max_unpacked = j->max_unpacked;
	return patch_run_packages(&run, j->list.sources, j->fragment.count, e);
}

static bool build(void *context, const struct output *out, struct error *e)
{
	struct job *j = context;
	struct store_fragment *f = &j->fragment;
	f->dir = out->dir;
	f->path = out->temp;
	return (!f->layout->open || f->layout->open(f, e)) && add_all(j, e) &&
	       (!f->layout->finish || f->layout->finish(f, e));
}

/* --- what is to be written ------------------------------------------------------ */

static void begin(struct store_fragment *f, struct store_fragment_list *list, size_t count)
{
	f->count = count;
	f->layout->begin(f);
	list->sources = xmalloc((count + 1) * sizeof(*list->sources));
}

/* The integrity that a line gives is what its tarball must have. */
static bool source_from_line(struct store_fragment *f, const struct store_fragment_words *words,
			     struct store_fragment_list *list, size_t index, struct error *e)
{
	char *fields[4] = {NULL};
	size_t n = lines_fields(list->lines.lines[index], fields, words->fields);
	if (n < 3 || n > words->fields || !*fields[0] || !*fields[2])
		return error_set(e, list->path, "line %zu is not %s", index + 1, words->line);
	list->sources[index] = (struct package_source){
	    .id = fields[0],
	    .key_integrity = *fields[1] ? fields[1] : NULL,
	    .check = *fields[1] != '\0',
	    .path = fields[2],
	    .ordinal = index,
	};
	const char *again = NULL, *registry = n == 4 && *fields[3] ? fields[3] : NULL;
	return f->layout->key(f, &list->sources[index], registry, &again, e) &&
	       (!again ||
		error_set(e, list->path, "line %zu gives '%s' again, %s", index + 1, fields[0], again));
}

bool store_fragment_read(struct store_fragment *f, const struct store_fragment_words *words,
			 struct store_fragment_list *list, struct error *e)
{
	if (!lines_read(&list->lines, list->path, e))
		return false;
	if (list->lines.count == 0)
		return error_set(e, list->path, "the list is empty");
	begin(f, list, list->lines.count);
	bool ok = true;
	for (size_t i = 0; ok && i < list->lines.count; i++)
		ok = source_from_line(f, words, list, i, e);
	return ok;
}

void store_fragment_list_free(struct store_fragment_list *list)
{
	free(list->sources);
	lines_free(&list->lines);
}

static bool source_from_options(struct job *j, struct error *e)
{
	const struct store_fragment_options *o = j->options;
	const char *again = NULL;
	begin(&j->fragment, &j->list, 1);
	struct package_source *source = j->list.sources;
	*source = (struct package_source){
	    .id = o->id,
	    .key_integrity = o->integrity ? o->integrity : o->key_integrity,
	    .check = o->integrity != NULL,
	    .path = o->package,
	};
	return j->fragment.layout->key(&j->fragment, source, o->registry, &again, e);
}

/* What is wrong with the options of one package. */
static char *package_fault(const struct store_fragment_options *o, const struct store_fragment_words *words)
{
	if (!o->id || !*o->id)
		return xasprintf("option '--%s' is missing (or use '--list')", words->id);
	if (!o->package)
		return xasprintf("option '--%s' is missing", words->package);
	if (o->integrity && o->key_integrity)
		return xstrdup("option '--integrity' and option '--key-integrity' exclude each other");
	return NULL;
}

char *store_fragment_fault(const struct store_fragment_options *o, const struct store_fragment_words *words,
			   int operands)
{
	bool one = o->id || o->package || o->registry || o->integrity || o->key_integrity;
	bool list = o->list || o->list_env;
	if (operands > 0)
		return xstrdup("this program takes options only");
	if (!o->out || !*o->out)
		return xstrdup("option '--out' is missing");
	if (list && one)
		return xasprintf("option '--list' excludes %s", words->excluded);
	char *fault = patch_rules_fault(&o->patch);
	return fault || list || o->no_packages ? fault : package_fault(o, words);
}

bool store_fragment_make(const struct store_layout *layout, struct store_fragment_options *o,
			 const struct store_fragment_words *words, struct error *e)
{
	struct job j = {
	    .fragment = {.layout = layout, .dir = -1},
	    .options = o,
	    .max_unpacked = option_max_unpacked(o->max_unpacked, ARCHIVE_MAX_UNPACKED),
	    .threads = option_threads(o->threads),
	    .list.path = option_list(o->list, o->list_env),
	};
	progress_phase("fragment");
	bool ok = (j.list.path ? store_fragment_read(&j.fragment, words, &j.list, e)
			       : source_from_options(&j, e)) &&
		  patch_rules_begin(&o->patch, NULL, 0, e) && output_make(o->out, build, &j, e);
	if (j.list.sources)
		layout->end(&j.fragment);
	patch_rules_free(&o->patch);
	store_fragment_list_free(&j.list);
	return ok;
}
