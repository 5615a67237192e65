# What the end-to-end tests share.
# shellcheck shell=bash

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export root

# Root builds without a daemon and without build users. The sandbox has no network; of the machine it sees what ../nix/stdenv
# says, and root can write there. What hangs fails before its file's time is over (../run.sh).
export NIX_CONFIG="
sandbox = true
sandbox-fallback = false
substitute = false
build-users-group =
max-jobs = 2
timeout = 600
stalled-download-timeout = 60
sandbox-paths = /bin /lib /lib64 /usr
"

# Build an attribute of tests/e2e and print its store path.
build() {
	nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "$1"
}

# block PAGE LANGUAGE N: the text of the Nth code block in that language.
block() {
	awk -v language="$2" -v n="$3" '
		$0 == "```" { inside = 0 }
		inside && count == n
		$0 == "```" language { inside = 1; count++ }' "$root/$1"
}

# eventually SECONDS COMMAND...: waits until it succeeds, for so long at most.
eventually() {
	local end=$((SECONDS + $1))
	until "${@:2}"; do
		((SECONDS < end)) || { echo "not within $1 s: ${*:2}" >&2 && return 1; }
		sleep 0.1
	done
}

# Print the last line that COMMAND..., a build, prints of a hook's; fail if the build does not fail.
last_line() {
	local log
	if log=$("$@" 2>&1); then
		echo "built, and should not have: ${*:2}" >&2
		return 1
	fi
	if ! grep -oE '(npmConfigHook|pnpmConfigHook|bunHook): .*' <<<"$log" | tail -n 1 | grep .; then
		echo "$log" >&2
		return 1
	fi
}

failure() {
	last_line build "$1"
}

# The file $2 of the build of $1 holds $3, with each of $versions.
expect() {
	local version out
	# All at once, two at a time.
	build "$1" >/dev/null
	# shellcheck disable=SC2154 # the tests set it
	for version in $versions; do
		out=$(build "$1.$version")
		if [ ! -f "$out/$2" ] || [ "$(cat "$out/$2")" != "$3" ]; then
			echo "$1.$version: $2: expected $3, got: $(cat "$out/$2")" >&2
			return 1
		fi
	done
}

# The build of $1 fails with each of $versions, and the hook's last line matches the pattern $2.
expect_failure() {
	local version line
	for version in $versions; do
		line=$(failure "$1.$version")
		# shellcheck disable=SC2053 # a pattern is wanted
		if [[ ${line#*: } != $2 ]]; then
			echo "$1.$version: $line" >&2
			return 1
		fi
	done
}
