#!/usr/bin/env bats
# fragstore doctor: what it says of projects, and that the expression which it prints builds them.

# root comes from the helper; what is in single quotes is for others to expand; refuses is called in the test's own shell.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031
load helper
bats_require_minimum_version 1.5.0

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

doctor() {
	"$root/nix/fragstore.sh" doctor "$@"
}

# project FIXTURE: the folder "project" is one of fixtures/.
project() {
	cp -r "$root/tests/e2e/fixtures/$1" project
	chmod -R u+w project
}

# build_expression ATTRIBUTE: build what the last report prints, with the programs of tests/nix/stdenv; ATTRIBUTE: the pnpm.
build_expression() {
	sed '1,/^$/d' <<<"$output" | sed 's,# cp -r.*,cp -r node_modules $out,' >project/default.nix
	nix-build --no-out-link --expr "
		let
		  env = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; };
		in
		import ./project/default.nix { inherit (env) stdenv; fragstore = env; $1 }"
}

@test "a pnpm project: the report, and the expression builds it" {
	project small
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    small 1.0.0" ]
	[ "${lines[1]}" = "lockfile   pnpm-lock.yaml" ]
	[ "${lines[2]}" = "pnpm       10: any of pnpm 9 to 12 reads the lockfile; package.json does not say which is meant" ]
	[[ ${lines[3]} == "packages   3 for x86_64-linux"* ]]
	[ "${lines[4]}" = "hashes     all are in the lockfile" ]
	[ "${lines[5]}" = "scripts    none is allowed, and pnpmConfigHook runs none" ]
	out=$(build_expression "inherit (env) nodejs pnpm_10;")
	[ -f "$out/node_modules/is-odd/package.json" ]
	# What is fetched now is known.
	run doctor project
	[[ ${lines[3]} == "packages   3 for x86_64-linux; 3 of 3 downloads are in the Nix store already, "*B ]]
}

@test "a bun project: the report, and the expression builds it" {
	project bun-small
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "lockfile   bun.lock" ]
	[ "${lines[2]}" = "bun        any of 1.2 to 1.4 that reads the lockfile; package.json does not say which is meant" ]
	[[ ${lines[3]} == "packages   3 for x86_64-linux"* ]]
	[[ ${lines[5]} == "scripts    bunHook runs those of packages that bun trusts by itself"* ]]
	out=$(build_expression "")
	[ -e "$out/node_modules/is-odd/package.json" ]
}

@test "every lockfile there is: real packages, counted" {
	local file
	for file in "$root"/tests/fixtures/lockfiles/{pnpm9,pnpm10,pnpm11,pnpm12}.yaml; do
		rm -rf project && mkdir project
		cp "$file" project/pnpm-lock.yaml
		cp "$root"/tests/fixtures/lockfiles/*.tgz project
		run doctor project
		[ "$status" -eq 0 ]
		[[ ${lines[3]} == "packages   22 for x86_64-linux"* ]]
	done
	run doctor project
	[ "${lines[2]}" = "pnpm       11: the lockfile was written by pnpm 11 or 12; package.json does not say which" ]
	for file in "$root"/tests/fixtures/lockfiles/bun1.{2,3,4}.lock; do
		rm -rf project && mkdir project
		cp "$file" project/bun.lock
		cp "$root"/tests/fixtures/lockfiles/*.tgz project
		run doctor project
		[ "$status" -eq 0 ]
		[[ ${lines[3]} == "packages   "[12][0-9]" for x86_64-linux"* ]]
	done
	# What bun 1.2 has no integrity for.
	cp "$root/tests/fixtures/lockfiles/bun1.2.lock" project/bun.lock
	run doctor project
	[[ $output == *"hashes     1 package without one in the lockfile; outputHashes below needs what these print:
           tarball:https://registry.npmjs.org/kleur/-/kleur-4.1.4.tgz: nix-prefetch-url --name kleur.tgz 'https://registry.npmjs.org/"* ]]
	[[ $output == *'"tarball:https://registry.npmjs.org/kleur/-/kleur-4.1.4.tgz" = "sha256:HASH";'* ]]
}

@test "the templates: what each has is read" {
	local template
	for template in "$root"/nix/templates/*/; do
		run --separate-stderr doctor "$template"
		[ "$status" -eq 0 ]
		[[ $output == *$'\nscripts    '* ]]
		[[ $output != *"more than can be read"* ]]
	done
}

@test "which pnpm is meant, which build scripts run, what comes from git" {
	mkdir project
	cat >project/pnpm-lock.yaml <<-EOF
		lockfileVersion: '9.0'
		packages:
		  x@https://codeload.github.com/a/b/tar.gz/0123456789012345678901234567890123456789:
		    resolution: {tarball: https://codeload.github.com/a/b/tar.gz/0123456789012345678901234567890123456789, gitHosted: true}
		    version: 1.0.0
		  y@git+https://example.org/y.git#0123456789012345678901234567890123456789:
		    resolution: {commit: 0123456789012345678901234567890123456789, repo: https://example.org/y.git, type: git}
		    version: 1.0.0
		  esbuild@0.25.0:
		    resolution: {integrity: sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==}
	EOF
	echo '{"packageManager":"pnpm@12.1.0+sha512.abc","engines":{"pnpm":">=9"},"scripts":{"build":"vite build"}}' >project/package.json
	printf '# who may\n\nallowBuilds: # by name\n  # this\n  esbuild: true # yes\r\n  sharp: true\n  "#y": true\n  x: false\n' >project/pnpm-workspace.yaml
	echo '@my:registry=https://npm.example.org/' >project/.npmrc
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = "pnpm       12: packageManager in package.json is pnpm@12.1.0+sha512.abc" ]
	[[ $output == *"nix-prefetch-url --name x-1.0.0.tgz 'https://codeload.github.com/a/b/tar.gz/"* ]]
	[[ $output == *$'\ngit        y@git+https://example.org/y.git#'* ]]
	[[ $output == *$'\nscripts    pnpm may run those of esbuild; pnpmConfigHook runs none: have `pnpm rebuild esbuild` in preBuild'* ]]
	[[ $output == *"pnpm = pnpm_12;"* ]]
	[[ $output == *$'\n'"registry   https://npm.example.org/; a token for it goes into the file that Nix's netrc-file option names"$'\n'* ]]
	[[ $output == *"pnpm run build"* ]]
	sed '1,/^$/d' <<<"$output" | nix-instantiate --parse - >/dev/null
	# Then engines, then pnpm 10's list.
	echo '{"engines":{"pnpm":"^9.1"},"pnpm":{"onlyBuiltDependencies":["x"]}}' >project/package.json
	rm project/pnpm-workspace.yaml
	run doctor project
	[ "${lines[2]}" = "pnpm       9: engines.pnpm in package.json is ^9.1" ]
	[[ $output == *"pnpm may run those of x;"* ]]
}

# refuses TEXT: one line about the project, and status 1.
refuses() {
	run --separate-stderr doctor project
	if [ "$status" -ne 1 ] || [ -n "$output" ] || [ "$(wc -l <<<"$stderr")" -ne 1 ] || [[ $stderr != "fragstore: $PWD/project"*"$1"* ]]; then
		echo "got: $status $output $stderr"
		return 1
	fi
	rm -rf project
	mkdir project
}

@test "folders that are no project, and hostile ones" {
	local lock=$root/tests/e2e/fixtures/small/pnpm-lock.yaml
	mkdir project
	refuses "it has neither pnpm-lock.yaml nor bun.lock; run"
	echo x >project/bun.lockb
	refuses "bun.lockb: it is bun's binary lockfile"
	echo x >project/yarn.lock
	refuses 'it has yarn.lock; what is read here is pnpm-lock.yaml (`pnpm import`'
	touch project/pnpm-lock.yaml project/bun.lock
	refuses "it has pnpm-lock.yaml, bun.lock; remove those that do not count"
	echo '{"packageManager":"bun@1.3.0"}' >project/package.json && cp "$lock" project
	refuses "package.json asks for bun, but the lockfile is pnpm-lock.yaml"
	echo '{"packageManager":"pnpm@8.15.0"}' >project/package.json && cp "$lock" project
	refuses "pnpm 8: its store layout is not known"
	echo '{"name":' >project/package.json && cp "$lock" project
	refuses "/package.json: is damaged"
	sed 's/9[.]0/6.0/' "$lock" >project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: lockfileVersion 6.0 is not 9.0"
	mkfifo project/package.json && cp "$lock" project
	refuses "/package.json: is no regular file"
	mkdir project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: is no regular file"
	printf '\0' >project/pnpm-lock.yaml
	refuses ": "
	ln -s nowhere project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: is no regular file"
	fails 1 "no such: there is no such folder" doctor $'no\nsuch'
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	fails 1 "none: there is no such folder" doctor none
}

# fails STATUS TEXT COMMAND...
fails() {
	run --separate-stderr "${@:3}"
	[ "$status" -eq "$1" ] && [ -z "$output" ] && [[ $stderr == *"$2"* ]]
}

@test "what a project says is text, in the report and in the expression" {
	mkdir "a \${b}'\"c"
	cd "a \${b}'\"c"
	cp "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" .
	printf '{"name":"a\\u001b[31m\\nb","version":"${x}\\\\\\"","packageManager":["pnpm"],"scripts":7,"engines":"x","pnpm":[]}' >package.json
	run doctor
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    without a name \${x}\\\"" ]
	[[ $output != *$'\e'* ]]
	sed '1,/^$/d' <<<"$output" >expression.nix
	[ "$(nix-instantiate --eval --expr '(import ./expression.nix {
		stdenv.mkDerivation = x: x; nodejs = 1; pnpm_10 = 1; fragstore = { pnpmConfigHook = 1; fetchPnpmDeps = x: x; }; }).version')" = '"\${x}\\\""' ]
}

@test "help, and wrong usage" {
	run --separate-stderr "$root/nix/fragstore.sh" --help
	[ "$status" -eq 0 ]
	[[ $output == "usage: fragstore doctor [FOLDER]"* ]]
	[ -z "$stderr" ]
	fails 2 "nothing to do" "$root/nix/fragstore.sh"
	fails 2 "'cure'" "$root/nix/fragstore.sh" cure
	fails 2 "unknown option '-x'" "$root/nix/fragstore.sh" doctor -x
	[ "$("$root/nix/fragstore.sh" doctor --help)" = "$("$root/nix/fragstore.sh" --help)" ]
	fails 2 "one folder" "$root/nix/fragstore.sh" doctor a b
}
