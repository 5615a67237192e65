#!/usr/bin/env bats
# The hooks' functions on hostile projects: what a lockfile, a package.json or a package says touches nothing outside of the project, and
# no character of it is one that a terminal obeys.
# shellcheck disable=SC2031 # the helper sets root

# root comes from the helper; the hooks take packageJson and the like from the environment.
# shellcheck disable=SC2154,SC2034,SC2317,SC2030
load helper

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/work/project" && cd "$BATS_TEST_TMPDIR/work/project" || return
	# Of somebody else.
	mkdir -p ../victim/node_modules ../cache
	touch ../victim/node_modules/file ../victim/package.json
}

# hook MANAGER: its functions, in a shell of their own.
hook() {
	sed "s,@hookLib@,$root/hooks/lib/lib.sh,; s,@$1Explain@,$root/hooks/$1/explain.sh,; s,@pnpmStore@,$root/hooks/pnpm/store.sh,
		s,@bunCache@,$root/hooks/bun/cache.sh,; s,@bunSettings@,$root/hooks/bun/settings.js,; s,@npmPackage@,$root/hooks/npm/package.sh," "$root/hooks/$1/hook.sh" >"$BATS_TEST_TMPDIR/hook.sh"
	appendToVar() { :; } # stdenv's
	dontPnpmConfigure=1 dontUseBunInstall=1 dontUseBunBuild=1 dontUseBunCheck=1 dontUseBunPatch=1
	# shellcheck disable=SC1091
	source "$BATS_TEST_TMPDIR/hook.sh"
}

@test "folders that climb, are absolute, are reached by a symlink or begin with '-'" {
	source "$root/hooks/lib/lib.sh"
	mkdir -p packages/app ./-x
	ln -s ../victim link
	run foldersInside < <(printf '%s\n' . packages/app ../victim ./../victim packages/../../victim "$PWD/../victim" /etc link link/node_modules -x -- --help 'a b')
	[ "$output" = ".
packages/app
./-x
./--
./--help
a b" ]
}

@test "an importer that climbs loses no node_modules" {
	printf 'importer\t%s\n' . ../victim link -x -rf >../cache/about
	mkdir -p node_modules ./-x/node_modules
	ln -s ../victim link
	(
		hook pnpm
		[ "$(hookModules ../cache)" = "$(printf '%s\n' ./node_modules ./-x/node_modules)" ]
		pnpmInstall() { :; }
		pnpmPending() { :; }
		hookInstall pnpm ../cache
	)
	[ -f ../victim/node_modules/file ]
	[ ! -e node_modules ]
	[ ! -e ./-x/node_modules ]
}

@test "scripts of the project: those of its own folders, the root's last, with names that no shell reads" {
	[ -x "$root/build/peers/bin/bun1.4" ] || skip "bun comes with make test"
	export PATH=$root/build/peers/bin:$PATH
	mkdir -p packages/app "\$(touch made)" "$BATS_TEST_TMPDIR/bin"
	ln -s "$root/build/peers/bin/bun1.4" "$BATS_TEST_TMPDIR/bin/bun"
	printf 'importer\t%s\n' . ../victim packages/app "\$(touch made)" >../cache/about
	printf '{ "scripts": { "postinstall": "true" } }' | tee package.json packages/app/package.json ../victim/package.json >"\$(touch made)/package.json"
	(
		hook bun
		PATH=$BATS_TEST_TMPDIR/bin:$PATH hookProjectScripts bun ../cache >../scripts
	)
	[ "$(cat ../scripts)" = "$(printf './%s\tpostinstall\n' packages/app "\$(touch made)" '')" ]
	# `npm run install` runs the two around it, too.
	printf '\xef\xbb\xbf{ "scripts": { "preinstall": "true", "install": "true", "postinstall": "true", "postprepare": "true", "preprepare": "" } }' >package.json
	(
		hook npm
		hookProjectScripts node ../cache >../scripts
	)
	[ "$(tail -n 2 ../scripts)" = "$(printf './\t%s\n' install postprepare)" ]
	[ ! -e made ]
}

@test "a script of the project that fails: the message names the setting of this hook" {
	hook npm
	concatTo() { :; } # stdenv's
	npm() { false; }
	npmDeps=../cache
	echo '{ "scripts": { "postinstall": "false" } }' >package.json
	run npmRunScripts
	[ "$status" -eq 1 ]
	[ "$output" = 'npmConfigHook: the postinstall script of ./ failed (see above); to run no scripts of the project, set npmRebuildFlags = [ "--ignore-scripts" ]' ]
}

@test "what a hook says, and what the package manager prints, has no character that a terminal obeys" {
	local text=$'a\e[31m\xc2\x9b31m\xc2\x85\xe2\x80\xaeb\xe2\x81\xa6c\xe2\x81\xa9\rd\x7f\t\xc3\xbc\xe2\x94\x80'
	source "$root/hooks/lib/lib.sh"
	[ "$(printable <<<"$text")" = $'a[31m31mbcd\t\xc3\xbc\xe2\x94\x80' ]
	for name in pnpm bun; do
		run bash -c "$(declare -f hook); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook $name; ${name}Warn \"\$1\"" sh "$text"
		[ "${output#*: }" = $'a[31m31mbcd\t\xc3\xbc\xe2\x94\x80' ]
	done
}

@test "flags for an install that fragstore makes: what node-modules has, too, and a line for each that does nothing" {
	concatTo() { # stdenv's
		local -n to=$1
		local name
		for name in "${@:2}"; do
			local -n from=$name
			to+=(${from[@]+"${from[@]}"})
		done
	}
	hook pnpm
	pnpmInstallFlags=(--prod --frozen-lockfile --node-linker=hoisted --filter web)
	run --separate-stderr hookFlagOptions pnpm "$PWD"
	[ "$output" = --prod ]
	[ "$stderr" = 'pnpmConfigHook: --node-linker=hoisted in pnpmInstallFlags does nothing, because node_modules is made without pnpm; remove it, or give fetchPnpmDeps installer = "pnpm"
pnpmConfigHook: --filter in pnpmInstallFlags does nothing, because node_modules is made without pnpm; remove it, or give fetchPnpmDeps installer = "pnpm"' ]
	mkdir -p linked/project
	run --separate-stderr hookFlagOptions pnpm linked
	[ "$output" = "" ]
	[[ $stderr == "pnpmConfigHook: --prod in pnpmInstallFlags does nothing, "* ]]
	hook bun
	bunInstallFlags=(--linker hoisted --production) bunInstallFlagsArray=(--cpu=arm64)
	run --separate-stderr hookFlagOptions bun "$PWD"
	[ "$output" = --prod ]
	[ "$stderr" = 'bunHook: --cpu=arm64 in bunInstallFlags does nothing, because node_modules is made without bun; remove it, or give fetchBunDeps installer = "bun"' ]
}

@test "bun's linker in .npmrc, as bun 1.3.14 and 1.4.5 read it" {
	[ -x "$root/build/peers/bin/bun1.3" ] || skip "bun comes with make test"
	local row text old new version
	hook bun
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	export LINKER=hoisted
	# TEXT|what bun 1.2 and 1.3 read|what bun 1.4 reads
	# shellcheck disable=SC2016 # bun replaces these
	for row in 'node-linker=hoisted|hoisted|hoisted' '  node-linker  =  hoisted  \r|hoisted|hoisted' '\xef\xbb\xbfnode-linker=hoisted|hoisted|hoisted' \
		'node-linker="hoisted"|hoisted|hoisted' "node-linker='hoisted'|hoisted|hoisted" '"node-linker"=hoisted|hoisted|hoisted' 'node-linker=${LINKER}|hoisted|hoisted' 'node-linker=${GONE}||' \
		'node-linker=hoisted ; why||hoisted' 'node-linker=hoisted#why||hoisted' 'node-linker="hoisted" ; why||' \
		'[x]\nnode-linker=hoisted||' 'node-linker=hoisted\n[]\nnode-linker=isolated|hoisted|hoisted' \
		'node-linker=pnpm|isolated|isolated' 'node-linker=hoisted\nnode-linker=isolated|isolated|isolated' 'node-linker=Hoisted||' 'node-linker[]=hoisted||' 'nodeLinker=hoisted||' '#node-linker=hoisted||'; do
		IFS='|' read -r text old new <<<"$row"
		# shellcheck disable=SC2059 # it has escapes
		printf "$text" >.npmrc
		for version in 1.3 1.4; do
			ln -sf "$root/build/peers/bin/bun$version" "$BATS_TEST_TMPDIR/bin/bun"
			bunReadSettings
			echo "$row: $version: $bunLinker"
			[ "$bunLinker" = "$([ $version = 1.4 ] && echo "$new" || echo "$old")" ]
		done
	done
}

@test "what another manager's fetcher made: a tree, a linked tree, a store" {
	local manager made deps
	echo '{}' >package.json
	touch pnpm-lock.yaml bun.lock package-lock.json
	for made in pnpm bun npm; do
		mkdir -p ../trees/$made ../linked/$made/project
		echo "--manager=$made@1.2.3" | tee ../trees/$made/options >../linked/$made/options
	done
	mkdir -p ../stores/pnpm/v10/files ../stores/bun/share/bun-cache
	pnpm() { echo 10.33.0; }
	for manager in pnpm bun npm; do
		for deps in ../trees/* ../linked/* ../stores/*; do
			made=${deps##*/}
			if [ "$made" = $manager ] || [ $manager:"${deps%/*}" = npm:../stores ]; then continue; fi
			run bash -c "$(declare -f hook appendToVar); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook $manager >/dev/null 2>&1; type() { :; }; pnpmReadVersion() { echo 10.33.0; }; pnpmVersions=(10:v10:npm_config:x); ${manager}Configure $deps"
			echo "$manager $deps: $output"
			[ "$status" -eq 1 ]
			[[ $output == *"Hook: ${manager}Deps is from fetch${made^}Deps; make it with fetch${manager^}Deps ($deps)" ]]
		done
	done
	run bash -c "$(declare -f hook appendToVar); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook npm >/dev/null 2>&1; npmConfigure ../stores/pnpm"
	[[ $output == "npmConfigHook: npmDeps is not from fragstore's fetchNpmDeps; "* ]]
	run env nodeModulesForce= hookLib="$root/hooks/lib/lib.sh" hookNodeModules=false bash "$root/hooks/dev-shell/place.sh" pnpm ../linked/bun "" "" pnpm-lock.yaml
	[ "$output" = "nodeModulesShellHook: pnpmDeps is from fetchBunDeps; make it with fetchPnpmDeps (../linked/bun)" ]
}

@test "bunfig.toml: a scanner is left out, however it is written; a linker that bun refuses is named" {
	[ -x "$root/build/peers/bin/bun1.2" ] || skip "bun comes with make test"
	local version scanner
	hook bun
	for version in 1.2 1.3 1.4; do
		mkdir -p "$BATS_TEST_TMPDIR/bin"
		ln -sf "$root/build/peers/bin/bun$version" "$BATS_TEST_TMPDIR/bin/bun"
		for scanner in '"@acme/scanner"' "'@acme/scanner'" '"""@acme/scanner"""' '"""\n@acme/scanner"""' "'''\n@acme/scanner'''"; do
			# shellcheck disable=SC2059 # it has escapes
			printf "[install]\nlinker = 'hoisted'\n[install.security]\nscanner = $scanner\n" >bunfig.toml
			PATH=$BATS_TEST_TMPDIR/bin:$PATH
			bunReadSettings >said
			[ "$(cat said)" = "bunHook: packages are those of bun.lock, by its hashes; they are installed without the scanner @acme/scanner" ]
			[ "$bunLinker" = hoisted ]
			[[ $(bun -p "JSON.stringify(require('$bunConfig'))") == *'"linker":"hoisted"'* && $(cat "$bunConfig") != *scanner* ]]
		done
		printf '[install]\nlinker = "Hoisted"\n' >bunfig.toml
		run bunReadSettings
		[ "$output" = "bunHook: bunfig.toml: install.linker is 'Hoisted', which bun refuses; write \"isolated\" or \"hoisted\"" ]
	done
}

@test "a linker in both files: .npmrc's counts before bun 1.4, bunfig.toml's since then, and a faulty one fails" {
	[ -x "$root/build/peers/bin/bun1.3" ] || skip "bun comes with make test"
	local row bunfig npmrc old new version
	hook bun
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	# bunfig.toml|.npmrc|what bun 1.2 and 1.3 read|what bun 1.4 reads
	for row in '||' 'hoisted|isolated|isolated|hoisted' '|hoisted|hoisted|hoisted' 'isolated||isolated|isolated'; do
		IFS='|' read -r bunfig npmrc old new <<<"$row"
		rm -f bunfig.toml .npmrc
		if [ -n "$bunfig" ]; then printf '[install]\nlinker = "%s"\n' "$bunfig" >bunfig.toml; fi
		if [ -n "$npmrc" ]; then echo "node-linker=$npmrc" >.npmrc; fi
		for version in 1.2 1.3 1.4; do
			ln -sf "$root/build/peers/bin/bun$version" "$BATS_TEST_TMPDIR/bin/bun"
			bunReadSettings
			echo "$row: $version: $bunLinker"
			[ "$bunLinker" = "$([ $version = 1.4 ] && echo "$new" || echo "$old")" ]
			[ -z "$bunConfig" ]
		done
	done
	echo 'node-linker=hoisted' >.npmrc
	printf '[install]\nlinker = "pnpm"\n' >bunfig.toml
	run bunReadSettings
	[ "$output" = "bunHook: bunfig.toml: install.linker is 'pnpm', which bun refuses; write \"isolated\" or \"hoisted\"" ]
	printf '[install]\ncache = false\n' >bunfig.toml
	run bunReadSettings
	[[ $output == "bunHook: bunfig.toml disables bun's cache, "* ]]
}

@test "pnpm 10 and 11: a package with a binding.gyp and no script has a line of its own, and is in no other" {
	hook pnpm
	mkdir -p node_modules/.pnpm/@s+gyp@1.0.0/node_modules/@s/gyp node_modules/b
	touch node_modules/.pnpm/@s+gyp@1.0.0/node_modules/@s/gyp/binding.gyp node_modules/b/binding.gyp
	echo '{ "scripts": { "test": "x" } }' >node_modules/.pnpm/@s+gyp@1.0.0/node_modules/@s/gyp/package.json
	echo '{ "scripts": { "install": "x" } }' >node_modules/b/package.json
	for pnpmVersion in 10.33.0 11.28.11; do
		run pnpmWarnOfPending "@s/gyp@1.0.0 b@1.0.0 c@1.0.0"
		[ "${#lines[@]}" -eq 2 ]
		[[ ${lines[0]} == "pnpmConfigHook: @s/gyp@1.0.0 has a binding.gyp but no install script, and 'pnpm rebuild' of pnpm $pnpmVersion does not compile such a package; write '(cd node_modules/.pnpm/@s+gyp@1.0.0/node_modules/@s/gyp && node-gyp rebuild)' into preBuild, "* ]]
		[[ ${lines[1]} == "pnpmConfigHook: install scripts did not run: b@1.0.0 c@1.0.0. That is fine for most packages; "* ]]
	done
	pnpmVersion=12.21.0
	run pnpmWarnOfPending "@s/gyp@1.0.0 b@1.0.0"
	[[ $output == "pnpmConfigHook: install scripts did not run: @s/gyp@1.0.0 b@1.0.0. "* ]]
}

@test "a package from git whose prepare script did not run is named, whoever laid it out" {
	local key=@s/a@git+ssh://git@github.com/o/r.git#0123 manager folder
	for manager in pnpm npm; do
		for folder in node_modules/.pnpm/@s+a@git+ssh+++x/node_modules/@s/a node_modules/@s/a node_modules/b/node_modules/@s/a; do
			rm -rf node_modules
			mkdir -p $folder
			echo '{ "scripts": { "prepare": "x" } }' >$folder/package.json
			printf 'git\t%s\t%s\n' "$key" $folder >../cache/about
			if [ $manager = pnpm ]; then printf 'git\t%s\n' "$key" >../cache/about; fi
			run bash -c "$(declare -f hook appendToVar); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook $manager >/dev/null 2>&1; hookWarnOfPrepare $manager ../cache prepare"
			echo "$manager $folder: $output"
			case $manager:$folder in
				pnpm:node_modules/b/*) [ "$output" = "" ] ;;
				*) [[ $output == "${manager}ConfigHook: $key comes from git, and its prepare scripts did not run; "*"give fetch${manager^}Deps overrides.\"$key\" = "* ]] ;;
			esac
			echo '{ "scripts": { "build": "x" } }' >$folder/package.json
			run bash -c "$(declare -f hook appendToVar); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook $manager >/dev/null 2>&1; hookWarnOfPrepare $manager ../cache prepare"
			[ "$output" = "" ]
		done
	done
}

@test "copies of read-only files and folders can be written to, also those of imported functions" {
	[ -x "$root/build/peers/bin/node24" ] || skip "Node.js 24 comes with make test"
	mkdir -p from/sub
	echo text >from/sub/file
	chmod -R a-w from
	cat >copy.mjs <<-'EOF'
		import fs, { copyFileSync, cpSync } from 'node:fs'
		import { cp, copyFile, chmod } from 'node:fs/promises'
		import { promisify } from 'node:util'
		const file = 'from/sub/file'
		copyFileSync(file, '1')
		await copyFile(file, '2')
		await promisify(fs.copyFile)(file, '3')
		cpSync('from', '4', { recursive: true })
		await cp('from', '5', { recursive: true })
		await promisify(fs.cp)('from', '6', { recursive: true })
		// As fs-extra does after a copy.
		await copyFile(file, '7')
		await chmod('7', fs.statSync(file).mode)
		// What is meant to be read-only.
		await copyFile(file, '8')
		fs.chmodSync('8', 0o444)
	EOF
	"$root/build/peers/bin/node24" --require "$root/hooks/lib/writable-copies.cjs" copy.mjs
	[ "$(stat -c '%n %a' 1 2 3 4 4/sub 4/sub/file 5/sub 5/sub/file 6/sub 6/sub/file 7 8 from/sub/file)" = "1 644
2 644
3 644
4 755
4/sub 755
4/sub/file 644
5/sub 755
5/sub/file 644
6/sub 755
6/sub/file 644
7 644
8 444
from/sub/file 444" ]
	chmod -R u+w from
}
