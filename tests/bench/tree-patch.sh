#!/bin/bash
# usage: tree-patch.sh
#
# The figures of tree-patch: tree-patch.scripts, tree-patch.walk. Medians of alternating runs. With PEERS=DIR, a nixpkgs
# checkout, the scripts are measured against its patchShebangs; both must give the same tree.
set -euo pipefail

# shellcheck source=measure.bash
source "$(dirname "$0")/measure.bash"

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
state() { (cd "$1" && find . -type f -printf '%p %m %t\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 cat); }

bench_scripts() {
	local function='' peer="a stand-in of ours for nixpkgs' patchShebangs that runs the same commands" run
	if [ -n "${PEERS-}" ]; then
		function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
		[ -n "$function" ] || { echo "tree-patch.sh: there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
		peer="nixpkgs' patchShebangs"
	fi
	# In memory: ext4 searches long for an inode when files were removed lately, which says nothing about either.
	trees=$(mktemp -d /dev/shm/tree-patch.XXXXXX)
	trap 'remove "$trees" "$work"' EXIT
	make_scripts "$trees/scripts"
	for run in 1 2 3; do # theirs takes long
		cp -a "$trees/scripts" "$trees/ours$run"
		timed "$work/time-ours" "$bin/tree-patch" --shebangs --interpreter-path "$work/path" "$trees/ours$run"
		cp -a "$trees/scripts" "$trees/theirs$run"
		TMPDIR=$trees timed "$work/time-theirs" "$root/tests/bench/patch-shebangs-peer.sh" "$trees/theirs$run" "$work/path" ${function:+"$function"}
	done
	for run in scripts ours1 theirs1; do state "$trees/$run" >"$work/$run"; done
	cmp "$work/ours1" "$work/theirs1"
	if cmp -s "$work/ours1" "$work/scripts"; then
		echo "tree-patch.sh: nothing was patched" >&2
		exit 1
	fi
	echo "tree-patch.scripts $(ratio "$(median "$work/time-theirs")" "$(median "$work/time-ours")")  # 1,000 scripts in 250 packages ($(median "$work/time-ours") s) against $peer ($(median "$work/time-theirs") s), the same tree"
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
walk() { "$bin/tree-patch" --shebangs "$work/files"; }
walk_peer() { find "$work/files" -type f -perm -0100; }

bench_walk() {
	local run
	make_files "$work/files"
	walk && walk_peer # both find it in the cache
	for ((run = 0; run < 15; run++)); do
		timed "$work/time-walk" walk
		timed "$work/time-find" walk_peer
	done
	echo "tree-patch.walk $(ratio "$(median "$work/time-walk")" "$(median "$work/time-find")")  # wall time over $(find "$work/files" -type f | wc -l) files with nothing to patch ($(median "$work/time-walk") s) against find -type f -perm -0100 ($(median "$work/time-find") s)"
}

bench_scripts
bench_walk
"$(dirname "$0")/tree-patch-elf.sh"
