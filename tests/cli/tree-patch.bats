#!/usr/bin/env bats
# tree-patch as a command: interpreter lines of real files.

load helper

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
	mkdir i
	local name
	for name in sh bash env node; do
		ln -s "$(type -P sh)" "i/$name"
	done
	I=$PWD/i
}

# script FILE LINE: an executable script with that first line, a second one and mode 755.
script() {
	mkdir -p "$(dirname "$1")"
	printf '%s\necho done\n' "$2" >"$1"
	chmod 755 "$1"
}

patch() {
	tree-patch --shebangs --interpreter-path "$I" "$@"
}

# scripts DIR COUNT: so many scripts in 17 folders, every seventh's interpreter nowhere.
scripts() {
	# shellcheck disable=SC2016  # it is JavaScript
	node -e '
		const fs = require("fs"), [dir, count] = process.argv.slice(1)
		for (let i = 0; i < count; i++) {
			fs.mkdirSync(`${dir}/${i % 17}`, { recursive: true })
			const name = i % 7 ? "node" : "python9"
			fs.writeFileSync(`${dir}/${i % 17}/s${i}`, `#!/usr/bin/env ${name}\necho done\n`, { mode: 0o755 })
		}' "$@"
}

# is FILE LINE: what `script` would have written with that line.
is() {
	printf '%s\necho done\n' "$2" | cmp - "$1"
}

@test "--help is on stdout and names every option" {
	run --separate-stderr tree-patch --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for option in shebangs interpreter-path map update strict verbose help version; do
		[[ $output == *"--$option"* ]]
	done
}

@test "--help shows lines as they become" {
	local line new count=0
	while read -r line; do
		new=${line##*  } line=${line%%  *}
		script a "$line"
		patch a
		is a "${new//'/nix/store/.../bin'/$I}"
		count=$((count + 1))
	done < <(tree-patch --help | grep '^  #!')
	[ "$count" -eq 5 ]
}

@test "wrong usage ends with 2 and names the option" {
	fails 2 "'--bogus'" tree-patch --bogus
	fails 2 "'--shebangs'" tree-patch .
	fails 2 "no files or directories" tree-patch --shebangs
	fails 2 "'--map'" tree-patch --elf --map node=/x .
	fails 2 "'--update'" tree-patch --elf --update .
	fails 2 "option '--libs' needs option '--elf'" tree-patch --shebangs --libs /x .
	fails 2 "'--no-recurse'" tree-patch --shebangs --no-recurse .
	fails 2 "'--strict'" tree-patch --strict --print-rpath x
	fails 2 "nothing to do" tree-patch --strict .
	fails 2 "option '--map': 'node' is not NAME=/PATH" patch --map node .
	fails 2 "'node' is mapped twice" patch --map node=/a:node=/b .
}

@test "a tree: every form of line, silently" {
	script t/plain '#!/bin/sh -e'
	script t/d/env '#!/usr/bin/env node'
	script t/d/e/split '#!/usr/bin/env -S node --x --y'
	script t/cr $'#!/usr/bin/env node\r'
	run patch t
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	is t/plain "#!$I/sh -e"
	is t/d/env "#!$I/node"
	is t/d/e/split "#!$I/env -S $I/node --x --y"
	is t/cr "#!$I/node"
	tree t >before
	run patch --verbose t
	[ "$status" -eq 0 ]
	[ "$output" = "tree-patch: 0 scripts patched, 0 not patched because their interpreter was not found" ]
	tree t | diff before -
}

@test "patched scripts run, with the arguments they had" {
	# shellcheck disable=SC2016  # it is a script
	script show '#!/bin/sh
for a in "$X" "$Y" "$@"; do printf "<%s>" "$a"; done'
	mkdir j && ln -s "$(type -P env)" j/env && mv show j/show
	sed -i '$d' j/show
	local args
	for args in show 'show a' 'show a b' 'show a "b c"  d' "X=1 show 'a  b'" "X='1 2' \"Y=3 4\" show a" 'show a\_b'; do
		script "t/$args" "#!/usr/bin/env -S $args"
		PATH=$PWD/j:$PATH "t/$args" more >want
		cat want
		tree-patch --shebangs --interpreter-path "$PWD/j" t
		"t/$args" more | diff want -
	done
	run -1 grep -rF '/usr/bin/env' t
}

@test "the same as by hand: without --interpreter-path the interpreters of PATH" {
	script a '#!/opt/node'
	PATH=$I:$PATH tree-patch --shebangs a
	is a "#!$I/node"
}

@test "--map goes before what the directories have" {
	script a '#!/usr/bin/env node'
	script b '#!/usr/bin/env deno'
	patch --map node=/x/bun:deno=/y/deno a b
	is a '#!/x/bun'
	is b '#!/y/deno'
}

@test "interpreters in the store are left alone, unless --update" {
	script a '#!/nix/store/x/bin/node -e'
	patch a
	is a '#!/nix/store/x/bin/node -e'
	script b "#!$PWD/store/x/bin/node"
	NIX_STORE=$PWD/store patch b
	is b "#!$PWD/store/x/bin/node"
	patch --update a b
	is a "#!$I/node -e"
	is b "#!$I/node"
}

@test "an interpreter that is nowhere: left, listed, and with --strict an error that changes nothing" {
	script t/a '#!/usr/bin/env node'
	script t/b '#!/usr/bin/env python9'
	script t/c '#!/opt/ruby9 -w'
	run --separate-stderr patch --strict t
	[ "$status" -eq 1 ]
	[ "$stderr" = "tree-patch: t/b: \"#!/usr/bin/env python9\" is not patched: there is no 'python9'
tree-patch: t/c: \"#!/opt/ruby9 -w\" is not patched: there is no 'ruby9'" ]
	is t/a '#!/usr/bin/env node'
	run --separate-stderr patch --verbose t
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$stderr" = "tree-patch: t/a: \"#!/usr/bin/env node\" becomes \"#!$I/node\"
tree-patch: t/b: \"#!/usr/bin/env python9\" is not patched: there is no 'python9'
tree-patch: t/c: \"#!/opt/ruby9 -w\" is not patched: there is no 'ruby9'
tree-patch: 1 scripts patched, 2 not patched because their interpreter was not found" ]
	is t/b '#!/usr/bin/env python9'
}

@test "forms of env that cannot be patched: all are named at once, and no file changes" {
	script t/a '#!/usr/bin/env node'
	script t/b '#!/usr/bin/env -i node'
	script t/c/d '#!/usr/bin/env A=b node'
	run --separate-stderr patch t
	[ "$status" -eq 1 ]
	[ "$stderr" = 'tree-patch: t/b: "#!/usr/bin/env -i node" is a form of env that cannot be patched
tree-patch: t/c/d: "#!/usr/bin/env A=b node" is a form of env that cannot be patched' ]
	is t/a '#!/usr/bin/env node'
}

@test "the longest line that the kernel takes runs; one more is an error" {
	local arg
	ln -s "$(type -P echo)" i/echo
	arg=$(printf 'x%.0s' $(seq $((255 - 2 - ${#I} - 6))))y
	script a "#!/bin/echo ${arg:1}"
	patch a
	[ "$(head -n 1 a | wc -c)" -eq 256 ]
	[ "$(./a)" = "${arg:1} ./a" ]
	script b "#!/bin/echo $arg"
	fails 1 "b: \"#!/bin/echo $arg\" would become longer than the 256 bytes" patch b
	is b "#!/bin/echo $arg"
	script c "#!$I/echo $arg"
	[ "$(./c)" = "${arg%y} ./c" ] # that is why
}

@test "blanks after a line do not count, however many there are" {
	local blanks
	for blanks in 200 250 1015 1020 5000; do
		printf "#!/bin/sh%${blanks}s\necho hi\n" '' >a && chmod +x a
		patch a
		[ "$(head -n 1 a | sed 's/ *$//')" = "#!$I/sh" ]
		[ "$(./a)" = hi ]
		cp a b && patch a && cmp a b
	done
}

@test "files without an x bit are left, but not those that a package.json names in bin" {
	script t/n/cli.js '#!/usr/bin/env node'
	script t/n/lib/other.js '#!/usr/bin/env node'
	script t/n/lib/one.js '#!/usr/bin/env node'
	script t/n/lib/deep/two '#!/usr/bin/env node'
	script t/n/lib/deep/cli.js '#!/usr/bin/env node'
	script t/outside '#!/usr/bin/env node'
	echo '{"bin": {"a": "./cli.js", "b": "lib/x/../one.js", "c": "lib/deep/two", "d": "../outside", "e": "none"}}' >t/n/package.json
	chmod -R a-x,a+X t
	find t -type f -exec chmod a-x {} +
	patch t
	for file in cli.js lib/one.js lib/deep/two; do
		is "t/n/$file" "#!$I/node"
		[ "$(stat -c %a "t/n/$file")" = 644 ]
	done
	for file in n/lib/other.js n/lib/deep/cli.js outside; do
		is "t/$file" "#!/usr/bin/env node"
	done
	echo 'no JSON, "bin"' >t/n/package.json && patch t
	chmod 711 t/outside && patch t
	is t/outside "#!$I/node"
}

@test "and those below the folder that it names in directories.bin" {
	local file
	for file in n/tool/a n/tool/deep/er/b n/tools/c n/d m/tool/e; do script "t/$file" '#!/usr/bin/env node'; done
	echo '{"directories": {"bin": "./tool/"}}' >t/n/package.json
	echo '{"directories": {"bin": "tool"}, "bin": {}}' >t/m/package.json
	echo '{"bin": "b"}' >t/n/tool/deep/er/package.json
	find t -type f -exec chmod a-x {} +
	patch t
	for file in tool/a tool/deep/er/b; do is "t/n/$file" "#!$I/node"; done
	for file in n/tools/c n/d m/tool/e; do is "t/$file" '#!/usr/bin/env node'; done
}

@test "mode, times and owner are kept, of the file and of its folder; nothing is left beside" {
	script t/a '#!/bin/sh'
	script t/b '#!/bin/sh'
	chmod 4751 t/a && chmod 555 t/b
	touch -d '2001-02-03 04:05:06.789' t/a t/b t
	stat -c '%n %a %u %g %y' t/a t/b t >before
	(umask 077 && patch t)
	is t/a "#!$I/sh"
	is t/b "#!$I/sh"
	stat -c '%n %a %u %g %y' t/a t/b t | diff before -
	[ "$(cd t && find . -mindepth 1 | wc -l)" -eq 2 ]
}

@test "what else has a hard link to a script stays as it was" {
	script t/a '#!/bin/sh'
	ln t/a other && ln t/a t/again
	patch t
	is other '#!/bin/sh'
	is t/a "#!$I/sh"
	is t/again "#!$I/sh"
}

@test "symlinks are not followed: neither in the tree nor as an operand" {
	script out/a '#!/bin/sh'
	script t/b '#!/bin/sh'
	mkdir t/p && ln -s ../../out t/p/folder && ln -s ../../out/a t/p/file && ln -s . t/loop && ln -s nowhere t/dangling
	echo '{"bin": {"a": "file", "b": "folder/a"}}' >t/p/package.json
	ln -s out link
	patch t
	is out/a '#!/bin/sh'
	is t/b "#!$I/sh"
	run --separate-stderr tree-patch --shebangs --interpreter-path "$I" link t/dangling /dev/null
	[ "$status" -eq 0 ]
	[ "$stderr" = "tree-patch: link: neither a folder nor a file, and symlinks are not followed
tree-patch: t/dangling: neither a folder nor a file, and symlinks are not followed
tree-patch: /dev/null: neither a folder nor a file, and symlinks are not followed" ]
	is out/a '#!/bin/sh'
	patch link/
	is out/a "#!$I/sh"
}

@test "odd files: empty, one byte, no newline, a long first line, NULs, devices" {
	mkdir t && cd t
	: >empty && printf '#' >one && printf '#!' >two && printf '#!\n' >three && printf '#!/bin/sh' >short
	{ printf '#!/bin/none ' && head -c 100000 /dev/zero | tr '\0' x; } >long
	{ printf '#!/bin/sh\n' && head -c 1000000 /dev/urandom; } >large
	printf '#!/bin/sh\0x\n' >nul
	head -c 4096 /dev/zero >zeros
	mkfifo pipe
	chmod +x ./*
	tail -c 1000000 large >rest
	cp large old && chmod -x rest && cd ..
	patch t
	[ "$(cat t/two)" = "#!$I/sh" ]
	[ "$(cat t/three)" = "#!$I/sh" ]
	[ "$(cat t/short)" = "#!$I/sh" ]
	{ echo "#!$I/sh" && cat t/rest; } | cmp - t/large
	[ "$(wc -c <t/empty) $(cat t/one) $(wc -c <t/long) $(wc -c <t/nul)" = "0 # 100012 12" ]
	sed -i 's/none/bash/' t/long
	cp t/long long
	run --separate-stderr patch t
	[ "$status" -eq 0 ]
	[[ $stderr == 'tree-patch: t/long: "#!/bin/bash xxx'*'would become longer than the 256 bytes that the kernel reads' ]]
	cmp t/long long
	fails 1 "t/long: \"#!/bin/bash xxx" patch --strict t
}

@test "names with newlines and blanks, and messages about them of one line" {
	script $'t/a\nb c' '#!/bin/sh'
	script $'t/d\ne/f' '#!/usr/bin/env -i sh'
	fails 1 't/d\x0ae/f: ' patch t
	rm $'t/d\ne/f' && patch t
	is $'t/a\nb c' "#!$I/sh"
}

@test "a tree deeper than any path may be long" {
	local name part
	name=$(printf 'd%.0s' $(seq 200))
	(
		mkdir t && cd t || exit
		for _ in $(seq 60); do
			mkdir "$name" && cd -P "$name" 2>/dev/null || exit
		done
		printf '#!/bin/sh\n' >a && chmod +x a
	)
	patch t
	for part in t $(for _ in $(seq 60); do echo "$name"; done); do
		cd -P "$part" || return
	done
	[ "$(cat a)" = "#!$I/sh" ]
}

@test "a thousand nested folders" {
	# shellcheck disable=SC2046  # words are wanted
	(mkdir t && cd t && mkdir -p $(printf 'n/%.0s' $(seq 1000)))
	script "t/$(printf 'n/%.0s' $(seq 1000))a" '#!/bin/sh'
	patch t
	is "t/$(printf 'n/%.0s' $(seq 1000))a" "#!$I/sh"
}

@test "one operand in another, and one twice" {
	script t/d/a '#!/bin/sh'
	script t/b '#!/bin/sh'
	patch t t/d ./t t/b
	is t/d/a "#!$I/sh"
	is t/b "#!$I/sh"
	patch --verbose t/d/ "$PWD/t"
}

@test "the same bytes and words on one CPU as on all" {
	scripts t 1000
	cp -a t u
	patch --verbose t 2>all
	(cd u && mkdir ../v && mv ./* ../v)
	rm -rf u && mv t u && mv v t
	taskset -c 0 tree-patch --shebangs --interpreter-path "$I" --verbose t 2>one
	diff all one
	diff <(tree t) <(tree u)
}

@test "a full disk: that file stays as it was, nothing is left beside it" {
	unshare -m true || skip "cannot mount"
	script large '#!/bin/sh'
	head -c 700000 /dev/urandom >>large
	mkdir t
	export I
	# shellcheck disable=SC2016  # it is a script
	run --separate-stderr unshare -m bash -c '
		mount -t tmpfs -o size=1m none t && cp -p large t/a &&
			tree-patch --shebangs --interpreter-path "$I" t
		echo "status $?" && cmp large t/a && find t'
	[ "$stderr" = "tree-patch: t/a: cannot patch: No space left on device" ]
	[ "$output" = $'status 1\nt\nt/a' ]
}

@test "interrupted: every file is old or new, and nothing is left beside" {
	local pid status=0
	scripts t 20000
	find t -type f | LC_ALL=C sort >before
	tree-patch --shebangs --interpreter-path "$I" t 2>said &
	pid=$!
	while ! grep -qF "$I/node" t/0/s17 && kill -0 $pid; do :; done
	kill -TERM $pid 2>/dev/null || true
	wait $pid || status=$?
	if [ "$status" -ne 0 ]; then
		[ "$status" -eq 1 ]
		[ "$(cat said)" = "tree-patch: interrupted; every file is either patched or unchanged" ]
	fi
	find t -type f | LC_ALL=C sort | diff before -
	find t -type f -exec cat {} + | LC_ALL=C sort | uniq -c >lines
	grep -q '^ *20000 echo done$' lines
	run -1 grep -vE "^ *[0-9]+ (echo done|#!$I/node|#!/usr/bin/env node|#!/usr/bin/env python9)$" lines
}

@test "read-only files in read-only folders are patched, and stay so" {
	script t/a '#!/bin/sh'
	script t/d/b '#!/bin/sh'
	chmod 555 t/a t/d/b t/d t
	powerless tree-patch --shebangs --interpreter-path "$I" t
	is t/a "#!$I/sh"
	is t/d/b "#!$I/sh"
	[ "$(stat -c %a t/a t/d/b t/d t | xargs)" = "555 555 555 555" ]
	[ "$(find t | wc -l)" -eq 4 ]
}

@test "many operands in one read-only folder, by several paths" {
	local run
	for ((run = 0; run < 10; run++)); do
		rm -rf o
		scripts o 200
		touch -d 2001-01-01 o/*
		chmod 555 o/*
		find o -type f -print0 | powerless xargs -0 tree-patch --shebangs --interpreter-path "$I" -- ./o "$PWD/o"
		[ "$(stat -c '%a %Y' o/* | sort -u)" = "555 $(date -d 2001-01-01 +%s)" ]
		run ! grep -rqx '#!/usr/bin/env node' o
		chmod 755 o/*
	done
}

@test "what may not be read is named, and no file changes" {
	script t/a '#!/bin/sh'
	script t/b '#!/bin/sh'
	mkdir t/closed
	chmod 000 t/closed && chmod 111 t/b
	run --separate-stderr powerless tree-patch --shebangs --interpreter-path "$I" t
	[ "$status" -eq 1 ]
	[ "$stderr" = "tree-patch: t/b: cannot look at it: Permission denied
tree-patch: t/closed: cannot look at it: Permission denied" ]
	is t/a '#!/bin/sh'
	fails 1 "none: cannot look at it: No such file" patch t/a none
	is t/a '#!/bin/sh'
}
