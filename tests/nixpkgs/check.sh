#!/usr/bin/env bash
# usage: check.sh [DIR]
#
# What `make check-nixpkgs NIXPKGS=DIR` runs: everything of fragstore's is evaluated with the package set below DIR, and what needs no compiler
# bootstrap is built with that set's setup.sh. DIR is a checkout of nixpkgs, or of ekala-project/corepkgs with its lib,
# ekala-project/nix-lib, beside it as nix-lib.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
bin=${FRAGSTORE_BIN:-$root/build/bin}
work=$root/build/nixpkgs

skip() {
	echo "check-nixpkgs: skipped: $1"
	exit 0
}

[ -n "${1-}" ] || skip "give a checkout of nixpkgs, or of ekala-project/corepkgs: make check-nixpkgs NIXPKGS=DIR"
[ -f "$1/default.nix" ] || skip "there is no package set in $1"
checkout=$(cd "$1" && pwd)
set=$checkout
# Its lib comes from GitHub; here it is the one beside.
if [ -f "$checkout/pins.nix" ]; then
	lib=$(dirname "$checkout")/nix-lib
	[ -f "$lib/default.nix" ] || skip "there is no $lib, a checkout of ekala-project/nix-lib"
	rm -rf "$work"
	mkdir -p "$work"
	set=$work/set
	cp -r "$checkout" "$set"
	cp -r "$lib" "$set/nix-lib"
	rm -rf "$set/.git" "$set/nix-lib/.git"
	echo '{ lib = ./nix-lib; }' >"$set/pins.nix"
	# Nor are the inputs of its flake.nix here.
	cat >"$set/flake.nix" <<-'END'
		{
		  outputs = _: { legacyPackages.x86_64-linux = import ./. { system = "x86_64-linux"; }; };
		}
	END
	rm -f "$set/flake.lock"
fi

mkdir -p "$work"

# Root builds without a daemon and without build users; the sandbox sees this machine's programs, and no network.
export NIX_PATH="" NIX_CONFIG="
sandbox = true
sandbox-fallback = false
substitute = false
build-users-group =
experimental-features = nix-command flakes
flake-registry =
warn-dirty = false
sandbox-paths = /bin /lib /lib64 /usr /etc/alternatives
"

checks=(--arg set "$set" --arg bin "$bin" "$root/tests/nixpkgs")
count() { tr ',' '\n' | wc -l; }

echo "with $checkout, commit $(git -C "$checkout" rev-parse HEAD 2>/dev/null || echo unknown)"

outputs=$(nix-instantiate --eval --strict --json "${checks[@]}" -A outputs)
echo "instantiated: $(count <<<"$outputs") derivations: packages, checks, shells and formatter for x86_64-linux, aarch64-linux and darwin, the overlays, a cross build"

expected='{"bun":"x86_64-linux","esbuild":["@esbuild/linux-arm64@0.28.2"],"fragmentBuilder":"x86_64-linux","tools":"aarch64-linux"}'
splicing=$(nix-instantiate --eval --strict --json "${checks[@]}" -A splicing)
if [ "$splicing" != "$expected" ]; then
	echo "check-nixpkgs: a cross build has packages of other platforms than $expected: $splicing" >&2
	exit 1
fi
echo "a cross build: bun and the fragments' builder are of the build platform, packages and tools of the host platform"

expected='{"application":true,"install":true,"packages":true,"pnpm":true,"program":"other","source":"words-0.1.0"}'
overriding=$(nix-instantiate --eval --strict --json "${checks[@]}" -A overriding)
if [ "$overriding" != "$expected" ]; then
	echo "check-nixpkgs: overriding makes other things than $expected: $overriding" >&2
	exit 1
fi
echo "overrideAttrs, override and finalAttrs: packages and programs follow src, pnpm and pname"

# flake URL ATTRIBUTE: the derivation of a flake's package, as `nix build` would have it.
flake() {
	nix eval --raw --no-write-lock-file --override-input nixpkgs "path:$set" "$1#packages.x86_64-linux.$2.drvPath" 2>"$work/flake.log" || {
		cat "$work/flake.log" >&2
		return 1
	}
}

tools=$(flake "git+file://$root" tools)
echo "flakes: fragstore itself, whose tools are ${tools#/nix/store/*-}; its templates, each in a new folder:"
for template in "$root"/nix/templates/*/; do
	name=$(basename "$template")
	rm -rf "$work/project"
	mkdir "$work/project"
	(cd "$work/project" && nix flake init -t "git+file://$root#$name" 2>/dev/null)
	sed -i "s,/where/it/is,$root," "$work/project/flake.nix"
	flake "path:$work/project" default >/dev/null
	echo "  $name"
done

rm -rf "$work/project"
cp -r "$root/tests/e2e/fixtures/bun2nix" "$work/project"
sed -i "s,/where/it/is,$root," "$work/project/flake.nix"
for package in hook overrides default; do flake "path:$work/project" $package >/dev/null; done
echo "and one that had bun2nix, by its overlay and by its package"

log=$root/build/nixpkgs.log
if ! built=$(nix-build --no-out-link "${checks[@]}" -A builds 2>"$log"); then
	tail -n 30 "$log" >&2
	echo "check-nixpkgs: a build failed; all of its log is in $log" >&2
	exit 1
fi
echo "built: $(wc -l <<<"$built") derivations, with the set's setup.sh:"
for path in $built; do echo "  ${path#/nix/store/*-}"; done

echo "tests that run in the set's own stdenv:"
PEERS=$checkout bats "$root/tests/e2e/stdenv.bats"
PEERS=$checkout bats --filter "nixpkgs' own stdenv" "$root/tests/e2e/linked.bats"
