#!/usr/bin/env bats
# The house in tools/: who uses whom.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

# uses FILE...: a line "ROOM OTHER FILE" for each room that a file of a room includes a header of.
uses() {
	awk -F '"' '/^#include "[a-z0-9-]+\// {
		n = split(FILENAME, path, "/"); split($2, to, "/")
		if (path[n - 1] != to[1]) print path[n - 1], to[1], FILENAME
	}' "$@"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	rooms=$(sed -n 's/^ROOMS := //p' "$root/Makefile")
	programs=$(sed -n 's/^PROGRAMS := //p' "$root/Makefile")
}

@test "every folder with C is a room or a program" {
	for folder in "$root"/tools/*/; do
		compgen -G "$folder*.c" >files || continue
		folder=$(basename "$folder")
		[[ " $rooms $programs " == *" $folder "* ]] || { echo "$folder is neither" && return 1; }
	done
}

@test "a room uses only rooms below it" {
	for room in $rooms; do
		uses "$root/tools/$room"/*.[ch]
	done | awk -v rooms="$rooms" 'BEGIN { n = split(rooms, all); for (i = 1; i <= n; i++) at[all[i]] = i }
		!($2 in at) || at[$1] >= at[$2] { print $3 " uses " $2 "/"; bad = 1 }
		END { exit bad || NR < 50 }'
}

@test "managers do not use each other, and only managers/ knows them" {
	local managers=${rooms#managers } others="base archive elf patch store merge tree"
	managers=${managers%% tree *}
	[ -n "$managers" ]
	for room in $managers; do
		uses "$root/tools/$room"/*.[ch]
	done | awk -v managers=" $managers " 'index(managers, " " $2 " ") { print $3 " uses " $2 "/"; bad = 1 } END { exit bad }'
	# bun's manifests are an option of this program alone.
	for program in $programs; do
		uses "$root/tools/$program"/*.[ch]
	done | awk -v managers=" $managers " 'index(managers, " " $2 " ") && !($1 == "cache-entry-creator" && $2 == "bun") {
		print $3 " uses " $2 "/"; bad = 1 } END { exit bad }'
	for room in $others; do
		[ ! -d "$root/tools/$room" ] || ! grep -nE '"(v3|v10|v11|pnpm|bun|npm)"' "$root/tools/$room"/*.[ch]
	done
}

@test "the checks find what they look for" {
	mkdir -p a b
	printf '#include "b/x.h"\n#include "a/y.h"\n#include <stdio.h>\n' >a/x.c
	[ "$(uses a/x.c)" = "a b a/x.c" ]
}
