#include "base/progress.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

static const char *noun;
static size_t expected;
static atomic_size_t done;
static _Atomic long long next_ms; /* when to show it again; 0: never */
static atomic_bool shown;

static long long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_start(const char *what, size_t total)
{
	noun = what;
	expected = total;
	atomic_store(&done, 0);
	atomic_store(&shown, false);
	/* A Nix build has a terminal, but Nix shows only whole lines, and what is left of one at the end. */
	bool seen = isatty(STDERR_FILENO) && !getenv("NIX_LOG_FD");
	atomic_store(&next_ms, seen ? now_ms() + 1000 : 0);
}

void progress_step(void)
{
	size_t count = atomic_fetch_add(&done, 1) + 1;
	long long due = atomic_load(&next_ms);
	if (due == 0)
		return;
	long long now = now_ms();
	/* Whoever moves the time on is the one to print. */
	if (now < due || !atomic_compare_exchange_strong(&next_ms, &due, now + 200))
		return;
	atomic_store(&shown, true);
	fprintf(stderr, "\r%s: %zu of %zu %s", program_name, count, expected, noun);
}

void progress_end(void)
{
	if (atomic_load(&shown))
		fprintf(stderr, "\r\033[K");
}

void progress_phase(const char *name)
{
	const char *fd = getenv("NIX_LOG_FD");
	if (!fd || fd[0] < '1' || fd[0] > '9' || fd[1] || getenv("stdenv"))
		return;
	dprintf(fd[0] - '0', "@nix { \"action\": \"setPhase\", \"phase\": \"%s\" }\n", name);
}
