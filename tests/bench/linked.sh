#!/usr/bin/env bash
# usage: linked.sh
#
# The figures of linked stores: linked.install, linked.rebuild, linked.files, linked.cold. Medians of alternating runs, with pnpm 12, in Nix's
# sandbox, all of it in memory. nixpkgs' way is a stand-in of ours; with PEERS=DIR, a nixpkgs checkout, its patchShebangs is nixpkgs' own.
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
memory=$(mktemp -d /dev/shm/linked.XXXXXX)
trap 'remove "$memory" "$work"' EXIT

# apps RUN KIND [OPTION...]: what nix-build and nix-instantiate are given for an app of apps.nix.
apps() {
	local function
	arguments=("$here/linked/apps.nix" --arg bin "$bin" --argstr run "$1" -A "$2" "${@:3}")
	if [ -n "${PEERS-}" ]; then
		function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
		[ -n "$function" ] || { echo "linked.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
		arguments+=(--arg patchShebangs "$function")
	fi
}

# The tarballs and programs go to $memory/present, as new stores import them; the tarballs also to a registry on this machine.
prepare() {
	local path
	apps 0 linked
	nix-instantiate "${arguments[@]}" 2>>"$work/log" | xargs nix-store -qR | grep '[.]tgz[.]drv$' | xargs nix-store --realise >"$work/tarballs" 2>>"$work/log"
	apps 0 programs
	nix-instantiate "${arguments[@]}" 2>>"$work/log" | xargs nix-store --realise >"$work/programs" 2>>"$work/log"
	cat "$work/tarballs" "$work/programs" | xargs nix-store -qR | sort -u | xargs nix-store --export >"$memory/present"
	mkdir "$work/registry"
	while read -r path; do ln -s "$path" "$work/registry/${path:44}"; done <"$work/tarballs"
	"$root/build/peers/bin/node24" "$here/linked/serve.mjs" "$work/registry" "$work/port" &
	registry=$!
	trap 'kill "$registry"; remove "$memory" "$work"' EXIT
	until [ -s "$work/port" ]; do sleep 0.1; done
}

new_store() {
	[ ! -e "$memory/store" ] || remove "$memory/store"
	mkdir -p "$memory/tmp"
	nix-store --store "$memory/store" --import <"$memory/present" >"$work/log" 2>&1
}
# build FILE RUN KIND [OPTION...]: the seconds go to FILE.
build() {
	apps "${@:2}"
	TMPDIR=$memory/tmp timed "$1" nix-build --store "$memory/store" --no-out-link "${arguments[@]}"
}
# rebuild RUN KIND [OPTION...]: an app with another source, when all that it depends on is there, in memory; and once more, for what the
# hook takes, where builds usually are: on a disk.
rebuild() {
	local derivation out
	apps "$@"
	derivation=$(nix-instantiate --store "$memory/store" "${arguments[@]}" 2>>"$work/log")
	TMPDIR=$memory/tmp timed "$work/rebuild-$2" nix-store --store "$memory/store" --realise "$derivation"
	out=$memory/store$(nix-store --store "$memory/store" -q --outputs "$derivation")
	cat "$out/install" >>"$work/memory-$2"
	find "$out/lib/app" ! -type d | wc -l >"$work/files-$2"
	apps "$1-disk" "${@:2}"
	derivation=$(nix-instantiate --store "$memory/store" "${arguments[@]}" 2>>"$work/log")
	mkdir -p "$work/disk"
	TMPDIR=$work/disk nix-store --store "$memory/store" --realise "$derivation" >>"$work/log" 2>&1
	cat "$memory/store$(nix-store --store "$memory/store" -q --outputs "$derivation")/install" >>"$work/install-$2"
}
# nixpkgs' fetchPnpmDeps, outside of Nix: pnpm fetches, and tar packs.
fetch_as_nixpkgs() {
	rm -rf "$memory/fetched" "$memory/fetch"
	mkdir "$memory/fetch"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$memory/fetch"
	(cd "$memory/fetch" && HOME=$memory/fetch "$root/build/peers/bin/pnpm12" install --force --ignore-scripts --frozen-lockfile \
		--registry "http://127.0.0.1:$(cat "$work/port")" --config.store-dir="$memory/fetched" --config.trust-lockfile=true)
	tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner --zstd -cf "$memory/pnpm-store.tar.zst" -C "$memory/fetched" .
	rm -rf "$memory/fetched" "$memory/fetch"
}

prepare
for ((run = 1; run <= runs; run++)); do
	new_store
	build "$work/cold-shards" "$run" linked --arg shards 8
	new_store
	build "$work/cold-linked" "$run" linked
	rebuild "again-$run" linked
	rebuild "again-$run" unlinked
	new_store
	timed "$work/cold-fetch" fetch_as_nixpkgs
	build "$work/cold-build" "$run" nixpkgs --arg archive "$memory/pnpm-store.tar.zst"
	rebuild "again-$run" nixpkgs --arg archive "$memory/pnpm-store.tar.zst"
done
# Both parts of a run make its time.
paste "$work/cold-fetch" "$work/cold-build" | awk '{ print $1 + $2 }' >"$work/cold-nixpkgs"

peer="unpack the store, install, patchShebangs, copy node_modules to \$out, fixup (a stand-in of ours${PEERS:+, patchShebangs from nixpkgs})"
seconds() { awk -v us="$(median "$1")" 'BEGIN { printf "%.2f s", us / 1e6 }'; }
echo "linked.install $(ratio "$(median "$work/install-unlinked")" "$(median "$work/install-linked")")  # the hook, 718 packages, the build on a disk: $(seconds "$work/install-linked") against $(seconds "$work/install-unlinked") from a store that is not linked"
echo "linked.install-memory $(ratio "$(median "$work/memory-unlinked")" "$(median "$work/memory-linked")")  # the same in memory: $(seconds "$work/memory-linked") against $(seconds "$work/memory-unlinked")"
echo "linked.rebuild $(ratio "$(median "$work/rebuild-nixpkgs")" "$(median "$work/rebuild-linked")")  # the app's derivation after a change of its source: $(median "$work/rebuild-linked") s against $(median "$work/rebuild-nixpkgs") s for nixpkgs' way: $peer"
echo "linked.files $(ratio "$(cat "$work/files-nixpkgs")" "$(cat "$work/files-linked")")  # files and symlinks in that app: $(cat "$work/files-linked") against $(cat "$work/files-nixpkgs")"
echo "linked.cold $(ratio "$(median "$work/cold-nixpkgs")" "$(median "$work/cold-shards")")  # all of it from the tarballs, 718 packages: $(median "$work/cold-shards") s with shards = 8, against $(median "$work/cold-nixpkgs") s for nixpkgs' way ($(median "$work/cold-fetch") s of it pnpm and tar outside of Nix)"
echo "linked.cold-each $(ratio "$(median "$work/cold-nixpkgs")" "$(median "$work/cold-linked")")  # the same with a derivation for each package: $(median "$work/cold-linked") s"
