#!/bin/bash
# usage: tree-patch-elf.sh
#
# The figures of tree-patch on ELF files: tree-patch.auto, tree-patch.large. Medians of alternating runs, in memory. With
# PEERS=DIR, a nixpkgs checkout, the auto mode is measured against its auto-patchelf.py (which needs pyelftools); else
# against a loop that runs the patchelf commands that it would run, and nothing else.
set -euo pipefail

# shellcheck source=measure.bash
source "$(dirname "$0")/measure.bash"

trees=$(mktemp -d /dev/shm/tree-patch-elf.XXXXXX)
trap 'remove "$trees" "$work"' EXIT

# A glibc as nixpkgs has it: the dynamic linker and the libraries in one folder, and binutils that say where.
mkdir -p "$trees/glibc/lib" "$trees/libs" "$trees/bintools/nix-support"
cp -L /lib/x86_64-linux-gnu/{ld-linux-x86-64.so.2,libc.so.6,libm.so.6,libdl.so.2,libpthread.so.0,librt.so.1,libutil.so.1,libresolv.so.2} "$trees/glibc/lib"
cp -L /usr/lib/x86_64-linux-gnu/{libstdc++.so.6,libgcc_s.so.1} "$trees/libs"
linker=$trees/glibc/lib/ld-linux-x86-64.so.2
echo "$linker" >"$trees/bintools/nix-support/dynamic-linker"
echo "$trees/glibc" >"$trees/bintools/nix-support/orig-libc"
export NIX_BINTOOLS=$trees/bintools

ours() { "$bin/tree-patch" --elf --libs "$trees/libs" --ignore-missing '*' "$1"; }

# The files that ours patches, and with what, are known from a first run.
patchelf_loop() {
	local file interpreter path
	while IFS=$'\t' read -r file interpreter path; do
		[ -z "$interpreter" ] || patchelf --set-interpreter "$interpreter" "$1/$file"
		[ -z "$path" ] || patchelf --set-rpath "$path" "$1/$file"
	done <"$work/wanted"
}

auto_patchelf() {
	/usr/bin/python3 "$script" --paths "$1" --libs "$trees/libs" --ignore-missing '*'
}

bench_auto() {
	local script='' peer="the patchelf commands alone that auto-patchelf.py runs" theirs=patchelf_loop run tarball packages=$root/build/elf/packages
	"$root/build/peers/bin/node24" "$root/tests/fidelity/download.mjs" "$root/tests/elf/corpus.txt" "$packages"
	for tarball in "$packages"/*.tgz; do
		mkdir -p "$trees/node_modules/$(basename "$tarball" .tgz)"
		tar -xzf "$tarball" -C "$trees/node_modules/$(basename "$tarball" .tgz)"
	done
	if [ -n "${PEERS-}" ]; then
		script=$(find "$PEERS" -name auto-patchelf.py -print -quit)
		[ -n "$script" ] || { echo "tree-patch-elf.sh: there is no auto-patchelf.py in PEERS=$PEERS" >&2; exit 1; }
		"$root/tools/need.sh" /usr/lib/python3/dist-packages/elftools:python3-pyelftools
		peer="auto-patchelf.py" theirs=auto_patchelf
	fi
	cp -a "$trees/node_modules" "$trees/run"
	"$bin/tree-patch" --verbose --elf --libs "$trees/libs" --ignore-missing '*' "$trees/run" 2>&1 |
		sed -nE "s,^tree-patch: $trees/run/(.*): (interpreter ([^,]*))?(\\, )?(run path (.*))?\$,\\1\\t\\3\\t\\6,p" >"$work/wanted"
	[ -s "$work/wanted" ]
	for run in 1 2 3; do
		rm -rf "$trees/run" && cp -a "$trees/node_modules" "$trees/run"
		timed "$work/time-ours" ours "$trees/run"
		rm -rf "$trees/run" && cp -a "$trees/node_modules" "$trees/run"
		timed "$work/time-theirs" "$theirs" "$trees/run"
	done
	echo "tree-patch.auto $(ratio "$(median "$work/time-theirs")" "$(median "$work/time-ours")")  # $(wc -l <"$work/wanted") files patched in $(find "$trees/node_modules" -type f | wc -l) of native packages ($(median "$work/time-ours") s) against $peer ($(median "$work/time-theirs") s)"
	rm -rf "$trees/run" "$trees/node_modules"
}

bench_large() {
	local run binary kilobytes path
	binary=$(readlink -f "$root/build/peers/bin/bun1.4")
	path=$trees/libs:/$(printf '%280s' '' | tr ' ' r)
	for ((run = 0; run < 7; run++)); do
		cp "$binary" "$trees/large"
		timed "$work/time-large" "$bin/tree-patch" --set-interpreter "$linker" --set-rpath "$path" "$trees/large"
		"$trees/large" --version >/dev/null
		cp "$binary" "$trees/large"
		timed "$work/time-patchelf" patchelf --set-interpreter "$linker" --set-rpath "$path" "$trees/large"
	done
	cp "$binary" "$trees/large"
	kilobytes=$(/usr/bin/time -f %M "$bin/tree-patch" --set-interpreter "$linker" --set-rpath "$path" "$trees/large" 2>&1)
	echo "tree-patch.large $(ratio "$(median "$work/time-patchelf")" "$(median "$work/time-large")")  # a program of $(($(stat -c %s "$binary") / 1000000)) MB in $kilobytes KB of memory ($(median "$work/time-large") s) against $(patchelf --version) ($(median "$work/time-patchelf") s)"
}

bench_auto
bench_large
