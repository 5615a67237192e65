#!/bin/bash
# usage: tree-patch-elf.sh
#
# The figures of tree-patch on ELF files: tree-patch.auto, tree-patch.large. With PEERS=DIR, a nixpkgs checkout, the auto mode is
# measured against its auto-patchelf.py (which needs pyelftools); else against a loop that runs the patchelf commands that it would run,
# and nothing else.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"

# A glibc as nixpkgs has it: the dynamic linker and the libraries in one folder, and binutils that say where.
mkdir -p "$work/glibc/lib" "$work/libs" "$work/bintools/nix-support"
cp -L /lib/x86_64-linux-gnu/{ld-linux-x86-64.so.2,libc.so.6,libm.so.6,libdl.so.2,libpthread.so.0,librt.so.1,libutil.so.1,libresolv.so.2} "$work/glibc/lib"
cp -L /usr/lib/x86_64-linux-gnu/{libstdc++.so.6,libgcc_s.so.1} "$work/libs"
linker=$work/glibc/lib/ld-linux-x86-64.so.2
echo "$linker" >"$work/bintools/nix-support/dynamic-linker"
echo "$work/glibc" >"$work/bintools/nix-support/orig-libc"
export NIX_BINTOOLS=$work/bintools

before_auto() { cp -a "$work/node_modules" "$out"; }
auto() {
	local file interpreter path
	if [ "$1" = ours ]; then
		"$bin/tree-patch" --elf --libs "$work/libs" --ignore-missing '*' "$out/node_modules"
	elif [ -n "$script" ]; then
		/usr/bin/python3 "$script" --paths "$out/node_modules" --libs "$work/libs" --ignore-missing '*'
	else
		# Old patchelfs fail on programs without section headers.
		while IFS=$'\t' read -r file interpreter path; do
			[ -z "$interpreter" ] || patchelf --set-interpreter "$interpreter" "$out/$file" || true
			[ -z "$path" ] || patchelf --set-rpath "$path" "$out/$file" || true
		done <"$work/wanted"
	fi
}

bench_auto() {
	local script='' peer="the patchelf commands alone that auto-patchelf.py runs" tarball packages=$root/build/elf/packages
	"$root/build/peers/bin/node24" "$root/tests/fidelity/download.mjs" "$root/tests/elf/corpus.txt" "$packages"
	for tarball in "$packages"/*.tgz; do
		mkdir -p "$work/node_modules/$(basename "$tarball" .tgz)"
		tar -xzf "$tarball" -C "$work/node_modules/$(basename "$tarball" .tgz)"
	done
	if [ -n "${PEERS-}" ]; then
		script=$(find "$PEERS" -name auto-patchelf.py -print -quit)
		[ -n "$script" ] || { echo "tree-patch-elf.sh: there is no auto-patchelf.py in PEERS=$PEERS" >&2; exit 1; }
		"$root/tools/need.sh" /usr/lib/python3/dist-packages/elftools:python3-pyelftools
		peer="auto-patchelf.py"
	fi
	# The files that ours patches, and with what, are known from a first run.
	before_auto
	"$bin/tree-patch" --verbose --elf --libs "$work/libs" --ignore-missing '*' "$out/node_modules" 2>&1 |
		sed -nE "s,^tree-patch: $out/(.*): (interpreter ([^,]*))?(\\, )?(run path (.*))?\$,\\1\\t\\3\\t\\6,p" >"$work/wanted"
	[ -s "$work/wanted" ]
	race auto-ours auto-theirs
	faster tree-patch.auto auto-ours auto-theirs "$(find "$work/node_modules" -type f | wc -l) files of native packages, of which $(wc -l <"$work/wanted") are patched, against $peer"
}

before_large() { cp "$binary" "$out/large"; }
large() {
	local program=patchelf
	[ "$1" = theirs ] || program=$bin/tree-patch
	"$program" --set-interpreter "$linker" --set-rpath "$path" "$out/large"
}
# What patchelf 0.14 makes of bun does not start.
after_large() { [ "$1" = theirs ] || "$out/large" --version >/dev/null; }

bench_large() {
	local binary path kilobytes
	binary=$(readlink -f "$root/build/peers/bin/bun1.4")
	path=$work/libs:/$(printf '%280s' '' | tr ' ' r)
	race large-ours large-theirs
	before_large
	kilobytes=$(/usr/bin/time -f %M "$bin/tree-patch" --set-interpreter "$linker" --set-rpath "$path" "$out/large" 2>&1)
	faster tree-patch.large large-ours large-theirs "a program of $(($(stat -c %s "$binary") / 1000000)) MB in $kilobytes KB of memory, against $(patchelf --version)"
}

bench_auto
bench_large
