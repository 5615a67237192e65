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
	struct package_source *sources;
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
	return patch_run_packages(&run, j->sources, j->fragment.count, e);
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

static struct package_source *begin(struct store_fragment *f, size_t count)
{
	f->count = count;
	f->layout->begin(f);
	return xmalloc((count + 1) * sizeof(struct package_source));
}

/* The integrity that a line gives is what its tarball must have. */
static bool source_from_line(struct store_fragment *f, struct package_source *source, size_t index,
			     char *line, const char *path, const struct store_fragment_words *words,
			     struct error *e)
{
	char *fields[4] = {NULL};
	size_t n = lines_fields(line, fields, words->fields);
	if (n < 3 || n > words->fields || !*fields[0] || !*fields[2])
		return error_set(e, path, "line %zu is not %s", index + 1, words->line);
	*source = (struct package_source){
	    .id = fields[0],
	    .key_integrity = *fields[1] ? fields[1] : NULL,
	    .check = *fields[1] != '\0',
	    .path = fields[2],
	    .ordinal = index,
	};
	const char *again = NULL, *registry = n == 4 && *fields[3] ? fields[3] : NULL;
	return f->layout->key(f, source, registry, &again, e) &&
	       (!again || error_set(e, path, "line %zu gives '%s' again, %s", index + 1, fields[0], again));
}

bool store_fragment_list(struct store_fragment *f, const struct store_fragment_words *words, const char *path,
			 struct lines *list, struct package_source **sources, struct error *e)
{
	*sources = NULL;
	if (!lines_read(list, path, e))
		return false;
	if (list->count == 0)
		return error_set(e, path, "the list is empty");
	*sources = begin(f, list->count);
	bool ok = true;
	for (size_t i = 0; ok && i < list->count; i++)
		ok = source_from_line(f, &(*sources)[i], i, list->lines[i], path, words, e);
	return ok;
}

static bool source_from_options(struct job *j, struct error *e)
{
	const struct store_fragment_options *o = j->options;
	const char *again = NULL;
	j->sources = begin(&j->fragment, 1);
	j->sources[0] = (struct package_source){
	    .id = o->id,
	    .key_integrity = o->integrity ? o->integrity : o->key_integrity,
	    .check = o->integrity != NULL,
	    .path = o->package,
	};
	return j->fragment.layout->key(&j->fragment, &j->sources[0], o->registry, &again, e);
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
	};
	const char *list_path = option_list(o->list, o->list_env);
	struct lines list = {0};
	progress_phase("fragment");
	bool ok = (list_path ? store_fragment_list(&j.fragment, words, list_path, &list, &j.sources, e)
			     : source_from_options(&j, e)) &&
		  patch_rules_begin(&o->patch, NULL, 0, e) && output_make(o->out, build, &j, e);
	if (j.sources)
		layout->end(&j.fragment);
	patch_rules_free(&o->patch);
	free(j.sources);
	lines_free(&list);
	return ok;
}
