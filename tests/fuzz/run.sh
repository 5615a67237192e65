#!/bin/bash
# usage: run.sh FUZZER OPTION...
#
# Runs a libFuzzer program on the inputs that tests/fuzz/NAME has. What it finds interesting goes to NAME.corpus beside
# the program, and counts the next time; what breaks it is left beside the program too, and then the status is not 0.
set -euo pipefail

fuzzer=$1 seeds=$(dirname "$0")/$(basename "$1")
shift
mkdir -p "$fuzzer.corpus"
exec "$fuzzer" -artifact_prefix="$fuzzer." -print_final_stats=1 -verbosity=0 "$@" "$fuzzer.corpus" "$seeds"
