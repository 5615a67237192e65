#!/usr/bin/env bats
# Linked stores of pnpm's, and apps whose node_modules is symlinks into them, in the Nix sandbox; apps run from their output, outside of it.

load helper

versions="pnpm_11 pnpm_12"

setup() {
	# A project that can be changed.
	cp -r "$root/tests/e2e/fixtures/server" "$BATS_TEST_TMPDIR/server"
	server=$BATS_TEST_TMPDIR/server
}

linked() {
	nix-build "$root/tests/e2e/linked.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --arg server "$server" --no-out-link -A "$@"
}

derivation() {
	nix-instantiate "$root/tests/e2e/linked.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --arg server "$server" -A "$1"
}

@test "a server with a native addon and a patched package, and a CLI, run from their output" {
	local version out
	for version in $versions; do
		out=$(linked "$version.server")
		[ "$("$out/bin/server")" = hello,true,true,true ]
		[ "$("$out/bin/semver" 1.2.3 -i minor)" = 1.3.0 ]
	done
}

@test "node_modules is symlinks that lead somewhere, and what ships has no devDependencies and no time stamps" {
	local version out
	for version in $versions; do
		out=$(linked "$version.server")
		[ "$(sort "$out/seen/files")" = "./node_modules/.modules.yaml
./node_modules/.pnpm-workspace-state-v1.json
./node_modules/.pnpm/lock.yaml" ]
		[ -L "$out/seen/node_modules/esbuild" ]
		[ -z "$(find "$out" -xtype l)" ]
		[ -z "$(find "$out/lib/server/node_modules" -type f)" ]
		[ ! -e "$out/lib/server/node_modules/esbuild" ]
		[ ! -L "$out/lib/server/node_modules/esbuild" ]
	done
}

@test "a linked store is the same each time, and refers to neither fragments nor the folder it was built in" {
	local version kind store
	for version in $versions; do
		for kind in deps prod; do
			store=$(linked "$version.$kind")
			linked "$version.$kind" --check
			[ -z "$(find "$store" -xtype l)" ]
			[ -z "$(grep -rlE '(^|[^A-Za-z0-9_.)/-])/build/' "$store" || :)" ]
			[ -z "$(nix-store -qR "$store" | grep -E -- '-v11$|-pnpm-store$' || :)" ]
		done
		[ -n "$(find "$(linked "$version.deps")" -name esbuild -size +1M)" ]
		[ -z "$(find "$(linked "$version.prod")" -name esbuild)" ]
	done
}
