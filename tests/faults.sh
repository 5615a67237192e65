#!/bin/bash
# usage: faults.sh
#
# Fails every system call of each program once, by strace, and looks at what is left: the output is whole or absent, nothing
# is beside it, the exit status is 0 or 1, and with 1 there is one line on stderr. The programs are those of FRAGSTORE_BIN.
set -euo pipefail

PATH=$FRAGSTORE_BIN:$PATH
export LC_ALL=C
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
	printf '{"lockfileVersion":1,"workspaces":{"":{"name":"project","dependencies":{"is-x":"1.0.0"}}},"packages":{"is-x":["is-x@1.0.0","",{},"%s"]}}' "$sri" >bun.lock
	printf '{"name":"project","lockfileVersion":3,"packages":{"":{"name":"project","dependencies":{"is-x":"1.0.0"}},"node_modules/is-x":{"version":"1.0.0","integrity":"%s"}}}' \
		"$sri" >package-lock.json
	printf 'is-x@1.0.0\tis-x-1.0.0.tgz\n' | tee bun.list >pnpm.list
	printf 'diff --git a/y.js b/y.js\nnew file mode 100755\n--- /dev/null\n+++ b/y.js\n@@ -0,0 +1 @@\n+#!/usr/bin/env sh\n' >y.patch
	printf 'node_modules/is-x\tis-x-1.0.0.tgz\ty.patch\n' >npm.list
	cafs-add --store-version v10 --out three --id is-x@1.0.0 --integrity "$sri" --tarball is-x-1.0.0.tgz
	linker=$(tree-patch --print-interpreter /bin/true)
	mkdir -p empty tree/tree/package
	cp package/* tree/tree/package
	chmod +x tree/tree/package/x.js
	cp /bin/true tree/tree/program
}

# snapshot DIR: names, types and contents.
snapshot() {
	(cd "$1" && find . -type f -exec sha256sum {} + -o -printf '%y %l %p\n' | sort)
}

# The names in a snapshot.
names() {
	sed 's/.* //' "$@"
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

# begin: work, with what the command is to change in it.
begin() {
	rm -rf work
	cp -a "${template:-empty}" work
}

# left_whole KIND: the folder work is as it was or as it is to be; with the KIND in-place, each file of it is.
left_whole() {
	diff -q before after >/dev/null || diff -q good after >/dev/null || {
		[ "$1" = in-place ] && diff -q <(names before) <(names after) >/dev/null &&
			[ -z "$(sort -u before good | comm -13 - <(sort after))" ]
	}
}

# are_true KIND: of something that failed there is one line on stderr; but where each file has a line (a call fails once on
# every thread), one for each that failed, and nothing else is said to be wrong.
are_true() {
	if [ "$1" != whole ]; then
		[ -s err ] && ! grep -vqE '(I/O error|[Oo]ut of memory|Bad file descriptor|unable to open database file|database disk image is malformed|gives no random numbers|No such file or directory)$' err
	else
		[ "$(wc -l <err)" -eq 1 ]
	fi
}

# check KIND NAME CALL NUMBER: what the run left.
check() {
	local kind=$1
	shift
	[ "$status" -le 1 ] || complain "$@" "exit status $status"
	if [ "$status" -eq 1 ] && [ "$2" != write ] && [ "$2" != writev ]; then
		are_true "$kind" || complain "$@" "$(wc -l <err) lines: $(cat err)"
	fi
	snapshot work >after
	if [ "$status" -eq 0 ]; then
		diff -q good after >/dev/null || complain "$@" "exit status 0, but the output is not whole"
	else
		left_whole "$kind" || complain "$@" "left $(comm -13 <(sort -u before good) <(sort after))"
	fi
}

total=0
# faults KIND NAME COMMAND...: of COMMAND, which makes or changes what is in the folder work; KIND is whole, in-place or verify.
faults() {
	local kind=$1 name=$2 call count number runs=0
	shift 2
	begin
	snapshot work >before
	strace -f -o trace "$@"
	snapshot work >good
	sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' trace | grep -vxE "$not_the_programs" | sort | uniq -c >calls
	while read -r count call; do
		number=1
		[ "$call" != mmap ] || number=2
		for (( ; number <= count; number++)); do
			begin
			status=0
			timeout 60 strace -f -o /dev/null -e trace="$call" -e inject="$call:error=$(error_for "$call"):when=$number" \
				"$@" 2>err >/dev/null || status=$?
			check "$kind" "$name" "$call" "$number"
			runs=$((runs + 1))
		done
	done <calls
	echo "$name: $runs system calls failed, one at a time"
	total=$((total + runs))
}

make_inputs
for version in v3 v10 v11; do
	faults whole "cafs-add $version" cafs-add --store-version $version --threads 2 --out work/out --id is-x@1.0.0 --integrity "$sri" --tarball is-x-1.0.0.tgz
done
faults whole "cafs-add of a folder, patched" cafs-add --store-version v11 --threads 2 --shebangs --map sh=/bin/sh --out work/out --id is-x@1.0.0 --tarball package
faults whole cache-entry-creator cache-entry-creator --threads 2 --out work/out --name is-x@1.0.0 --integrity "$sri" --package is-x-1.0.0.tgz
faults whole "cache-entry-creator --manifests" cache-entry-creator --manifests bun.lock --bun 1.3.14 --out work/out
for mode in symlink copy reflink hardlink; do
	faults whole "store-merge --mode $mode" store-merge --mode $mode --out work/out one two
done
for store in one three; do
	faults verify "store-merge --verify $store" store-merge --verify $store
done
for lockfile in pnpm-lock.yaml:pnpm bun.lock:bun package-lock.json:npm; do
	faults whole "node-modules of ${lockfile%:*}" node-modules --threads 2 --lockfile "${lockfile%:*}" --project project \
		--list "${lockfile#*:}.list" --out work/out
done
faults whole "node-modules --linked" node-modules --threads 2 --lockfile pnpm-lock.yaml --project project --linked --list pnpm.list --out "$dir/work/out"
faults whole "node-modules --pack" node-modules --lockfile bun.lock --list bun.list --pack --out work/out
faults whole "node-modules, patched" node-modules --threads 2 --lockfile package-lock.json --project project --list npm.list --shebangs \
	--map sh=/bin/sh --out work/out
# A project with a node_modules of before, in a folder that is made anew each time.
mkdir -p installing/node_modules/is-x
cp project/package.json installing
touch installing/node_modules/is-x/before
template=installing
node-modules --lockfile pnpm-lock.yaml --list <(sed "s,\t,&$dir/," pnpm.list) --pack --out deps
node-modules --lockfile pnpm-lock.yaml --project project --list pnpm.list --linked --out "$dir/linked"
for deps in deps linked; do
	faults whole "node-modules --install from $deps" node-modules --threads 2 --deps $deps --project work --install
done
template=tree
faults in-place tree-patch tree-patch --shebangs --elf --map sh=/bin/sh --dynamic-linker "$linker" --ignore-missing '*' --append-rpaths /lib work/tree
faults in-place "tree-patch of one file" tree-patch --set-rpath /lib work/tree/program
faults whole "tree-patch --output" tree-patch --set-rpath /lib --output work/out work/tree/program

echo "$total system calls failed, one at a time; $bad were not as they should be"
[ "$bad" -eq 0 ]
