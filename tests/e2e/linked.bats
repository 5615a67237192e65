#!/usr/bin/env bats
# Linked trees of pnpm's packages, and apps whose node_modules is symlinks into them, in the Nix sandbox; apps run from their output, outside of it.

load helper

versions="pnpm_11 pnpm_12"

# A project that can be changed.
# shellcheck disable=SC2154 # helper.bash sets root
setup() {
	cp -r "$root/tests/e2e/fixtures/server" "$BATS_TEST_TMPDIR/server"
	server=$BATS_TEST_TMPDIR/server
}

linked() {
	nix-build "$root/tests/e2e/linked.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --arg server "$server" --no-out-link -A "$@"
}

derivation() {
	nix-instantiate "$root/tests/e2e/linked.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --arg server "$server" -A "$1"
}

@test "a server with a native addon and a patched package, and a CLI, run from their output" {
	local version out
	for version in $versions; do
		out=$(linked "$version.server")
		[ "$("$out/bin/server")" = hello,true,true,true ]
		[ "$("$out/bin/semver" 1.2.3 -i minor)" = 1.3.0 ]
	done
}

@test "the same in nixpkgs' own stdenv, whose checks of symlinks and references pass" {
	[ -n "${PEERS-}" ] || skip "no nixpkgs checkout: PEERS=DIR"
	local version out
	for version in $versions; do
		out=$(linked "$version.server" --arg peers "$PEERS")
		[ "$("$out/bin/server")" = hello,true,true,true ]
		[ "$("$out/bin/semver" 1.2.3 -i minor)" = 1.3.0 ]
	done
}

@test "node_modules is symlinks that lead somewhere, and what ships has no devDependencies and no time stamps" {
	local version out
	for version in $versions; do
		out=$(linked "$version.server")
		[ "$(sort "$out/seen/files")" = "./node_modules/.modules.yaml
./node_modules/.pnpm/lock.yaml" ]
		[ "$(cat "$out/seen/links")" -lt 10 ]
		[ ! -s "$out/seen/broken" ]
		[ -s "$out/seen/esbuild" ]
		[ "$(cd "$out/lib/server/node_modules" && find . | sort | xargs)" = ". ./.bin ./.bin/semver ./bcrypt ./express ./is-odd ./semver" ]
		[ -z "$(find "$out" -xtype l)" ]
		[ -z "$(nix-store -qR "$out" | grep -v -e "^$out$" -e '-node-linux' -e '-nodejs-with-gyp-' -e '-pnpm-store-linked-prod$' || :)" ]
	done
}

@test "a linked store is the same each time, and refers to neither fragments nor the folder it was built in" {
	local version kind store
	for version in $versions; do
		for kind in deps prod; do
			store=$(linked "$version.$kind")
			linked "$version.$kind" --check --cores 1 --option sandbox-build-dir /elsewhere/deeper
			[ -z "$(find "$store" -xtype l)" ]
			[ -z "$(grep -rlE '(^|[^A-Za-z0-9_.)/-])/build/' "$store" || :)" ]
			[ -z "$(nix-store -qR "$store" | grep -E -- '-v11$|-pnpm-store$' || :)" ]
		done
		[ -n "$(find "$(linked "$version.deps")" -name esbuild -size +1M)" ]
		[ -z "$(find "$(linked "$version.prod")" -name esbuild)" ]
	done
}

@test "an addon that a script compiles: nothing is left but the addon, and it is the same each time" {
	local store package
	store=$(linked pnpm_11.compiled)
	linked pnpm_11.compiled --check
	package=$(realpath "$store/tree/node_modules/bcrypt")
	[ "$(cd "$package/build" && find . -type f)" = ./Release/bcrypt_lib.node ]
	[ -z "$(grep -rlE '(^|[^A-Za-z0-9_.)/-])/build/' "$store" || :)" ]
	[ "$(cat "$(linked pnpm_11.compiledServer)")" = hello,true,true,true ]
}

@test "workspaces, patches, catalogs and overrides" {
	local version
	for version in $versions; do
		[ "$(cat "$(linked "$version.workspace")/app")" = 172800000,false ]
		[ "$(cat "$(linked "$version.workspace")/tool")" = 1.2.4 ]
		[ "$(cat "$(linked "$version.features")/versions")" = true,2.1.2,7.0.0 ]
	done
}

@test "with structuredAttrs: pnpmRoot, prePnpmInstall, and of the workspace only what an importer needs" {
	local version out
	for version in $versions; do
		out=$(linked "$version.structured")
		[ "$(xargs <"$out/there")" = "before packages/app/node_modules packages/lib/node_modules" ]
		[ "$(cat "$out/app")" = 172800000,false ]
	done
}

# The last line that the hook prints in the build of $1, which fails, matches the pattern $2.
fails_with() {
	local line
	line=$(last_line linked "$1")
	# shellcheck disable=SC2053 # a pattern is wanted
	[[ ${line#*: } == $2 ]] || { echo "$1: $line" >&2; return 1; }
}

@test "a lockfile that is another than the linked store's" {
	local version
	for version in $versions; do
		fails_with "$version.missing" "pnpmDeps was made from another pnpm-lock.yaml; make it from the pnpm-lock.yaml in src (*-pnpm-store-linked)"
	done
}

@test "a package.json that is newer than the lockfile" {
	local version
	sed -i 's/7\.7\.1/7.7.2/' "$server/package.json"
	for version in $versions; do
		run linked "$version.deps"
		[ "$status" -ne 0 ]
		[[ $output == *"node-modules: package.json: wants '7.7.2' of 'semver', but the lockfile was made for '7.7.1'; run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml"* ]]
		# Or that a phase changes.
		run linked "$version.changed"
		[ "$status" -ne 0 ]
		[[ $output == *"node-modules: package.json: wants '7.7.2' of 'semver', but the lockfile was made for '7.7.1'; run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml"*"pnpmConfigHook: node_modules cannot be made (see above)"* ]]
	done
}

@test "settings that only pnpm can follow are refused" {
	local version setting
	for setting in "nodeLinker: hoisted" "symlink: false" "enableGlobalVirtualStore: true" "modulesDir: ../deps"; do
		cp "$root/tests/e2e/fixtures/server/pnpm-workspace.yaml" "$server"
		echo "$setting" >>"$server/pnpm-workspace.yaml"
		for version in $versions; do
			run linked "$version.deps"
			[ "$status" -ne 0 ]
			[[ $output == *"which needs pnpm itself; use installer = \"pnpm\""* ||
				$output == *"the setting ${setting%:*} needs pnpm itself; use installer = \"pnpm\""* ]]
		done
	done
}

@test "ignoreScripts in pnpm-workspace.yaml: what scripts the project allows have run all the same" {
	local version
	echo "ignoreScripts: true" >>"$server/pnpm-workspace.yaml"
	for version in $versions; do
		[ "$("$(linked "$version.server")/bin/server")" = hello,true,true,true ]
	done
}

@test "packages find what they do not declare, as from a store that is not linked" {
	local version
	for version in $versions; do
		[ "$(cat "$(linked "$version.undeclared")/versions")" = 7.7.1,6.0.0 ]
	done
}

@test "native packages where the sandbox shows nothing of the machine" {
	local version
	linked programs >/dev/null
	for version in $versions; do
		[ "$(NIX_CONFIG=${NIX_CONFIG/sandbox-paths = */sandbox-paths =} linked "$version.native" | xargs cat)" = "1.3.0
Version: 0.15.0
png 8 3
true,90" ]
	done
}

@test "a lockfile without packages" {
	local version
	for version in $versions; do
		[ "$(cat "$(linked "$version.empty")")" = 1 ]
	done
}

@test "an edit of a source file, of scripts, of a file that is not a manifest: nothing of the dependencies is built again" {
	local version attribute
	local -A before
	for version in $versions; do
		linked "$version.server" >/dev/null
		for attribute in deps prod server; do before[$version.$attribute]=$(derivation "$version.$attribute"); done
	done

	sed -i 's/"hello"/"goodbye"/' "$server/src/server.ts"
	sed -i 's/exit 1/exit 2/' "$server/package.json"
	mkdir "$server/docs"
	touch "$server/docs/package.json" "$server/README.md"
	for version in $versions; do
		for attribute in deps prod; do [ "$(derivation "$version.$attribute")" = "${before[$version.$attribute]}" ]; done
		[ "$(derivation "$version.server")" != "${before[$version.server]}" ]
		[ "$("$(linked "$version.server")/bin/server")" = goodbye,true,true,true ]
	done
}

@test "an edit of package.json, pnpm-workspace.yaml or a patch: the linked store is made again" {
	local before edit
	before=$(derivation pnpm_12.deps)
	for edit in package.json:'s/"version": "1.0.0"/"version": "1.0.1"/' pnpm-workspace.yaml:'s/ # marks it//' patches/is-odd@3.0.1.patch:'1i\# why'; do
		sed -i "${edit#*:}" "$server/${edit%%:*}"
		[ "$(derivation pnpm_12.deps)" != "$before" ]
		before=$(derivation pnpm_12.deps)
	done
	echo "strict-peer-dependencies=false" >"$server/.npmrc"
	[ "$(derivation pnpm_12.deps)" != "$before" ]
}

@test "another version of a dependency: its tarball and the trees are other ones, nothing else is, and the app runs" {
	local version
	for version in $versions; do nix-store -qR "$(derivation "$version.server")" | sort >"$BATS_TEST_TMPDIR/before-$version"; done
	sed -i 's/7\.7\.1/7.7.2/; s/hlq8tAfn0m[^}]*/RF0Fw+rO5AMf9MAyaRXI4AV0Ulj5lMHqVxxdSgiVbixSCXoEmmX\/jk0CuJw4+3SqroYO9VoUh+HcuJivvtJemA==/' \
		"$server/package.json" "$server/pnpm-lock.yaml"
	for version in $versions; do
		[ "$(nix-store -qR "$(derivation "$version.server")" | sort | comm -13 "$BATS_TEST_TMPDIR/before-$version" - |
			sed -n 's/.*\/[a-z0-9]\{32\}-\(.*\)[.]drv$/\1/p' | sort)" = "pnpm-store-linked
pnpm-store-linked-prod
semver-7.7.2.tgz
server-1.0.0" ]
		[ "$("$(linked "$version.server")/bin/semver" 1.2.3 -i minor)" = 1.3.0 ]
		grep -q '"7\.7\.2"' "$(linked "$version.server")/lib/server/node_modules/semver/package.json"
	done
}

@test "the failed script of a package that downloads is named" {
	local version
	for version in $versions; do
		run linked "$version.downloading"
		[ "$status" -ne 0 ]
		[[ $output == *"esbuild's install script checks its program"*"with @esbuild/… in the lockfile it is not needed, without it use a newer esbuild"*"the postinstall script of esbuild failed: exit status 1; "*"scripts.\"esbuild\" = false to run no scripts of this package"* ]]
	done
}
