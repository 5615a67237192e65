#!/usr/bin/env bats
# tree-patch as a command: programs and libraries.

load helper

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
	# A dynamic linker with a libc beside it, as nixpkgs has them.
	mkdir linker
	LINKER=$PWD/linker/ld-linux-x86-64.so.2
	ln -s /lib64/ld-linux-x86-64.so.2 "$LINKER"
	cp /lib/x86_64-linux-gnu/libc.so.6 linker
}

teardown() {
	if mountpoint -q disk; then umount disk; fi
}

# library PATH [GCC-OPTION...]: a shared library of that name with a function named as it is, without lib and .so.
library() {
	local path=$1 name
	name=${path##*/lib} name=${name%%.*}
	mkdir -p "$(dirname "$path")"
	echo "int $name(void) { return 6; }" | gcc -shared -fPIC -x c - -x none -o "$path" -Wl,-soname,"${path##*/}" "${@:2}"
}

# program PATH LIBRARY [GCC-OPTION...]: a program that ends with what the library's function says.
program() {
	local path=$1 name
	name=${2##*/lib} name=${name%%.*}
	mkdir -p "$(dirname "$path")"
	echo "int $name(void); int main(void) { return $name(); }" | gcc -x c - -x none -o "$path" -Wl,--no-as-needed "${@:2}"
}

auto() {
	tree-patch --elf --dynamic-linker "$LINKER" "$@"
}

# is_patched PROGRAM RUN-PATH
is_patched() {
	[ "$(tree-patch --print-interpreter "$1")" = "$LINKER" ]
	[ "$(tree-patch --print-rpath "$1")" = "$2" ]
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--dynamic-linker'" env -u NIX_BINTOOLS tree-patch --elf .
	fails 2 "'--elf'" tree-patch --set-rpath /a --elf x
	fails 2 "'--set-interpreter'" tree-patch --set-interpreter '' x
	fails 2 "no files" tree-patch --print-rpath
}

@test "single files: what patchelf's options print and set" {
	library lib/liba.so
	program p lib/liba.so
	run tree-patch --print-interpreter --print-rpath --print-needed p
	[ "$output" = $'/lib64/ld-linux-x86-64.so.2\n\nliba.so\nlibc.so.6' ]
	tree-patch --set-interpreter "$LINKER" --set-rpath "$PWD/lib" p
	is_patched p "$PWD/lib"
	run ./p
	[ "$status" -eq 6 ]
	tree-patch --add-rpath "/x:$PWD/lib" p
	is_patched p "$PWD/lib:/x"
	readelf -d p | grep -q RUNPATH
	tree-patch --force-rpath --set-rpath "$PWD/lib" p
	readelf -d p | grep -q RPATH
	run ! grep -q RUNPATH <(readelf -d p)
	tree-patch --set-rpath '' p
	is_patched p ''
	fails 1 "tree-patch: lib/liba.so: has no interpreter" tree-patch --print-interpreter lib/liba.so
	fails 1 "tree-patch: lib/liba.so: has no interpreter" tree-patch --set-interpreter /x lib/liba.so
	echo text >t
	fails 1 "tree-patch: t: not an ELF file" tree-patch --set-rpath /x t
	fails 1 "tree-patch: none: cannot open" tree-patch --print-rpath none
	mkfifo fifo
	fails 1 "tree-patch: fifo: not an ELF file" tree-patch --print-rpath fifo
	fails 1 "tree-patch: fifo: not a regular file" tree-patch --set-rpath /x fifo
	fails 1 "tree-patch: lib: not a regular file" tree-patch --set-rpath /x lib
	tree-patch --set-rpath "/$(printf '%0100000d' 0)" p
	cp p before
	fails 1 "tree-patch: p: the new run path is longer than 131072 bytes" tree-patch --add-rpath "/$(printf '%0100000d' 1)" p
	cmp p before
	tree-patch --set-rpath '' p
	echo 'int main(void) { return 0; }' | gcc -static -x c - -o s
	fails 1 "tree-patch: s: has no dynamic section: it is statically linked" tree-patch --set-rpath /x s
	fails 1 "tree-patch: s: has no dynamic section: it is statically linked" tree-patch --print-rpath s
	fails 1 "tree-patch: s: has no dynamic section: it is statically linked" tree-patch --print-needed s
	gcc -c -x c /dev/null -o o.o
	fails 1 "tree-patch: o.o: neither a program nor a shared library" tree-patch --print-rpath o.o
}

@test "a changed file keeps mode and times, its hard links what they were; one that is right is not touched" {
	library lib/liba.so
	chmod 555 lib/liba.so
	touch -d 2001-01-01 lib/liba.so
	ln lib/liba.so other
	cp -p other before
	tree-patch --set-rpath /x lib/liba.so
	cmp other before
	[ "$(stat -c '%a %Y' lib/liba.so)" = "$(stat -c '%a %Y' other)" ]
	local stamp
	stamp=$(stat -c '%i %Z' lib/liba.so)
	tree-patch --set-rpath /x lib/liba.so
	tree-patch --add-rpath /x lib/liba.so
	[ "$(stat -c '%i %Z' lib/liba.so)" = "$stamp" ]
	[ "$(ls -A lib)" = liba.so ]
}

@test "a file of one name is changed where it is; one that somebody has open, or that has another name, is replaced; both the same" {
	local path inode
	path=$(printf '/%0300d' 0)
	library one.so
	cp one.so linked.so && ln linked.so other
	cp one.so open.so
	inode=$(stat -c %i one.so linked.so open.so)
	exec 8<open.so
	tree-patch --set-rpath "$path" one.so
	tree-patch --set-rpath "$path" linked.so
	tree-patch --set-rpath "$path" open.so
	[ "$(stat -c %i one.so)" = "$(sed -n 1p <<<"$inode")" ]
	[ "$(stat -c %i linked.so)" != "$(sed -n 2p <<<"$inode")" ]
	[ "$(stat -c %i open.so)" != "$(sed -n 3p <<<"$inode")" ]
	cmp other - <&8
	exec 8<&-
	cmp one.so linked.so
	cmp one.so open.so
	run ! cmp -s one.so other
}

@test "when a disk is full a file stays as it was" {
	mkdir disk && mount -t tmpfs -o size=1m none disk || skip "cannot mount"
	local left
	# What is added to it takes five pages: none is left, then one and two.
	library liba.so
	for left in 0 1 2; do
		cp liba.so disk && touch -d 2001-01-01 disk/liba.so
		dd if=/dev/zero of=disk/filler bs=4096 2>/dev/null || true
		truncate -s "-$((left * 4096))" disk/filler
		if tree-patch --set-rpath "$(printf '/%020000d' 0)" disk/liba.so 2>err; then
			echo "not full" && return 1
		fi
		grep -q '^tree-patch: disk/liba.so: cannot write: No space left on device$' err
		cmp liba.so disk/liba.so
		[ "$(ls -A disk)" = $'filler\nliba.so' ]
		rm disk/*
	done
}

@test "code behind the program headers and no build id: the last segment grows, with the memory that the file had no bytes for" {
	cat >p.c <<'EOF'
#include <stdio.h>
static char zeros[100000];
static int numbers[] = {1, 2, 3, 4};
__attribute__((section(".first"), used)) int first(int n) { return n + numbers[1]; }
int main(void) {
	zeros[7]++;
	for (unsigned i = 0; i < sizeof(zeros); i++)
		if (zeros[i] != (i == 7))
			return 1;
	return puts("said") < 0 || first(1) != 3;
}
EOF
	ld --verbose | sed '1,/^=====/d; /^=====/,$d; s/^ *\.interp .*/.first : { *(.first) }\n&/' >script
	gcc -no-pie p.c -o p -Wl,--build-id=none -Wl,-T,script
	local before long
	before=$(readelf -lW p | grep -c ' LOAD ')
	long=/$(printf '%5999s' '' | tr ' ' r)
	tree-patch --set-interpreter "$LINKER" --set-rpath "$long" p
	is_patched p "$long"
	[ "$(./p)" = said ]
	[ "$(readelf -lW p | grep -c ' LOAD ')" -eq "$before" ]
	[ "$(stat -c %s p)" -gt 100000 ]
	strip p
	is_patched p "$long"
	[ "$(./p)" = said ]
}

@test "a payload behind the end: the file stays as it was where nothing fits inside" {
	library lib/liba.so
	program p lib/liba.so
	echo payload >>p
	cp p before
	fails 1 "tree-patch: p: has 8 bytes of payload behind its end and no room inside" \
		tree-patch --set-rpath "/$(printf '%5999s' '' | tr ' ' r)" p
	cmp p before
	tree-patch --set-interpreter /lib/ld.so p
	[ "$(tail -c 8 p)" = payload ]
	[ "$(stat -c %s p)" -eq "$(stat -c %s before)" ]
}

@test "a damaged file is one line and stays" {
	library liba.so
	local size
	size=$(stat -c %s liba.so)
	for n in 20 64 100 1000 $((size - 1)); do
		head -c "$n" liba.so >part
		cp part before
		fails 1 "tree-patch: part: damaged ELF file" tree-patch --set-rpath /a part
		cmp part before
	done
	mkdir t && cp part t/x.node
	auto t 2>err
	[ "$(cat err)" = "tree-patch: t/x.node: is left as it was: ELF file: damaged ELF file: its section headers are not in the file" ]
	cmp t/x.node before
	fails 1 "t/x.node" auto --strict t
}

@test "--elf: libraries of the tree come first, then those of --libs, their run paths included" {
	library out/lib/liba.so
	library far/libc1.so
	library libs/libb.so far/libc1.so -Wl,-rpath,"$PWD/far"
	library libs/liba.so
	program t/bin/one out/lib/liba.so
	program t/bin/two libs/libb.so -L far far/libc1.so
	cp -r out/lib t/lib
	auto --libs "$PWD/libs" t
	is_patched t/bin/one "$PWD/t/lib"
	is_patched t/bin/two "$PWD/libs:$PWD/far"
	local p
	for p in one two; do
		run "t/bin/$p"
		[ "$status" -eq 6 ]
	done
	# A second time there is nothing to do.
	cp -a t again
	auto --libs "$PWD/libs" t
	diff -r t again
	auto --no-add-existing --libs "$PWD/libs" t
	is_patched t/bin/one "$PWD/libs"
}

@test "--elf: entries with \$ORIGIN stay and find libraries; others go" {
	library t/lib/liba.so
	library libs/libb.so
	# shellcheck disable=SC2016
	program t/bin/p t/lib/liba.so libs/libb.so -Wl,-rpath,'$ORIGIN/../lib:/gone'
	auto --no-add-existing --libs libs t
	# shellcheck disable=SC2016
	is_patched t/bin/p '$ORIGIN/../lib:'"$PWD/libs"
	cp -r t moved
	rm -r t
	run moved/bin/p
	[ "$status" -eq 6 ]
}

@test "--elf: what is missing is named, file by file, and nothing is changed; --ignore-missing has patterns" {
	library x/liba.so
	library x/libb.so.1
	program t/p x/liba.so x/libb.so.1
	program t/q x/libb.so.1
	cp -r t before
	run --separate-stderr auto t
	[ "$status" -eq 1 ]
	# shellcheck disable=SC2154  # bats sets it
	[ "$stderr" = "tree-patch: t/p: needs liba.so,libb.so.1, not found in the libraries nor in the tree
tree-patch: t/q: needs libb.so.1, not found in the libraries nor in the tree" ]
	diff -r t before
	fails 1 "t/p: needs liba.so, not" auto --ignore-missing 'libx*:libb.so.?' t
	auto --ignore-missing '*' t
	is_patched t/p ''
}

@test "--elf: --runtime-dependencies for programs, --append-rpaths for all, --keep-libc, --no-recurse, --paths" {
	library t/liba.so
	program t/p t/liba.so
	cp -r t u
	cp -r u t/sub
	cp -r t/sub u/sub
	auto --no-recurse --runtime-dependencies /r:/s --append-rpaths /z --paths u t
	is_patched t/p "/r:/s:$PWD/t:/z"
	is_patched u/p "/r:/s:$PWD/t:/z"
	[ "$(tree-patch --print-rpath t/liba.so)" = /z ]
	run ! is_patched t/sub/p "/r:/s:$PWD/t:/z"
	auto --keep-libc --libs "$PWD/linker" u/sub
	is_patched u/sub/p "$PWD/u/sub:$PWD/linker"
}

@test "--elf: the dynamic linker is \$NIX_BINTOOLS's" {
	mkdir -p bintools/nix-support
	echo "$LINKER" >bintools/nix-support/dynamic-linker
	library t/liba.so
	program t/p t/liba.so
	NIX_BINTOOLS=$PWD/bintools tree-patch --elf t
	is_patched t/p "$PWD/t"
}

@test "--elf: libraries that a program may load are found by any of their names" {
	library libs/libb.so.1
	library liba.so
	mkdir t
	cat >t.s <<'EOF'
.section .note.dlopen, "a", @note
.p2align 2
.long 4, 2f - 1f, 0x407c0c0a
.asciz "FDO"
1: .asciz "[{\"feature\":\"x\",\"soname\":[\"libb.so.2\",\"libb.so.1\"]}]"
2: .p2align 2
EOF
	gcc -shared t.s -o t/x.so
	auto --libs libs t
	[ "$(tree-patch --print-rpath t/x.so)" = "$PWD/libs" ]
	rm libs/libb.so.1
	mkdir u && gcc -shared t.s -o u/x.so
	fails 1 "u/x.so: needs libb.so.2, not" auto --libs libs u
}

@test "--elf: what is not for this system is left and counted" {
	library t/liba.so
	program t/p t/liba.so
	echo 'int main(void) { return 0; }' >m.c
	musl-gcc m.c -o t/musl
	gcc -static m.c -o t/static
	gcc -static-pie m.c -o t/static-pie
	gcc -c m.c -o t/object.so
	objcopy --only-keep-debug t/p t/debug.so
	cp t/p t/foreign
	printf '\267' | dd of=t/foreign bs=1 seek=18 conv=notrunc status=none # EM_AARCH64
	cp -r t before
	auto --verbose t 2>err
	grep -q '^tree-patch: t/p: interpreter .*, run path ' err
	grep -q '^tree-patch: 1 ELF files patched$' err
	grep -q '^tree-patch: 2 ELF files left: statically linked$' err
	local what
	for what in 'debug information' 'another architecture' 'another libc' 'neither program nor'; do
		grep -q "^tree-patch: 1 ELF files left: .*$what" err
	done
	rm t/p before/p
	diff -r t before
}

@test "--elf: with musl's dynamic linker, programs for glibc are left and counted" {
	library t/liba.so
	program t/p t/liba.so
	echo 'int main(void) { return 0; }' | musl-gcc -x c - -o t/musl
	mkdir musl
	ln -s "$(tree-patch --print-interpreter t/musl)" musl/ld-musl-x86_64.so.1
	cp -r t before
	tree-patch --elf --verbose --ignore-missing '*' --dynamic-linker "$PWD/musl/ld-musl-x86_64.so.1" --runtime-dependencies /r t 2>err
	grep -q '^tree-patch: 1 ELF files patched$' err
	grep -q '^tree-patch: 1 ELF files left: for another libc$' err
	[ "$(tree-patch --print-interpreter t/musl)" = "$PWD/musl/ld-musl-x86_64.so.1" ]
	[ "$(tree-patch --print-rpath t/musl)" = /r ]
	rm t/musl before/musl
	diff -r t before
}

@test "--elf: a library for another libc is not taken for one of the same name" {
	library t/glibc/liba.so
	mkdir t/a-musl
	echo 'int a(void) { return 6; }' | musl-gcc -shared -fPIC -x c - -o t/a-musl/liba.so -Wl,--no-as-needed -lc
	program t/p t/glibc/liba.so
	auto t
	is_patched t/p "$PWD/t/glibc"
}

@test "--shebangs and --elf go together" {
	library t/liba.so
	program t/p t/liba.so
	printf '#!/usr/bin/env sh\n' >t/s
	chmod 755 t/s
	cp t/s t/not-run
	chmod 644 t/not-run
	cp t/p t/unnamed
	chmod 644 t/unnamed
	auto --shebangs --interpreter-path /bin t
	is_patched t/p "$PWD/t"
	is_patched t/unnamed "$PWD/t"
	[ "$(cat t/s)" = '#!/bin/sh' ]
	[ "$(cat t/not-run)" = '#!/usr/bin/env sh' ]
}
