#!/usr/bin/env bats
# A short run of every fuzzer: the same inputs each time.

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

short() {
	cp "$root/build/fuzz/$1" "$BATS_TEST_TMPDIR" # so that no corpus of earlier runs counts
	"$root/tests/fuzz/run.sh" "$BATS_TEST_TMPDIR/$1" -seed=1 "${@:2}"
}

@test "interpreter lines" {
	short shebang -runs=300000
}

@test "tarballs" {
	short archive -runs=6000
}

@test "ELF files" {
	short elf -runs=100000
}

@test "rows of index.db" {
	short msgpack -runs=300000
}

@test "names, ids and pax headers" {
	short names -runs=100000
}

@test "package.json" {
	short manifest -runs=50000
}

@test "bun.lock and packuments" {
	short bun_lock -runs=5000
}

@test "JSON with commas" {
	short jsonc -runs=200000
}

@test "stores and caches, merged" {
	short merge -runs=2000
}

@test "index.db" {
	short index_db -runs=2000
}

@test "lockfiles of all managers" {
	short lockfile -runs=1000
}

@test "whole packages, written and verified" {
	short package -runs=1000
}

@test "settings of projects" {
	short settings -runs=5000
}

@test "trees of node_modules" {
	short tree -runs=1000
}

@test "lists, versions, integrities and dep paths" {
	short words -runs=50000
}

@test "lists of packages, in each store layout" {
	short list -runs=10000
}

@test "patterns of files and .npmignore" {
	short globs -runs=100000
}

@test "patches of a project" {
	short diff -runs=50000
}
