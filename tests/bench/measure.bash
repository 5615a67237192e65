# What the benches share: alternating runs, medians, ratios.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${FRAGSTORE_BIN:-$root/build/bin}
bench=$root/build/bench
mkdir -p "$bench"
work=$(mktemp -d "$bench/work.XXXXXX")
remove() { chmod -R u+w "$@" 2>/dev/null; rm -rf "$@"; }
trap 'remove "$work"' EXIT
export root bin bench work

# timed FILE COMMAND...: runs it and appends the seconds it took to FILE; what it says is shown only when it fails.
timed() {
	local TIMEFORMAT=%R file=$1
	shift
	{ time "$@" >"$work/log" 2>&1; } 2>>"$file" || { cat "$work/log" >&2; exit 1; }
}

# cpu_timed FILE COMMAND...: the same with the CPU seconds, of user and system.
cpu_timed() {
	local TIMEFORMAT='%U %S' file=$1
	shift
	{ time "$@" >"$work/log" 2>&1; } 2>"$work/cpu" || { cat "$work/log" >&2; exit 1; }
	awk '{ print $1 + $2 }' "$work/cpu" >>"$file"
}

# median FILE: of the numbers in it.
median() { sort -g "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# ratio A B: A / B, two digits.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
