#!/bin/bash
# usage: cafs-add.sh
#
# cafs-add.single and cafs-add.batch: wall time against node with pnpm's own packages (cafs-add-peer.mjs, Node 24);
# cafs-add.floor: CPU seconds against floor.c.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"

singles=30 # node takes 0.3 s for each
node=$root/build/peers/bin/node24

"$here/packages.sh" "$work/batch"
packages=$(wc -l <"$work/batch")
musl-gcc -static -O2 -isystem "$root/build/deps/include" -L"$root/build/deps/lib" -o "$work/floor" "$here/floor.c" -ldeflate -lcrypto

# The packages of middle size, because it is many small processes that this figure is about.
middle_of "$work/batch" "$singles" >"$work/middle"
mkdir "$work/single"
split -l 1 -a 3 -d "$work/middle" "$work/single/"

batch() { "$bin/cafs-add" --store-version v11 --out "$out" --list "$work/batch"; }
batch_peer() { "$node" "$here/cafs-add-peer.mjs" "$out" "$work/batch"; }
batch_floor() { "$work/floor" "$out" "$work/batch"; }
single() {
	local id integrity tarball n=0
	while IFS=$'\t' read -r id integrity tarball; do
		"$bin/cafs-add" --store-version v11 --out "$out/$((n++))" --id "$id" --integrity "$integrity" --tarball "$tarball"
	done <"$work/middle"
}
single_peer() {
	local list
	for list in "$work/single"/*; do
		"$node" "$here/cafs-add-peer.mjs" "$out/${list##*/}" "$list"
	done
}

# A floor that writes other files is not a floor.
names() { (cd "$1/files" && find . -type f | sort) >"$2"; }
after_batch() { names "$out/v11" "$work/names"; size=$(du -s --apparent-size --block-size=1M "$out/v11/files" | cut -f 1); }
after_batch_floor() {
	names "$out" "$work/floor-names"
	cmp "$work/names" "$work/floor-names"
}

xargs -a <(cut -f 3 "$work/batch") cat >/dev/null # the tarballs are in memory from here on
race batch batch_peer batch_floor
race single single_peer
faster cafs-add.single single single_peer \
	"$singles packages, tarballs of $(kilobytes "$work/middle"), one process each, against node with pnpm's \`@pnpm/store.cafs\`, one process each"
faster cafs-add.batch batch batch_peer \
	"\`--list\` of $packages packages, $(wc -l <"$work/names") files, $size MB, against one node process looping over \`@pnpm/store.cafs\`"
cost cafs-add.floor batch-cpu batch_floor-cpu "CPU time of the same list, against floor.c, which only inflates, hashes and writes the same files"
