#!/usr/bin/env bats
# store-merge as a command: cp -rn done once and right.

load helper

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

# fragment NAME PATH=TEXT...: a directory with those files, beside the folder by which a store is known.
fragment() {
	local name=$1 file
	shift
	mkdir -p "$name/v10"
	for file; do
		mkdir -p "$name/$(dirname "${file%%=*}")"
		echo "${file#*=}" >"$name/${file%%=*}"
	done
}

merge() {
	store-merge --out out "$@"
}

@test "--help is on stdout and names every option" {
	run --separate-stderr store-merge --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for option in out mode list list-env about strict verbose help version; do
		[[ $output == *"--$option"* ]]
	done
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--bogus'" store-merge --bogus
	fails 2 "'--out'" store-merge a b
	fails 2 "'--mode' is symlink" store-merge --out o --mode move a
	fails 2 "'--list'" store-merge --out o
	fails 2 "'NONE'" store-merge --out o --list-env NONE
}

@test "what is not a fragment is refused: a project, a package, a file" {
	local name
	for name in package.json node_modules/x .git/HEAD; do
		rm -rf project
		fragment project "$name=1" other=1
		fails 1 "project: has a ${name%%/*}, so it is a project or a package and not a store; make a fragment of it with cafs-add or cache-entry-creator, and give that" merge project
	done
	mkdir -p other/sub && touch other/sub/x
	fails 1 "other: is neither a store (with a folder v3, v10 or v11) nor a bun cache; name the folder of one" merge other
	echo other >list
	fails 1 "other: is neither a store" merge --list list
	touch file
	fails 1 "file: is not a directory; give a fragment, a directory that cafs-add or cache-entry-creator made" merge file
	[ ! -e out ]
}

@test "directories merge, the first fragment wins, nothing changes in the fragments" {
	fragment a x=1 d/y=1 d/e/z=1
	fragment b x=1 d/y=1 d/w=2 f/v=2
	tree a >before && tree b >>before
	merge a b
	[ "$(cd out && find . -type l | LC_ALL=C sort | xargs)" = "./d/e/z ./d/w ./d/y ./f/v ./x" ]
	[ "$(readlink out/d/y)" = "$PWD/a/d/y" ]
	[ "$(readlink out/d/w)" = "$PWD/b/d/w" ]
	{ tree a && tree b; } | diff before -
}

@test "--verbose says what was merged, and what several fragments have" {
	fragment a x=1 d/y=1 d/e/z=1
	fragment b x=2 d/y=1 d/w=2 f/v=2
	fragment c x=3
	run --separate-stderr merge --verbose a b c
	[ "$(tail -n 1 <<<"$stderr")" = \
		"store-merge: 3 fragments merged into out: 5 files, 2 of them in several fragments and 1 of these not the same; 0 rows of index.db" ]
}

@test "it is what cp -rn makes of the same fragments" {
	local i
	for i in $(seq 1 30); do
		fragment "f$i" "d$((i % 5))/n$((i % 7))=$i" "only$i=$i" "deep/$((i % 3))/a/b/c$i=$i"
	done
	mkdir want
	for i in $(seq 1 30); do cp -rn --no-preserve=mode "f$i/." want; done
	merge $(seq -f 'f%g' 1 30) 2>/dev/null
	diff -r want out
	store-merge --mode copy --out copied $(seq -f 'f%g' 1 30) 2>/dev/null
	diff -r want copied
}

@test "different contents: a warning that names both, the first kept; --strict fails" {
	fragment a d/x=1 same=1
	fragment b d/x=2 same=1
	run --separate-stderr merge a b
	[ "$status" -eq 0 ]
	[ "$stderr" = "store-merge: warning: 'd/x' differs; kept '$PWD/a', left out '$PWD/b'" ]
	[ "$(cat out/d/x)" = 1 ]
	fails 1 "d/x: differs between '$PWD/a' and '$PWD/b'" store-merge --strict --out strict a b
	[ ! -e strict ]
	rm b/d/x && store-merge --strict --out strict a b
}

@test "a file against a directory is an error that names both" {
	fragment a x=1
	fragment b x/y=1
	fails 1 "$PWD/a/x: is a file here, but a directory in '$PWD/b'" merge a b
	fails 1 "$PWD/b/x: is a directory here, but a file in '$PWD/a'" merge b a
	[ "$(echo .[!.]* *)" = ".[!.]* a b" ] # nothing new, hidden or not
}

@test "symlinks stay symlinks, in every mode, and a store merges again" {
	fragment a x=1 d/y=1
	fragment b z=1
	ln -s x a/link
	ln -s nowhere a/dangling
	for mode in symlink copy hardlink reflink; do
		store-merge --mode $mode --out $mode a b
		[ "$(readlink $mode/link)" = x ]
		[ "$(readlink $mode/dangling)" = nowhere ]
	done
	store-merge --out again symlink b a
	diff <(tree symlink) <(tree again)
}

@test "equal files at the end of different symlinks do not conflict" {
	fragment a x=1
	fragment b x=1
	store-merge --out sa a && store-merge --out sb b
	run --separate-stderr merge sa sb
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(readlink out/x)" = "$PWD/a/x" ]
}

@test "copies have mode 0444 or 0555, by -exec or x bit" {
	fragment a plain=1 script=1 files/ab/cd-exec=1
	chmod 640 a/plain && chmod 701 a/script && chmod 600 a/files/ab/cd-exec
	(umask 077 && store-merge --mode copy --out out a)
	[ "$(stat -c %a out/plain out/script out/files/ab/cd-exec out/files out | xargs)" = "444 555 555 755 755" ]
	store-merge --mode hardlink --out linked a # modes that are not normal need a copy
	[ "$(stat -c %a linked/plain linked/script a/plain | xargs)" = "444 555 640" ]
	chmod 444 a/plain && store-merge --mode hardlink --out linked2 a
	[ a/plain -ef linked2/plain ]
}

@test "what is executable by its name is the same with and without x bits, in all orders" {
	fragment a files/ab/cd-exec=1 && chmod 644 a/files/ab/cd-exec
	fragment b files/ab/cd-exec=1 && chmod 755 b/files/ab/cd-exec
	for mode in symlink copy reflink hardlink; do
		store-merge --strict --mode $mode --out $mode a b
		store-merge --strict --mode $mode --out $mode-once a && store-merge --strict --mode $mode --out $mode-twice $mode-once b
	done
	fragment c x=1 && chmod 755 c/x
	fragment d x=1
	fails 1 "x: differs" store-merge --strict --mode copy --out out c d
}

@test "a list of fragments, with and without a last newline, after the operands" {
	fragment a x=a
	fragment b x=a y=b
	fragment c z=c
	printf 'b\nc' >list
	merge a --list list
	[ "$(cd out && readlink x y z | xargs)" = "$PWD/a/x $PWD/b/y $PWD/c/z" ]
	printf 'a\nb\nc\n' >list
	store-merge --out two --list - <list
	LIST=list store-merge --out three --list-env LIST
	diff <(tree out) <(tree two)
	diff <(tree out) <(tree three)
}

@test "what is missing or in the way" {
	fragment a x=1
	fails 1 "none: No such file" merge a none
	fails 1 "a/x: is not a directory; give a fragment, a directory" merge a/x
	fails 1 "a/store: is inside the fragment '$PWD/a'" store-merge --out a/store a
	[ "$(cd a && echo *)" = "v10 x" ]
	mkfifo a/pipe
	fails 1 "$PWD/a/pipe: is neither a file" merge a
	mkdir out && touch out/kept
	fails 1 "out: exists already" merge a
}

@test "a package of a bun cache is one symlink, and its store merges again" {
	fragment a share/bun-cache/x@1.0.0@@@1/index.js=1 share/bun-cache/@s/y@1.0.0-0123456789abcdef@@@1/lib/y.js=1
	fragment b share/bun-cache/@s/z@2.0.0@@host@@@1/z.js=1 share/bun-cache/@G@0123/g.js=1 share/bun-cache/0123.npm=1
	ln -s z@2.0.0@@host@@@1 b/share/bun-cache/@s/z@2.0.0@@host__01@@@1
	merge a b
	cd out/share/bun-cache
	[ "$(find . -type l | LC_ALL=C sort | xargs)" = "./0123.npm ./@G@0123 ./@s/y@1.0.0-0123456789abcdef@@@1 ./@s/z@2.0.0@@host@@@1 ./@s/z@2.0.0@@host__01@@@1 ./x@1.0.0@@@1" ]
	[ "$(readlink @s/z@2.0.0@@host@@@1)" = "$OLDPWD/b/share/bun-cache/@s/z@2.0.0@@host@@@1" ]
	[ "$(cat @s/z@2.0.0@@host__01@@@1/z.js)" = 1 ]
	cd "$OLDPWD"
	fragment c share/bun-cache/w@1.0.0@@@1/w.js=1
	store-merge --strict --out again out c a # the store, and a fragment that is in it already
	store-merge --out once a b c
	diff <(tree again) <(tree once)
	store-merge --mode copy --out copied a b
	[ -f copied/share/bun-cache/x@1.0.0@@@1/index.js ]
}

@test "a fragment of a package with a scope alone, in share/bun-cache as fetchBunDeps and bun2nix have it" {
	mkdir -p a/share/bun-cache/@s/y@1.0.0@@@1
	echo 1 >a/share/bun-cache/@s/y@1.0.0@@@1/index.js
	merge a
	[ "$(readlink out/share/bun-cache/@s/y@1.0.0@@@1)" = "$PWD/a/share/bun-cache/@s/y@1.0.0@@@1" ]
	store-merge --verify a
	touch a/share/bun-cache/@s/stray
	fails 1 "a/share/bun-cache/@s/stray: is not a package of a bun cache" store-merge --verify a
}

@test "a file whose name is like a package's is a file, in a store that merges again, too" {
	mkdir a b
	echo text >a/x@1.0.0@@@1
	store-merge --out first a
	ln -s "$PWD/a/x@1.0.0@@@1" b
	store-merge --strict --out again first b
	[ "$(cat again/x@1.0.0@@@1)" = text ]
	mkdir -p c/x@1.0.0@@@1
	fails 1 "is a file here, but a directory in '$PWD/c'" store-merge --out none first c
}

@test "two packages of one name in a bun cache: the same, or a conflict" {
	fragment a x@1.0.0@@@1/d/index.js=1 x@1.0.0@@@1/bin=1
	cp -r a b
	store-merge --strict --out same a b
	chmod +x b/x@1.0.0@@@1/bin
	fails 1 "x@1.0.0@@@1: differs between '$PWD/a' and '$PWD/b'" store-merge --strict --out out a b
	cp -r a c && touch c/x@1.0.0@@@1/d/more
	fails 1 "x@1.0.0@@@1: differs between '$PWD/a' and '$PWD/c'" store-merge --strict --out out a c
	fragment d x@1.0.0@@@1=1
	fails 1 "$PWD/a/x@1.0.0@@@1: is a directory here, but a file in '$PWD/d'" store-merge --out out a d
}

# v11 NAME ID...: a v11 fragment of packages made up from the ids.
v11() {
	local name=$1 id
	shift
	for id; do
		rm -rf package && mkdir package && printf '{"name":"%s"}' "$id" >package/package.json
		tar --mtime=@0 -c package | gzip -n >"$id.tgz"
		printf '%s@1.0.0\t%s\t%s.tgz\n' "$id" "$(sri "$id.tgz")" "$id"
	done >"list.$name"
	cafs-add --store-version v11 --out "$name" --list "list.$name"
}

@test "index.db files become one, sorted, the same bytes in any order, and again" {
	v11 a one two
	v11 b three
	v11 c two four
	merge a b c
	store-merge --out two c b a
	cmp out/v11/index.db two/v11/index.db
	store-merge --out again out b
	cmp out/v11/index.db again/v11/index.db
	[ "$(sqlite3 out/v11/index.db 'select count(*) from package_index')" -eq 4 ]
	[ "$(stat -c %a out/v11/index.db)" = 444 ]
	[ "$(sqlite3 out/v11/index.db 'pragma integrity_check')" = ok ]
	v11 d one two three four
	cmp out/v11/index.db d/v11/index.db
	sqlite3 out/v11/index.db 'select key from package_index' >keys
	LC_ALL=C sort -c keys
}

@test "rows of one key that differ: a warning, the first kept; --strict fails" {
	v11 a one
	v11 b one
	chmod 644 b/v11/index.db && sqlite3 b/v11/index.db "update package_index set data = x'00'"
	run --separate-stderr merge a b
	[ "$status" -eq 0 ]
	[[ $stderr == "store-merge: warning: 'index.db row sha512-"*"one@1.0.0' differs; kept '$PWD/a', left out '$PWD/b'" ]]
	cmp out/v11/index.db a/v11/index.db
	fails 1 "differs between '$PWD/a' and '$PWD/b'" store-merge --strict --out strict a b
	[ ! -e strict ]
}

@test "an index.db that is none, and one with rows still in its log" {
	v11 a one
	mkdir -p b/v11 && echo "no database" >b/v11/index.db
	fails 1 "$PWD/b/v11/index.db: SQLite: " merge a b
	cp a/v11/index.db b/v11/ && echo rows >b/v11/index.db-wal
	fails 1 "index.db-wal: holds rows" merge a b
	[ ! -e out ]
}

@test "many fragments: 3,000 of them, 60,000 files, in 64 MB of memory" {
	needs_memory_limit
	# shellcheck disable=SC2016  # it is JavaScript
	node -e '
		const fs = require("fs")
		for (let f = 0; f < 3000; f++) {
			fs.mkdirSync(`f${f}/v10`, { recursive: true })
			for (let i = 0; i < 20; i++) {
				const hash = require("crypto").createHash("sha1").update(f + "." + i).digest("hex")
				const dir = `f${f}/files/${hash.slice(0, 2)}`
				fs.mkdirSync(dir, { recursive: true })
				fs.writeFileSync(`${dir}/${hash.slice(2)}`, "")
			}
		}'
	seq -f 'f%g' 0 2999 >list
	run bash -c 'ulimit -v 65536 && store-merge --out out --list list'
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(find out -type l | wc -l)" -eq 60000 ]
}
