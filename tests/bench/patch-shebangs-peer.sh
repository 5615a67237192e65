#!/bin/bash
# usage: patch-shebangs-peer.sh TREE DIRS [FILE]
#
# What tree-patch is measured against, interpreters from DIRS: nixpkgs' function patchShebangs out of its FILE, or a
# stand-in of ours that runs the same external commands for each script.
set -eu

tree=$1 HOST_PATH=$2

isScript() {
	local magic
	LANG=C read -r -n 2 magic <"$1"
	[ "$magic" = '#!' ]
}

stand_in() {
	local file line interpreter name arguments new time copy
	while IFS= read -r -d '' file; do
		isScript "$file" || continue
		read -r line <"$file"
		read -r interpreter arguments <<<"${line#??}"
		if [[ $interpreter == */bin/env ]]; then
			read -r name arguments <<<"$arguments"
		else
			name=$(basename "$interpreter")
		fi
		new=$(PATH=$HOST_PATH type -P "$name")
		time=$(stat -c %y "$file")
		copy=$(mktemp)
		sed "1 s|.*|#!$new${arguments:+ $arguments}|" "$file" >"$copy"
		cat "$copy" >"$file"
		rm "$copy"
		touch -d "$time" "$file"
	done < <(find "$tree" -type f -perm -0100 -print0)
}

if [ $# -eq 2 ]; then
	stand_in
else
	export NIX_STORE=/nix/store
	set +u # as stdenv has it
	# shellcheck source=/dev/null
	. "$3"
	patchShebangs --host "$tree"
fi
