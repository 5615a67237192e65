/* Command-line options: one table serves parsing and --help. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* One long option.  ARG names its value in the help text and VALUE receives
 * it (a pointer into argv); a flag has neither and sets *FLAG instead.
 * An option may be given several times when its ARG ends in "...": VALUE is then
 * the first member of a struct option_values. */
struct option_def {
	const char *name, *arg, *help;
	const char **value;
	bool *flag;
};

/* All values of one option.  Zero-initialise. */
struct option_values {
	const char *last;
	const char **all;
	size_t count, capacity;
};

/* The values of an option that may be given several times; NULL: it may not. */
struct option_values *option_values_of(const struct option_def *o);

/* Rows of the option tables of several programs; VALUE is a static const char *. */
/* clang-format off */
#define OPTION_LIST_ENV(value) \
    {"list-env", "NAME", "Like --list, with the file that the environment variable NAME names.", &(value), NULL}
#define OPTION_THREADS(value) \
    {"threads", "N", "How many threads work (default: one for each CPU, at most 16).", &(value), NULL}
#define OPTION_MAX_UNPACKED(value) \
    {"max-unpacked", "SIZE", "The largest size that one tarball may unpack to, such as 500M or 16G (default 8G).", \
     &(value), NULL}
/* THE OUTPUT: "store", say. */
#define OPTION_ABOUT(value, the_output) \
    {"about", "FILE", "Copy this file into the " the_output ", with the name \"about\".", &(value), NULL}
/* clang-format on */

struct program_def {
	const char *name;
	const char *synopsis; /* usage lines, each without the program's name, newline-separated */
	const char *description;
	const struct option_def *options; /* ends with a NULL name */
	const char *notes;                /* what follows the options in --help */
};

/* Sets program_name, reads argv and returns the index in argv of the first
 * operand.  --help and --version print to stdout and exit 0; anything that
 * the table does not know exits through usage_error. */
int options_parse(const struct program_def *program, int argc, char **argv);

/* Ends the program with status 1 unless everything that was printed has been written. */
void stdout_end(void);

/* Prints one line to stderr and exits 2. */
void usage_error(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* VALUE of option --max-unpacked (NULL: OTHERWISE) as a whole number of bytes: digits with
 * an optional K, M, G or T (powers of 1024) at the end; usage_error when it is not. */
unsigned long long option_max_unpacked(const char *value, unsigned long long otherwise);

/* The list file that the options --list and --list-env name: LIST, or what
 * the environment variable LIST_ENV holds (Nix's passAsFile gives a path that
 * way).  NULL when neither is given; usage_error when both are, or when the
 * variable is not set. */
const char *option_list(const char *list, const char *list_env);

/* VALUE of option --threads, from 1 to POOL_MAX; NULL: one for each CPU.  usage_error when it
 * is not such a number. */
unsigned option_threads(const char *value);

#endif
