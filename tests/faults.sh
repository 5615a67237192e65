#!/bin/bash
# usage: faults.sh
#
# Fails every system call of each program once, by strace, and looks at what is left: the output is whole or absent, nothing
# is beside it, the exit status is 0 or 1, and with 1 there is one line on stderr. The programs are those of FRAGSTORE_BIN.
set -euo pipefail

PATH=$FRAGSTORE_BIN:$PATH
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# What the C library does before main (with mmap, the first one: the memory of threads), and what says that a process has
# ended, is not the program's; nor are its locks, which wait for ever when the kernel says nothing.
not_the_programs='execve|exit|exit_group|arch_prctl|set_tid_address|set_robust_list|rt_sigreturn|futex'

make_inputs() {
	mkdir package
	echo '{"name":"is-x","version":"1.0.0","bin":"x.js"}' >package/package.json
	printf '#!/usr/bin/env sh\n' >package/x.js
	tar -czf is-x-1.0.0.tgz package
	sri="sha512-$(openssl dgst -sha512 -binary is-x-1.0.0.tgz | base64 -w0)"
	cafs-add --store-version v11 --out one --id is-x@1.0.0 --integrity "$sri" --tarball is-x-1.0.0.tgz
	cafs-add --store-version v11 --out two --id is-y@1.0.0 --tarball package
	mkdir project
	echo '{"name":"project","dependencies":{"is-x":"1.0.0"}}' >project/package.json
	cat >pnpm-lock.yaml <<-END
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      is-x: {specifier: 1.0.0, version: 1.0.0}
		packages:
		  is-x@1.0.0: {resolution: {integrity: $sri}, hasBin: true}
		snapshots:
		  is-x@1.0.0: {}
	END
	printf 'is-x@1.0.0\tis-x-1.0.0.tgz\n' >list
	printf '{"lockfileVersion":1,"workspaces":{"":{"name":"a"}},"packages":{"is-x":["is-x@1.0.0","",{},"%s"]}}' "$sri" >bun.lock
}

# snapshot DIR: names, types and contents.
snapshot() {
	(cd "$1" && find . -printf '%p %y %l\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

error_for() {
	case $1 in
	mmap | brk | mremap | mprotect | clone) echo ENOMEM ;;
	*) echo EIO ;;
	esac
}

bad=0
complain() {
	echo "$1: ${*:2}" >&2
	bad=$((bad + 1))
}

# check NAME CALL NUMBER: what the run left in out.
check() {
	local lines
	[ "$status" -le 1 ] || complain "$@" "exit status $status"
	lines=$(wc -l <err)
	if [ "$status" -eq 1 ] && [ "$lines" -ne 1 ] && [ "$2" != write ] && [ "$2" != writev ]; then
		complain "$@" "$lines lines: $(cat err)"
	fi
	if [ -e work/out ]; then
		diff -q good <(snapshot work/out) >/dev/null || complain "$@" "the output is not whole"
	elif [ "$status" -eq 0 ]; then
		complain "$@" "no output"
	fi
	rm -rf work/out
	[ -z "$(ls -A work)" ] || complain "$@" "left $(ls -A work)"
}

total=0
# faults NAME COMMAND...: of COMMAND, which makes work/out.
faults() {
	local name=$1 call count number runs=0
	shift
	rm -rf work && mkdir work
	strace -f -o trace "$@"
	snapshot work/out >good
	sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' trace | grep -vxE "$not_the_programs" | sort | uniq -c >calls
	while read -r count call; do
		number=1
		[ "$call" != mmap ] || number=2
		for (( ; number <= count; number++)); do
			rm -rf work && mkdir work
			status=0
			timeout 60 strace -f -o /dev/null -e trace="$call" -e inject="$call:error=$(error_for "$call"):when=$number" \
				"$@" 2>err >/dev/null || status=$?
			check "$name" "$call" "$number"
			runs=$((runs + 1))
		done
	done <calls
	echo "$name: $runs system calls failed, one at a time"
	total=$((total + runs))
}

make_inputs
for version in v3 v10 v11; do
	faults "cafs-add $version" cafs-add --store-version $version --threads 2 --out work/out --id is-x@1.0.0 --integrity "$sri" --tarball is-x-1.0.0.tgz
done
faults "cafs-add of a folder, patched" cafs-add --store-version v11 --threads 2 --shebangs --map sh=/bin/sh --out work/out --id is-x@1.0.0 --tarball package
faults cache-entry-creator cache-entry-creator --threads 2 --out work/out --name is-x@1.0.0 --integrity "$sri" --package is-x-1.0.0.tgz
faults "cache-entry-creator --manifests" cache-entry-creator --manifests bun.lock --bun 1.3.14 --out work/out
for mode in symlink copy; do
	faults "store-merge --mode $mode" store-merge --mode $mode --out work/out one two
done
faults node-modules node-modules --threads 2 --lockfile pnpm-lock.yaml --project project --list list --out work/out

echo "$total system calls failed, one at a time; $bad were not as they should be"
[ "$bad" -eq 0 ]
