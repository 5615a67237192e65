#!/usr/bin/env bats
# The hooks' functions on hostile projects: what a lockfile, a package.json or a package says touches nothing outside of the project, and
# no character of it is one that a terminal obeys.

# root comes from the helper; the hooks take packageJson and the like from the environment.
# shellcheck disable=SC2154,SC2034,SC2317
load helper

setup() {
	mkdir -p "$BATS_TEST_TMPDIR/work/project" && cd "$BATS_TEST_TMPDIR/work/project" || return
	# Of somebody else.
	mkdir -p ../victim/node_modules ../cache
	touch ../victim/node_modules/file ../victim/package.json
}

# hook FILE: its functions, in a shell of their own.
hook() {
	sed "s,@lib@,$root/hooks/lib.sh," "$root/hooks/$1" >"$BATS_TEST_TMPDIR/hook.sh"
	appendToVar() { :; } # stdenv's
	dontPnpmConfigure=1 dontUseBunInstall=1 dontUseBunBuild=1 dontUseBunCheck=1 dontUseBunPatch=1
	# shellcheck disable=SC1091
	source "$BATS_TEST_TMPDIR/hook.sh"
}

@test "folders that climb, are absolute, are behind a symlink or begin with '-'" {
	source "$root/hooks/lib.sh"
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

@test "pnpmConfigHook: an importer that climbs loses no node_modules" {
	printf "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n\n  ../victim: {}\n\n  link: {}\n\n  -x:\n    a: b\n\n  '-rf': {}\n\npackages:\n" >pnpm-lock.yaml
	mkdir -p node_modules ./-x/node_modules
	ln -s ../victim link
	(
		hook pnpm-config-hook.sh
		pnpmFindModules
		[ "${modules[*]}" = "./-x/node_modules ./node_modules" ]
		rm -rf "${modules[@]}"
	)
	[ -f ../victim/node_modules/file ]
	[ ! -e ./-x/node_modules ]
}

@test "bunHook: workspaces and patched keys that climb" {
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	mkdir "$BATS_TEST_TMPDIR/bin"
	ln -s "$root/build/peers/bin/bun1.4" "$BATS_TEST_TMPDIR/bin/bun"
	printf '{ "lockfileVersion": 1, "workspaces": { "": {}, "../victim": {}, "packages/app": {}, "-x": {} }, "packages": {} }\n' >bun.lock
	printf '{ "patchedDependencies": { "../../victim@1.0.0": "a", "../victim@1.0.0": "a", "-rf@1.0.0": "a", "..@1": "b", "is-odd@3.0.1": "c" } }' >package.json
	mkdir -p "../cache/is-odd@3.0.1@@@1" "../victim@1.0.0@@@1" "../../victim@1.0.0@@@1" "../own/is-odd@3.0.1@@@1"
	touch "../victim@1.0.0@@@1/file" "../../victim@1.0.0@@@1/file" "../cache/is-odd@3.0.1@@@1/file"
	(
		hook bun-hook.sh
		bunListWorkspaces
		printf '%s\n' "${bunWorkspaces[@]}" >../workspaces
		bunCache=$PWD/../cache
		BUN_INSTALL_CACHE_DIR=$PWD/../own
		bunCopyPatched
		mkdir -p node_modules/x
		echo '{ "name": "../victim" }' | tee node_modules/x/package.json >../victim@1.0.0@@@1/package.json
		bunEntries node_modules/x >../entries
	)
	[ "$(cat ../workspaces)" = "./
./packages/app
./-x" ]
	[ -f "../victim@1.0.0@@@1/file" ]
	[ -f "../../victim@1.0.0@@@1/file" ]
	[ -f "../own/is-odd@3.0.1@@@1/file" ]
	[ ! -s ../entries ]
}

@test "what a hook says, and what the package manager prints, has no character that a terminal obeys" {
	local text=$'a\e[31m\xc2\x9b31m\xc2\x85\xe2\x80\xaeb\xe2\x81\xa6c\xe2\x81\xa9\rd\x7f\t\xc3\xbc\xe2\x94\x80'
	source "$root/hooks/lib.sh"
	[ "$(printable <<<"$text")" = $'a[31m31mbcd\t\xc3\xbc\xe2\x94\x80' ]
	for name in pnpm-config-hook.sh bun-hook.sh; do
		run bash -c "$(declare -f hook); root=$root BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR; hook $name; ${name%%-*}Warn \"\$1\"" sh "$text"
		[ "${output#*: }" = $'a[31m31mbcd\t\xc3\xbc\xe2\x94\x80' ]
	done
}
