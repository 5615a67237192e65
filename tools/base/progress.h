/* Shows what the program is doing: by a line on the terminal if it takes longer than a second, and
 * in a Nix build by the phase. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stddef.h>

/* Starts counting to TOTAL of WHAT ("packages").  Shows nothing when stderr
 * is not a terminal, in a Nix build, or before a second has passed. */
void progress_start(const char *what, size_t total);

/* One more is done.  Safe from any thread. */
void progress_step(void);

/* Clears the line. */
void progress_end(void);

/* Tells Nix that NAME is the build's phase, as stdenv does for its own: by a
 * line to the descriptor that NIX_LOG_FD names (nixpkgs' setup.sh; Nix 2.8
 * shows it after the derivation's name).  Within a build of stdenv, and
 * outside of builds, it does nothing. */
void progress_phase(const char *name);

#endif
