#include "base/interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"

/* Set by a signal, too, and looked at by all threads. */
static atomic_bool interrupted;

/* When the first signal came, in milliseconds of a clock that nobody sets; 0: none did. */
static atomic_llong signalled;

/* Where signals tell the watcher that they came, and what it calls then. */
static int watcher_pipe[2] = {-1, -1};
static void (*end_after_signal)(void);

static long long milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000 + 1;
}

static void note_signal(int signal)
{
	int error = errno;
	(void)signal;
	interrupted = true;
	if (!signalled)
		signalled = milliseconds();
	/* Nobody can be told when that fails, and whoever looks at the flag sees it. */
	if (watcher_pipe[1] >= 0 && write(watcher_pipe[1], "", 1) < 0)
		interrupted = true;
	errno = error;
}

/* The first one ends the process soon, and timeout(1) sends two. */
static void note_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	/* Over the limit on a file's size is an error like others (EFBIG). */
	signal(SIGXFSZ, SIG_IGN);
	struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/* Ends the process half a second after a signal when it has not ended by itself: a
 * library may be at work that looks at no flag. */
static void *watch(void *arg)
{
	const struct timespec grace = {.tv_nsec = 500 * 1000 * 1000};
	char byte;
	(void)arg;
	if (fs_read(watcher_pipe[0], &byte, 1) != 1)
		return NULL;
	nanosleep(&grace, NULL);
	end_after_signal();
	return NULL;
}

/* Without the thread a signal is heeded when a job is done. */
static void start_watcher(void)
{
	pthread_t thread;
	pthread_attr_t attributes;
	if (pipe(watcher_pipe) != 0)
		return;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_create(&thread, &attributes, watch, NULL);
	pthread_attr_destroy(&attributes);
}

void interrupt_watch(void (*end)(void))
{
	end_after_signal = end;
	note_signals();
	start_watcher();
}

bool interrupt_came(void)
{
	return interrupted;
}

void interrupt_all(void)
{
	interrupted = true;
}

int interrupt_time_left(void)
{
	if (!signalled)
		return -1;
	long long left = signalled + 900 - milliseconds();
	return left > 0 ? (int)left : 0;
}

void interrupt_unwatch(void)
{
	watcher_pipe[1] = -1;
}
