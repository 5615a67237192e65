#!/bin/bash
# usage: tree-patch.sh
#
# The figures of tree-patch on scripts: tree-patch.scripts, tree-patch.walk; the group tree-patch-elf has the others. With PEERS=DIR, a nixpkgs
# checkout, the scripts are measured against its patchShebangs; both must give the same tree.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"

before_scripts() { cp -a "$work/scripts" "$out"; }
scripts() {
	if [ "$1" = ours ]; then
		"$bin/tree-patch" --shebangs --interpreter-path "$work/path" "$out/scripts"
	else
		"$here/patch-shebangs-peer.sh" "$out/scripts" "$work/path" ${peer_function:+"$peer_function"}
	fi
}
after_scripts() { state "$out" >"$work/$1.state"; }
# A thousand scripts of some 2 KB in 250 packages, and the interpreters that they name.
make_scripts() {
	local i line lines=('#!/usr/bin/env node' '#!/usr/bin/env node --enable-source-maps' '#!/bin/sh -e' '#!/usr/bin/env bash')
	mkdir "$work/path"
	for i in node sh bash; do ln -s "$(type -P bash)" "$work/path/$i"; done
	for ((i = 0; i < 1000; i++)); do
		mkdir -p "$1/p$((i / 4))/bin"
		line=${lines[i % 4]}
		{ echo "$line" && printf '// line %04d of the script\n' {1..80}; } >"$1/p$((i / 4))/bin/s$i"
	done
	find "$1" -type f -exec chmod 755 {} + -exec touch -d '2020-02-02 02:02:02' {} +
}

# What both must agree in: contents, modes and times.
state() { (cd "$1/scripts" && find . -type f -printf '%p %m %t\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 cat); }

bench_scripts() {
	local peer_function='' peer="a stand-in of ours for nixpkgs' patchShebangs that runs the same commands"
	if [ -n "${PEERS-}" ]; then
		peer_function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
		[ -n "$peer_function" ] || { echo "tree-patch.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
		peer="nixpkgs' patchShebangs"
	fi
	make_scripts "$work/scripts"
	race scripts-ours scripts-theirs
	cmp "$work/ours.state" "$work/theirs.state"
	state "$work" >"$work/before.state"
	if cmp -s "$work/ours.state" "$work/before.state"; then
		echo "tree-patch.sh: nothing was patched" >&2
		exit 1
	fi
	faster tree-patch.scripts scripts-ours scripts-theirs "1,000 scripts in 250 packages, against $peer, on the same tree"
}

# 2,000 packages of 50 files, as an install leaves them: none executable, one package.json in each, every fourth with a bin.
make_files() {
	local p i bin
	for ((p = 0; p < 2000; p++)); do
		mkdir -p "$1/p$p/lib"
		bin=
		if ((p % 4 == 0)); then bin='"bin": { "x": "lib/f1.js" }, '; fi
		printf '{ "name": "p%d", "version": "1.0.0", %s"main": "lib/f0.js" }\n' "$p" "$bin" >"$1/p$p/package.json"
		for ((i = 0; i < 25; i++)); do : >"$1/p$p/lib/f$i.js"; done
		for ((i = 0; i < 24; i++)); do : >"$1/p$p/f$i.js"; done
	done
}
walk() { "$bin/tree-patch" --shebangs "$out/files"; }
walk_peer() { find "$out/files" -type f -perm -0100; }

# Nothing is written here, so the runs share a file system.
bench_walk() {
	local run side
	for kind in $kinds; do
		file_system "$kind"
		make_files "$out/files"
		walk && walk_peer # both find it in the cache
		for ((run = 0; run < 3 * runs; run++)); do
			for side in walk walk_peer; do timed "$side" "$side"; done
		done
	done
	cost tree-patch.walk walk walk_peer "$(find "$out/files" -type f | wc -l) files with nothing to patch, against \`find -type f -perm -0100\`"
}

bench_scripts
bench_walk
