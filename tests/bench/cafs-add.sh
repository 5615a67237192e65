#!/bin/bash
# usage: cafs-add.sh
#
# cafs-add.single and cafs-add.batch: wall time against node with pnpm's own packages (cafs-add-peer.mjs, Node 24);
# cafs-add.floor: CPU seconds against floor.c. Medians of alternating runs, each into a new directory.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
. "$here/measure.bash"

runs=5
singles=100
node=$root/build/peers/bin/node24

"$here/packages.sh" "$work/batch"
packages=$(wc -l <"$work/batch")
musl-gcc -static -O2 -isystem "$root/build/deps/include" -L"$root/build/deps/lib" -o "$work/floor" "$here/floor.c" -ldeflate -lcrypto

# All sides write to memory where there is room: a disk's write-back comes when it pleases and costs whom it pleases.
out=$work/out
if [ "$(df --output=avail -B1G /dev/shm 2>/dev/null | tail -n 1)" -ge 6 ] 2>/dev/null; then
	out=$(mktemp -d /dev/shm/cafs-add.XXXXXX)
	trap 'remove "$out" "$work"' EXIT
fi

# The packages of middle size, because it is many small processes that this figure is about.
while IFS=$'\t' read -r id integrity tarball; do
	printf '%s\t%s\t%s\t%s\n' "$(stat -c %s "$tarball")" "$id" "$integrity" "$tarball"
done <"$work/batch" | sort -n -s | sed -n "$(((packages - singles) / 2 + 1)),$(((packages + singles) / 2))p" >"$work/middle"
single_range=$(sed -n '1p;$p' "$work/middle" | awk '{ printf "%s%.0f", (NR > 1 ? " to " : ""), $1 / 1000 }')
cut -f 2- "$work/middle" | split -l 1 -a 3 -d - "$work/single."

batch() { "$bin/cafs-add" --store-version v11 --out "$out" --list "$work/batch"; }
batch_peer() { "$node" "$here/cafs-add-peer.mjs" "$out" "$work/batch"; }
batch_floor() { "$work/floor" "$out" "$work/batch"; }
single() {
	local id integrity tarball list
	for list in "$work"/single.*; do
		IFS=$'\t' read -r id integrity tarball <"$list"
		"$bin/cafs-add" --store-version v11 --out "$out/${list##*.}" --id "$id" --integrity "$integrity" --tarball "$tarball" || return
	done
}
single_peer() {
	local list
	for list in "$work"/single.*; do
		"$node" "$here/cafs-add-peer.mjs" "$out/${list##*.}" "$list" || return
	done
}

new_out() {
	remove "$out"
	mkdir "$out"
}
names() { (cd "$1/files" && find . -type f | sort); }

# Everything once, unmeasured: the tarballs are then in memory, and a floor that writes other files is no floor.
new_out && batch
names "$out/v11" >"$work/names"
count=$(wc -l <"$work/names")
size=$(du -s --apparent-size --block-size=1M "$out/v11/files" | cut -f 1)
new_out && batch_floor
names "$out" | diff - "$work/names" >"$work/diff" || {
	echo "cafs-add.sh: the floor does not write the same files: $(sed -n 2p "$work/diff")" >&2
	exit 1
}

for ((run = 0; run < runs; run++)); do
	new_out && cpu_timed "$work/batch-cpu" timed "$work/batch-wall" batch
	new_out && timed "$work/batch-peer" batch_peer
	new_out && cpu_timed "$work/batch-floor" batch_floor
	new_out && timed "$work/single-wall" single
	new_out && timed "$work/single-peer" single_peer
done

# figure NAME A B TEXT: A / B, with B and then A in TEXT as %s.
figure() {
	# shellcheck disable=SC2059 # TEXT is a format
	printf "%s %s  # $4\n" "$1" "$(ratio "$2" "$3")" "$3" "$2"
}
figure cafs-add.single "$(median "$work/single-peer")" "$(median "$work/single-wall")" \
	"$singles packages, tarballs of $single_range KB, a process each (%s s), against node with @pnpm/store.cafs, a process each (%s s)"
figure cafs-add.batch "$(median "$work/batch-peer")" "$(median "$work/batch-wall")" \
	"--list of $packages packages, $count files, $size MB (%s s), against one node process looping over @pnpm/store.cafs (%s s)"
figure cafs-add.floor "$(median "$work/batch-cpu")" "$(median "$work/batch-floor")" \
	"CPU of that --list, against floor.c (%s s), which only inflates, hashes and writes the same files (cafs-add: %s s)"
