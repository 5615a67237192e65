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

# symbols OBJECT...: what they define for other files, a name a line; `__odr_asan` is the sanitizers'.
symbols() {
	nm --defined-only --extern-only "$@" | awk 'NF == 3 && $3 !~ /^__/ { print $3 }'
}

# declared HEADER...: their structs, enums and their values, types and macros, a name a line.
declared() {
	sed -E 's,/\*.*,,' "$@" | awk '
		/^(struct|enum|union) [a-z0-9_]+ \{/ { print $2 }
		/^typedef / && match($0, /[a-z0-9_]+\)?\(/) { name = substr($0, RSTART, RLENGTH); sub(/\)?\($/, "", name); print name }
		/^#define / && $2 !~ /_H$/ { sub(/\(.*/, "", $2); print $2 }
		/enum .*\{/ { within = 1 }
		within { rest = $0; while (match(rest, /[A-Z][A-Z0-9_]+/)) { print substr(rest, RSTART, RLENGTH); rest = substr(rest, RSTART + RLENGTH) } }
		/\}/ { within = 0 }'
}

# clashes FILE...: names that both a struct and a function of the files have.
clashes() {
	LC_ALL=C comm -12 \
		<(sed -nE 's/^(static |const )*(struct|enum|union) ([a-z0-9_]+) \{.*/\3/p' "$@" | LC_ALL=C sort -u) \
		<(sed -nE 's/^[a-z].*[ *]([a-z0-9_]+)\(.*/\1/p' "$@" | LC_ALL=C sort -u)
}

# calls NAMES FILE...: the lines of the files that call one of the functions, as ROOM/FILE:LINE.
calls() {
	local names=$1
	shift
	grep -HnE "(^|[^a-z_])$names\(" "$@" | sed -E 's,^.*/([^/]+/[^/:]+:),\1,'
}

# prefixes ROOM: what its names may begin with, says tools/README.md.
prefixes() {
	local row
	row=$(sed -n "s,^| \`$1/\` | ,,p" "$root/tools/README.md")
	grep -oE "\`[a-z0-9]+\`" <<<"${row:-\`$1\`}" | tr -d "\`"
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

@test "machines with 32 bits are refused by the build" {
	for bits in 32 64; do
		run gcc -m$bits -ffreestanding -fsyntax-only "-I$root/tools" -xc - <<<'#include "base/error.h"'
		[ "$status" -eq $((bits == 32)) ]
	done
	run gcc -m32 -ffreestanding -fsyntax-only "-I$root/tools" -xc - <<<'#include "base/error.h"'
	[[ $output == *"fragstore is for machines with 64 bits"* ]]
}

@test "a room uses only rooms below it" {
	for room in $rooms; do
		uses "$root/tools/$room"/*.[ch]
	done | awk -v rooms="$rooms" 'BEGIN { n = split(rooms, all); for (i = 1; i <= n; i++) at[all[i]] = i }
		!($2 in at) || at[$1] >= at[$2] { print $3 " uses " $2 "/"; bad = 1 }
		END { exit bad || NR < 50 }'
}

@test "managers do not use each other, and only managers/ knows them" {
	local managers=${rooms#managers } others="base archive elf diff patch store merge install tree"
	managers=${managers%% tree *}
	[ -n "$managers" ]
	for room in $managers; do
		uses "$root/tools/$room"/*.[ch]
	done | awk -v managers=" $managers " 'index(managers, " " $2 " ") { print $3 " uses " $2 "/"; bad = 1 } END { exit bad }'
	for program in $programs; do
		uses "$root/tools/$program"/*.[ch]
	done | awk -v managers=" $managers " 'index(managers, " " $2 " ") {
		print $3 " uses " $2 "/"; bad = 1 } END { exit bad }'
	for room in $others; do
		run grep -nE '"(v3|v10|v11|pnpm|bun|npm)"' "$root/tools/$room"/*.[ch]
		[ "$status" -eq 1 ]
	done
	# The texts of programs that are for all managers come from the descriptions.
	run grep -nE '"[^"]*\<(v3|v10|v11|pnpm|bun|npm)\>' "$root"/tools/{store-merge,node-modules}/main.c
	[ "$status" -eq 1 ]
}

@test "a name that other files see begins with its room's name" {
	needs_this_machine
	local objects=${FRAGSTORE_BIN:-$root/build/bin} room file count=0
	objects=${objects%/bin}/obj
	for room in $rooms; do
		for file in "$root/tools/$room"/*.c; do
			file=${file##*/}
			symbols "$objects/$room/${file%.c}.o"
		done >names
		declared "$root/tools/$room"/*.h >>names
		count=$((count + $(wc -l <names)))
		prefixes "$room" | awk -v room="$room" 'NR == FNR { may[$1] = 1; next }
			{ split(tolower($1), word, "_") }
			!(word[1] in may) { print room "/: " $1; bad = 1 }
			END { exit bad }' - names
	done
	[ "$count" -gt 500 ]
}

@test "only programs end the process, and print" {
	# base/ has what they do it with. No memory, no random numbers and a signal end it anywhere.
	local ends="base/(error|options|output|arena|string_map)" prints="base/(error|options|progress)"
	for room in $rooms; do
		calls '(_?exit|abort|die|error_die|usage_error)' "$root/tools/$room"/*.c
	done | grep -vE "^$ends\\.c:" && return 1
	# The last two tell what --verbose asks for, and what is left as it is, while they work.
	for room in $rooms; do
		calls '(say|warn|f?puts|f?printf|fwrite|putchar)' "$root/tools/$room"/*.c
	done | grep -vE "^($prints|patch/package_patch|store/fragment)\\.c:" && return 1
	true
}

@test "beginnings and ends of strings are compared by text_begins and text_ends" {
	run grep -rnE "strn?cmp\([^;]*, \"[^\"]*\", (sizeof|[0-9])" "$root/tools" --include=*.[ch]
	[ "$status" -eq 1 ]
}

@test "no two rooms have one prefix" {
	for room in $rooms; do
		prefixes "$room"
	done | sort >all
	run uniq -d all
	[ -z "$output" ]
}

@test "a struct and a function do not share a name" {
	run clashes "$root"/tools/*/*.h
	[ -z "$output" ]
	for file in "$root"/tools/*/*.c; do
		run clashes "$file"
		[ -z "$output" ]
	done
}

@test "the checks find what they look for" {
	mkdir -p a b
	printf '#include "b/x.h"\n#include "a/y.h"\n#include <stdio.h>\n' >a/x.c
	[ "$(uses a/x.c)" = "a b a/x.c" ]
	printf 'struct a {\n\tint b;\n};\nenum c { C_ONE, C_TWO }; /* NOT */\n#define D_MAX(x) 1\n#define X_H\ntypedef bool e_fn(int x);\ntypedef int (*f_fn)(int x);\nbool a(struct a *a);\n' >a/x.h
	run declared a/x.h
	[ "$output" = $'a\nc\nC_ONE\nC_TWO\nD_MAX\ne_fn\nf_fn' ]
	run clashes a/x.h
	[ "$output" = a ]
	printf 'void a(void)\n{\n\tdie("x");\n\tdie_no_memory();\n\tif (x)\n\t\t(die)(say("y"));\n}\n' >a/y.c
	[ "$(calls die a/y.c)" = $'a/y.c:3:\tdie("x");' ]
	[ "$(calls '(say|warn)' a/y.c | wc -l)" -eq 1 ]
	[ "$(prefixes pnpm)" = pnpm ]
	prefixes base | grep -qx buffer
}
