#!/bin/bash
# Runs tests and adds them up: run.sh [--unit PROGRAM...] [FILE.bats|DIR... [--nix DIR FILE.bats|DIR...]...]
#
# As many suites as there are cores run side by side. What follows --nix is run with the Nix in DIR (../peers/nix.sh), when all before it
# has ended; if there is none, it counts as skipped.
# Prints each suite's TAP lines when it has ended, and at the end one line
# "N passed, N failed" ("N skipped" where there are some); exit 1 when a test
# failed or a suite did not run to its end.
set -uo pipefail

# What the tests leave in the home folder and among temporary files goes with this folder; npm's settings stay the user's.
work=$(mktemp -d /tmp/fragstore.XXXXXX)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/tmp"
chmod 711 "$work" # some tests run programs as another user
export NPM_CONFIG_USERCONFIG="${NPM_CONFIG_USERCONFIG-$HOME/.npmrc}" HOME="$work/home" TMPDIR="$work/tmp"
unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME

passed=0 failed=0 skipped=0

# add LOG STATUS: takes the TAP in LOG into the sums.
add() {
	local planned ok not_ok skip
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$1" | awk '{ n += $1 } END { print n + 0 }')
	ok=$(grep -c '^ok ' "$1")
	not_ok=$(grep -c '^not ok ' "$1")
	skip=$(grep -c '^ok .*# skip' "$1")
	# A test that never reported, or a suite that failed without saying why, is a failure.
	local lost=$((planned - ok - not_ok))
	if ((lost > 0)); then not_ok=$((not_ok + lost)); fi
	if (($2 != 0 && not_ok == 0)); then not_ok=1; fi
	passed=$((passed + ok - skip)) skipped=$((skipped + skip)) failed=$((failed + not_ok))
}

running=0 started=0 ended=0
# start NAME COMMAND...: a suite, when a core is free.
start() {
	((running < $(nproc))) || finish
	running=$((running + 1)) started=$((started + 1))
	{
		local start=$SECONDS log=$work/log.$BASHPID
		"${@:2}" >"$log" 2>&1
		echo "$? $((SECONDS - start)) $log $1" >"$work/ended.$BASHPID"
	} &
}

# finish: waits for a suite to end, and prints and adds it.
finish() {
	local file status seconds log name
	wait -n
	running=$((running - 1))
	for file in "$work"/ended.*; do
		[ -e "$file" ] || continue
		read -r status seconds log name <"$file"
		rm "$file"
		ended=$((ended + 1))
		echo "# $name"
		sed 's/^1\.\.[0-9]*$//; /^$/d' "$log"
		echo "# $seconds s"
		add "$log" "$status"
	done
}
finish_all() { while ((running > 0)); do finish; done; }

unit='' nix='' machine_path=$PATH
while [ $# -gt 0 ]; do
	case $1 in
	--unit) unit=1 && shift && continue ;;
	--nix) finish_all && nix=$2 PATH=$2/bin:$machine_path && shift 2 && continue ;;
	*.bats | */) unit= ;;
	esac
	name="$1${nix:+ with the Nix in $nix}"
	if [ -n "$unit" ]; then
		CMOCKA_MESSAGE_OUTPUT=TAP start "$name" "$1"
	elif [ -n "$nix" ] && [ ! -x "$nix/bin/nix" ]; then
		start "$name" printf '1..1\nok 1 %s # skip there is no Nix in %s: it could not be fetched\n' "$1" "$nix"
	else
		start "$name" bats --tap "$1"
	fi
	shift
done
finish_all
failed=$((failed + started - ended)) # those that were killed

if ((skipped > 0)); then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
((failed == 0 && passed > 0))
