#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/text.h"

static void print_synopsis(const struct program_def *program)
{
	const char *lead = "usage: ";
	for (const char *line = program->synopsis; *line;) {
		size_t len = strcspn(line, "\n");
		printf("%s%s %.*s\n", lead, program->name, (int)len, line);
		line += len + (line[len] == '\n');
		lead = "       ";
	}
}

/* Prints TEXT, its further lines indented under column 6. */
static void print_indented(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		printf("      %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void print_help(const struct program_def *program)
{
	print_synopsis(program);
	printf("\n%s\n\noptions:\n", program->description);
	for (const struct option_def *o = program->options; o->name; o++) {
		printf("  --%s%s%s\n", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
		print_indented(o->help);
	}
	printf("  --help\n      Print this text and exit.\n");
	printf("  --version\n      Print the version and exit.\n");
	printf("\n%s", program->notes);
	printf("\nexit status: 0 done; 1 failed, with one line on stderr; 2 wrong usage.\n");
}

void stdout_end(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		die("stdout: %s", strerror(errno));
}

void usage_error(const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = xvasprintf(fmt, args);
	va_end(args);
	say("%s (see %s --help)", text, program_name);
	free(text);
	exit(2);
}

enum { OPTION_HELP = 1000, OPTION_VERSION };

/* getopt's table for PROGRAM's, --help and --version added; val is the index. */
static struct option *getopt_table(const struct program_def *program)
{
	int count = 0;
	while (program->options[count].name)
		count++;
	struct option *table = xmalloc(sizeof(*table) * (size_t)(count + 3));
	for (int i = 0; i < count; i++) {
		const struct option_def *o = &program->options[i];
		table[i] = (struct option){o->name, o->arg ? required_argument : no_argument, NULL, i};
	}
	table[count] = (struct option){"help", no_argument, NULL, OPTION_HELP};
	table[count + 1] = (struct option){"version", no_argument, NULL, OPTION_VERSION};
	table[count + 2] = (struct option){0};
	return table;
}

struct option_values *option_values_of(const struct option_def *o)
{
	return o->arg && text_ends(o->arg, "...") ? (struct option_values *)o->value : NULL;
}

static void take_value(const struct option_def *o, const char *value)
{
	*o->value = value;
	struct option_values *values = option_values_of(o);
	if (!values)
		return;
	array_reserve(values->all, values->capacity, values->count + 1);
	values->all[values->count++] = value;
}

int options_parse(const struct program_def *program, int argc, char **argv)
{
	program_name = program->name;
	/* A reader that has gone is an error of writing (EPIPE). */
	signal(SIGPIPE, SIG_IGN);
	/* Without memory jansson would only say that a text is not JSON. */
	json_set_alloc_funcs(xmalloc, free);
	static struct option *table; /* several ways out of here do not come back */
	table = getopt_table(program);
	opterr = 0;
	for (;;) {
		int at = optind ? optind : 1; /* what a message is about */
		int c = getopt_long(argc, argv, ":", table, NULL);
		if (c == -1)
			break;
		switch (c) {
		case OPTION_HELP:
			print_help(program);
			stdout_end();
			exit(0);
		case OPTION_VERSION:
			printf("%s (fragstore) %s\n", program->name, FRAGSTORE_VERSION);
			stdout_end();
			exit(0);
		case ':':
			usage_error("option '%s' needs a value", argv[optind - 1]);
		case '?':
			usage_error("unknown or ambiguous option '%s'", argv[at < optind ? optind - 1 : at]);
		default:
			if (program->options[c].arg)
				take_value(&program->options[c], optarg);
			else
				*program->options[c].flag = true;
		}
	}
	return optind;
}

unsigned long long option_max_unpacked(const char *value, unsigned long long otherwise)
{
	if (!value)
		return otherwise;
	static const char suffixes[] = "KMGT";
	char *end;
	errno = 0;
	unsigned long long number = strtoull(value, &end, 10);
	const char *suffix = *end ? strchr(suffixes, *end) : NULL;
	unsigned shift = suffix ? 10 * (unsigned)(suffix - suffixes + 1) : 0;
	if (end == value || value[0] == '-' || errno || (*end && (!suffix || end[1])) ||
	    number > (~0ULL >> 1) >> shift)
		usage_error("option '--max-unpacked' needs a size such as 4G, not '%s'", value);
	return number << shift;
}

unsigned option_threads(const char *value)
{
	if (!value)
		return pool_cpus();
	char *end;
	errno = 0;
	unsigned long number = strtoul(value, &end, 10);
	if (end == value || *end || value[0] == '-' || errno || number < 1 || number > POOL_MAX)
		usage_error("option '--threads' needs a number from 1 to %d, not '%s'", POOL_MAX, value);
	return (unsigned)number;
}

const char *option_list(const char *list, const char *list_env)
{
	if (list && list_env)
		usage_error("option '--list' and option '--list-env' exclude each other");
	if (!list_env)
		return list;
	const char *path = getenv(list_env);
	if (!path)
		usage_error("option '--list-env': there is no environment variable '%s'", list_env);
	return path;
}
