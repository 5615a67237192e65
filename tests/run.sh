#!/bin/bash
# Runs tests and adds them up: run.sh PROGRAM|FILE.bats|DIR/... [--nix DIR FILE.bats|DIR/...]...
#
# As many files run side by side as there are cores; a folder stands for its files. What follows --nix is run with the Nix in DIR
# (../peers/nix.sh); if there is none, it counts as skipped.
# Prints each file's TAP lines when it has ended, and at the end one line
# "N passed, N failed" ("N skipped" where there are some); exit 1 when a test
# failed or a file did not run to its end.
set -uo pipefail

# Seconds that a file may take: what hangs is to be seen, and everything else to be run.
limit=2400

# What the tests leave in the home folder and among temporary files goes with this folder; npm's settings stay the user's,
# who may need them to reach a registry; but lockfiles have addresses.
# /tmp may be memory.
work=$(mktemp -d /var/tmp/fragstore.XXXXXX)
remove() { chmod -R u+w "$@" && rm -rf "$@"; }
trap 'remove "$work"' EXIT
mkdir "$work/home" "$work/tmp"
chmod 711 "$work" # some tests run programs as another user
export NPM_CONFIG_USERCONFIG="${NPM_CONFIG_USERCONFIG-$HOME/.npmrc}" HOME="$work/home" TMPDIR="$work/tmp"
export npm_config_omit_lockfile_registry_resolved=false
# Programs print colours, ask for nothing and install otherwise where these say that it is a CI.
unset CI CONTINUOUS_INTEGRATION BUILD_NUMBER RUN_ID GITHUB_ACTIONS GITLAB_CI FORCE_COLOR NO_COLOR
unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME

passed=0 failed=0 skipped=0

# add LOG STATUS: takes the TAP in LOG into the sums.
add() {
	local planned ok not_ok skip
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$1" | awk '{ n += $1 } END { print n + 0 }')
	ok=$(grep -c '^ok ' "$1")
	not_ok=$(grep -c '^not ok ' "$1")
	skip=$(grep -c '^ok .*# skip' "$1")
	# A test that never reported, or a file that failed without saying why, is a failure.
	local lost=$((planned - ok - not_ok))
	if ((lost > 0)); then not_ok=$((not_ok + lost)); fi
	if (($2 != 0 && not_ok == 0)); then not_ok=1; fi
	passed=$((passed + ok - skip)) skipped=$((skipped + skip)) failed=$((failed + not_ok))
}

# Of what runs, by process: what it is, when it began, and what it prints.
declare -A names=() begun=() logs=()
started=0

# Debian's Nix keeps all it has in /nix. For each file of tests that is a file system of its own, which goes when the file has ended:
# the machine's stays as it is, and the disk holds no more than what the running files need. In memory, if there is enough for two of
# the large files, as that takes half the time. Not where Nix itself is in /nix.
own_nix=()
nix_store=$(readlink -f "$(command -v nix-store)")
if [ "$(id -u)" -eq 0 ] && [ -n "$nix_store" ] && [[ $nix_store != /nix/* ]] && unshare --mount true; then
	mkdir -p /nix
	# shellcheck disable=SC2016 # for the shell that it starts
	mount='mkdir "$0" && mount --bind "$0" /nix'
	if (($(awk '$1 == "MemAvailable:" { print int($2 / 1e6) }' /proc/meminfo) >= 10)); then
		mount='mount -t tmpfs -o size=6G tmpfs /nix'
	fi
	own_nix=(unshare --mount bash -c "$mount"' && exec "$@"')
fi

# start NAME COMMAND...: a file's tests, when a core is free.
start() {
	((${#names[@]} < $(nproc))) || finish
	local log=$work/log.$((++started)) own=()
	if ((${#own_nix[@]} > 0)); then own=("${own_nix[@]}" "$log.nix"); fi
	timeout --kill-after=10 "$limit" "${own[@]}" "${@:2}" </dev/null >"$log" 2>&1 &
	names[$!]=$1 begun[$!]=$SECONDS logs[$!]=$log
}

# finish: waits for a file to end, and reports it.
finish() {
	local process status=0
	wait -n -p process "${!names[@]}" || status=$?
	report "$process" "$status"
}

# report PROCESS STATUS: prints and adds its tests.
report() {
	echo "# ${names[$1]}"
	sed 's/^1\.\.[0-9]*$//; /^$/d' "${logs[$1]}"
	if (($2 == 124)); then echo "# did not end within $limit s"; fi
	echo "# $((SECONDS - begun[$1])) s"
	add "${logs[$1]}" "$2"
	if [ -d "${logs[$1]}.nix" ]; then remove "${logs[$1]}.nix"; fi
	unset "names[$1]" "begun[$1]" "logs[$1]"
}

# Whoever ends this sees how far it had come.
stop() {
	local process
	kill "${!names[@]}"
	for process in "${!names[@]}"; do
		wait "$process"
		report "$process" "$?"
	done
	echo "$passed passed, $failed failed; stopped"
	exit 1
}
trap stop INT TERM HUP

# bats_file FILE: with the Nix that is meant.
bats_file() {
	local name="$1${nix:+ with the Nix in $nix}"
	if [ -n "$nix" ] && [ ! -x "$nix/bin/nix" ]; then
		start "$name" printf '1..1\nok 1 %s # skip there is no Nix in %s: it could not be fetched\n' "$1" "$nix"
	else
		start "$name" env PATH="${nix:+$nix/bin:}$PATH" bats --tap --timing "$1"
	fi
}

nix=''
while [ $# -gt 0 ]; do
	case $1 in
	--nix) nix=$2 && shift ;;
	*/) for file in "$1"*.bats; do bats_file "$file"; done ;;
	*.bats) bats_file "$1" ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP start "$1" "$1" ;;
	esac
	shift
done
while ((${#names[@]} > 0)); do finish; done

if ((skipped > 0)); then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
((failed == 0 && passed > 0))
