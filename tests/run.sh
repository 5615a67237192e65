#!/bin/bash
# Runs tests and adds them up: run.sh [--unit PROGRAM...] [FILE.bats|DIR... [--nix DIR FILE.bats|DIR...]...]
#
# What follows --nix is run with the Nix in DIR (../peers/nix.sh); if there is none, it counts as skipped.
# Prints each suite's TAP lines as they come and ends with one line
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

log=$work/log
passed=0 failed=0 skipped=0

# add STATUS: takes the TAP in $log into the sums.
add() {
	local planned ok not_ok skip
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
	ok=$(grep -c '^ok ' "$log")
	not_ok=$(grep -c '^not ok ' "$log")
	skip=$(grep -c '^ok .*# skip' "$log")
	# A test that never reported, or a suite that failed without saying why, is a failure.
	local lost=$((planned - ok - not_ok))
	if ((lost > 0)); then not_ok=$((not_ok + lost)); fi
	if (($1 != 0 && not_ok == 0)); then not_ok=1; fi
	passed=$((passed + ok - skip)) skipped=$((skipped + skip)) failed=$((failed + not_ok))
}

run() {
	local start=$SECONDS
	"$@" 2>&1 | tee "$log" | sed -u 's/^1\.\.[0-9]*$//; /^$/d'
	add "${PIPESTATUS[0]}"
	echo "# $((SECONDS - start)) s"
}

unit='' nix='' machine_path=$PATH
while [ $# -gt 0 ]; do
	case $1 in
	--unit) unit=1 && shift && continue ;;
	--nix) nix=$2 PATH=$2/bin:$machine_path && shift 2 && continue ;;
	*.bats | */) unit= ;;
	esac
	echo "# $1${nix:+ with the Nix in $nix}"
	if [ -n "$unit" ]; then
		CMOCKA_MESSAGE_OUTPUT=TAP run "$1"
	elif [ -n "$nix" ] && [ ! -x "$nix/bin/nix" ]; then
		run printf '1..1\nok 1 %s # skip there is no Nix in %s: it could not be fetched\n' "$1" "$nix"
	else
		run bats --tap "$1"
	fi
	shift
done

if ((skipped > 0)); then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
((failed == 0 && passed > 0))
