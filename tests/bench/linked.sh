#!/usr/bin/env bash
# usage: linked.sh
#
# The figures of linked stores: linked.install, linked.rebuild, linked.files, linked.cold. Medians of alternating runs, with pnpm 12, in Nix's
# sandbox, on a disk. nixpkgs' way is a stand-in of ours; with PEERS=DIR, a nixpkgs checkout, its patchShebangs is nixpkgs' own.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
NIX_CONFIG+="
sandbox-paths = /bin /lib /lib64 /usr
max-jobs = auto
"
runs=3

# apps RUN ATTRIBUTE [OPTION...]: what nix-build and nix-instantiate are given.
apps() {
	local function
	arguments=("$here/linked/apps.nix" --arg bin "$bin" --argstr run "$1" -A "$2" "${@:3}")
	if [ -n "${PEERS-}" ]; then
		function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
		[ -n "$function" ] || { echo "linked.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
		arguments+=(--arg patchShebangs "$function")
	fi
}
instantiate_app() {
	apps "$@"
	nix-instantiate "${arguments[@]}" 2>>"$work/log"
}
build_app() {
	nix-store --realise "$(instantiate_app "$@")" 2>>"$work/log"
}

# Another source each time, with all that it depends on in the store.
warm() {
	local run kind
	for kind in linked unlinked; do build_app "0-$$" "$kind" >/dev/null; done
	build_app 0 store >"$work/archive"
	for ((run = 1; run <= runs; run++)); do
		for kind in linked unlinked; do
			timed "$work/time-$kind" nix-store --realise "$(instantiate_app "$run-$$" "$kind")"
			build_app "$run-$$" "$kind" >"$work/out-$kind"
			cat "$(cat "$work/out-$kind")/install" >>"$work/install-$kind"
		done
		timed "$work/time-nixpkgs" nix-store --realise "$(instantiate_app "$run-$$" nixpkgs --arg archive "$(cat "$work/archive")")"
	done
	build_app "$runs-$$" nixpkgs --arg archive "$(cat "$work/archive")" >"$work/out-nixpkgs"
}

# In Nix stores that have the tarballs and the programs, and nothing made of them. nixpkgs' fetchPnpmDeps is outside of Nix here: pnpm fetches
# from a registry on this machine, and tar packs.
cold() {
	local run path
	nix-store -qR "$(instantiate_app 0 store)" | grep '[.]tgz[.]drv$' | xargs nix-store -q --outputs >"$work/tarballs"
	mkdir "$work/registry"
	while read -r path; do ln -s "$path" "$work/registry/${path:44}"; done <"$work/tarballs"
	instantiate_app 0 programs | xargs nix-store --realise >"$work/programs" 2>>"$work/log"
	cat "$work/tarballs" "$work/programs" | xargs nix-store -qR | sort -u | xargs nix-store --export >"$work/present"

	"$root/build/peers/bin/node24" "$here/linked/serve.mjs" "$work/registry" "$work/port" &
	registry=$!
	trap 'kill "$registry"; remove "$work"' EXIT
	until [ -s "$work/port" ]; do sleep 0.1; done
	for ((run = 1; run <= runs; run++)); do
		apps "$run" linked
		in_new_store "$work/cold-linked"
		apps "$run" linked --arg shards 8
		in_new_store "$work/cold-shards"
		timed "$work/cold-fetch" fetch_as_nixpkgs
		apps "$run" nixpkgs --arg archive "$work/pnpm-store.tar.zst"
		in_new_store "$work/cold-build"
	done
	# Both parts of a run make its time.
	paste "$work/cold-fetch" "$work/cold-build" | awk '{ print $1 + $2 }' >"$work/cold-nixpkgs"
}
in_new_store() {
	[ ! -e "$work/store" ] || remove "$work/store"
	nix-store --store "$work/store" --import <"$work/present" >"$work/log" 2>&1
	timed "$1" nix-build --store "$work/store" --no-out-link "${arguments[@]}"
}
fetch_as_nixpkgs() {
	rm -rf "$work/fetched" "$work/fetch"
	mkdir "$work/fetch"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$work/fetch"
	(cd "$work/fetch" && HOME=$work/fetch "$root/build/peers/bin/pnpm12" install --force --ignore-scripts --frozen-lockfile \
		--registry "http://127.0.0.1:$(cat "$work/port")" --config.store-dir="$work/fetched" --config.trust-lockfile=true)
	tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner --zstd -cf "$work/pnpm-store.tar.zst" -C "$work/fetched" .
}

warm
cold
peer="unpack the store, install, patchShebangs, copy node_modules to \$out, fixup (a stand-in of ours${PEERS:+, patchShebangs from nixpkgs})"
seconds() { awk -v us="$(median "$1")" 'BEGIN { printf "%.2f s", us / 1e6 }'; }
files() { find "$(cat "$1")/lib/app" ! -type d | wc -l; }
echo "linked.install $(ratio "$(median "$work/install-unlinked")" "$(median "$work/install-linked")")  # the hook, 718 packages: $(seconds "$work/install-linked") against $(seconds "$work/install-unlinked") from a store that is not linked"
echo "linked.rebuild $(ratio "$(median "$work/time-nixpkgs")" "$(median "$work/time-linked")")  # the app's derivation after a change of its source: $(median "$work/time-linked") s against $(median "$work/time-nixpkgs") s for nixpkgs' way: $peer"
echo "linked.files $(ratio "$(files "$work/out-nixpkgs")" "$(files "$work/out-linked")")  # files and symlinks in that app: $(files "$work/out-linked") against $(files "$work/out-nixpkgs")"
echo "linked.cold $(ratio "$(median "$work/cold-nixpkgs")" "$(median "$work/cold-shards")")  # all of it from the tarballs, 718 packages: $(median "$work/cold-shards") s with shards = 8 ($(median "$work/cold-linked") s with a derivation for each) against $(median "$work/cold-nixpkgs") s for nixpkgs' way ($(median "$work/cold-fetch") s of it pnpm and tar outside of Nix)"
