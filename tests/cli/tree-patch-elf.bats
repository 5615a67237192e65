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

# large_library PATH: one of 2 MB.
large_library() {
	echo 'char large[2 << 20] = {1};' >large.c
	library "$1" large.c
}

@test "a large file is replaced: who has it open, or another name of it, keeps the old one" {
	large_library one.so
	cp one.so old.so && ln one.so other
	local inode
	inode=$(stat -c %i one.so)
	exec 8<one.so
	tree-patch --set-rpath "$(printf '/%0300d' 0)" one.so
	[ "$(stat -c %i one.so)" != "$inode" ]
	cmp old.so - <&8
	exec 8<&-
	cmp old.so other
	run ! cmp -s one.so other
	[ "$(ls -A)" = $'large.c\nlinker\nold.so\none.so\nother' ]
}

@test "the bytes that stay are copied once: to a file system that shares none, to one that shares, and in memory" {
	[[ ${FRAGSTORE_BIN-} != */san-thread/* ]] || skip "ThreadSanitizer itself writes, to find what memory there is"
	large_library liba.so
	cp liba.so libb.so
	mkdir disk && mount -t tmpfs none disk || skip "cannot mount"
	cp liba.so disk
	tree-patch --set-rpath "$(printf '/%0300d' 0)" liba.so disk/liba.so
	cmp liba.so disk/liba.so
	strace -f -e trace=pwrite64,write,copy_file_range -o calls tree-patch --set-rpath "$(printf '/%0300d' 0)" libb.so || skip "no strace"
	# All that is written, by whatever call, is no more than the file.
	[ "$(awk -F ' = ' '/^[0-9]+ +(pwrite64|write|copy_file_range)\(/ { n += $2 } END { print n }' calls)" -le "$(stat -c %s libb.so)" ]
	cmp liba.so libb.so
}

@test "read-only files of a read-only folder, small and large, without root's powers" {
	library t/liba.so
	large_library t/libb.so
	program t/p t/liba.so
	touch -d 2001-01-01 t/*
	touch -d 2002-01-01 t
	chmod 555 t/* t
	powerless tree-patch --set-rpath /a t/liba.so t/libb.so
	powerless tree-patch --elf --dynamic-linker "$LINKER" t
	[ "$(stat -c '%a %Y' t/* | sort -u)" = "555 $(date -d 2001-01-01 +%s)" ]
	[ "$(stat -c '%a %Y' t)" = "555 $(date -d 2002-01-01 +%s)" ]
	[ "$(tree-patch --print-rpath t/libb.so)" = /a ]
	is_patched t/p "$PWD/t"
}

@test "a file that is right needs no rights to its folder" {
	library t/liba.so
	tree-patch --set-rpath /a t/liba.so
	chown 65534 t || skip "not root"
	powerless tree-patch --set-rpath /a t/liba.so
	fails 1 "tree-patch: t/liba.so: cannot write: Operation not permitted" powerless tree-patch --set-rpath /b t/liba.so
	[ "$(ls -A t)" = liba.so ]
}

@test "when a disk is full, or a file may get no larger, it stays as it was" {
	mkdir disk && mount -t tmpfs -o size=3m none disk || skip "cannot mount"
	large_library liba.so
	cp liba.so disk && touch -d 2001-01-01 disk/liba.so
	fails 1 "tree-patch: disk/liba.so: cannot write: No space left on device" tree-patch --set-rpath /x disk/liba.so
	cmp liba.so disk/liba.so
	[ "$(stat -c %Y disk/liba.so)" = "$(date -d 2001-01-01 +%s)" ]
	[ "$(ls -A disk)" = liba.so ]
	cp liba.so limited.so && touch -d 2001-01-01 limited.so && ln limited.so other
	(ulimit -f 1000 && fails 1 "tree-patch: limited.so: cannot write: File too large" tree-patch --set-rpath /x limited.so)
	rm other
	(ulimit -f "$(($(stat -c %s limited.so) / 1024 + 1))" && fails 1 "tree-patch: limited.so: cannot write: File too large" tree-patch --set-rpath "$(printf '/%020000d' 0)" limited.so)
	cmp liba.so limited.so
	[ "$(stat -c %Y limited.so)" = "$(date -d 2001-01-01 +%s)" ]
	[ -z "$(find . -name '.tree-patch*')" ]
}

@test "interrupted in single files: each is old or new, and nothing is left beside" {
	local pid status=0 file
	large_library old.so
	cp old.so new.so && tree-patch --set-rpath /x new.so
	mkdir t
	for file in t/{1..30}.so; do cp old.so "$file" && ln "$file" "$file.link"; done
	tree-patch --set-rpath /x t/{1..30}.so 2>said &
	pid=$!
	while ! cmp -s t/3.so new.so && kill -0 $pid; do :; done
	kill -TERM $pid 2>/dev/null || true
	wait $pid || status=$?
	if [ "$status" -ne 0 ]; then
		[ "$status" -eq 1 ]
		[ "$(cat said)" = "tree-patch: interrupted; every file is either patched or unchanged" ]
	fi
	for file in t/{1..30}.so; do cmp -s "$file" old.so || cmp "$file" new.so; done
	[ "$(find t | wc -l)" -eq 61 ]
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
	[ "$(cat err)" = "tree-patch: t/x.node: is not patched: ELF file: damaged ELF file: its section headers are not in the file" ]
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

@test "--elf: for macOS, whose dynamic linker is no ELF file, nothing is patched" {
	local magic
	library t/liba.so
	program t/p t/liba.so
	mkdir -p bintools/nix-support
	echo "$PWD/dyld" >bintools/nix-support/dynamic-linker
	cp -r t before
	for magic in '\xcf\xfa\xed\xfe' '\xca\xfe\xba\xbe'; do
		printf '%b' "$magic" >dyld
		NIX_BINTOOLS=$PWD/bintools tree-patch --elf --strict --verbose t 2>err
		grep -F "t/p: is not patched: for another operating system" err
		diff -r t before
	done
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
	grep -q '^tree-patch: 2 ELF files not patched: statically linked$' err
	local what
	for what in 'debug information' 'another architecture' 'another libc' 'neither program nor'; do
		grep -q "^tree-patch: 1 ELF files not patched: .*$what" err
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
	grep -q '^tree-patch: 1 ELF files not patched: for another libc$' err
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

# --- more of patchelf's options ------------------------------------------------------

# dynamic FILE: its needed libraries, name and run path, a line each.
dynamic() {
	readelf -dW "$1" | sed -nE 's/.*\((NEEDED|SONAME|RPATH|RUNPATH)\).*\[(.*)\]/\1 \2/p'
}

@test "single files: needed libraries are added, removed and replaced, also where versions name them" {
	library lib/liba.so
	printf 'V1 { v; };\n' >v.map
	library lib/libv.so -Wl,--version-script=v.map
	echo 'int a(void), v(void); int main(void) { return a() + v(); }' |
		gcc -x c - -x none -o p -Wl,--no-as-needed lib/liba.so lib/libv.so -Wl,-rpath,"$PWD/lib"
	tree-patch --add-needed libz.so.1 --add-needed libm.so.6 --add-needed libz.so.1 --remove-needed libnone.so p
	[ "$(dynamic p)" = "NEEDED libm.so.6
NEEDED libz.so.1
NEEDED liba.so
NEEDED libv.so
NEEDED libc.so.6
RUNPATH $PWD/lib" ]
	tree-patch --remove-needed libz.so.1 --remove-needed libm.so.6 --replace-needed libv.so "$PWD/lib/libw.so" --replace-needed liba.so libb.so p
	[ "$(dynamic p)" = "NEEDED libb.so
NEEDED $PWD/lib/libw.so
NEEDED libc.so.6
RUNPATH $PWD/lib" ]
	readelf -VW p | grep -q "File: $PWD/lib/libw.so"
	mv lib/liba.so lib/libb.so && mv lib/libv.so lib/libw.so
	tree-patch --set-soname "$PWD/lib/libw.so" lib/libw.so
	tree-patch --set-soname libb.so lib/libb.so
	run ./p
	[ "$status" -eq 12 ]
	fails 2 "'--replace-needed' takes two values" tree-patch --replace-needed a
}

@test "single files: the name of a library" {
	library liba.so
	tree-patch --set-soname libnew.so.1 liba.so
	[ "$(tree-patch --print-soname liba.so)" = libnew.so.1 ]
	cp liba.so before && tree-patch --set-soname libnew.so.1 liba.so && cmp before liba.so
	gcc -shared -o libn.so -x c /dev/null
	[ -z "$(tree-patch --print-soname libn.so)" ]
	tree-patch --set-soname libn.so libn.so
	[ "$(tree-patch --print-soname libn.so)" = libn.so ]
}

@test "single files: a run path is removed, or shrinks to what has the libraries" {
	library a0/liba.so
	library b/liba.so
	library c/libc1.so
	# shellcheck disable=SC2016  # it is not a variable
	program p a0/liba.so "-Wl,-rpath,/none:\$ORIGIN/x:$PWD/c:$PWD/b:$PWD/a0"
	cp p q && cp p r && cp p s
	tree-patch --shrink-rpath p
	[ "$(tree-patch --print-rpath p)" = "\$ORIGIN/x:$PWD/b" ]
	tree-patch --shrink-rpath --allowed-rpath-prefixes "/nix:$PWD/a0" q
	[ "$(tree-patch --print-rpath q)" = "\$ORIGIN/x:$PWD/a0" ]
	./q || [ $? -eq 6 ]
	tree-patch --remove-rpath r
	run ! grep -q . <(dynamic r | grep PATH)
	run ! grep -q "$PWD/b:" r
	tree-patch --remove-rpath --add-needed libm.so.6 s
	[ "$(dynamic s | grep -v liba)" = $'NEEDED libm.so.6\nNEEDED libc.so.6' ]
	tree-patch --remove-rpath --shrink-rpath r
}

@test "single files: @FILE is what the file has, and --output leaves the input as it was" {
	library liba.so
	printf '/from/file:/more' >path
	cp liba.so before
	tree-patch --set-rpath @path --output out/../liba2.so liba.so 2>/dev/null && return 1
	tree-patch --set-rpath @path --output libb.so liba.so
	cmp before liba.so
	[ "$(tree-patch --print-rpath libb.so)" = /from/file:/more ]
	chmod 640 liba.so
	tree-patch --output libc.so liba.so
	cmp libc.so liba.so
	[ "$(stat -c %a libc.so)" = 640 ]
	fails 2 "'--output' is for one file" tree-patch --output x liba.so libb.so
	fails 1 "tree-patch: none: cannot open" tree-patch --set-rpath @none liba.so
}

@test "the cache of patchelf 0.19 goes when other libraries may be found, alone in its segment or not" {
	local align
	for align in 2 3; do
		cat >note.s <<-EOF
			.section .note.nixos.ldcache,"a",@note
			.p2align $align
			.long 6, 2f - 1f, 0x63a86cb6
			.asciz "NixOS"
			.p2align 2
			1: .asciz "liba.so", "=/nix/store/old/liba.so"
			2: .p2align $align
		EOF
		library lib/liba.so
		echo 'int a(void); int main(void) { return a(); }' | gcc -x c - -x assembler note.s -x none -o p -Wl,--no-as-needed lib/liba.so
		readelf -n p | grep -q NixOS
		cp p q && cp p r
		tree-patch --set-interpreter "$LINKER" r
		readelf -n r | grep -q NixOS
		tree-patch --set-rpath "$PWD/lib" p
		tree-patch --add-needed libm.so.6 q
		for file in p q; do
			run ! grep -q NixOS <(readelf -n "$file")
			run ! grep -q ldcache <(readelf -SW "$file")
			run ! grep -q /nix/store/old "$file"
		done
		run ./p
		[ "$status" -eq 6 ]
	done
}

# --- files of odd shapes -----------------------------------------------------------

# edit_segment FILE TYPE FIELD VALUE: sets that 64-bit field (its offset in the program header) of the first segment of that type.
edit_segment() {
	node -e '
		const fs = require("fs"), [file, type, field, value] = process.argv.slice(1), bytes = fs.readFileSync(file)
		const table = Number(bytes.readBigUInt64LE(32)), count = bytes.readUInt16LE(56)
		for (let at = table; at < table + count * 56; at += 56)
			if (bytes.readUInt32LE(at) == type) { bytes.writeBigUInt64LE(BigInt(value), at + Number(field)); break }
		fs.writeFileSync(file, bytes)' "$@"
}

@test "an empty PT_DYNAMIC is none: the interpreter is read and set" {
	echo "int main(void) { return 0; }" | gcc -x c - -o a
	edit_segment a 2 32 0
	edit_segment a 2 8 0xffffff
	[ "$(tree-patch --print-interpreter a)" = /lib64/ld-linux-x86-64.so.2 ]
	tree-patch --set-interpreter "/$(printf '%0300d' 0)" a
	[ "$(tree-patch --print-interpreter a)" = "/$(printf '%0300d' 0)" ]
}

@test "e_shnum 0 with an e_shoff, and a section beyond the end that is not loaded, are not damage" {
	echo "int main(void) { return 0; }" | gcc -x c - -o a
	cp a b
	node -e '
		const fs = require("fs"), a = fs.readFileSync("a"), b = fs.readFileSync("b")
		a.writeUInt16LE(0, 60)
		fs.writeFileSync("a", a)
		const table = Number(b.readBigUInt64LE(40)), count = b.readUInt16LE(60)
		for (let at = table; at < table + count * 64; at += 64) /* the symbols */
			if (b.readUInt32LE(at + 4) == 2) b.writeBigUInt64LE(0xfffffffffffff000n, at + 24)
		fs.writeFileSync("b", b)'
	for file in a b; do
		tree-patch --set-interpreter "$LINKER" --set-rpath "/$(printf '%05000d' 0)" "$file"
		[ "$(tree-patch --print-interpreter --print-rpath "$file")" = "$LINKER"$'\n'"/$(printf '%05000d' 0)" ]
		./"$file"
	done
}

@test "without section headers only what no table owns is padding" {
	command -v ld.lld || skip "no lld"
	cat >t.c <<-'C'
		#include <stdlib.h>
		#include <stdio.h>
		static __thread int t = 7;
		int *addr(void) { return &t; }
		void _start(void) { __asm__("and $-16, %rsp"); printf("t=%d\n", *addr()); fflush(stdout); exit(0); }
	C
	local linker hash
	for linker in lld bfd; do
		for hash in gnu sysv both; do
			gcc -O1 -ftls-model=global-dynamic -fcf-protection=none -pie -fuse-ld=$linker -Wl,--build-id=none,--hash-style=$hash,--no-relax -nostartfiles t.c -o a
			[ "$(./a)" = t=7 ]
			node -e '
				const fs = require("fs"), a = fs.readFileSync("a")
				let end = 0
				for (let at = 64; at < 64 + a.readUInt16LE(56) * 56; at += 56)
					if (a.readUInt32LE(at) == 1) end = Math.max(end, Number(a.readBigUInt64LE(at + 8) + a.readBigUInt64LE(at + 32)))
				a.writeBigUInt64LE(0n, 40); a.writeUInt16LE(0, 60); a.writeUInt16LE(0, 62)
				fs.writeFileSync("a", a.subarray(0, end))'
			tree-patch --set-interpreter "$LINKER" --set-rpath "/$(printf '%0300d' 0)" a
			[ "$(./a)" = t=7 ]
			[ "$(tree-patch --print-interpreter a)" = "$LINKER" ]
		done
	done
}

@test "without section headers, where the last segment is zeros alone, as lld 18 makes it" {
	cat >t.c <<-'C'
		#include <stdio.h>
		#include <stdlib.h>
		static int seven = 7;
		void _start(void) { __asm__("and $-16, %rsp"); printf("%d\n", seven); fflush(stdout); exit(0); }
	C
	gcc -O1 -pie -Wl,--build-id=none,-z,noseparate-code -nostartfiles t.c -o a
	# The header of .eh_frame becomes that segment, and the one before it gets memory without bytes, too.
	node -e '
		const fs = require("fs"), a = fs.readFileSync("a"), headers = []
		for (let at = 64; at < 64 + a.readUInt16LE(56) * 56; at += 56) headers.push(at)
		const loads = headers.filter((at) => a.readUInt32LE(at) === 1), last = loads.at(-1), added = headers.find((at) => a.readUInt32LE(at) === 0x6474e550)
		const word = (at) => Number(a.readBigUInt64LE(at))
		a.writeBigUInt64LE(BigInt(word(last + 32) + 16), last + 40)
		const address = (word(last + 16) + word(last + 40) + 8191) & ~4095
		a.writeUInt32LE(1, added)
		a.writeUInt32LE(6, added + 4);
		[0, address, address, 0, 8, 4096].forEach((value, i) => a.writeBigUInt64LE(BigInt(value), added + 8 + 8 * i))
		a.writeBigUInt64LE(0n, 40); a.writeUInt16LE(0, 60); a.writeUInt16LE(0, 62)
		fs.writeFileSync("a", a.subarray(0, word(last + 8) + word(last + 32)))'
	[ "$(./a)" = 7 ]
	tree-patch --set-interpreter "$LINKER" --set-rpath "/$(printf '%0300d' 0)" a
	[ "$(./a)" = 7 ]
	tree-patch --set-rpath "/$(printf '%05000d' 0)" a
	[ "$(./a)" = 7 ]
	[ "$(tree-patch --print-interpreter --print-rpath a)" = "$LINKER"$'\n'"/$(printf '%05000d' 0)" ]
}

@test "programs as no linker makes them: each is refused in one line and stays, or says what it said" {
	local name text
	library liba.so
	program program liba.so -Wl,-rpath,"$PWD"
	node "$BATS_TEST_DIRNAME/elf-odd.mjs" program odd >lines
	[ "$(wc -l <lines)" -ge 25 ]
	while IFS=$'\t' read -r name text; do
		cp "odd/$name" copy
		if [ -n "$text" ]; then
			fails 1 "$text" tree-patch --set-rpath "$(printf '/%0300d' 0)" copy
			cmp copy "odd/$name"
			continue
		fi
		tree-patch --set-rpath "$PWD:$(printf '/%0300d' 0)" copy
		diff <("./odd/$name" 2>&1; echo $?) <(./copy 2>&1; echo $?)
	done <lines
	# The payload stays at the end of the section table, which an AppImage looks for.
	tree-patch --set-rpath "$(printf '/%03000d' 0)" odd/app-image
	node -e 'const b = fs.readFileSync("odd/app-image"); if (b.toString("latin1", 8, 11) !== "AI\x02" || !b.toString("latin1", Number(b.readBigUInt64LE(40)) + 64 * b.readUInt16LE(60)).startsWith("hsqs, found at")) process.exit(1)'
}

@test "payload that is found by an offset from the start, or from the end, is found after patching, and after patching twice" {
	cat >m.c <<-'C'
		#include <stdio.h>
		volatile const unsigned long at[2] = {0x4c4e554258454e44, 0x1122334455667788};
		int main(void) { FILE *f = fopen("/proc/self/exe", "rb"); char b[8] = {0};
			if (at[1]) fseek(f, at[1], SEEK_SET); else fseek(f, -7000, SEEK_END);
			fread(b, 7, 1, f); puts(b); return 0; }
	C
	gcc -O1 m.c -o base
	local kind path
	for kind in start end; do
		node -e '
			const fs = require("fs"), base = fs.readFileSync("base"), start = process.argv[1] == "start"
			base.writeBigUInt64LE(start ? BigInt(base.length) : 0n, base.indexOf(Buffer.from("8877665544332211", "hex")))
			fs.writeFileSync("p", Buffer.concat([base, Buffer.from("PAYLOAD".repeat(1000))]), { mode: 0o755 })' $kind
		[ "$(./p)" = PAYLOAD ]
		for path in 300 20000 60000; do
			tree-patch --set-interpreter "$LINKER" --set-rpath "/$(printf "%0${path}d" 0)" p
			[ "$(./p)" = PAYLOAD ]
		done
		[ $kind = end ] || [ "$(grep -ao PAYLOAD p | wc -l)" -eq 1000 ]
	done
}

@test "what has no loader is refused a run path and left by --elf: static-pie, and the dynamic linker itself" {
	gcc -static-pie -x c - -o s <<<'int main(void) { return 6; }' || skip "no static-pie"
	cp "$(readlink -f "$LINKER")" ld.so && cp ld.so t-ld.so && cp s before
	fails 1 "tree-patch: s: cannot have a run path: it is static-pie, or a dynamic linker" tree-patch --set-rpath /x s
	fails 1 "tree-patch: ld.so: cannot have a run path" tree-patch --add-rpath /x ld.so
	tree-patch --elf --dynamic-linker "$LINKER" --append-rpaths /x s ld.so
	cmp s before && cmp ld.so t-ld.so
	run ./s
	[ "$status" -eq 6 ]
}

@test "musl's libc.so, which is a dynamic linker too, takes a run path and still loads programs" {
	echo 'int main(void) { return 6; }' | musl-gcc -x c - -o p
	cp "$(readlink -f "$(tree-patch --print-interpreter p)")" libc.so
	tree-patch --set-rpath "/$(printf '%0300d' 0)" libc.so
	run ./libc.so ./p
	[ "$status" -eq 6 ]
}

@test "a folder whose name no run path can hold is an error" {
	local folder
	# shellcheck disable=SC2016  # they are names
	for folder in 'x:/tmp/evil' '$ORIGIN' 'a$LIB'; do
		rm -rf t l
		library "l/$folder/liba.so"
		program t/p "l/$folder/liba.so"
		fails 1 "t/p: needs liba.so, which is in '$PWD/l/$folder', and no run path can name that folder" \
			tree-patch --elf --dynamic-linker "$LINKER" t l
		[ -z "$(tree-patch --print-rpath t/p)" ]
	done
}

@test "autoPatchelfFlags as nixpkgs takes them: several values behind one option are no files to patch" {
	mkdir out other
	gcc -x c - -o out/p <<<'int main(void) { return 0; }'
	cp out/p other/p
	echo "$LINKER" >dynamic-linker && mkdir -p bintools/nix-support && mv dynamic-linker bintools/nix-support
	# shellcheck disable=SC1090,SC2034,SC2317 # what the hook has of a stdenv
	(
		targetOffset=0 postHooks=() preFixupHooks=() autoPatchelfFlags="--libs $PWD/other $PWD/linker --keep-libc"
		addEnvHooks() { :; }
		concatTo() { local -n to=$1 from=$2 && read -r -a words <<<"${from-}" && to+=("${words[@]}"); }
		NIX_BINTOOLS=$PWD/bintools autoPatchelfIgnoreMissingDeps='' runtimeDependencies='' appendRunpaths=''
		export NIX_BINTOOLS
		source <(sed "s,@treePatch@,$(command -v tree-patch)," "$BATS_TEST_DIRNAME/../../hooks/tree-patch/hook.sh")
		treePatchElf out
	)
	[ "$(tree-patch --print-interpreter out/p)" = "$LINKER" ]
	[ "$(tree-patch --print-interpreter other/p)" = /lib64/ld-linux-x86-64.so.2 ]
}
