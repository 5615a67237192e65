#!/bin/bash
# usage: linked-bun.sh
#
# The figures of linked stores for bun: linked-bun.install, linked-bun.rebuild, linked-bun.files. Medians of alternating runs with bun 1.4, in
# Nix's sandbox, on a disk. bun2nix's way is a stand-in of ours.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
NIX_CONFIG+="
sandbox-paths = /bin /lib /lib64 /usr
"
runs=3

# build_app RUN KIND: an app with another source each time, with all that it depends on in the store.
build_app() {
	nix-build "$here/linked/bun-apps.nix" --arg bin "$bin" --arg src "$work/project" --argstr run "$1-$$" -A "$2" --no-out-link
}

# The packages of the hook's bench, as bun locks them.
mkdir "$work/project"
cp "$here"/hook/{package.json,pnpm-lock.yaml} "$work/project"
(cd "$work/project" && HOME=$work "$root/build/peers/bin/bun1.4" install --lockfile-only) >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
rm "$work/project/pnpm-lock.yaml"

for ((run = 0; run <= runs; run++)); do
	for kind in linked unlinked bun2nix; do
		timed "$work/time-$kind-$run" build_app "$run" "$kind"
		out=$(build_app "$run" "$kind" 2>>"$work/log")
		[ "$run" != 0 ] || continue # that one built the packages
		cat "$work/time-$kind-$run" >>"$work/time-$kind"
		cat "$out/install" >>"$work/install-$kind"
		find "$out/app" ! -type d | wc -l >"$work/files-$kind"
		[ "$kind" != unlinked ] || packages=$(find "$out/app/node_modules/.bun" -mindepth 1 -maxdepth 1 ! -name node_modules | wc -l)
	done
done
seconds() { awk -v us="$(median "$1")" 'BEGIN { printf "%.2f s", us / 1e6 }'; }
echo "linked-bun.install $(ratio "$(median "$work/install-unlinked")" "$(median "$work/install-linked")")  # the hook's install step, $packages packages: $(seconds "$work/install-linked") against $(seconds "$work/install-unlinked") from a cache"
echo "linked-bun.rebuild $(ratio "$(median "$work/time-bun2nix")" "$(median "$work/time-linked")")  # the app's derivation after a change of its source: $(median "$work/time-linked") s against $(median "$work/time-bun2nix") s for bun2nix's way: copy the cache, install twice, chmod, patchShebangs, copy node_modules to \$out (a stand-in of ours)"
echo "linked-bun.files $(ratio "$(cat "$work/files-bun2nix")" "$(cat "$work/files-linked")")  # files and symlinks in that app: $(cat "$work/files-linked") against $(cat "$work/files-bun2nix")"
