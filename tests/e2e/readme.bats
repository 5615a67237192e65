#!/usr/bin/env bats
# Every code block of the README, run.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir project && cd project || return
	# shellcheck disable=SC2154 # the helper sets it
	ln -s "$root" fragstore
	# The reader's own project: a package, its lockfile, a program.
	mkdir src
	cp "$root"/tests/e2e/fixtures/small/{package.json,pnpm-lock.yaml} src
	echo 'console.log(require("is-odd")(3))' >src/hello.js
	PATH=${FRAGSTORE_BIN:-$root/build/bin}:$PATH
}

# block LANGUAGE N: the text of the Nth code block in that language.
block() {
	awk -v language="$1" -v n="$2" '
		$0 == "```" { inside = 0 }
		inside && count == n
		$0 == "```" language { inside = 1; count++ }' "$root/README.md"
}

@test "there are no other blocks than those run here" {
	[ "$(grep -c '^```[a-z]' "$root/README.md")" -eq 7 ]
	[ "$(grep -c '^```$' "$root/README.md")" -eq 7 ]
	for what in sh:1 sh:2 sh:3 sh:4 nix:1 nix:2 diff:1; do
		[ -n "$(block "${what%:*}" "${what#*:}")" ]
	done
}

@test "the two commands: make demo, and make test, which is what runs this" {
	[ "$(block sh 1)" = $'make demo\nmake test' ]
	grep -qx "make test" "$root/.ci/run"
	run "$root/tests/demo.sh"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"packages for this platform"*"index.html"* ]]
}

@test "the project, built with nix-build" {
	block nix 1 >package.nix
	block nix 2 >default.nix
	[ "$(head -n 1 package.nix default.nix | grep -c '^# ')" -eq 2 ]
	# <nixpkgs> is the one thing that this machine does not have.
	mkdir path && echo "{ }: import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }" >path/default.nix
	NIX_PATH=nixpkgs=$PWD/path run bash -euo pipefail -c "$(block sh 2)"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = true ]
}

@test "the lines that replace nixpkgs' are those of the project" {
	block diff 1 | sed -n 's/^+ *//p' >new
	[ "$(wc -l <new)" -eq 2 ]
	# The same attributes, once white space is folded.
	fold() { tr -s ' \n' ' '; }
	while read -r line; do
		[[ $(block nix 1 | fold) == *"$line"* ]]
	done <new
}

@test "the store's fragments by name, evaluated" {
	run bash -euo pipefail -c "$(block sh 3)"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == '[ "is-number@6.0.0" "is-odd@3.0.1" '*' ]' ]]
}

@test "the tools" {
	run bash -euo pipefail -c "$(block sh 4)"
	echo "$output"
	[ "$status" -eq 0 ]
	[ -n "$(find store/v10/index -name '*is-odd@3.0.1.json')" ]
	[ "$(find store/v10/files -type l | wc -l)" -gt 4 ]
}
