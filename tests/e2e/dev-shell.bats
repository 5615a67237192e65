#!/usr/bin/env bats
# nodeModulesShellHook in nix-shell; with nix develop it is in flake.bats.
# shellcheck disable=SC2154 # the helper sets root
# shellcheck disable=SC2016 # it is JavaScript, or for the shell

load helper

setup() {
	export NIX_BUILD_SHELL=bash
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project" || return
}

# project FIXTURE
project() {
	cp -r "$root/tests/e2e/fixtures/$1/." .
	chmod -R u+w .
}

# enter MANAGER COMMAND [ARGUMENT...]: what the hook says is in the file `said`.
enter() {
	nix-shell "$root/tests/e2e/dev-shell.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --argstr project "$BATS_TEST_TMPDIR/project" \
		--argstr manager "$1" "${@:3}" --run "$2" 2>"$BATS_TEST_TMPDIR/err" || { echo "status $?" >&2; cat "$BATS_TEST_TMPDIR/err" >&2; return 1; }
	grep -E '^(nodeModulesShellHook|node-modules):' "$BATS_TEST_TMPDIR/err" >"$BATS_TEST_TMPDIR/said" || :
}

said() {
	cat "$BATS_TEST_TMPDIR/said"
}

# Every path of the project, as it is now.
everything() {
	find . -printf '%p %y %i %C@\n' | LC_ALL=C sort
}

# The lockfile and package.json without semver.
without_semver() {
	node -e '
		const { existsSync, readFileSync, writeFileSync } = require("fs")
		const edit = (file, change) => existsSync(file) && writeFileSync(file, change(readFileSync(file, "utf8")))
		edit("package.json", (text) => text.replace(/,?\s*"semver": "[^"]*"/, ""))
		edit("pnpm-lock.yaml", (text) => text.replace(/^      semver:\n.*\n.*\n/m, "").replace(/^  semver@.*\n(    .*\n)*/gm, ""))
		edit("bun.lock", (text) => text.replace(/^.*"semver.*\n/gm, ""))
		edit("package-lock.json", (text) => {
			const lock = JSON.parse(text)
			delete lock.packages["node_modules/semver"]
			delete lock.packages[""].devDependencies
			return JSON.stringify(lock, null, 2)
		})'
}

# life MANAGER FIXTURE [ARGUMENT...]: from the first entry to a changed lockfile.
life() {
	local before is_odd='node -p "require(\"is-odd\")(3)"'
	rm -rf ./* .[!.]*
	project "$2"
	[ "$(enter "$1" "$is_odd" "${@:3}")" = true ]
	[ -x node_modules/.bin/semver ]
	[ "$(said)" = "" ]
	# What tools and users put there.
	mkdir -p node_modules/.vite/deps node_modules/@mine/x node_modules/mine
	touch node_modules/.vite/deps/x node_modules/@mine/x/y node_modules/.bin/mine

	before=$(everything)
	enter "$1" : "${@:3}"
	diff <(everything) - <<<"$before"

	without_semver
	[ "$(enter "$1" "$is_odd" "${@:3}")" = true ]
	[ "$(said)" = "" ]
	[ ! -e node_modules/semver ]
	[ ! -L node_modules/semver ]
	[ ! -L node_modules/.bin/semver ]
	[ -f node_modules/.vite/deps/x ]
	[ -f node_modules/@mine/x/y ]
	[ -f node_modules/.bin/mine ]
	[ -d node_modules/mine ]
	[ -z "$(find . -path '*/.fragstore/*' ! -name about)" ]
}

@test "pnpm: made once, made again when the lockfile changes, and what others put there stays" {
	life pnpm small
	[ -f node_modules/is-odd/index.js ]
	[ ! -L node_modules/.pnpm/is-odd@3.0.1 ]
	life pnpm small --arg linked true
	[[ $(readlink node_modules/is-odd) == /nix/store/* ]]
}

@test "bun: the same" {
	life bun bun-small
	life bun bun-small --arg linked true
}

@test "npm: the same, with a workspace, whose command can be called" {
	life npm npm
	[ "$(node_modules/.bin/lib)" = true ]
	life npm npm --arg linked true
	[ "$(node_modules/.bin/lib)" = true ]
}

@test "from a folder of the project, in a folder of its own, and before the shell's own hook" {
	project npm
	(cd packages/lib && [ "$(enter npm 'ls ../../node_modules/.bin' --argstr shellHook 'test -d ../../node_modules/semver || exit 1')" = $'lib\nsemver' ])
	mkdir web
	mv p* web
	rm -rf node_modules
	[ "$(enter npm 'cd web && node_modules/.bin/semver 1.2.3' --argstr folder web)" = 1.2.3 ]
	[ ! -e node_modules ]
	cd ..
	enter npm : --argstr folder web
	[ "$(said)" = "nodeModulesShellHook: there is no web/package-lock.json in $PWD or above; enter the shell in the project" ]
}

@test "a package manager's node_modules is left alone, unless told" {
	local before left="node-modules: node_modules: something else made it, so it stays as it is; to replace node_modules, remove it, or use --force (in a shell: nodeModulesForce=1)"
	project small
	mkdir -p node_modules/.pnpm node_modules/is-odd
	touch node_modules/.modules.yaml
	enter pnpm :
	[ "$(said)" = "$left" ]
	[ "$(find node_modules | wc -l)" -eq 4 ]
	nodeModulesForce=1 enter pnpm 'test -f node_modules/is-odd/index.js'
	[ "$(said)" = "" ]

	# It has installed in what the hook made; that counts when there is something to do.
	echo '{}' >node_modules/.modules.yaml
	mkdir node_modules/added
	enter pnpm :
	[ "$(said)" = "" ]
	without_semver
	enter pnpm :
	[ "$(said)" = "$left" ]
	[ -d node_modules/added ]
	[ -e node_modules/semver ]
	nodeModulesForce=1 enter pnpm :
	[ ! -e node_modules/added ]
	[ ! -e node_modules/semver ]
	[ -f node_modules/is-odd/index.js ]
	before=$(everything)
	nodeModulesForce=1 enter pnpm :
	diff <(everything) - <<<"$before"
}

@test "a package that something else has put there is not overwritten; nor is a link to a folder elsewhere" {
	project small
	sed -i.old '' package.json pnpm-lock.yaml
	without_semver
	enter pnpm :
	mkdir node_modules/semver
	mv package.json.old package.json
	mv pnpm-lock.yaml.old pnpm-lock.yaml
	enter pnpm :
	[[ $(said) == "node-modules: node_modules/semver: something else made it, "* ]]
	rmdir node_modules/semver
	enter pnpm 'test -f node_modules/semver/package.json'
	[ "$(said)" = "" ]

	mv node_modules "$BATS_TEST_TMPDIR/elsewhere"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" node_modules
	without_semver
	enter pnpm :
	[[ $(said) == "node-modules: node_modules: something else made it, "* ]]
	nodeModulesForce=1 enter pnpm :
	[ ! -L node_modules ]
	[ -f "$BATS_TEST_TMPDIR/elsewhere/semver/package.json" ]
}

@test "importers: each has its own, one that is gone loses it, and one that was removed gets it again" {
	project workspace
	enter pnpm :
	mapfile -t folders < <(find . -name .fragstore)
	[ "${#folders[@]}" -ge 3 ]
	for folder in "${folders[@]}"; do
		rm -rf "${folder%/.fragstore}"
		enter pnpm :
		[ "$(said)" = "" ]
		[ -f "$folder/about" ]
	done
}

@test "any user, a strict shell, direnv's lockfile, one that was killed, two at a time, and messages for what does not fit" {
	local about=node_modules/.fragstore/about
	project small
	# Where another user can get to.
	chmod o+x "$BATS_TEST_TMPDIR"{,/..,/../..}
	chown -R 65534:65534 .
	enter pnpm 'declare -f nodeModulesShellHook nodeModulesPlace; declare -p pnpmDeps' >shell
	rm -rf node_modules
	place() {
		setpriv --reuid=65534 --regid=65534 --clear-groups bash -euo pipefail -c 'source shell; set -o noclobber; shopt -s nullglob; nodeModulesShellHook'
	}
	place
	[ "$(stat -c %u node_modules/semver/package.json)" -eq 65534 ]

	# Killed before it was done.
	sed -i '/^deps/d' "$about"
	rm -rf node_modules/is-odd
	mkdir -p node_modules/.fragstore/.new.fragstore-0/new
	chown -R 65534:65534 node_modules
	place
	[ -f node_modules/is-odd/index.js ]
	[ "$(ls -A node_modules/.fragstore)" = about ]

	rm -rf node_modules
	place &
	place
	wait $!
	[ -f node_modules/is-odd/index.js ]
	[ "$(grep -c '^deps' "$about")" -eq 1 ]

	echo >>pnpm-lock.yaml
	run place
	[[ $output == "node-modules: warning: pnpm-lock.yaml: it has changed since /nix/store/"*" was made; make that path again (in a shell: enter the shell again; with direnv, write 'watch_file pnpm-lock.yaml' into .envrc)" ]]
	enter pnpm : --argstr installer pnpm
	[[ $(said) == "nodeModulesShellHook: /nix/store/"*" is a store for a package manager; remove \`installer\` where you call the fetcher" ]]
}

@test "a package.json that the lockfile is not for is said, whether node_modules is there or not" {
	local linked
	for linked in false true; do
		rm -rf ./* .[!.]*
		project small
		enter pnpm 'declare -f nodeModulesShellHook nodeModulesPlace; declare -p pnpmDeps' --arg linked $linked >shell
		place() {
			bash -c 'source shell; nodeModulesShellHook' 2>&1
		}
		[ "$(place)" = "" ]
		sed -i 's/"semver": "[^"]*"/"semver": "^1.0.0"/' package.json
		for _ in there gone; do
			run place
			echo "$output"
			[ "${#lines[@]}" -eq 1 ]
			[[ ${lines[0]} == "node-modules: "*semver* ]]
			rm -rf node_modules
		done
	done
}
