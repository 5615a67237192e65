#!/usr/bin/env bats
# What make install has put somewhere, used with Nix, and the sources out of sight. What is installed: ../cli/install.bats.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	STRIP=true make -s -C "$root" -o all install PREFIX="$PWD/a b/usr" ${FRAGSTORE_BIN:+BIN="$FRAGSTORE_BIN"} >/dev/null
	library="$PWD/a b/usr/share/fragstore"
	cp -r "$root/tests/e2e/fixtures/small" project
	unset NIX_PATH
}

@test "the library builds a project's store and a bun cache, with the tools beside it and no nixpkgs" {
	local out
	cp -r "$root/nix/templates/bun-app" .
	out=$(nix-build --no-out-link --argstr library "$library" --expr '
		{ library }:
		let fragstore = import (/. + library) { system = "x86_64-linux"; };
		in [
		  (fragstore.fetchPnpmDeps { installer = "pnpm"; lockfile = ./project/pnpm-lock.yaml; storeVersion = "v11"; })
		  (fragstore.fetchBunDeps { installer = "bun"; bunLock = ./bun-app/bun.lock; })
		]')
	[ -f "$(head -n 1 <<<"$out")/v11/index.db" ]
	[ -d "$(tail -n 1 <<<"$out")/share/bun-cache" ]
}

@test "tests and templates are there, too, for a package set" {
	nix-instantiate --argstr library "$library" --arg root "$root" --expr '
		{ library, root }:
		let
		  pkgs = import (root + "/tests/nix/stdenv") { bin = root + "/build/bin"; };
		in (import (/. + library) { inherit pkgs; }).tests' >/dev/null
}

@test "fragstore doctor finds its library" {
	"a b/usr/bin/fragstore" doctor project >report
	grep -qx "lockfile   pnpm-lock.yaml.*" report
}
