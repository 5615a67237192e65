#!/bin/bash
# usage: linked-bun.sh
#
# The figures of linked stores for bun 1.4, in Nix's sandbox: linked-bun.install, linked-bun.rebuild, linked-bun.files. Each run has a Nix store of
# its own, with what an app needs. bun2nix's way is a stand-in of ours.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
see_machine

# apps KIND: what nix-build and nix-instantiate are given for something of bun-apps.nix.
apps() { arguments=("$here/linked/bun-apps.nix" --arg bin "$bin" --arg src "$work/project" -A "$1"); }

# The packages of the hook's bench, as bun locks them, and a Nix store that has them.
prepare() {
	mkdir "$work/project"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$work/project"
	(cd "$work/project" && HOME=$work "$root/build/peers/bin/bun1.4" install --lockfile-only)
	rm "$work/project/pnpm-lock.yaml"
	apps stores
	stock "$work/warm" "$(TMPDIR=$work nix-build --no-out-link "${arguments[@]}")"
}

# app KIND: the derivation of an app when all that it depends on is there.
before_app() {
	take_stock "$work/warm"
	apps "$1"
	derivation=$(nix-instantiate --store "$out/store" "${arguments[@]}")
}
app() { nix-store --store "$out/store" --realise "$derivation"; }
after_app() {
	local app begin end
	app=$out/store$(nix-store --store "$out/store" -q --outputs "$derivation")
	read -r begin end <"$app/install"
	add "install-$1" "$begin" "$end"
	find "$app/app" ! -type d | wc -l >"$work/files-$1"
	[ "$1" != bun ] || packages=$(find "$app/app/node_modules/.bun" -mindepth 1 -maxdepth 1 ! -name node_modules | wc -l)
}

prepare >"$work/log" 2>&1
race app-linked app-bun app-bun2nix
faster linked-bun.install install-linked install-bun "the hook's time for $packages linked packages, with bun 1.4, against \`bun install\` from a cache"
faster linked-bun.rebuild app-linked app-bun2nix "the derivation of an app that is not bundled, after a change of its source, against bun2nix's way with bun 1.4 (copy the cache, install twice, chmod, patchShebangs, copy node_modules to \`\$out\`: a stand-in of ours)"
echo "linked-bun.files $(ratio "$(cat "$work/files-bun2nix")" "$(cat "$work/files-linked")")  # files and symlinks in that app's output: $(cat "$work/files-linked") against $(cat "$work/files-bun2nix")"
