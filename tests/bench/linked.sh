#!/usr/bin/env bash
# usage: linked.sh
#
# The figures of linked stores with pnpm, in Nix's sandbox: linked.install-*, linked.rebuild, linked.files, linked.cold, linked.cold-each. Each run
# has a Nix store of its own, with what an app needs. nixpkgs' way is a stand-in of ours; with PEERS=DIR, a nixpkgs checkout, its patchShebangs is
# nixpkgs' own.
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

# apps PNPM [OPTION...]: what nix-build and nix-instantiate are given for something of apps.nix.
apps() { arguments=("$here/linked/apps.nix" --arg bin "$bin" --argstr pnpm "$1" --arg archive "$work/pnpm-store.tar.zst" "${patch_shebangs[@]}" "${@:2}"); }
patch_shebangs=()
if [ -n "${PEERS-}" ]; then
	function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
	[ -n "$function" ] || { echo "linked.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
	patch_shebangs=(--arg patchShebangs "$function")
fi

# Two stores to start from: $work/cold has the tarballs and programs, $work/warm the packages' stores, too. The tarballs are also in a registry
# on this machine, for nixpkgs' way.
prepare() {
	local path pnpm
	: >"$work/pnpm-store.tar.zst"
	apps 12 -A linked
	TMPDIR=$work nix-instantiate "${arguments[@]}" | xargs nix-store -qR | grep '[.]tgz[.]drv$' | xargs nix-store --realise >"$work/tarballs"
	for pnpm in 11 12; do
		apps "$pnpm" -A programs
		TMPDIR=$work nix-build --no-out-link "${arguments[@]}" >>"$work/programs"
	done
	stock "$work/cold" "$(cat "$work/tarballs" "$work/programs")"
	cp -a "$work/cold" "$work/warm"
	for pnpm in 11 12; do
		apps "$pnpm" -A stores
		TMPDIR=$work nix-build --store "$work/warm" --no-out-link "${arguments[@]}"
	done
	mkdir "$work/registry"
	while read -r path; do ln -s "$path" "$work/registry/${path:44}"; done <"$work/tarballs"
	"$root/build/peers/bin/node24" "$here/linked/serve.mjs" "$work/registry" "$work/port" &
	until [ -s "$work/port" ]; do sleep 0.1; done
	fetch_as_nixpkgs
}
# nixpkgs' fetchPnpmDeps, outside of Nix: pnpm fetches, and tar packs.
fetch_as_nixpkgs() {
	mkdir "$out/fetch"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$out/fetch"
	(cd "$out/fetch" && HOME=$out/fetch "$root/build/peers/bin/pnpm12" install --force --ignore-scripts --frozen-lockfile \
		--registry "http://127.0.0.1:$(cat "$work/port")" --config.store-dir="$out/fetched" --config.trust-lockfile=true)
	tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner --zstd -cf "$work/pnpm-store.tar.zst" -C "$out/fetched" .
}

# Everything from the tarballs.
before_cold() { take_stock "$work/cold"; }
cold() {
	case $1 in
	each) apps 12 -A linked ;;
	shards) apps 12 -A linked --arg shards 8 ;;
	nixpkgs)
		fetch_as_nixpkgs
		apps 12 -A nixpkgs
		;;
	esac
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
}

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
	apps 12 -A unlinked --argstr run before
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
	apps "$2" -A "$1"
	derivation=$(nix-instantiate --store "$out/store" "${arguments[@]}")
}
after() { app; }
after_after() { after_app "$@"; }

prepare >"$work/log" 2>&1
race app-linked-11 app-unlinked-11 app-linked-12 app-unlinked-12 app-nixpkgs-12
text="what the hook takes, 718 packages, against the same from a store that is not linked, with pnpm"
faster linked.install-pnpm11 install-app-linked-11 install-app-unlinked-11 "$text 11"
faster linked.install-pnpm12 install-app-linked-12 install-app-unlinked-12 "$text 12"
peer="nixpkgs' way with pnpm 12 (unpack the store, install, patchShebangs, copy node_modules to \`\$out\`, fixup: a stand-in of ours${PEERS:+, patchShebangs from nixpkgs})"
faster linked.rebuild app-linked-12 app-nixpkgs-12 "an app's derivation after a change of its source, not bundled, against $peer"
echo "linked.files $(ratio "$(cat "$work/files-nixpkgs")" "$(cat "$work/files-linked")")  # files and symlinks in that app's output: $(cat "$work/files-linked") against $(cat "$work/files-nixpkgs")"

kinds=ext4 # as where builds usually are
race after-linked-12 after-unlinked-12
faster linked.install-after-deletions install-after-linked-12 install-after-unlinked-12 \
	"as linked.install-pnpm12, right after the folder of another build, with 25,000 files, was deleted"
race cold-shards cold-each cold-nixpkgs
faster linked.cold cold-shards cold-nixpkgs "everything from the tarballs, 718 packages, with \`shards = 8\`, against $peer, and before it pnpm and tar outside of Nix"
faster linked.cold-each cold-each cold-nixpkgs "the same with a derivation for each package"
