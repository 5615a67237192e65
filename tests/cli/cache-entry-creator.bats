#!/usr/bin/env bats
# cache-entry-creator as a command: options, names, integrity, hostile tarballs, lists, determinism.

load helper

setup_file() {
	mkdir "$BATS_FILE_TMPDIR/tarballs"
	node "$BATS_TEST_DIRNAME/hostile.mjs" "$BATS_FILE_TMPDIR/tarballs"
}

setup() {
	tarballs=$BATS_FILE_TMPDIR/tarballs
	good=$tarballs/good.tgz
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

# listed NAME: the files of that tarball, as made by cache-entry-creator and by node-modules for npm.
listed() {
	local tarball=$tarballs/$1.tgz
	cache-entry-creator --out "bun-$1" --name x@1.0.0 --package "$tarball"
	(cd "bun-$1/x@1.0.0@@@1" && find . -type f | LC_ALL=C sort | xargs)
	printf '{"name":"p","version":"1.0.0","dependencies":{"x":"1.0.0"}}' >package.json
	printf '{"name":"p","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"p","version":"1.0.0","dependencies":{"x":"1.0.0"}},"node_modules/x":{"version":"1.0.0","integrity":"%s"}}}' \
		"$(sri "$tarball")" >package-lock.json
	printf 'node_modules/x\t%s\n' "$tarball" >list
	node-modules --lockfile package-lock.json --project . --list list --out "npm-$1"
	(cd "npm-$1/node_modules/x" && find . -type f | LC_ALL=C sort | xargs)
}

create() {
	cache-entry-creator --out out "$@"
}

# refuses CASE TEXT [OPTION...]: that tarball is refused in one line that names the package, and leaves nothing.
refuses() {
	local tarball=$tarballs/$1.tgz
	fails 1 "cache-entry-creator: x@1.0.0: " cache-entry-creator --out a/b/out --name x@1.0.0 --package "$tarball" \
		--integrity "$(sri "$tarball")" "${@:3}"
	# shellcheck disable=SC2154
	[[ $stderr == *"$2"* ]] || { echo "got: $stderr" && return 1; }
	[ -z "$(ls -A)" ]
}

@test "--help is on stdout and names every option" {
	run --separate-stderr cache-entry-creator --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for option in out name package registry integrity key-integrity list list-env manifests bun max-unpacked threads shebangs interpreter-path map elf dynamic-linker libs \
		runtime-dependencies append-rpaths ignore-missing keep-libc strict \
		verbose help version; do
		[[ $output == *"--$option"* ]]
	done
}

@test "--version" {
	run cache-entry-creator --version
	[ "$status" -eq 0 ]
	[[ $output == "cache-entry-creator (fragstore) "* ]]
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--bogus'" cache-entry-creator --bogus
	fails 2 "'--out'" cache-entry-creator --name x@1.0.0 --package t
	fails 2 "'--out' needs a value" cache-entry-creator --out
	fails 2 "'--name'" create --package t
	fails 2 "'--package'" create --name x@1.0.0
	fails 2 "'--key-integrity'" create --name x@1.0.0 --package t --integrity a --key-integrity b
	fails 2 "'--list'" create --list l --name x
	fails 2 "'--list'" create --list l --registry x
	fails 2 "'--max-unpacked'" create --name x@1.0.0 --package t --max-unpacked 12Q
	fails 2 "'--threads'" create --name x@1.0.0 --package t --threads 0
	fails 2 "takes options only" create --name x@1.0.0 --package t extra
	fails 2 "'NOT_SET'" create --list-env NOT_SET
	[ -z "$(ls -A)" ]
}

@test "a name that is none" {
	# @T@26cd397b8948069d@@@1/x would be a folder in the package of tarball:u.
	for name in x x@1 a@b@1.0.0 a@@@1@1.0.0 @T@26cd397b8948069d@@@1/x@1.0.0 .@1.0.0 ..@1.0.0 @../..@1.0.0 a/b@1.0.0 ../x@1.0.0 github:../x git: tarball:; do
		fails 1 "cache-entry-creator: $name: " create --name "$name" --package "$good"
	done
	fails 1 "the registry 'host/path' is not" create --name x@1.0.0 --package "$good" --registry host/path
	fails 1 "does not come from a registry" create --name git:0123 --package "$good" --registry host
	[ -z "$(ls -A)" ]
}

@test "the missing folders on the way to the output are made, and go when it fails" {
	cache-entry-creator --out a/share/bun-cache --name x@1.0.0 --package "$good"
	[ -f a/share/bun-cache/x@1.0.0@@@1/package.json ]
	[ "$(stat -c %a a/share)" = 755 ]
	fails 1 "cannot open" cache-entry-creator --out a/b/c --name x@1.0.0 --package none.tgz
	fails 1 "cannot open" cache-entry-creator --out c/d/e --name x@1.0.0 --package none.tgz
	[ "$(ls -A . a)" = $'.:\na\n\na:\nshare' ]
	fails 1 "cannot create beside it" cache-entry-creator --out a/share/bun-cache/x@1.0.0@@@1/package.json/x --name x@1.0.0 --package "$good"
}

@test "a package has regular files only, all readable, executable where one bit says so, whatever the umask" {
	mkdir -p package/.github package/empty package/bin && echo '{"name":"x"}' >package/package.json
	echo 1 >package/.github/a && echo 2 >package/bin/group && echo 3 >package/bin/owner && echo 4 >package/secret
	chmod 610 package/bin/group && chmod 700 package/bin/owner && chmod 000 package/secret && chmod 4644 package/package.json
	ln -s /etc/passwd package/symlink && ln package/.github/a package/hard-link
	tar -czf t.tgz --sort=name package
	(umask 077 && cache-entry-creator --out out --name x@1.0.0 --package t.tgz)
	tree out | grep '^\./' >got
	diff - got <<-'END'
		./x@1.0.0@@@1 d 755 
		./x@1.0.0@@@1/.github d 755 
		./x@1.0.0@@@1/.github/a f 644 
		./x@1.0.0@@@1/bin d 755 
		./x@1.0.0@@@1/bin/group f 755 
		./x@1.0.0@@@1/bin/owner f 755 
		./x@1.0.0@@@1/package.json f 644 
		./x@1.0.0@@@1/secret f 644 
	END
}

@test "what bun leaves out or takes as it is: no folder around it, a backslash, bytes that are no UTF-8" {
	mkdir -p 'package/a\b' && echo '{"name":"x"}' >package/package.json && echo 1 >outside && echo 2 >'package\inside' && echo 3 >'package/a\b/c'
	echo 4 >$'package/caf\xe9' && echo 5 >$'package/caf\xe8'
	tar -czf t.tgz outside 'package\inside' package
	create --name x@1.0.0 --package t.tgz
	cd out/x@1.0.0@@@1
	[ "$(find . -type f | LC_ALL=C sort)" = $'./a\\b/c\n./caf\xe8\n./caf\xe9\n./package.json' ]
	# The same again from the folder.
	cache-entry-creator --out ../../again --name x@1.0.0 --package .
	diff -r . ../../again/x@1.0.0@@@1
}

@test "a folder that was a package is the same package again, with its bundled dependencies" {
	mkdir -p package/node_modules/y/node_modules/z package/lib/node_modules
	echo '{"name":"x","bundleDependencies":["y"]}' >package/package.json && echo 1 >package/node_modules/y/i.js
	echo 2 >package/node_modules/y/node_modules/z/i.js && echo 3 >package/lib/node_modules/i.js && chmod 755 package/node_modules/y/i.js
	tar -czf t.tgz package
	create --name x@1.0.0 --package t.tgz
	cache-entry-creator --out again --name x@1.0.0 --package out/x@1.0.0@@@1
	tree out >want
	grep -q node_modules/y/node_modules/z/i.js want
	tree again | diff want -
	# What is installed in a working tree is not the package.
	printf 'git:0123\t\tpackage\ngithub:o-r-0123\t\tpackage\n' >list
	cache-entry-creator --out trees --list list
	[ "$(cd trees && find . -name i.js | LC_ALL=C sort)" = $'./@GH@o-r-0123@@@1/lib/node_modules/i.js\n./@GH@o-r-0123@@@1/node_modules/y/i.js\n./@GH@o-r-0123@@@1/node_modules/y/node_modules/z/i.js' ]
}

@test "in a folder that gives its group to what is made in it" {
	mkdir shared && chmod 2777 shared
	cache-entry-creator --out shared/out --name @s/x@1.0.0 --package "$good"
	cache-entry-creator --out out --name @s/x@1.0.0 --package "$good"
	tree out >want
	tree shared/out | diff want -
}

@test "a folder is taken like a tarball" {
	mkdir -p pkg/.git pkg/lib pkg/node_modules/y && echo '{"name":"x","version":"1.0.0"}' >pkg/package.json && echo 1 >pkg/lib/a.js
	echo 2 >pkg/run && chmod 700 pkg/run && ln -s /etc/passwd pkg/link && echo 3 >pkg/.git/HEAD && echo 4 >pkg/node_modules/y/i.js
	echo other >pkg/.bun-tag
	create --name git:0123456789abcdef --package pkg
	[ "$(cd out/@G@0123456789abcdef && find . -type f -printf '%P %m\n' | LC_ALL=C sort)" = $'.bun-tag 644\nlib/a.js 644\npackage.json 644\nrun 755' ]
	[ "$(cat out/@G@0123456789abcdef/.bun-tag)" = 0123456789abcdef ]
	fails 1 "'pkg' is a folder and so has no integrity" cache-entry-creator --out o2 --name x@1.0.0 --package pkg --integrity "$(sri "$good")"
}

@test "the note of what it is, for a package that is not from npm" {
	cache-entry-creator --out a --name github:owner-repo-0123456 --package "$good"
	[ "$(cat a/@GH@owner-repo-0123456@@@1/.bun-tag)" = owner-repo-0123456 ]
	cache-entry-creator --out b --name tarball:./x.tgz --package "$good" --integrity "$(sri "$good")"
	[ "$(cat b/@T@sha512-*/.bun-tag)" = "$(sri "$good")" ]
	cache-entry-creator --out c --name tarball:./x.tgz --package "$good"
	[ "$(stat -c %s c/@T@*/.bun-tag)" -eq 0 ]
	cache-entry-creator --out d --name x@1.0.0 --package "$good"
	[ ! -e d/x@1.0.0@@@1/.bun-tag ]
}

@test "what older buns call it is a symlink beside it, and stays one in a store" {
	cache-entry-creator --out a --name @s/x@1.0.0 --package "$good" --registry http://localhost:4873/
	[ "$(readlink a/@s/x@1.0.0@@localhost@@@1)" = x@1.0.0@@localhost__c5963424bbee78ed@@@1 ]
	cache-entry-creator --out b --name tarball:./x.tgz --package "$good" --integrity "$(sri "$good")"
	store-merge --out store a b
	[ -f store/@s/x@1.0.0@@localhost@@@1/package.json ]
	[ "$(find store -type l | wc -l)" -eq 4 ]
	[ "$(find -L store -name package.json | wc -l)" -eq 4 ]
}

@test "an integrity mismatch prints both values and leaves nothing" {
	for algorithm in sha512 sha384 sha256 sha1; do
		fails 1 "x@1.0.0: integrity mismatch: expected $(sri /dev/null $algorithm), the tarball has $(sri "$good" $algorithm)" \
			create --name x@1.0.0 --package "$good" --integrity "$(sri /dev/null $algorithm)"
		cache-entry-creator --out "$algorithm" --name x@1.0.0 --package "$good" --integrity "$(sri "$good" $algorithm)"
	done
	fails 1 "malformed integrity" create --name x@1.0.0 --package "$good" --integrity "sha512-AAAA"
	fails 1 "no sha512" create --name x@1.0.0 --package "$good" --integrity ""
	[ "$(ls -A)" = $'sha1\nsha256\nsha384\nsha512' ]
}

@test "--key-integrity names a replaced tarball, and is not checked" {
	create --name tarball:./x.tgz --package "$good" --key-integrity "$(sri /dev/null)"
	[ -f "out/@T@sha512-$(sha512sum /dev/null | cut -c1-32)@@@1/package.json" ]
	mkdir pkg && echo '{}' >pkg/package.json
	cache-entry-creator --out o2 --name tarball:./x.tgz --package pkg --key-integrity "$(sri /dev/null)"
	[ -f "o2/@T@sha512-$(sha512sum /dev/null | cut -c1-32)@@@1/package.json" ]
}

@test "hostile tarballs" {
	refuses_hostile_tarballs
}

@test "a gzip bomb meets the limit, which can be raised" {
	refuses bomb "more than 1048576 bytes; --max-unpacked" --max-unpacked 1M
	create --name x@1.0.0 --package "$tarballs/bomb.tgz" --max-unpacked 100M
	[ "$(stat -c %s out/x@1.0.0@@@1/zero)" -eq $((64 << 20)) ]
}

@test "what is missing or in the way" {
	fails 1 "cannot open 'none.tgz'" create --name x@1.0.0 --package none.tgz
	mkfifo pipe
	fails 1 "neither a tarball nor a folder" create --name x@1.0.0 --package pipe
	mkdir out && touch out/kept
	fails 1 "out: exists already" create --name x@1.0.0 --package "$good"
	[ "$(ls -A out)" = kept ]
}

@test "a name too long for the file system" {
	long=$(printf 'l%.0s' $(seq 300))
	fails 1 "cannot create" create --name "$long@1.0.0" --package "$good"
	mkdir -p package && touch "package/${long:0:250}" && tar -czf t.tgz --transform "s|package/l|package/lllllll|" package
	fails 1 "x@1.0.0: cannot write" create --name x@1.0.0 --package t.tgz
	[ ! -e out ]
}

@test "a 500 MB file needs no 500 MB of memory" {
	needs_memory_limit
	mkdir package && echo '{"name":"x","version":"1.0.0"}' >package/package.json && truncate -s 500M package/big
	tar -c package | gzip -1 >big.tgz
	run --separate-stderr bash -c "ulimit -v 120000 && exec cache-entry-creator --out out --name x@1.0.0 \
		--integrity $(sri big.tgz) --package big.tgz"
	echo "$stderr"
	[ "$status" -eq 0 ]
	cmp package/big out/x@1.0.0@@@1/big
}

@test "a list gives the same bytes as one process a package, whatever the threads, the umask and the newline" {
	local i
	for i in $(seq 1 40); do
		mkdir -p "p$i/package" && printf '{"name":"p%s","version":"1.0.0"}' "$i" >"p$i/package/package.json"
		tar -czf "p$i.tgz" -C "p$i" package
		printf '@s%s/p%s@1.0.0\t%s\tp%s.tgz\thttp://host/\n' "$((i % 3))" "$i" "$(sri "p$i.tgz")" "$i" >>list
		cache-entry-creator --out "f$i" --name "@s$((i % 3))/p$i@1.0.0" --integrity "$(sri "p$i.tgz")" --package "p$i.tgz" --registry http://host/
	done
	printf 'x@1.0.0-rc.1\t\t%s\nx@1.0.0\t\t%s\t\n' "$good" "$good" >>list
	cache-entry-creator --out f41 --name x@1.0.0-rc.1 --package "$good"
	cache-entry-creator --out f42 --name x@1.0.0 --package "$good"
	printf %s "$(cat list)" >list-no-newline
	cache-entry-creator --out one --list list --threads 1
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 cache-entry-creator --out two --list list-no-newline --threads 8)
	shuf list | cache-entry-creator --out three --list -
	LIST=list cache-entry-creator --out four --list-env LIST
	mkdir each && cp -a f*/. each && chmod 755 each
	tree one >want
	for i in two three four each; do
		tree $i | diff want -
	done
	[ "$(find one -name package.json | wc -l)" -eq 42 ]
}

@test "--verbose says on stderr what was added" {
	printf 'x@1.0.0\t\t%s\ny@1.0.0\t\t%s\n' "$good" "$good" >list
	run --separate-stderr create --list list --verbose
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(sort <<<"$stderr")" = $'cache-entry-creator: x@1.0.0: 2 files, in x@1.0.0@@@1\ncache-entry-creator: y@1.0.0: 2 files, in y@1.0.0@@@1' ]
}

@test "the first failure of a list is reported, always, and nothing is left" {
	local i
	for i in $(seq 1 200); do printf 'x@1.0.%s\t\t%s\n' "$i" "$good"; done >list
	sed -i -e "20s|good|absolute|" -e "21s|good|newline|" -e "150s|good|two-roots|" list
	for i in 1 2 3 4 5; do
		fails 1 "cache-entry-creator: x@1.0.20: the tarball has the absolute name" create --list list --threads 4
	done
	[ "$(ls -A)" = list ]
}

@test "a broken list" {
	printf 'x@1.0.0\tsha512-x\n' >list
	fails 1 "list: line 1 is not NAME<TAB>SRI<TAB>PACKAGE" create --list list
	printf 'x@1.0.0\t\ta.tgz\thost\tmore\n' >list
	fails 1 "list: line 1 is not" create --list list
	printf 'x@1.0.0\t\ta.tgz\nx@1\t\tb.tgz\n' >list
	fails 1 "x@1: has no version" create --list list
	: >list
	fails 1 "list: the list is empty" create --list list
	printf 'x@1\0\n' >list
	fails 1 "list: has a NUL" create --list list
	fails 1 "none: cannot open" create --list none
}

@test "one folder twice: once with the same integrity, else an error" {
	local s
	s=$(sri "$good")
	printf 'x@1.0.0\t%s\t%s\nx@1.0.0\t%s\t%s\n' "$s" "$good" "$s" "$good" >list
	create --list list
	[ "$(ls out)" = x@1.0.0@@@1 ]
	for second in "" "$(sri "$good" sha1)"; do
		printf 'x@1.0.0\t%s\t%s\nx@1.0.0\t%s\t%s\n' "$s" "$good" "$second" "$good" >list
		fails 1 "list: line 2 gives 'x@1.0.0' again" cache-entry-creator --out o2 --list list
	done
	# Both are checked.
	printf 'x@1.0.0\t%s\t%s\nx@1.0.0\t%s\t%s\n' "$s" "$good" "$s" "$tarballs/bomb.tgz" >list
	fails 1 "integrity mismatch" cache-entry-creator --out o2 --list list
	# One tarball under two URLs.
	printf 'tarball:a\t%s\t%s\ntarball:b\t%s\t%s\n' "$s" "$good" "$s" "$good" >list
	cache-entry-creator --out o3 --list list
	[ "$(find o3 -mindepth 1 -maxdepth 1 -type l | wc -l)" -eq 2 ]
	# Two registries that bun 1.3 cannot tell apart.
	printf 'x@1.0.0\t%s\t%s\thttps://h/a\nx@1.0.0\t%s\t%s\thttps://h/b\n' "$s" "$good" "$s" "$good" >list
	fails 1 "list: line 2 gives 'x@1.0.0' again" cache-entry-creator --out o4 --list list
}

@test "a list needs no more descriptors than there are" {
	local i
	mkdir folder && echo '{}' >folder/package.json
	for i in $(seq 1 400); do printf 'x@1.0.%s\t\tfolder\n' "$i"; done >list
	(ulimit -n 64 && create --list list --threads 2)
	[ "$(find out -name package.json | wc -l)" -eq 400 ]
	sed "s|folder|$good|" list >tarballs
	(ulimit -n 64 && cache-entry-creator --out two --list tarballs --threads 2)
	[ "$(find two -name package.json | wc -l)" -eq 400 ]
}

@test "a list of 20,000 lines" {
	seq -f "x@1.0.%.0f%%$good" 1 20000 | sed 's/%/\t\t/' >list
	create --list list
	[ "$(find out -maxdepth 1 -name 'x@1.0.*' | wc -l)" -eq 20000 ]
}

@test "a full disk leaves nothing" {
	mkdir disk && mount -t tmpfs -o size=1m none disk || skip "cannot mount"
	fails 1 "No space left on device" cache-entry-creator --out disk/a/out --name x@1.0.0 --package "$tarballs/bomb.tgz"
	[ -z "$(ls -A disk)" ]
	umount disk
}

@test "an interrupted run leaves nothing" {
	seq -f "x@1.0.%.0f%%$tarballs/bomb.tgz" 1 500 | sed 's/%/\t\t/' >list
	(exec cache-entry-creator --out a/out --list list) & pid=$!
	until [ "$(ls -A)" != list ]; do kill -0 $pid; done
	kill -TERM $pid
	if wait $pid; then false; fi
	[ "$(ls -A)" = list ]
}

@test "a package is patched before it is placed, from a folder, a tarball and a large one" {
	make_scripts . "$PWD/bin"
	tar -czf t.tgz package
	local rules=(--shebangs --interpreter-path "$PWD/bin")
	create --name x@1.0.0 --package package "${rules[@]}"
	cache-entry-creator --out tarball --name x@1.0.0 --package t.tgz --integrity "$(sri t.tgz)" "${rules[@]}"
	cache-entry-creator --out right --name x@1.0.0 --package patched
	diff <(tree out) <(tree right)
	diff <(tree tarball) <(tree right)
	head -c 40M /dev/zero | tee package/zero >patched/zero
	tar -cf t.tar package && gzip -1 t.tar
	cache-entry-creator --out large --name x@1.0.0 --package t.tar.gz --threads 16 "${rules[@]}"
	cache-entry-creator --out large-right --name x@1.0.0 --package patched
	diff <(tree large) <(tree large-right)
}

@test "--map says where an interpreter is" {
	make_scripts . "$PWD/bin"
	create --name x@1.0.0 --package package --shebangs --interpreter-path "$PWD/bin" --map node=/nix/bun
	[ "$(head -1 out/x@1.0.0@@@1/lib/forgotten.js)" = "#!/nix/bun" ]
	fails 2 "'--map'" cache-entry-creator --out b --name x@1.0.0 --package package --shebangs --map node=bun
	fails 1 "'left': " cache-entry-creator --out b --name x@1.0.0 --package package --shebangs --strict \
		--interpreter-path "$PWD/bin"
}

@test "a single block of zeros within a tar is passed over, and two end it, as for bun 1.4 and npm" {
	local name want
	for name in zero-block zero-block-first zero-block-twice two-zero-blocks garbage-behind-the-end two-tars no-end; do
		want="./a ./package.json"
		[[ $name != zero-block && $name != zero-block-twice ]] || want="./a ./after ./package.json"
		[ "$(listed $name)" = "$want"$'\n'"$want" ]
	done
	fails 1 "a NUL in the name" create --name x@1.0.0 --package "$tarballs/nul-in-pax-behind-zero-block.tgz"
}
