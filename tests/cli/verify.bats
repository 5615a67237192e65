#!/usr/bin/env bats
# --verify: a store against its own index.

load helper

setup_file() {
	mkdir "$BATS_FILE_TMPDIR/packages"
	cd "$BATS_FILE_TMPDIR/packages" || return
	mkdir -p one/lib two
	echo '{"name":"one","version":"1.0.0","bin":"lib/run"}' >one/package.json
	printf '#!/bin/sh\n' >one/lib/run
	chmod +x one/lib/run
	echo '{"name":"two","version":"2.0.0"}' >two/package.json
	echo "in one only" >one/only
	echo "same in both" | tee one/same >two/same
	for package in one two; do
		tar -czf "$package.tgz" --transform "s,^$package,package," "$package"
	done
}

setup() {
	packages=$BATS_FILE_TMPDIR/packages
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

# make_store FORMAT: the store "store" of both packages.
make_store() {
	printf '%s\t%s\t%s\n' one@1.0.0 "$(sri "$packages/one.tgz")" "$packages/one.tgz" \
		two@2.0.0 "$(sri "$packages/two.tgz")" "$packages/two.tgz" file:two.tgz "$(sri "$packages/two.tgz")" "$packages/two.tgz" \
		git+x@1 "" "$packages/two.tgz" |
		cafs-add --store-version "$1" --out store --list -
	chmod -R u+w store
}

# contents_of FILE: where the store has what that file of a package holds.
contents_of() {
	local hash
	hash=$(sha512sum "$packages/$1" | cut -d ' ' -f 1)
	echo store/*/files/"${hash:0:2}/${hash:2}"*
}

verify() {
	store-merge --verify store
}

# breaks WHAT COMMAND...: after it, there is one fault, and it is said as WHAT; contents that an index then lacks are not counted.
breaks() {
	local what=$1
	shift
	cp -a store whole
	"$@"
	run --separate-stderr verify
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ $stderr == *"store-merge: $what"* ]] || { echo "got: $stderr" && return 1; }
	grep -v "/files/../[0-9a-f]\{126\}[-exc]*: belongs to no package" <<<"$stderr" >said
	[ "$(wc -l <said)" -eq 1 ] || { echo "got: $stderr" && return 1; }
	rm -rf store
	mv whole store
}

@test "a store that is as its index says, in each layout, as it was made and merged, is silent" {
	for format in v3 v10 v11; do
		rm -rf store merged copied
		make_store "$format"
		run --separate-stderr store-merge --verify store
		[ "$status" -eq 0 ]
		[ -z "$output$stderr" ]
		store-merge --out merged store
		store-merge --verify merged
		store-merge --out copied --mode copy store
		store-merge --verify copied
		run --separate-stderr store-merge --verify store --verbose
		[[ $stderr == "store-merge: store: "[3-6]" packages, 0 faults" ]]
	done
}

@test "all three layouts in one folder are checked" {
	for format in v3 v10 v11; do
		make_store "$format"
		store-merge --mode copy --out "one-$format" store
		rm -rf store
	done
	store-merge --mode copy --out store one-v3 one-v10 one-v11
	verify
	chmod -R u+w store
	for format in v3 v10 v11; do
		: >"store/$format/files/00"
	done
	run --separate-stderr verify
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 3 ]
}

# What --verify says of a file of a package, in any layout.
file_faults() {
	local only run
	only=$(contents_of one/only) run=$(contents_of one/lib/run)
	breaks "one@1.0.0: 'lib/run': $run: cannot open: No such file or directory" rm "$run"
	breaks "one@1.0.0: 'lib/run': $run: has 11 bytes, but the index says 10" sh -c "echo >>$run"
	breaks "one@1.0.0: 'lib/run': $run: its name is not the hash of its contents" sh -c "printf '#!/bin/ab\n' >$run"
	breaks "one@1.0.0: 'lib/run': $run: is not executable, but the index says it is" chmod -x "$run"
	breaks "one@1.0.0: 'only': $only: is executable, but the index says it is not" chmod +x "$only"
	breaks "one@1.0.0: 'only': $only: is not a regular file" sh -c "rm $only; mkfifo $only"
	breaks "one@1.0.0: 'only': $only: is not a regular file" sh -c "rm $only; mkdir $only"
	breaks "one@1.0.0: 'only': $only: is not a regular file" ln -sf /dev/zero "$only"
	breaks "one@1.0.0: 'only': $only: cannot open: " ln -sf "$(basename "$only")" "$only"
	breaks "$(dirname "$only")/new: belongs to no package of the index" sh -c ": >$(dirname "$only")/new"
	breaks "${only%/*/*}/new: belongs to no package of the index" sh -c ": >${only%/*/*}/new"
	breaks "${only%/*/*/*}/new: belongs to no package of the index" sh -c ": >${only%/*/*/*}/new"
	breaks "${only%/*/*}/0: belongs to no package of the index" mkdir "${only%/*/*}/0"
}

@test "v3: what is wrong with files" { make_store v3 && file_faults; }
@test "v10: what is wrong with files" { make_store v10 && file_faults; }
@test "v11: what is wrong with files" { make_store v11 && file_faults; }

@test "where the index cannot be read, no file is said to belong to no package" {
	make_store v10
	index=$(grep -l '"name":"one"' -r store --include='*.json')
	rm "$index" && mkfifo "$index"
	fails 1 "$index: is not a regular file" verify
	rm -r store && make_store v11
	echo >store/v11/index.db
	fails 1 "store/v11/index.db: has no table package_index" verify
}

# What --verify says of an index entry that is a JSON file.
json_faults() {
	local index
	index=$(grep -l '"name":"one"' -r store --include='*.json')
	breaks "one@1.0.0: 'only': $(contents_of one/only): has 12 bytes, but the index says 14" sed -i 's/"size":12/"size":14/' "$index"
	breaks "one@1.0.0: 'only': the index has no hash, mode and size of it" sed -i 's/,"size":12/,"size":-12/' "$index"
	breaks "one@1.0.0: 'only': the index has no hash, mode and size of it" sed -i 's/,"size":12//' "$index"
	breaks "one@1.0.0: 'only': the index has no hash, mode and size of it" \
		sed -i 's/"only":{"checkedAt":1000,"integrity":"[^"]*/"only":{"integrity":"sha512-x/' "$index"
	breaks "$index: is not an index entry" sed -i 's/^{/[/' "$index"
	breaks "$index: is not an index entry" cp /dev/null "$index"
	breaks "$index: is not a regular file" sh -c "rm $index; mkfifo $index"
	breaks "one@1.0.0: its index entry has no files" sh -c "echo '{\"name\":\"one\",\"version\":\"1.0.0\"}' >$index"
	breaks "store/v$1/git+x@1/new: belongs to no package of the index" sh -c ": >store/v$1/git+x@1/new"
	breaks "store/v$1/file+two.tgz/tarball-integrity: malformed integrity 'sha512-x'" \
		sh -c "printf sha512-x >store/v$1/file+two.tgz/tarball-integrity"
	sed -i 's/"size":13/"size":15/' "$index"
	run --separate-stderr verify
	[[ $stderr == *": 'same': the index says 1"[35]" bytes, but 1"[35]" for the same contents in "[ot]* ]]
}

@test "v3: what is wrong with the index" { make_store v3 && json_faults 3; }
@test "v10: what is wrong with the index" { make_store v10 && json_faults 10; }

@test "v11: what is wrong with the index" {
	make_store v11
	local db=store/v11/index.db
	sql() { sqlite3 $db "$1"; }
	breaks "one@1.0.0: its row in index.db is damaged" sql "UPDATE package_index SET data = x'd4' WHERE key LIKE '%one@1.0.0'"
	breaks "one@1.0.0: its row in index.db is damaged" sql "UPDATE package_index SET data = x'd472409aa161' WHERE key LIKE '%one@1.0.0'"
	breaks "one@1.0.0: its index entry has no files" sql "UPDATE package_index SET data = x'80' WHERE key LIKE '%one@1.0.0'"
	# A map of one file whose record has no fields.
	breaks "one@1.0.0: 'a': the index has no hash, mode and size of it" \
		sql "UPDATE package_index SET data = x'81a566696c657381a16180' WHERE key LIKE '%one@1.0.0'"
	breaks "one@1.0.0: an alias in index.db leads to a row that is not there" sql "DELETE FROM package_index WHERE key LIKE '%one@1.0.0'"
	breaks "$db: has no table package_index" sql "DROP TABLE package_index"
	# A view of endless rows.
	breaks "$db: has no table package_index" sql "ALTER TABLE package_index RENAME TO p; CREATE VIEW package_index AS
		WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'k' || x AS key, x'80' AS data FROM c"
	breaks "$db: SQLite: file is not a database" sh -c "echo no database >$db"
	breaks "$db: is not a regular file" sh -c "rm $db; mkfifo $db"
	breaks "$db-wal: holds rows that index.db does not have yet" sh -c "echo x >$db-wal"
}

@test "what pnpm keeps for itself in a store, and links of a linked one, are not looked at" {
	make_store v11
	mkdir -p store/v11/projects store/v11/links/@/x store/v11/node_modules/x
	touch store/v11/projects/a store/v11/index.db-shm
	verify
}

@test "a name of a file is text: one line for each, whatever it holds" {
	make_store v10
	touch store/v10/$'a\n\e[31mb' "store/v10/files/00%s%n" store/v10/index/$'\xff'
	run --separate-stderr verify
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 3 ]
	[[ $stderr == *'v10/a\x0a\x1b[31mb: belongs to no package'* ]]
	[[ $stderr == *'files/00%s%n: belongs to no package'* ]]
}

@test "a store of no packages has no faults" {
	mkdir fragment
	store-merge --out store fragment
	verify
}

@test "all faults are named, and in the same order every time" {
	make_store v10
	find store -path '*/files/*' -type f -exec truncate -s 3 {} +
	: >store/v10/stray
	run --separate-stderr verify
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 6 ]
	local first=$stderr
	run --separate-stderr taskset -c 0 store-merge --verify store
	[ "$stderr" = "$first" ]
}

@test "a note beside a store does not make a bun cache of it" {
	local format
	echo x >note
	for format in v3 v10 v11; do
		make_store "$format"
		store-merge --out "merged/$format" --about note store
		run --separate-stderr store-merge --verify "merged/$format" --verbose
		[[ $status -eq 0 && $stderr == "store-merge: merged/$format: "[1-9]*" packages, 0 faults" ]]
		rm -r store
	done
	store-merge --out none --about note --list - </dev/null
	run --separate-stderr store-merge --verify none --verbose
	[[ $status -eq 0 && $stderr == "store-merge: none: 0 packages, 0 faults" ]]
}

@test "a bun cache: packages are folders of files" {
	cache-entry-creator --out one --name one@1.0.0 --package "$packages/one.tgz"
	cache-entry-creator --out two --name @s/two@2.0.0-rc.1 --package "$packages/two.tgz"
	echo x >note
	store-merge --out store --about note one two
	verify
	run --separate-stderr store-merge --verify store --verbose
	[ "$stderr" = "store-merge: store: 2 packages, 0 faults" ]
	rm store/one@1.0.0@@@1
	store-merge --out copied --mode copy one two
	rm -r store
	mv copied store
	chmod -R u+w store
	verify
	breaks "store/one@1.0.0@@@1/same: is neither a file nor a folder" ln -sf package.json store/one@1.0.0@@@1/same
	breaks "store/one@1.0.0@@@1/fifo: is neither a file nor a folder" mkfifo store/one@1.0.0@@@1/fifo
	breaks "store/one@1.0.0@@@1: has no files" sh -c "rm -r store/one*/*; mkdir store/one@1.0.0@@@1/empty"
	breaks "store/three@1.0.0@@@1: cannot be listed: No such file or directory" ln -s gone store/three@1.0.0@@@1
	breaks "store/three@1.0.0@@@1: cannot be listed: Not a directory" sh -c ": >store/three@1.0.0@@@1"
	breaks "store/stray: is not a package of a bun cache" sh -c ": >store/stray"
	breaks "store/@s/stray: is not a package of a bun cache" sh -c ": >store/@s/stray"
	breaks "store/0123456789abcdef.npm: is not a bun manifest" sh -c "echo >store/0123456789abcdef.npm"
	breaks "store/0123456789abcdef.npm: is not a regular file" mkfifo store/0123456789abcdef.npm
}

@test "a folder that is not a store, and wrong usage" {
	mkdir other
	touch other/file
	fails 1 "other: is neither a store (with a folder v3, v10 or v11) nor a bun cache" store-merge --verify other
	mkdir -p folders/within
	fails 1 "folders: is neither a store" store-merge --verify folders
	fails 1 "none: is neither a store" store-merge --verify none
	fails 1 "/proc/self/status: is neither a store" store-merge --verify /proc/self/status
	mkdir -p store/v10
	fails 1 "store/v10: has no folder 'files': No such file or directory" verify
	fails 2 "'--verify'" store-merge --verify store --out out
	fails 2 "'--verify'" store-merge --verify store fragment
	fails 2 "'--verify' needs a value" store-merge --verify
}
