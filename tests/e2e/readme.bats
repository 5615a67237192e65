#!/usr/bin/env bats
# Every code block of the README, run.

load helper
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir project && cd project || return
	# shellcheck disable=SC2154 # the helper sets it
	ln -s "$root" fragstore
	# The reader's own projects: a package, its lockfile, a program.
	mkdir src app
	cp "$root"/tests/e2e/fixtures/small/{package.json,pnpm-lock.yaml} src
	cp "$root"/tests/e2e/fixtures/bun-small/{package.json,bun.lock} app
	echo 'console.log(require("is-odd")(3))' | tee src/hello.js >app/hello.ts
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
	[ "$(grep -c '^```[a-z]' "$root/README.md")" -eq 11 ]
	[ "$(grep -c '^```$' "$root/README.md")" -eq 11 ]
	for what in sh:1 sh:2 sh:3 sh:4 sh:5 nix:1 nix:2 nix:3 nix:4 diff:1 diff:2; do
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

# The reader's Nix files.
write_project() {
	local n
	for n in 1 2 3 4; do
		block nix "$n" >text
		[[ $(head -n 1 text) == "# "*.nix ]]
		mv text "$(sed -n "1s/^# //p" text)"
	done
	# <nixpkgs> is the one thing that this machine does not have.
	mkdir path && echo "{ }: import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }" >path/default.nix
	export NIX_PATH=nixpkgs=$PWD/path
}

@test "the projects, built with nix-build" {
	write_project
	run --separate-stderr bash -euo pipefail -c "$(block sh 2)"
	# shellcheck disable=SC2154 # bats sets it
	echo "$output" "$stderr"
	[ "$status" -eq 0 ]
	[ "$output" = $'true\ntrue' ]
}

@test "the project with a linked store: what it ships is symlinks, and runs from the Nix store" {
	local out
	write_project
	out=$(nix-build --no-out-link --expr '
		let pkgs = import <nixpkgs> { }; in pkgs.callPackage ./linked-bun.nix { fragstore = import ./fragstore { inherit pkgs; }; }')
	[ "$(env -i "$root/build/peers/bin/bun1.4" "$out/hello.ts")" = true ]
	[ "$(find "$out/node_modules" ! -type l ! -type d)" = "" ]
	[ "$(ls "$out/node_modules")" = is-odd ]
}

@test "the lines that replace nixpkgs' and bun2nix's are those of the projects" {
	# The same attributes, once white space is folded.
	fold() { tr -s ' \n' ' '; }
	local n
	for n in 1 2; do
		block diff $n | sed -n 's/^+ *//p' >new
		[ "$(wc -l <new)" -eq 2 ]
		while read -r line; do
			[[ $(block nix $n | fold) == *"$line"* ]]
		done <new
	done
}

@test "the store's fragments by name, evaluated" {
	run bash -euo pipefail -c "$(block sh 3)"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == '[ "is-number@6.0.0" "is-odd@3.0.1" '*' ]' ]]
}

@test "bun installs from the cache in a shell" {
	local bun
	write_project
	nix-build --no-out-link -A hello-bun.bunDeps # needs the network, the rest does not
	for bun in bun1.2 bun1.3 bun1.4; do
		mkdir -p programs && ln -sfn "$root/build/peers/bin/$bun" programs/bun
		rm -rf app/node_modules
		PATH=$PWD/programs:$PATH run --separate-stderr unshare -n bash -euo pipefail -c "$(block sh 4)"
		# shellcheck disable=SC2154 # bats sets it
		echo "$output" "$stderr"
		[ "$status" -eq 0 ]
		[ "${lines[-1]}" = true ]
	done
}

@test "the tools" {
	run bash -euo pipefail -c "$(block sh 5)"
	echo "$output"
	[ "$status" -eq 0 ]
	[ -n "$(find store/v10/index -name '*is-odd@3.0.1.json')" ]
	[ "$(find store/v10/files -type l | wc -l)" -gt 4 ]
	[ -f cache/is-odd@3.0.1@@@1/package.json ]
}
