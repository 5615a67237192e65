# What the command tests share.
# shellcheck shell=bash
bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
PATH=${FRAGSTORE_BIN:-$root/build/bin}:$PATH
export root PATH

# Sanitizers reserve terabytes of address space, and so does qemu some, so a limit on it says nothing about the program.
needs_memory_limit() {
	[[ ${FRAGSTORE_BIN-} != */san*/* ]] || skip "no memory limit under sanitizers"
	needs_this_machine
}

# With `make check-aarch64` the programs are scripts that start qemu.
needs_this_machine() {
	[[ ${FRAGSTORE_BIN-} != */qemu ]] || skip "not with qemu"
}

# sri FILE [ALGORITHM]: its integrity as lockfiles have it.
sri() {
	echo "${2:-sha512}-$(openssl dgst "-${2:-sha512}" -binary "$1" | base64 -w0)"
}

# fails STATUS TEXT COMMAND...: it ends with STATUS and says one line, on stderr, that has TEXT in it.
fails() {
	local want=$1 text=$2
	shift 2
	run --separate-stderr "$@"
	# shellcheck disable=SC2154  # bats sets them
	if [ "$status" -ne "$want" ] || [ -n "$output" ] || [ "$(wc -l <<<"$stderr")" -ne 1 ] ||
		[[ $stderr != *"$text"* ]]; then
		printf 'want status %s and "%s"; got status %s, stdout "%s", stderr "%s"\n' \
			"$want" "$text" "$status" "$output" "$stderr"
		return 1
	fi
}

# tree DIR: names, types, modes, symlink texts and contents, without times.
tree() {
	(cd "$1" && find . -printf '%p %y %m %l\n' | LC_ALL=C sort &&
		find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

# refuses_hostile_tarballs: what hostile.mjs writes, with `refuses CASE TEXT`, which the test file has for its program.
refuses_hostile_tarballs() {
	refuses climbing "'..' in the name 'package/../../etc/passwd'"
	refuses climbing-root "'..'"
	refuses climbing-backslash "'..'"
	refuses climbing-long "'..'"
	refuses absolute "absolute name '/etc/passwd'"
	refuses nul "NUL in the name: 'package/good"
	refuses newline "newline in the name 'package/a\\x0ab'"
	refuses no-name "name"
	refuses two-roots "two root folders, 'package' and 'other'"
	refuses both-file-first "'a' is both a file and a folder"
	refuses both-folder-first "'a' is both a file and a folder"
	refuses both-folder-entry "'a' is both a file and a folder"
	refuses two-long-names "both a pax and a GNU long name: 'package/one'"
	refuses link-body "a link or folder 'package/link' with a body"
	refuses symlink-body "a link or folder 'package/link' with a body"
	refuses folder-body "a link or folder 'package/d"
	refuses sparse-name "sparse"
	refuses sparse-size "sparse file: 'package/big.js'"
	refuses device "unsupported type '3'"
	refuses fifo "unsupported type '6'"
	refuses size-beyond-end "cut off"
	refuses size-negative "damaged"
	refuses size-huge "damaged"
	refuses checksum "damaged"
	refuses no-files "has no files"
	refuses no-entries "has no files"
	refuses not-gzip "not a gzip file"
	refuses empty "not a gzip file"
	refuses not-tar "damaged"
	refuses cut-off "cut off"
	refuses cut-header "cut off"
	refuses damaged "damaged"
	refuses cut-tar "cut off"
}

# make_scripts DIR INTERPRETERS: DIR/package, whose scripts are to be patched, and DIR/patched, as it is then, with interpreters
# in the folder INTERPRETERS.
make_scripts() {
	local dir=$1 bin=$2
	mkdir -p "$dir/package/lib" "$dir/package/node_modules/in" "$dir/package/node_modules/all/of/it" "$bin"
	printf '#!/bin/sh\n' | tee "$bin/node" "$bin/env" >"$bin/sh"
	chmod +x "$bin"/*
	cd "$dir/package" || return
	echo '{"name":"x","version":"1.0.0","bin":{"x":"./lib/forgotten.js"},"scripts":{"install":"sh ./run"}}' >package.json
	echo '{"name":"in","version":"1.0.0","bin":"in"}' >node_modules/in/package.json
	echo '{"name":"all","version":"1.0.0","directories":{"bin":"of"}}' >node_modules/all/package.json
	printf '#!/usr/bin/env node\n' | tee node_modules/all/of/it/too >node_modules/all/off
	printf '#!/usr/bin/env node\r\nlet a\r\n' >lib/forgotten.js
	printf '#! /usr/bin/env -S node --harmony --no-warnings\n1\n' >node_modules/in/in
	{ printf '#!/bin/sh -e\n' && head -c 200000 /dev/zero | tr '\0' x; } >run
	printf '#!/usr/bin/env nowhere\n' >left
	printf '#!/usr/bin/env node\n' >no-script.txt
	printf 'x' >short
	: >empty
	chmod +x run left short empty
	cd "$OLDPWD" || return
	cp -r "$dir/package" "$dir/patched"
	printf '#!%s/node\nlet a\r\n' "$bin" >"$dir/patched/lib/forgotten.js"
	printf '#!%s/node\n' "$bin" >"$dir/patched/node_modules/all/of/it/too"
	printf '#!%s/env -S %s/node --harmony --no-warnings\n1\n' "$bin" "$bin" >"$dir/patched/node_modules/in/in"
	{ printf '#!%s/sh -e\n' "$bin" && head -c 200000 /dev/zero | tr '\0' x; } >"$dir/patched/run"
}

# powerless COMMAND...: root's powers dropped, so that modes count for its own files as for anybody's.
powerless() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set -all --inh-caps -all "$@"
	else
		"$@"
	fi
}
