#!/usr/bin/env bash
# usage: npm.sh
#
# The figures of npm: npm.install, npm.cold, npm.eval. npm itself is npm 11. nixpkgs' way is a stand-in of ours; with PEERS=DIR, a nixpkgs
# checkout, its patchShebangs is nixpkgs' own.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
see_machine
NIX_CONFIG+="
max-jobs = auto
"
PATH=$work/bin:$PATH
npm=$root/build/npm/bin/npm11
version=$(awk '$1 == 11 { print $2 }' "$root/tests/peers/npm.txt")

# apps OPTION...: what nix-build is given for something of apps.nix.
apps() { arguments=("$here/npm/apps.nix" --arg bin "$bin" "${patch_shebangs[@]}" "$@"); }
patch_shebangs=()
if [ -n "${PEERS-}" ]; then
	function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
	[ -n "$function" ] || { echo "npm.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
	patch_shebangs=(--arg patchShebangs "$function")
fi

# npm's cache, which has every tarball of the lockfile for this platform, and a Nix store with tarballs, programs and that cache.
prepare() {
	mkdir "$work/bin" "$work/project"
	ln -s "$root/build/peers/bin/node24" "$work/bin/node"
	cp "$here"/npm/package*.json "$work/project"
	before_npm
	HOME=$out "$npm" --prefix "$out/npm" ci --ignore-scripts --no-audit --no-fund --cache "$work/npm-cache"
	rm -rf "$work"/npm-cache/_logs
	node "$root/tests/fidelity/npm-list.mjs" "$work/project/package-lock.json" "$work/npm-cache" >"$work/list"
	packages=$(wc -l <"$work/list")
	cut -f 2 "$work/list" | xargs cat >/dev/null # the tarballs are in memory from here on

	cache=$(nix-store --add "$work/npm-cache")
	apps -A linked
	TMPDIR=$work nix-instantiate "${arguments[@]}" | xargs nix-store -qR | grep '[.]tgz[.]drv$' | xargs nix-store --realise >"$work/inputs"
	apps -A programs
	TMPDIR=$work nix-build --no-out-link "${arguments[@]}" >>"$work/inputs"
	stock "$work/cold" "$cache $(cat "$work/inputs")"
}

modules() { "$bin/node-modules" --manager "npm@$version" --lockfile "$work/project/package-lock.json" --project "$work/project" --list "$work/list" --out "$out/modules"; }
before_npm() { cp -r "$work/project" "$out/npm"; }
npm() {
	cd "$out/npm"
	HOME=$out "$npm" ci --offline --ignore-scripts --no-audit --no-fund --cache "$work/npm-cache"
	cd "$root"
}

# Everything from the tarballs, or from npm's cache.
before_cold() { take_stock "$work/cold"; }
cold() {
	apps -A "$1" --argstr cache "$cache"
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
}

prepare >"$work/log" 2>&1
race modules npm
faster npm.install modules npm "node_modules of $packages packages from their tarballs, against \`npm ci\` of npm 11 from a warm cache"
kinds=ext4 # as where builds usually are
race cold-linked cold-nixpkgs
faster npm.cold cold-linked cold-nixpkgs "all the work, from the tarballs of $packages packages to an app in Nix, linked, against nixpkgs' way from a ready cache (copy it, npm ci, patchShebangs, npm rebuild, copy node_modules to \`\$out\`, fixup: a stand-in of ours${PEERS:+, patchShebangs from nixpkgs})"

lockfile=npm-lockfile call='fetchNpmDeps { lockfile = '
make_lockfiles 1 3000
race evaluate-3000
took npm.eval evaluate-3000 "reading and instantiating a package-lock.json of 3,000 packages, in an empty store"
