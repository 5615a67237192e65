#!/usr/bin/env bats
# cafs-add as a command: options, integrity, hostile tarballs, determinism.

load helper

setup_file() {
	mkdir "$BATS_FILE_TMPDIR/tarballs"
	node "$BATS_TEST_DIRNAME/hostile.mjs" "$BATS_FILE_TMPDIR/tarballs"
}

setup() {
	tarballs=$BATS_FILE_TMPDIR/tarballs
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

add() {
	cafs-add --store-version v11 --out out "$@"
}

# refuses CASE TEXT [OPTION...]: that tarball is refused in one line that names the package, and leaves nothing.
refuses() {
	local tarball=$tarballs/$1.tgz
	fails 1 "cafs-add: x@1.0.0: " add --id x@1.0.0 --tarball "$tarball" --integrity "$(sri "$tarball")" "${@:3}"
	# shellcheck disable=SC2154
	[[ $stderr == *"$2"* ]] || { echo "got: $stderr" && return 1; }
	[ -z "$(ls -A)" ]
}

@test "--help is on stdout and names every option" {
	run --separate-stderr cafs-add --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for option in store-version out id integrity key-integrity tarball list list-env max-unpacked threads shebangs interpreter-path map elf dynamic-linker libs \
		runtime-dependencies append-rpaths ignore-missing keep-libc strict \
		verbose help version; do
		[[ $output == *"--$option"* ]]
	done
}

@test "--version" {
	run cafs-add --version
	[ "$status" -eq 0 ]
	[[ $output == "cafs-add (fragstore) "* ]]
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--bogus'" cafs-add --bogus
	fails 2 "'--store-version'" cafs-add --out o --id x@1 --tarball t
	fails 2 "'v9'" cafs-add --store-version v9 --out o --id x@1 --tarball t
	fails 2 "'--out'" cafs-add --store-version v3 --id x@1 --tarball t
	fails 2 "'--out' needs a value" cafs-add --store-version v3 --out
	fails 2 "'--id'" cafs-add --store-version v3 --out o
	fails 2 "'--tarball'" cafs-add --store-version v3 --out o --id x@1
	fails 2 "'--key-integrity'" cafs-add --store-version v3 --out o --id x --tarball t --integrity a --key-integrity b
	fails 2 "'--list'" cafs-add --store-version v3 --out o --list l --id x
	fails 2 "'--max-unpacked'" add --id x --tarball t --max-unpacked 12Q
	fails 2 "'--threads'" add --id x --tarball t --threads 0
	fails 2 "takes options only" add --id x --tarball t extra
	fails 2 "'NOT_SET'" add --list-env NOT_SET
	[ -z "$(ls -A)" ]
}

@test "an id is a name and a version, or says where a package is from" {
	local id
	for id in a @scope/a @ a@ @scope/a@ 'a@ ' a@@1 'a@1.0.0 x'; do
		fails 1 "cafs-add: $id: is not an id of pnpm; write NAME@VERSION, or for another source its URL or file: path" \
			cafs-add --store-version v10 --out o --id "$id" --tarball "$tarballs/good.tgz"
		[ ! -e o ]
	done
	printf 'a\t\t%s\n' "$tarballs/good.tgz" >list
	fails 1 "cafs-add: a: is not an id of pnpm" cafs-add --store-version v10 --out o --list list
}

@test "every algorithm that lockfiles hold is verified, several at once by the strongest" {
	local t=$tarballs/good.tgz i=0
	for integrity in "$(sri "$t")" "$(sri "$t" sha384)" "$(sri "$t" sha256)" "$(sri "$t" sha1)" \
		"$(sri "$t" sha1) $(sri "$t")" "$(sri /dev/null) $(sri "$t")" "$(sri "$t")?foo" "md5-AAAA $(sri "$t")"; do
		cafs-add --store-version v11 --out "out$((i += 1))" --id x@1.0.0 --tarball "$t" --integrity "$integrity"
		[ "$(sqlite3 "out$i/v11/index.db" 'select count(*) from package_index')" -eq 1 ]
	done
	# The key is the lockfile's text; of several hashes the strongest come first (pnpm 12.21.0).
	key() { sqlite3 "$1/v11/index.db" 'select key from package_index'; }
	[ "$(key out4)" = "$(sri "$t" sha1)"$'\t'"x@1.0.0" ]
	[ "$(key out5)" = "$(sri "$t") $(sri "$t" sha1)"$'\t'"x@1.0.0" ]
}

@test "an integrity mismatch prints both values" {
	local t=$tarballs/good.tgz
	for algorithm in sha512 sha384 sha256 sha1; do
		fails 1 "expected $(sri /dev/null $algorithm), the tarball has $(sri "$t" $algorithm)" \
			add --id x@1.0.0 --tarball "$t" --integrity "$(sri /dev/null $algorithm)"
	done
	# A weaker hash that is right does not help.
	fails 1 "expected $(sri /dev/null), the tarball has $(sri "$t")" \
		add --id x@1.0.0 --tarball "$t" --integrity "$(sri /dev/null) $(sri "$t" sha1)"
	[ -z "$(ls -A)" ]
}

@test "an integrity that is none" {
	local t=$tarballs/good.tgz
	fails 1 "malformed integrity" add --id x@1.0.0 --tarball "$t" --integrity "sha512-AAAA"
	fails 1 "malformed integrity" add --id x@1.0.0 --tarball "$t" --integrity "sha1-!!!!!!!!!!!!!!!!!!!!!!!!!!="
	fails 1 "no sha512" add --id x@1.0.0 --tarball "$t" --integrity "md5-AAAA"
	fails 1 "no sha512" add --id x@1.0.0 --tarball "$t" --integrity ""
}

@test "--key-integrity files a replaced package under the key without checking it" {
	add --id x@1.0.0 --tarball "$tarballs/good.tgz" --key-integrity "$(sri /dev/null)"
	[ "$(sqlite3 out/v11/index.db 'select key from package_index')" = "$(sri /dev/null)"$'\t'"x@1.0.0" ]
}

@test "a folder is taken like a tarball, symlinks and .git left out" {
	mkdir -p pkg/.git pkg/lib && echo '{"name":"x","version":"1.0.0"}' >pkg/package.json && echo 1 >pkg/lib/a.js
	echo 2 >pkg/run && chmod 700 pkg/run && ln -s /etc/passwd pkg/link && echo 3 >pkg/.git/HEAD
	cafs-add --store-version v10 --out out --id x@1.0.0 --tarball pkg --key-integrity "$(sri /dev/null)"
	[ "$(find out -name '*-exec' | wc -l)" -eq 1 ]
	run cat out/v10/index/*/*.json
	[[ $output == *'"lib/a.js"'*'"package.json"'*'"run"'* ]]
	[[ $output != *link* && $output != *HEAD* ]]
}

@test "a folder's bundled dependencies are stored; what is installed in a working tree is not" {
	mkdir -p pkg/node_modules/y && echo '{"name":"x","version":"1.0.0"}' >pkg/package.json && echo 1 >pkg/node_modules/y/i.js
	cafs-add --store-version v10 --out out --id x@1.0.0 --tarball pkg --key-integrity "$(sri /dev/null)"
	grep -q '"node_modules/y/i.js"' out/v10/index/*/*.json
	cafs-add --store-version v10 --out git --id x@git+https://example.org/x#0123 --tarball pkg
	grep -rq '"package.json"' git
	run ! grep -rq node_modules git
}

@test "what is missing or in the way" {
	fails 1 "cannot open 'none.tgz'" add --id x@1.0.0 --tarball none.tgz
	mkfifo pipe
	fails 1 "neither a tarball nor a folder" add --id x@1.0.0 --tarball pipe
	mkdir out && touch out/kept
	fails 1 "out: exists already" add --id x@1.0.0 --tarball "$tarballs/good.tgz"
	[ "$(ls -A out)" = kept ]
	fails 1 "out/kept/out: cannot create" cafs-add --store-version v3 --out out/kept/out --id x@1.0.0 --tarball "$tarballs/good.tgz"
}

@test "hostile tarballs" {
	refuses_hostile_tarballs
	refuses manifest-broken "package.json, line 1"
}

@test "a gzip bomb meets the limit, which can be raised" {
	refuses bomb "more than 1048576 bytes; --max-unpacked" --max-unpacked 1M
	add --id x@1.0.0 --tarball "$tarballs/bomb.tgz" --max-unpacked 100M
	[ -n "$(find out -size +60M)" ]
}

@test "what follows the gzip data is ignored, as by pnpm 12, and several gzip members are one, as for pnpm 9 to 11" {
	cafs-add --store-version v3 --out a --id x@1.0.0 --tarball "$tarballs/trailing-garbage.tgz"
	cafs-add --store-version v3 --out b --id x@1.0.0 --tarball "$tarballs/two-members.tgz"
	[ "$(find a b -path '*/files/*' -type f | wc -l)" -eq 4 ]
}

@test "a tar ends at the first block of zeros, as for pnpm 9 to 11" {
	local name
	for name in zero-block two-zero-blocks garbage-behind-the-end two-tars no-end zero-block-twice; do
		cafs-add --store-version v10 --out "$name" --id x@1.0.0 --integrity "$(sri "$tarballs/$name.tgz")" --tarball "$tarballs/$name.tgz"
		node -e 'console.log(Object.keys(JSON.parse(require("fs").readFileSync(0)).files).sort().join(" "))' <"$(echo "$name"/v10/index/*/*)"
	done >files
	[ "$(cat files)" = "$(printf 'a package.json\n%.0s' {1..5}; echo package.json)" ]
	fails 1 "has no files" cafs-add --store-version v10 --out o --id x@1.0.0 --tarball "$tarballs/zero-block-first.tgz"
}

@test "100,000 entries" {
	# shellcheck disable=SC2154  # set by the helper
	node --input-type=module -e "
		import { writeFileSync } from 'node:fs'
		import { entry, gzip, tar } from '$root/tests/fidelity/tar.mjs'
		const files = Array.from({ length: 100000 }, (_, i) => entry({ name: 'package/d' + i % 100 + '/f' + i, body: String(i % 1000) }))
		writeFileSync('many.tgz', gzip(tar(files)))"
	add --id x@1.0.0 --tarball many.tgz
	[ "$(find out -path '*/files/*' -type f | wc -l)" -eq 1001 ] # 1000 contents and the placeholder package.json
}

@test "a 500 MB file needs no 500 MB of memory, and its repeated name counts once" {
	needs_memory_limit
	# Two entries of one name: the first, small, must not be stored.
	mkdir package && echo '{"name":"x","version":"1.0.0"}' >package/package.json && echo first >package/big
	tar -cf big.tar package && truncate -s 500M package/big && tar -rf big.tar package/big && gzip -1 big.tar
	run --separate-stderr bash -c "ulimit -v 120000 && exec cafs-add --store-version v11 --out out --id x@1.0.0 \
		--integrity $(sri big.tar.gz) --tarball big.tar.gz"
	echo "$stderr"
	[ "$status" -eq 0 ]
	[ "$(find out -path '*/files/*' -type f | wc -l)" -eq 2 ]
	digest=$(sha512sum package/big | cut -d' ' -f1)
	[ "$(stat -c %s "out/v11/files/${digest:0:2}/${digest:2}")" -eq $((500 << 20)) ]
}

@test "a list gives the same bytes as one process a package, whatever the threads, the umask and the newline" {
	local i
	for i in $(seq 1 40); do
		mkdir -p "p$i/package" && printf '{"name":"p%s","version":"1.0.0"}' "$i" >"p$i/package/package.json"
		echo "$((i % 7))" >"p$i/package/shared" && tar -czf "p$i.tgz" -C "p$i" package
		printf 'p%s@1.0.0\t%s\tp%s.tgz\n' "$i" "$(sri "p$i.tgz")" "$i" >>list
		cafs-add --store-version v11 --out "f$i" --id "p$i@1.0.0" --integrity "$(sri "p$i.tgz")" --tarball "p$i.tgz"
	done
	printf %s "$(cat list)" >list-no-newline
	cafs-add --store-version v11 --out one --list list --threads 1
	(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 cafs-add --store-version v11 --out two --list list-no-newline --threads 8)
	shuf list | cafs-add --store-version v11 --out three --list -
	LIST=list cafs-add --store-version v11 --out four --list-env LIST
	store-merge --mode copy --out merged f*
	tree one >want
	for i in two three four merged; do
		tree $i | diff want -
	done
	[ "$(sqlite3 one/v11/index.db 'select count(*) from package_index')" -eq 40 ]
}

@test "the first failure of a list is reported, always, and nothing is left" {
	local good=$tarballs/good.tgz i
	for i in $(seq 1 200); do printf 'x@%s\t\t%s\n' "$i" "$good"; done >list
	sed -i -e "20s|good|absolute|" -e "21s|good|newline|" -e "150s|good|two-roots|" list
	for i in 1 2 3 4 5; do
		fails 1 "cafs-add: x@20: the tarball has the absolute name" add --list list --threads 4
	done
	[ "$(ls -A)" = list ]
}

@test "a broken list" {
	printf 'x@1\tsha512-x\n' >list
	fails 1 "list: line 1 is not ID<TAB>SRI<TAB>TARBALL" add --list list
	printf 'x@1\t\ta.tgz\nx@1\t\tb.tgz\n' >list
	fails 1 "list: line 2 gives 'x@1' again" add --list list
	: >list
	fails 1 "list: the list is empty" add --list list
	printf 'x@1\0\n' >list
	fails 1 "list: has a NUL" add --list list
	fails 1 "none: cannot open" add --list none
}

@test "a list of 100,000 lines" {
	local good=$tarballs/good.tgz
	seq -f "x@%.0f%%$good" 1 100000 | sed 's/%/\t\t/' >list
	cafs-add --store-version v11 --out out --list list
	# Without an integrity a package has two keys: built and not-built.
	[ "$(sqlite3 out/v11/index.db 'select count(*) from package_index')" -eq 200000 ]
}

@test "a full disk leaves nothing" {
	mkdir disk && mount -t tmpfs -o size=1m none disk || skip "cannot mount"
	fails 1 "No space left on device" cafs-add --store-version v10 --out disk/out --id x@1.0.0 --tarball "$tarballs/bomb.tgz"
	[ -z "$(ls -A disk)" ]
	umount disk
}

@test "where nothing may be made beside the output, nothing is made" {
	unshare -m true || skip "cannot mount"
	mkdir -p closed/out
	# shellcheck disable=SC2016  # it is a script
	unshare -m bash -ec '
		mount --bind closed closed && mount --bind closed/out closed/out && mount -o remount,ro,bind closed
		for out in new out; do
			if cafs-add --store-version v10 --out closed/$out --id x@1.0.0 --tarball "$1" 2>>err; then exit 1; fi
		done
		[ -z "$(ls -A closed/out)" ]' _ "$tarballs/good.tgz"
	grep -F "closed/new: cannot create beside it: Read-only file system" err
	grep -F "closed/out: cannot create beside it: Read-only file system" err
}

@test "an interrupted run leaves nothing" {
	seq -f "x@%.0f%%$tarballs/bomb.tgz" 1 500 | sed 's/%/\t\t/' >list
	(exec cafs-add --store-version v11 --out out --list list) & pid=$!
	until [ "$(ls -A)" != list ]; do kill -0 $pid; done
	kill -TERM $pid
	if wait $pid; then false; fi
	[ "$(ls -A)" = list ]
}

@test "a package without integrity is filed under its id, as each pnpm names folders" {
	local id='git+file:///srv/Repo#c8b1' t=$tarballs/good.tgz
	for v in v3 v10 v11; do cafs-add --store-version $v --out $v --id "$id" --tarball "$t"; done
	# pnpm 9.15.9 keeps "#" and takes MD5 in base32; pnpm 10.33.0 replaces it and takes SHA-256. Both by hand here.
	name='git+file++++srv+Repo#c8b1'
	md5=$(printf %s "$name" | openssl dgst -md5 -binary | base32 | tr -d = | tr '[:upper:]' '[:lower:]')
	[ "$(cd v3/v3 && echo git*/*)" = "${name}_$md5/integrity-not-built.json ${name}_$md5/integrity.json" ]
	sha=$(printf %s "${name/\#/+}" | sha256sum | cut -c1-32)
	[ "$(cd v10/v10 && echo git*/*)" = "${name/\#/+}_$sha/integrity-not-built.json ${name/\#/+}_$sha/integrity.json" ]
	[ "$(sqlite3 v11/v11/index.db 'select key from package_index')" = "$id"$'\tbuilt\n'"$id"$'\tnot-built' ]
}

@test "a tarball beside the lockfile has its integrity noted, so that pnpm takes it for unchanged" {
	local t=$tarballs/good.tgz
	for v in v3 v10 v11; do
		cafs-add --store-version $v --out $v --id file:lib/Good.tgz --tarball "$t" --integrity "$(sri "$t")"
		[ "$(cat $v/$v/file+lib+Good.tgz/tarball-integrity)" = "$(sri "$t")" ]
	done
}

# in_each_layout OUT PACKAGE KEY [OPTION...]: the package in each layout.
in_each_layout() {
	local version
	for version in v3 v10 v11; do
		cafs-add --store-version $version --out "$1/$version" --id x@1.0.0 --key-integrity "$3" --tarball "$2" "${@:4}"
	done
}

@test "a package is patched before it is hashed: the index has what it would have of a package that came so" {
	make_scripts . "$PWD/bin"
	tar --sort=name -czf t.tgz package
	local key rules=(--shebangs --interpreter-path "$PWD/bin")
	key=$(sri t.tgz)
	in_each_layout folder package "$key" "${rules[@]}"
	in_each_layout plain package "$key"
	in_each_layout right patched "$key"
	diff -r folder right
	run ! diff -r plain right
	in_each_layout tarball t.tgz "$key" "${rules[@]}"
	rm -r tarball/v11 right/v11 # it has the hash of the tarball
	diff -r tarball right
	# The integrity is the tarball's, as it came.
	add --id x@1.0.0 --integrity "$key" --tarball t.tgz "${rules[@]}"
	fails 1 "integrity" cafs-add --store-version v3 --out no --id x@1.0.0 --integrity "$(sri /dev/null)" --tarball t.tgz "${rules[@]}"
}

@test "what is too large for the memory is patched the same" {
	make_scripts . "$PWD/bin"
	head -c 40M /dev/zero >package/zero
	tar -cf t.tar package && gzip -1 t.tar
	local rules=(--shebangs --interpreter-path "$PWD/bin")
	in_each_layout memory t.tar.gz "$(sri t.tar.gz)" "${rules[@]}" --threads 1
	in_each_layout stream t.tar.gz "$(sri t.tar.gz)" "${rules[@]}" --threads 16
	diff -r memory stream
	grep -rqF "#!$PWD/bin/sh -e" stream
}

@test "what cannot be patched is named, all of it, and nothing is left" {
	mkdir -p package bin
	echo '{"name":"x","version":"1.0.0"}' >package/package.json
	printf '#!/usr/bin/env -i node\n' | tee package/b >package/a
	printf '#!/usr/bin/env nowhere\n' >package/c
	chmod +x package/[abc]
	fails 1 "cafs-add: x@1.0.0: 'a': \"#!/usr/bin/env -i node\" is a form of env that cannot be patched; 'b': " \
		add --id x@1.0.0 --tarball package --shebangs --interpreter-path "$PWD/bin"
	rm package/[ab]
	fails 1 "'c': \"#!/usr/bin/env nowhere\" is not patched: there is no 'nowhere'" \
		add --id x@1.0.0 --tarball package --shebangs --strict --interpreter-path "$PWD/bin"
	[ ! -e out ]
	run -0 --separate-stderr add --id x@1.0.0 --tarball package --shebangs --verbose --interpreter-path "$PWD/bin"
	# shellcheck disable=SC2154
	[[ $stderr == *"cafs-add: x@1.0.0: 'c': \"#!/usr/bin/env nowhere\" is not patched: there is no 'nowhere'"* ]]
	fails 2 "'--shebangs'" add --id x@1.0.0 --tarball package --map node=/x
	fails 2 "'--map'" add --id x@1.0.0 --tarball package --shebangs --map node
}
