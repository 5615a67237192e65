#!/usr/bin/env bats
# Every code block of the README and of the other pages, and every example of --help, run. The flakes and the template: flake.bats; those of
# doc comments: ../nix/examples.bats; those of nix/questions.md: ../nix/pages.bats.

# root comes from the helper.
# shellcheck disable=SC2154

load helper
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir project && cd project || return
	ln -s "$root" fragstore
	# The reader's own projects: a package, its lockfile, a program.
	mkdir src app
	cp "$root"/tests/e2e/fixtures/small/{package.json,pnpm-lock.yaml} src
	cp "$root"/tests/e2e/fixtures/bun-small/{package.json,bun.lock} app
	echo 'console.log(require("is-odd")(3))' | tee src/hello.js >app/hello.ts
	PATH=${FRAGSTORE_BIN:-$root/build/bin}:$PATH
}

@test "there are no other blocks than those run here" {
	cd "$root"
	find . \( -path ./build -o -path ./.git -o -name node_modules \) -prune -o -name '*.md' -printf '%P\n' |
		xargs grep -oE '^ *(```|~~~).+' | sort | uniq -c | sed 's/^ *//' >"$BATS_TEST_TMPDIR/blocks"
	diff - "$BATS_TEST_TMPDIR/blocks" <<-'EOF'
		3 README.md:```nix
		3 README.md:```sh
		1 hooks/README.md:```nix
		1 hooks/README.md:```sh
		1 nix/dev-shell.md:```nix
		4 nix/fetchers.md:```nix
		1 nix/fetchers.md:```sh
		3 nix/in-nixpkgs.md:```diff
		1 nix/linked-stores.md:```nix
		4 nix/moving-over.md:```diff
		4 nix/questions.md:```nix
		1 tools/README.md:```sh
	EOF
}

@test "the two commands: make demo, and make test, which is what runs this" {
	[ "$(block README.md sh 3)" = $'make demo\nmake test' ]
	grep -qx "make test" "$root/.ci/run"
	run "$root/tests/demo.sh"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ [0-9]+" packages for this platform, each fetched".*index\.html ]]
}

# The reader's Nix files.
write_project() {
	local what
	for what in nix/fetchers.md:{1,2,3,4} nix/linked-stores.md:1; do
		block "${what%:*}" nix "${what#*:}" >text
		[[ $(head -n 1 text) == "# "*.nix ]]
		mv text "$(sed -n "1s/^# //p" text)"
	done
	# <nixpkgs> is the one thing that this machine does not have.
	mkdir path && echo "{ }: import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }" >path/default.nix
	export NIX_PATH=nixpkgs=$PWD/path
}

@test "the projects, built with nix-build" {
	write_project
	run --separate-stderr bash -euo pipefail -c "$(block nix/fetchers.md sh 1)"
	# shellcheck disable=SC2154 # bats sets it
	echo "$output" "$stderr"
	[ "$status" -eq 0 ]
	[ "$output" = $'true\ntrue' ]
}

# linked NAME: build the project NAME, which has a linked store; what it ships is symlinks.
linked() {
	nix-build --no-out-link --expr "
		let pkgs = import <nixpkgs> { }; in pkgs.callPackage ./linked-$1.nix { fragstore = import ./fragstore { inherit pkgs; }; }" >out
	[ "$(find "$(cat out)/node_modules" ! -type l ! -type d ! -name '.*')" = "" ]
}

@test "the projects with a linked store: what they ship is symlinks, and runs from the Nix store" {
	write_project
	linked bun
	[ "$(env -i "$root/build/peers/bin/bun1.4" "$(cat out)/hello.ts")" = true ]
	[ "$(ls "$(cat out)/node_modules")" = is-odd ]
	linked pnpm
	[ "$(env -i "$(type -P node)" "$(cat out)/hello.js")" = true ]
	[ "$(ls "$(cat out)/node_modules")" = $'is-odd\nsemver' ]
}

@test "the lines in place of pnpm deploy" {
	local out
	cp -r "$root/tests/e2e/fixtures/workspace" workspace
	chmod -R u+w workspace
	sed -i '2i "scripts": { "build": "mkdir dist && echo \\"console.log(require(\\\\\\"is-odd\\\\\\")(3))\\" >dist/main.js" },' workspace/packages/app/package.json
	out=$(nix-build --no-out-link --expr "
		let env = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }; in
		env.stdenv.mkDerivation {
			name = \"app\";
			src = $PWD/workspace;
			pnpmDeps = env.fetchPnpmDeps { lockfile = $PWD/workspace/pnpm-lock.yaml; pnpm = env.pnpm_11; };
			nativeBuildInputs = [ env.nodejs env.pnpm_11 env.pnpmConfigHook ];
			$(block hooks/README.md nix 1)
		}")
	[ "$(node "$out/lib/app/packages/app/dist/main.js")" = true ]
}

@test "the lines that replace nixpkgs' and bun2nix's are those of the projects" {
	# The same attributes, once white space is folded.
	fold() { tr -s ' \n' ' '; }
	local n of
	for n in 1:1 4:2; do
		of=${n#*:}
		block nix/moving-over.md diff "${n%:*}" | sed -n 's/^+ *//p' >new
		[ "$(wc -l <new)" -eq 2 ]
		while read -r line; do
			[[ $(block nix/fetchers.md nix "$of" | fold) == *"$line"* ]]
		done <new
	done
}

@test "the lines for nixpkgs' packages make tarballs" {
	local n line
	for n in 1 2 3; do
		line=$(block nix/in-nixpkgs.md diff $n | grep -o '[a-z]*Deps = fragstore.fetchNodeTarballs .*')
		[ "$(nix-instantiate --eval -E "
			let
				fragstore = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; };
				finalAttrs = { pname = \"x\"; version = \"1\"; src = $PWD/src; };
			in
			({ $line }).${line%% *}.name")" = '"x-node-tarballs"' ]
	done
}

@test "bun installs from the cache in a shell" {
	local bun
	write_project
	eval "$(block hooks/README.md sh 1 | head -n 1)" # needs the network, the rest does not
	for bun in bun1.2 bun1.3 bun1.4; do
		mkdir -p programs && ln -sfn "$root/build/peers/bin/$bun" programs/bun
		rm -rf app/node_modules
		PATH=$PWD/programs:$PATH run --separate-stderr unshare -n bash -euo pipefail -c "$(block hooks/README.md sh 1)"
		# shellcheck disable=SC2154 # bats sets it
		echo "$output" "$stderr"
		[ "$status" -eq 0 ]
		[ "${lines[-1]}" = true ]
	done
}

@test "the tools" {
	run bash -euo pipefail -c "$(block tools/README.md sh 1)"
	echo "$output"
	[ "$status" -eq 0 ]
	[ -n "$(find store/v10/index -name '*is-odd@3.0.1.json')" ]
	[ "$(find store/v10/files -type l | wc -l)" -gt 4 ]
	[ -f cache/is-odd@3.0.1@@@1/package.json ]
}

# example PROGRAM: run the examples that its --help shows.
example() {
	"$1" --help | awk '/^examples?:$/ { inside = 1; next } /^$/ { inside = 0 } inside { sub(/^  /, ""); print }' >"example-$1"
	[ -s "example-$1" ]
	timeout 600 bash -xeuo pipefail "example-$1"
}

@test "the examples of --help, and so of the manual pages" {
	local id
	npm pack --silent is-odd@3.0.1
	example cafs-add
	[ -f fragment/v11/index.db ]
	example cache-entry-creator
	[ -f cache/is-odd@3.0.1@@@1/package.json ]

	# What the lockfile wants, each package a fragment.
	npm pack --silent is-number@6.0.0
	npm pack --silent semver@7.7.1
	mkdir bin
	ln -s "$root/build/peers/bin/pnpm11" bin/pnpm
	integrity() { awk -v key="  $1:" '$0 == key { getline; gsub(/.*integrity: |}.*/, ""); print; exit }' src/pnpm-lock.yaml; }
	for id in is-odd@3.0.1 is-number@6.0.0 semver@7.7.1; do
		printf '%s\t%s\t%s\n' "$id" "$(integrity "$id")" "$PWD/${id/@/-}.tgz" >>src/list
	done
	cd src
	sed 1d list | cafs-add --store-version v11 --out fragment-a --list -
	sed -n 1p list | cafs-add --store-version v11 --out fragment-b --list -
	example store-merge
	# pnpm 11 writes beside the index.
	PATH=$PWD/../bin:$PATH pnpm install --offline --frozen-lockfile --config.trust-lockfile=true --store-dir "$PWD/store"
	[ "$(node hello.js)" = true ]

	mkdir ../odd
	cp ../is-*.tgz ../odd
	cd ../odd
	echo '{ "dependencies": { "is-odd": "3.0.1" } }' >package.json
	"$root/build/peers/bin/pnpm11" install --lockfile-only
	example node-modules
	[ "$(readlink tree/node_modules/is-odd)" = .pnpm/is-odd@3.0.1/node_modules/is-odd ]

	# A tree with a script and a program, below node_modules.
	mkdir -p ../tree/node_modules/x ../tree/bin ../tree/bintools/nix-support
	cd ../tree
	printf '#!/usr/bin/env node\n' >node_modules/x/script
	chmod +x node_modules/x/script
	cp "$(type -P patchelf)" node_modules/x/program
	cp "$(type -P patchelf)" bin/program
	ln -s "$root/build/peers/bin/bun1.4" bin/bun
	echo /lib64/ld-linux-x86-64.so.2 >bintools/nix-support/dynamic-linker
	ln -s /usr/lib/x86_64-linux-gnu lib
	PATH=$PWD/bin:$PATH NIX_BINTOOLS=$PWD/bintools zlib=$PWD openssl=$PWD \
		example tree-patch
	[ "$(head -n 1 node_modules/x/script)" = "#!$PWD/bin/bun" ]
	[ "$(tree-patch --print-rpath node_modules/x/program)" = "$(readlink -f lib)" ]
	# shellcheck disable=SC2016 # the run path has it so
	[ "$(tree-patch --print-rpath bin/program)" = '$ORIGIN/../lib' ]

	mkdir ../programs
	ln -s "$root/nix/fragstore.sh" ../programs/fragstore
	cd ../src
	PATH=$PWD/../programs:$PATH example fragstore
	nix-instantiate --parse package.nix | grep -q fetchPnpmDeps
}

@test "every program has an example" {
	local page
	for page in "$root"/tools/*/*.1 "$root"/nix/*.1; do
		grep -qx '.SH EXAMPLES' "$page"
		grep -q "example $(basename "$page" .1)\$" "$BATS_TEST_FILENAME"
	done
}
