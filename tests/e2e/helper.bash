# What the end-to-end tests share.
# shellcheck shell=bash

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export root

# Root builds without a daemon and without build users. The sandbox has no network; of the machine it sees what ../nix/stdenv
# says, read-only.
export NIX_CONFIG="
sandbox = true
sandbox-fallback = false
substitute = false
build-users-group =
sandbox-paths = /bin /lib /lib64 /usr
"

# Build an attribute of tests/e2e and print its store path.
build() {
	nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "$1"
}

# Print the last line that a build prints of the hook's; fail if the build does not.
failure() {
	local log
	if log=$(build "$1" 2>&1); then
		echo "built, and should not have: $1" >&2
		return 1
	fi
	if ! grep -o 'pnpmConfigHook: .*' <<<"$log" | tail -n 1 | grep .; then
		echo "$log" >&2
		return 1
	fi
}
