#!/usr/bin/env bats
# cafs-add and cache-entry-creator --elf: programs and libraries of packages.

load helper

# A package with a program that needs a library of its own, and one that is elsewhere.
setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
	mkdir -p package/bin package/lib/inner linker elsewhere
	# A dynamic linker with a libc beside it, as nixpkgs has them.
	LINKER=$PWD/linker/ld-linux-x86-64.so.2
	ln -s /lib64/ld-linux-x86-64.so.2 "$LINKER"
	cp /lib/x86_64-linux-gnu/libc.so.6 linker
	echo '{"name":"x","version":"1.0.0"}' >package/package.json
	echo 'int other(void) { return 2; }' | gcc -shared -fPIC -x c - -o elsewhere/libother.so -Wl,-soname,libother.so
	echo 'int own(void) { return 40; }' | gcc -shared -fPIC -x c - -o package/lib/inner/libown.so.1 -Wl,-soname,libown.so.1
	echo 'int own(void), other(void); int main(void) { return own() + other(); }' |
		gcc -x c - -x none -o package/bin/program package/lib/inner/libown.so.1 elsewhere/libother.so
	rules=(--elf --dynamic-linker "$LINKER" --libs "$PWD/elsewhere")
}

create() {
	rm -rf out
	cache-entry-creator --out out --name x@1.0.0 --package "$@"
}

# The program of the package that was placed.
program=out/x@1.0.0@@@1/bin/program

@test "a program gets the interpreter, its own library by \$ORIGIN and the other where it is; and runs" {
	create package "${rules[@]}"
	[ "$(tree-patch --print-interpreter "$program")" = "$LINKER" ]
	[ "$(tree-patch --print-rpath "$program")" = "\$ORIGIN/../lib/inner:$PWD/elsewhere" ]
	mv out moved
	run "moved/${program#out/}"
	[ "$status" -eq 42 ]
	# Its library needs nothing.
	cmp package/lib/inner/libown.so.1 moved/x@1.0.0@@@1/lib/inner/libown.so.1
}

@test "what the index says is true of what is stored, from a folder, a tarball and a large one" {
	head -c 40M /dev/zero >package/zero
	tar --sort=name -czf t.tgz package
	local key version
	key=$(sri t.tgz)
	for version in v3 v10 v11; do
		for from in "package --threads 1" "t.tgz --threads 1" "t.tgz --threads 16"; do
			# shellcheck disable=SC2086
			cafs-add --store-version $version --out "${from// /}" --id x@1.0.0 --key-integrity "$key" "${rules[@]}" --tarball $from
		done
		diff -r t.tgz--threads1 t.tgz--threads16
		diff -r t.tgz--threads1/$version/files package--threads1/$version/files
		# The program's digest, which is its path, is that of its bytes, and not that of the unpatched one.
		create package "${rules[@]}"
		digest=$(sha512sum "$program" | cut -d' ' -f1)
		[ "$digest" != "$(sha512sum package/bin/program | cut -d' ' -f1)" ]
		cmp "$program" "t.tgz--threads1/$version/files/${digest:0:2}/${digest:2}-exec"
		rm -r ./*--threads*
	done
}

@test "a library that is nowhere is an error, unless it may be missing or be in another package" {
	local bare=(--elf --dynamic-linker "$LINKER")
	rm package/lib/inner/libown.so.1
	fails 1 "cache-entry-creator: x@1.0.0: 'bin/program': needs libown.so.1,libother.so, not found" create package "${bare[@]}"
	[ ! -e out ]
	create package "${bare[@]}" --ignore-missing 'libo*'
	# shellcheck disable=SC2016
	tree-patch --set-rpath '$ORIGIN/../../other/lib' package/bin/program
	create package "${bare[@]}"
	# shellcheck disable=SC2016
	[ "$(tree-patch --print-rpath "$program")" = '$ORIGIN/../../other/lib' ]
	# shellcheck disable=SC2016
	tree-patch --set-rpath '$ORIGIN/../lib' package/bin/program
	fails 1 "not found" create package "${bare[@]}"
}

@test "the x bit does not matter" {
	chmod -x package/bin/program
	create package "${rules[@]}"
	[ "$(tree-patch --print-interpreter "$program")" = "$LINKER" ]
	[ ! -x "$program" ]
}

@test "a damaged file is left and named; --strict refuses it" {
	head -c 300 package/bin/program >package/bin/half && chmod +x package/bin/half
	run -0 --separate-stderr create package "${rules[@]}"
	# shellcheck disable=SC2154
	[[ $stderr == "cache-entry-creator: x@1.0.0: 'bin/half': is not patched: ELF file: damaged"* ]]
	cmp package/bin/half out/x@1.0.0@@@1/bin/half
	fails 1 "x@1.0.0: 'bin/half': is not patched" create package "${rules[@]}" --strict
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--elf'" create package --libs /x
	NIX_BINTOOLS='' fails 2 "'--dynamic-linker'" create package --elf
	fails 1 "none" create package --elf --dynamic-linker none
}

@test "a folder that no run path can name, and a file that needs too much, are errors and take no time" {
	rm -rf package && mkdir -p package/bin 'package/x:/tmp/evil'
	echo '{"name":"x","version":"1.0.0"}' >package/package.json
	echo 'int a(void) { return 6; }' | gcc -shared -fPIC -x c - -o 'package/x:/tmp/evil/libfoo.so' -Wl,-soname,libfoo.so
	echo 'int a(void); int b(void) { return a(); }' | gcc -shared -fPIC -x c - -x none -o package/bin/y.so 'package/x:/tmp/evil/libfoo.so'
	fails 1 "x@1.0.0: 'bin/y.so': needs libfoo.so, which is in '\$ORIGIN/../x:/tmp/evil', and no run path can name that folder" \
		create package --elf --dynamic-linker "$LINKER"
	# 1,000 libraries, each with a name of 20,000 bytes, and a run path of 800 folders.
	rm -rf package/*/
	node "$BATS_TEST_DIRNAME/elf-cubic.mjs" >package/x.so
	run --separate-stderr timeout 5 cache-entry-creator --out out --name x@1.0.0 --package package --elf --dynamic-linker "$LINKER"
	[[ $stderr == "cache-entry-creator: x@1.0.0: 'x.so': is not patched: ELF file: needs too many libraries, in too many folders" ]]
}

@test "what patching adds counts in --max-unpacked" {
	local size
	size=$(($(cat package/*.json package/bin/* package/lib/inner/* | wc -c) + 1000))
	fails 1 "x@1.0.0: unpacks to more than $size bytes; --max-unpacked SIZE raises the limit" \
		create package "${rules[@]}" --append-rpaths "$(printf '/%08000d' 0)" --max-unpacked "$size"
	create package "${rules[@]}" --append-rpaths "$(printf '/%08000d' 0)"
}
