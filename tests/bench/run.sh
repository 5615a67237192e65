#!/bin/bash
# usage: run.sh [GROUP]
#
# Runs the benches of GROUP (cafs-add, store-merge, tree-patch, tree-patch-elf, nix, hook, bun, linked, linked-bun, modules, npm), or all: one line a figure on stdout,
# GROUP.NAME RATIO  # what was compared
# record.sh reads them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -eq 0 ]; then
	set -- cafs-add store-merge tree-patch tree-patch-elf nix hook bun linked linked-bun modules npm
fi
for group; do
	script=$here/$group.sh
	if [ "$group" = run ] || [ ! -x "$script" ]; then
		echo "run.sh: there is no bench group '$group'" >&2
		exit 2
	fi
	"$script"
done
