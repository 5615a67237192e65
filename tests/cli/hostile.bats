#!/usr/bin/env bats
# Small inputs that once took gigabytes or minutes, broke a program or were taken for something else.

# root comes from the helper; status, output and stderr from bats.
# shellcheck disable=SC2154
load helper

setup() {
	cases=$root/tests/fixtures/hostile
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	rm -rf "${memory:-none}"
}

# bounded MEGABYTES|unlimited SECONDS COMMAND...: with no more address space and CPU time than that.
bounded() {
	(
		[ "$1" = unlimited ] || ulimit -v $(($1 * 1024))
		ulimit -t "$2" && "${@:3}"
	)
}

# store NAME: a v11 store of the fixture NAME.db.gz alone.
store() {
	mkdir -p "$1/v11/files"
	gunzip -c "$cases/$1.db.gz" >"$1/v11/index.db"
}

@test "lockfiles and packages that lead out of the tree, for each package manager" {
	run node "$BATS_TEST_DIRNAME/hostile-trees.mjs" "$PWD"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^[0-9]+\ cases$ ]]
	[ "${output% *}" -ge 300 ]
}

@test "a path of more folders than any package has" {
	needs_memory_limit
	fails 1 "deep@1.0.0: has the path 'a/a/" bounded 300 5 \
		cafs-add --store-version v11 --out o --id deep@1.0.0 --tarball "$cases/deep-path.tgz"
	fails 1 "has the path" bounded 300 5 cache-entry-creator --out o --name deep@1.0.0 --package "$cases/deep-path.tgz"
	[ ! -e o ]
}

@test "many commands, and JSON that takes much more memory than text" {
	needs_memory_limit
	fails 1 "which is longer than 4095 bytes" bounded 700 10 \
		cafs-add --store-version v11 --shebangs --interpreter-path /bin --out o --id a@1.0.0 --tarball "$cases/bins.tgz"
	mkdir package
	{ printf '{"name":"a","bin":{"a":"a"' && printf ',"%s":"x/y/z"' {1..70000} && echo '}}'; } >package/package.json
	fails 1 "its package.json files name more than 65536 commands" bounded 700 10 \
		cafs-add --store-version v11 --shebangs --interpreter-path /bin --out o --id a@1.0.0 --tarball package
	fails 1 "package.json is larger than 16777216 bytes" bounded 700 10 \
		cafs-add --store-version v11 --shebangs --interpreter-path /bin --out o --id a@1.0.0 --tarball "$cases/json-arrays.tgz"
	{ printf '{"bin":[0' && printf ',[]%.0s' {1..262144} && echo ']}'; } >package/package.json
	fails 1 "package.json, line 1: more than 262144 values" bounded 700 10 \
		cafs-add --store-version v11 --shebangs --interpreter-path /bin --out o --id a@1.0.0 --tarball package
	[ ! -e o ]
}

@test "names that all have one hash are added in a second" {
	# In memory, for a disk may take seconds of CPU time for so many files.
	memory=$(mktemp -d /dev/shm/fragstore.XXXXXX)
	bounded unlimited 5 cache-entry-creator --out "$memory/o" --name a@1.0.0 --package "$cases/flood-bun.tgz"
	[ "$(find "$memory/o" -type f | wc -l)" -gt 10000 ]
}

@test "what cafs-add writes of names with a NUL passes --verify" {
	for version in v3 v10 v11; do
		cafs-add --store-version $version --out $version --id a@1.0.0 --tarball "$cases/json10.tgz"
		store-merge --verify $version
	done
}

@test "a file with the name __proto__, which JSON indexes cannot list, is not left without an owner" {
	mkdir package
	echo '{"name":"a","version":"1.0.0"}' >package/package.json
	echo "known by no other name" >package/__proto__
	tar -czf a.tgz package
	for version in v3:1 v10:1 v11:2; do
		for source in package a.tgz; do
			rm -rf o
			cafs-add --store-version "${version%:*}" --out o --id a@1.0.0 --tarball "$source"
			store-merge --verify o
			[ "$(find o/*/files -regex '.*/[0-9a-f]*' -type f | wc -l)" -eq "${version#*:}" ]
		done
	done
}

@test "package.json is as deep as --verify reads it, or refused" {
	nested() { printf '%*s' "$1" '' | tr ' ' '['; printf '%*s' "$1" '' | tr ' ' ']'; }
	for depth in 510 511 512; do
		mkdir package-$depth
		echo "{\"name\":\"a\",\"dependencies\":$(nested $depth)}" >package-$depth/package.json
	done
	for version in v3 v10 v11; do
		for depth in 510 511; do
			cafs-add --store-version $version --out $version-$depth --id a@1.0.0 --tarball package-$depth
			store-merge --verify $version-$depth
		done
		fails 1 "package.json, line 1: more than 512 levels of arrays and objects" \
			cafs-add --store-version $version --out o --id a@1.0.0 --tarball package-512
	done
}

@test "an alias in index.db that is longer than the key it begins as" {
	for name in alias-oob alias-oob8m; do
		store "$name"
		run store-merge --verify "$name"
		[ "$status" -eq 1 ]
		[[ $output == *"an alias in index.db leads to a row that is not there"* ]]
	done
}

@test "pages of index.db that are named many times" {
	store btree10
	fails 1 "has more rows than its size has room for; it is damaged" bounded unlimited 5 store-merge --out o btree10
	[ ! -e o ]
}

@test "columns of index.db that are computed, a view and a row of zeros" {
	mkdir -p {generated,view,zeros}/v11/files
	sqlite3 generated/v11/index.db "CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL);
		INSERT INTO package_index (key) VALUES ('a'), ('b'), ('c')"
	sqlite3 view/v11/index.db "CREATE VIEW package_index AS WITH RECURSIVE n(key) AS (VALUES (1) UNION ALL SELECT key + 1 FROM n) SELECT key, key AS data FROM n"
	fails 1 "has a table package_index with generated columns" bounded unlimited 5 store-merge --out o generated
	fails 1 "has no table package_index" bounded unlimited 5 store-merge --out o view
}

@test "an index.db that is a symlink is merged, and so is that of a version folder that is one" {
	for name in a b c; do
		mkdir "package-$name"
		echo "{\"name\":\"$name\"}" >"package-$name/package.json"
		cafs-add --store-version v11 --out "$name" --id "$name@1.0.0" --tarball "package-$name"
	done
	mkdir -p linked/v11/files folder
	ln -s "$PWD/a/v11/index.db" linked/v11/index.db
	ln -s "$PWD/c/v11" folder/v11
	store-merge --out o linked b folder
	[ "$(sqlite3 o/v11/index.db "SELECT count(*) FROM package_index")" -eq 6 ]
	[ "$(sqlite3 o/v11/index.db "SELECT count(*) FROM package_index WHERE key LIKE 'a@%'")" -eq 2 ]
}

@test "a FIFO, a socket or a device in a store is refused at once" {
	mkdir -p {fifo,link,other}/v11/files
	mkfifo fifo/v11/index.db
	ln -s "$PWD/fifo/v11/index.db" link/v11/index.db
	for store in fifo link; do
		fails 1 "v11/index.db: is neither a file, a symlink nor a directory" timeout 10 store-merge --out o "$store"
		run -1 timeout 10 store-merge --verify "$store"
	done
	mkdir -p {first,second}/v10/files/ab
	echo >first/v10/files/ab/x
	mkfifo second/v10/files/ab/x
	fails 1 "second/v10/files/ab/x: is neither" timeout 10 store-merge --out o first second
}

# refused_at_once WHAT COMMAND...: it does not wait for WHAT, and its one line says that.
refused_at_once() {
	fails 1 "$1" timeout 10 bash -c 'ulimit -v 4000000; exec "$@"' - "${@:2}" && [ ! -e o ]
}

@test "a list from a pipe that the shell has opened" {
	mkdir package
	echo '{"name":"a","version":"1.0.0"}' >package/package.json
	cafs-add --store-version v11 --out o --list <(printf 'a@1.0.0\t\t%s\n' package)
	[ -e o/v11/index.db ]
	fails 1 "/dev/fd/63: cannot open" cafs-add --store-version v11 --out other --list /dev/fd/63
}

@test "a FIFO, a socket or a device where a file is to be given is refused at once, by every program" {
	needs_memory_limit
	local what name
	mkdir p fragment
	echo '{"name":"p"}' >p/package.json
	: >empty
	mkfifo fifo
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "socket", Listen => 1) or die'
	for what in fifo socket /dev/zero; do
		refused_at_once "$what" cafs-add --store-version v11 --out o --list "$what"
		refused_at_once "$what" cafs-add --store-version v11 --out o --id a@1.0.0 --tarball "$what"
		refused_at_once "$what" cache-entry-creator --out o --list "$what"
		refused_at_once "$what" cache-entry-creator --out o --name a@1.0.0 --package "$what"
		refused_at_once "$what" cache-entry-creator --manifests "$what" --bun 1.3.14 --out o
		refused_at_once "$what" store-merge --out o --list "$what"
		refused_at_once "$what" store-merge --out o "$what"
		refused_at_once "$what" store-merge --out o --about "$what" fragment
		for name in pnpm-lock.yaml bun.lock package-lock.json; do
			ln -sfn "$(realpath -s "$what")" $name
			refused_at_once $name node-modules --lockfile $name --project p --list empty --out o
			rm $name
		done
		printf "lockfileVersion: '9.0'\nimporters:\n  .: {}\n" >pnpm-lock.yaml
		refused_at_once "$what" node-modules --lockfile pnpm-lock.yaml --project p --list "$what" --out o
		refused_at_once "$what" node-modules --lockfile pnpm-lock.yaml --project p --list empty --manifests "$what" --out o
		mkdir -p other/package
		ln -sfn "$(realpath -s "$what")" other/package.json
		refused_at_once package.json node-modules --lockfile pnpm-lock.yaml --project other --list empty --out o
		refused_at_once "$what" tree-patch --set-rpath /x "$what"
		refused_at_once "$what" tree-patch --print-rpath "$what"
		refused_at_once "$what" tree-patch --set-rpath "@$what" /bin/true
		refused_at_once "$what" tree-patch --elf --dynamic-linker "$what" p
		rm pnpm-lock.yaml
	done
}

@test "two files with one XXH3 hash are not the same" {
	fails 1 "differs" store-merge --strict --out o "$cases/xxh128/a" "$cases/xxh128/b"
}

@test "symlinks from every folder to every folder: each pair is compared once" {
	for side in a b; do
		mkdir -p "$side/cache"
		for i in {1..60}; do
			mkdir -p "$side/web/$i"
			for k in {1..60}; do echo "$BATS_TEST_TMPDIR/$side/web/$k"; done | xargs ln -st "$side/web/$i"
		done
		ln -s "$BATS_TEST_TMPDIR/$side/web/1" "$side/cache/x@1.0.0@@@1"
	done
	bounded unlimited 5 store-merge --strict --out o a/cache b/cache
	rm b/web/60/60
	mkdir b/web/60/60
	fails 1 "x@1.0.0@@@1: differs between" bounded unlimited 5 store-merge --strict --out p a/cache b/cache
}

@test "two ids of one folder" {
	mkdir package
	echo '{}' >package/package.json
	printf 'a/b@x:y\t\tpackage\na+b/x@y\t\tpackage\n' >others
	printf 'a/b:x\t\tpackage\na+b:x\t\tpackage\n' >list
	for version in v3 v10 v11; do
		fails 1 "a+b:x: has the same folder in pnpm's store as 'a/b:x'; remove one of them" \
			cafs-add --store-version $version --out o --list list
		cafs-add --store-version $version --out "$version" --list others
	done
}

@test "a version of bun.lock that ends at the colon" {
	# It names no version, so there is no tag for it: the manifest is that of a plain version.
	sed 's/"npm:"/"1.0.0"/' "$cases/npm-colon.lock" >plain.lock
	sed 's/"npm:"/"latest"/' "$cases/npm-colon.lock" >tag.lock
	sed 's/"npm:"/"next"/' "$cases/npm-colon.lock" >other-tag.lock
	for lock in "$cases/npm-colon.lock" plain.lock tag.lock other-tag.lock; do
		cache-entry-creator --manifests "$lock" --bun 1.3.14 --out "$(basename "$lock" .lock)"
	done
	diff -r npm-colon plain
	diff -r npm-colon tag
	run ! diff -rq npm-colon other-tag
}

# waits_for COMMAND...: until it succeeds, ten seconds at most, or $patience.
waits_for() {
	local i
	for ((i = 0; i < 100 * ${patience:-10}; i++)); do
		if "$@"; then return; fi
		sleep 0.01
	done
	return 1
}

# A file of 16 GB in 16 MB: 256 gzip members of zeros.
huge() {
	{
		printf '{"name":"a","version":"1.0.0"}' >package.json
		tar -c --transform 's,^,package/,' package.json | head -c 1024
		truncate -s 16G zeros && tar -c --transform 's,^,package/,' zeros | head -c 512
	} | gzip >huge.tgz
	head -c 64M /dev/zero | gzip -9 >member
	for _ in {1..256}; do cat member; done >>huge.tgz
	rm package.json zeros member
}

@test "a signal is heeded within a second in the middle of one large file" {
	huge
	for signal in TERM INT HUP; do
		# A shell without job control has its children ignore SIGINT, which programs leave as it is. What
		# fails here must not fill the disk.
		(ulimit -f 3000000 && exec env --default-signal=INT \
			cafs-add --store-version v11 --max-unpacked 100G --out o --id a@1.0.0 --tarball huge.tgz 2>err) & pid=$!
		waits_for test -d .o.fragstore-0/v11/files
		kill -$signal $pid
		start=$(date +%s%N)
		status=0 && wait $pid || status=$?
		took=$((($(date +%s%N) - start) / 1000000))
		echo "$signal: status $status after $took ms: $(cat err)"
		[ "$status" -eq 1 ]
		[ "$took" -lt 3000 ]
		[ "$(cat err)" = "cafs-add: o: interrupted" ]
		[ "$(ls -A)" = "$(printf 'err\nhuge.tgz')" ]
	done
}

@test "a signal in the moment in which the first folder is made leaves nothing" {
	command -v strace || skip "no strace"
	mkdir package work
	echo '{}' >package/package.json
	for out in o parent/o; do
		run --separate-stderr strace -f -o /dev/null -e trace=mkdir,mkdirat -e inject=mkdir,mkdirat:signal=TERM:when=1 \
			cafs-add --store-version v11 --out "work/$out" --id a@1.0.0 --tarball package
		[ "$status" -eq 1 ]
		[ "$stderr" = "cafs-add: work/$out: interrupted" ]
		[ -z "$(ls -A work)" ]
	done
}

@test "a signal is heeded within a second when there is much to remove; what is left then goes, and nobody waits for it" {
	mkdir package
	(cd package && seq 60000 | xargs touch)
	tar --sort=name -czf a.tgz package
	rm -r package
	# cat ends when nobody has the pipe any more.
	# shellcheck disable=SC2016  # the inner shell's
	bash -c 'echo $$ >pid; exec cache-entry-creator --out o --name a@1.0.0 --package a.tgz' 2>&1 | cat >err & cat=$!
	patience=60
	waits_for test -e .o.fragstore-0/a@1.0.0@@@1/5
	kill -TERM "$(cat pid)"
	kill -TERM "$(cat pid)" # as timeout(1) does
	start=$(date +%s%N)
	wait $cat
	took=$((($(date +%s%N) - start) / 1000000))
	echo "after $took ms: $(cat err)"
	[ "$took" -lt 3000 ]
	[ "$(cat err)" = "cache-entry-creator: o: interrupted" ]
	waits_for test ! -e .o.fragstore-0
	[ "$(ls -A)" = "$(printf 'a.tgz\nerr\npid')" ]
}

@test "what a killed run left is removed by the next one, and a running one's is not" {
	huge
	mkdir package
	echo '{}' >package/package.json
	(exec cafs-add --store-version v11 --max-unpacked 100G --out o --id a@1.0.0 --tarball huge.tgz) & killed=$!
	waits_for test -d .o.fragstore-0/v11
	cafs-add --store-version v11 --out o --id a@1.0.0 --tarball package
	[ -d .o.fragstore-0/v11 ]
	[ ! -e .o.fragstore-1 ]
	[ -d o/v11 ]
	kill -KILL $killed
	wait $killed || true
	[ -d .o.fragstore-0/v11 ]
	rm -r o
	mkdir -p .o.fragstore-{1,2}/v11
	cafs-add --store-version v11 --out o --id a@1.0.0 --tarball package
	[ "$(ls -A)" = "$(printf 'huge.tgz\no\npackage')" ]
}

@test "a new file that a killed tree-patch left is removed, and not patched" {
	mkdir t
	printf '#!/usr/bin/env sh\n' | tee t/.tree-patch-123-0 >t/x
	chmod +x t/x t/.tree-patch-123-0
	tree-patch --shebangs --map sh=/bin/sh t
	[ "$(ls -A t)" = x ]
	[ "$(cat t/x)" = '#!/bin/sh' ]
}

@test "tree-patch: a signal is heeded within a second in one large file, in a tree and alone; killed, the next run removes what is left" {
	printf '#!/usr/bin/env sh\n' >script
	truncate -s 3G script && chmod +x script
	cp /bin/true program
	chmod u+w program && truncate -s 3G program
	mkdir t && mv script program t
	local as_anybody=(env)
	[ "$(id -u)" -ne 0 ] || as_anybody=(setpriv --bounding-set -all --inh-caps -all)
	for what in "--shebangs --map sh=/bin/sh t" "--shebangs --map sh=/bin/sh t/script" "--set-rpath /x t/program"; do
		for signal in TERM KILL; do
			chmod 555 t
			# shellcheck disable=SC2086  # several words
			(exec "${as_anybody[@]}" tree-patch $what 2>err) & pid=$!
			waits_for compgen -G "t/.tree-patch-*"
			kill -$signal $pid
			start=$(date +%s%N)
			status=0 && wait $pid || status=$?
			took=$((($(date +%s%N) - start) / 1000000))
			echo "$what, $signal: status $status after $took ms: $(cat err)"
			if [ $signal = TERM ]; then
				[ "$status" -eq 1 ]
				[ "$took" -lt 3000 ]
				[ "$(cat err)" = "tree-patch: interrupted; every file is either patched or unchanged" ]
				[ "$(ls -A t)" = "$(printf 'program\nscript')" ]
				[ "$(stat -c %a t)" = 555 ]
			else
				compgen -G "t/.tree-patch-*"
			fi
		done
		case $what in
		*t/program) tree-patch --remove-rpath t/program ;;
		*) tree-patch --shebangs --map other=/bin/sh "${what##* }" ;;
		esac
		[ "$(ls -A t)" = "$(printf 'program\nscript')" ]
	done
}

@test "node-modules: a signal is heeded within a second while a large lockfile is read, and while packages are unpacked and linked" {
	memory=$(mktemp -d /dev/shm/fragstore.XXXXXX)
	local phase signal at pid start status took
	node "$BATS_TEST_DIRNAME/odd-lockfiles.mjs" pnpm-chain 60000 "$memory"
	cd "$memory"
	# The temporary folder has these then.
	declare -A phases=([read]=. [unpack]='node_modules/.pnpm/a1000@1.0.0' [link]='node_modules/.pnpm/a0@1.0.0/node_modules/a1')
	for phase in read unpack link; do
		# Only a small one is removed in a second.
		[ $phase != link ] || { rm -r package* list pnpm-lock.yaml && node "$BATS_TEST_DIRNAME/odd-lockfiles.mjs" pnpm-chain 300 .; }
		for signal in TERM HUP; do
			at=".out.fragstore-0/${phases[$phase]}"
			(exec node-modules --lockfile pnpm-lock.yaml --project . --list list --out out 2>err) & pid=$!
			waits_for compgen -G "$at" >/dev/null || [ $phase = link ]
			kill -$signal $pid || true
			start=$(date +%s%N)
			status=0 && wait $pid || status=$?
			took=$((($(date +%s%N) - start) / 1000000))
			echo "$phase, $signal: status $status after $took ms: $(cat err)"
			if [ $phase = link ] && [ "$status" -eq 0 ]; then
				rm -r out # it was done already
				continue
			fi
			[ "$status" -eq 1 ]
			[ "$took" -lt 3000 ]
			[ "$(cat err)" = "node-modules: out: interrupted" ]
			[ "$(ls -A)" = "$(printf 'err\nlist\npackage\npackage.json\npnpm-lock.yaml')" ]
		done
	done
}

@test "out of memory with many threads: one line, and nothing left" {
	needs_memory_limit
	mkdir package work
	for i in {1..200}; do head -c 20000 /dev/urandom >"package/$i"; done
	echo '{"name":"a","version":"1.0.0"}' >package/package.json
	tar -czf a.tgz package
	for i in {1..30}; do printf 'a%d@1.0.0\t\ta.tgz\n' "$i"; done >list
	for mb in 40 60 80 100 130 160 200; do
		run --separate-stderr bounded $mb 60 cafs-add --store-version v11 --threads 16 --out work/o --list list
		[ "$status" -le 1 ]
		if [ "$status" -eq 1 ]; then
			[ "${#stderr_lines[@]}" -eq 1 ]
			[ -z "$(ls -A work)" ]
		fi
		rm -rf work/o
	done
}

@test "a reader of messages that has gone: exit 1, and nothing left" {
	mkdir package
	echo '{}' >package/package.json
	for i in {1..2000}; do printf 'a%d@1.0.0\t\tpackage\n' "$i"; done >list
	{ cafs-add --store-version v11 --verbose --out o --list list 2>&1 || echo "$?" >status; } | head -n 1
	[ "$(cat status)" -eq 1 ]
	[ "$(ls -A)" = "$(printf 'list\npackage\nstatus')" ]
}

@test "stdout that is full or closed is an error" {
	for program in cafs-add cache-entry-creator node-modules store-merge tree-patch; do
		for option in --help --version; do
			run bash -c "$program $option >/dev/full"
			[ "$status" -eq 1 ]
			[ "$output" = "$program: stdout: No space left on device" ]
			run bash -c "$program $option >&-"
			[ "$status" -eq 1 ]
			[ "$output" = "$program: stdout: Bad file descriptor" ]
		done
	done
	cp /bin/true .
	for option in --print-needed --print-rpath --print-interpreter; do
		run bash -c "tree-patch $option true >/dev/full"
		[ "$status" -eq 1 ]
		[[ $output == *"No space left on device"* ]]
	done
}

@test "a tarball larger than the memory that is another one when it is read again" {
	command -v strace || skip "no strace"
	mkdir package
	echo '{"name":"a","version":"1.0.0"}' >package/package.json
	head -c 70M /dev/urandom >package/data
	tar -cf - package | gzip -1 >a.tgz
	head -c 70M /dev/urandom >package/data
	tar -cf - package | gzip -1 >other.tgz
	sri=$(sri a.tgz)
	cafs-add --store-version v11 --threads 16 --out good --id a@1.0.0 --integrity "$sri" --tarball a.tgz
	cp a.tgz swapped.tgz
	# Stops it when it seeks to the beginning, after the first reading.
	(exec strace -f -o trace -e trace=lseek -e inject=lseek:delay_enter=2000000 \
		cafs-add --store-version v11 --threads 16 --out o --id a@1.0.0 --integrity "$sri" --tarball swapped.tgz 2>err) & pid=$!
	waits_for grep -qs lseek trace
	cat other.tgz >swapped.tgz
	status=0 && wait $pid || status=$?
	cat err
	[ "$status" -eq 1 ]
	[ ! -e o ]
	grep -q "integrity mismatch" err
}
