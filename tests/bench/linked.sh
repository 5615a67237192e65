#!/usr/bin/env bash
# usage: linked.sh
#
# The figures of linked stores with pnpm, in Nix's sandbox: linked.install-*, linked.rebuild, linked.files.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
# shellcheck source=tests/bench/pnpm-apps.bash
. "$here/pnpm-apps.bash"

# app KIND PNPM: the derivation of an app when all that it depends on is there.
before_app() {
	take_stock "$work/warm"
	apps "$2" -A "$1"
	derivation=$(nix-instantiate --store "$out/store" "${arguments[@]}")
}
app() { nix-store --store "$out/store" --realise "$derivation"; }
after_app() {
	local app begin end
	app=$out/store$(nix-store --store "$out/store" -q --outputs "$derivation")
	read -r begin end <"$app/install"
	add "install-$side" "$begin" "$end"
	find "$app/lib/app" ! -type d | wc -l >"$work/files-$1"
}

# The same where another app has been built before, whose folder of 25,000 files Nix has deleted: ext4 passes over inodes that were deleted lately.
before_after() {
	take_stock "$work/warm"
	apps 12 -A readyByPnpm
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
	apps "$2" -A "$1"
	derivation=$(nix-instantiate --store "$out/store" "${arguments[@]}")
}
after() { app; }
after_after() { after_app "$@"; }

prepare_apps >"$work/log" 2>&1
race app-linked-11 app-pnpm-11 app-linked-12 app-pnpm-12 app-nixpkgs-12
text="the hook's time for 718 linked packages, against an install without links by pnpm"
faster linked.install-pnpm11 install-app-linked-11 install-app-pnpm-11 "$text 11"
faster linked.install-pnpm12 install-app-linked-12 install-app-pnpm-12 "$text 12"
faster linked.rebuild app-linked-12 app-nixpkgs-12 "the derivation of an app that is not bundled, after a change of its source, against $nixpkgs_way"
echo "linked.files $(ratio "$(cat "$work/files-nixpkgs")" "$(cat "$work/files-linked")")  # files and symlinks in that app's output: $(cat "$work/files-linked") against $(cat "$work/files-nixpkgs")"

kinds=ext4 # as where builds usually are
race after-linked-12 after-pnpm-12
faster linked.install-after-deletions install-after-linked-12 install-after-pnpm-12 \
	"as linked.install-pnpm12, right after the folder of another build, with 25,000 files, was deleted"
