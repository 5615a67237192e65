#!/bin/bash
# Runs tests and adds them up: run.sh [--unit PROGRAM...] [FILE.bats|DIR...]
#
# Prints each suite's TAP lines as they come and ends with one line
# "N passed, N failed" ("N skipped" where there are some); exit 1 when a test
# failed or a suite did not run to its end.
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
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

unit=
for suite; do
	case $suite in
	--unit) unit=1 ;;
	*.bats | */) unit= ;;
	esac
	[ "$suite" = --unit ] && continue
	echo "# $suite"
	if [ -n "$unit" ]; then
		CMOCKA_MESSAGE_OUTPUT=TAP run "$suite"
	else
		run bats --tap "$suite"
	fi
done

if ((skipped > 0)); then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
((failed == 0 && passed > 0))
