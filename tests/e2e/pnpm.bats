#!/usr/bin/env bats
# Real projects, installed by real pnpm from a merged store in the Nix sandbox; then what was installed is run.

load helper

versions="pnpm_9 pnpm_10 pnpm_11_6 pnpm_11 pnpm_12"

@test "vite builds a React app in TypeScript, with esbuild's and rollup's native binaries" {
	local version out
	for version in $versions; do
		out=$(build "vite.$version")
		grep -q '<script type="module".* src="/assets/index-.*\.js">' "$out/index.html"
		grep -q 'One derivation per package' "$out"/assets/index-*.js
	done
}

@test "a CLI of node_modules/.bin runs" {
	expect small cli 1.3.0
	expect small exec 2.0.0
}

@test "a package requires its own dependency" {
	expect small require "true 6.0.0"
}

@test "what is in node_modules can be written to" {
	expect small unwritable ""
}

@test "a build leaves the store and its fragments as they were" {
	local version store
	for version in $versions; do
		store=$(cat "$(build "small.$version")/store")
		[ "$(nix-store -qR "$store" | wc -l)" -eq 4 ]
		# shellcheck disable=SC2046 # paths of the Nix store have no spaces
		nix-store --verify-path $(nix-store -qR "$store")
	done
}

@test "a workspace of three importers" {
	expect workspace app 172800000,false
	expect workspace tool 1.2.4
}

@test "pnpmWorkspaces installs only what it names" {
	expect filtered app 172800000,false
	expect filtered tool "not installed"
	expect workspaceFolder folders $'packages/app\npackages/lib'
	expect workspaceFolderByPnpm folders packages/app
	expect dottedFolderByPnpm folders $'packages/app\npackages/lib'
	# The packages of the root come along.
	expect workspaceFolder root ms
	expect workspaceFolderByPnpm root ms
}

@test "pnpm applies patches, catalogs and overrides, whatever packageManager asks for" {
	expect features versions true,2.1.2,7.0.0
}

@test "a lockfile without packages" {
	expect empty one 1
}

@test "a node_modules of another machine's that came with src is made again" {
	local version out
	for version in 9 10 11 12; do
		# shellcheck disable=SC2154 # the helper sets it
		cp -r "$root/tests/e2e/fixtures/small" "$BATS_TEST_TMPDIR/small-$version"
		cd "$BATS_TEST_TMPDIR/small-$version"
		chmod -R u+w .
		timeout 600 env CI=1 HOME="$BATS_TEST_TMPDIR" "$root/build/peers/bin/pnpm$version" install --store-dir "$BATS_TEST_TMPDIR/store"
		[ -e node_modules/.bin/semver ]
		out=$(nix-build --no-out-link --expr "((import $root/tests/e2e { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }).worked $PWD).pnpm_$version")
		[ "$(cat "$out/cli")" = 1.3.0 ]
	done
}

@test "with structuredAttrs: pnpmRoot, pnpmInstallFlags as a list, prePnpmInstall after pnpm is configured" {
	local by version out
	for by in '' ByPnpm; do
		expect structured$by cli 1.3.0
		# is-odd is a devDependency.
		expect structured$by installed semver
		for version in $versions; do
			out=$(build "structured$by.$version")
			[ "$(head -n 1 "$out/before")" = /build/source/small-dev ]
			[[ $out == *"-$(tail -n 1 "$out/before")" ]]
		done
	done
}

@test "a package that the store lacks is named" {
	expect_failure missing "semver@7.7.2 is in pnpm-lock.yaml but not in pnpmDeps; make pnpmDeps from the pnpm-lock.yaml in src*"
}

@test "a lockfile that does not match package.json" {
	expect_failure outdated "pnpm-lock.yaml does not match package.json (*); run 'pnpm install --lockfile-only' and commit *"
}

@test "a project that wants another pnpm" {
	expect_failure wantsAnother "package.json wants another pnpm than *, or another Node.js (see above); add that one to *"
}

@test "a store of another pnpm's" {
	local wanted
	for version in pnpm_9:v3 pnpm_11_6:v11 pnpm_11:v11 pnpm_12:v11; do
		wanted=${version#*:}
		versions=${version%:*} expect_failure wrongStore "pnpmDeps is a v10 store, but pnpm * reads $wanted; *"
	done
	versions=pnpm_10 expect_failure wrongStore "pnpmDeps is a v3 store, but pnpm 10.* reads v10; *"
}

@test "no store, no pnpm" {
	[[ $(failure noDeps) == "pnpmConfigHook: pnpmDeps is not set; set pnpmDeps = fetchPnpmDeps "* ]]
	[ "$(failure noPnpm)" = "pnpmConfigHook: no pnpm in PATH; add it to nativeBuildInputs" ]
}

@test "the pnpm in PATH runs before and after the install, offline, whatever packageManager asks for" {
	expect commands passed "list
licenses list
why is-number
install --force"
}

@test "nixpkgs' pnpmBuildHook, and no notes of pnpm's in the output" {
	local version out
	for version in $versions; do
		out=$(build "built.$version")
		[ -e "$out/app/packages/app/built" ]
		[ -e "$out/app/packages/lib/built" ]
		[ ! -e "$out/app/packages/tool/built" ]
		[ -d "$out/app/node_modules/.pnpm" ]
		[ -z "$(find "$out" -name .modules.yaml -o -name '.pnpm-workspace-state*')" ]
	done
}

@test "a pnpmRoot that is a path, an unknown workspace, a configurePhase that does not call the hook" {
	[[ $(failure rootIsPath) == 'pnpmConfigHook: pnpmRoot is a path, which Nix has copied to its store (/nix/store/'*'-small); give the folder as a string, relative to src: "assets"' ]]
	local by
	for by in '' ByPnpm; do
		expect_failure "noSuchWorkspace$by" "pnpmWorkspaces: the workspace has no package or folder @ws/application; correct it, or add its folder to src*"
		expect_failure "noSuchFolder$by" "pnpmWorkspaces: the workspace has no package or folder ./packages/nope; correct it, or add its folder to src*"
	done
	expect_failure noWorkspaceMatches "pnpm installed nothing, because no workspace matches --filter=@other/*; correct pnpmWorkspaces or pnpmInstallFlags"
	[[ $(failure notConfigured) == "pnpmConfigHook: it did not run; write 'runHook postConfigure' into configurePhase and "* ]]
}

@test "a binding.gyp without a script, which pnpm rebuild passes over in pnpm 10 and 11" {
	versions="pnpm_9 pnpm_12" expect_failure gyp "install scripts did not run: unix-dgram@2.0.7. *"
	local version
	for version in pnpm_10 pnpm_11; do
		run build "gyp.$version"
		grep -F "pnpmConfigHook: unix-dgram@2.0.7 has a binding.gyp but no install script, and 'pnpm rebuild' of pnpm 1" <<<"$output" |
			grep -F "'(cd node_modules/.pnpm/unix-dgram@2.0.7/node_modules/unix-dgram && node-gyp rebuild)' into preBuild"
		# Another line must not say that `pnpm rebuild` is enough.
		[[ $output != *"install scripts did not run"* ]]
	done
}

@test "settings that the lockfile was made with are named, and where pnpm 11 and 12 read them" {
	[ -e "$(build oldSettings.pnpm_10)/one" ]
	versions="pnpm_11 pnpm_12" expect_failure oldSettings 'overrides is in "pnpm" of package.json, where pnpm 1* does not read it; move it to pnpm-workspace.yaml, or use pnpm 10 (*'
}

@test "the package.json that the lockfile does not match is named" {
	expect_failure outdatedWorkspace "pnpm-lock.yaml does not match packages/tool/package.json (see above); run *"
}

@test "what is not in the lockfile either is not said to be there" {
	versions=pnpm_10 expect_failure notLocked "pnpm wants is-number@7.0.0, which is not in pnpm-lock.yaml; run 'pnpm install' with pnpm 1*"
}

@test "configDependencies are installed, offline, and no output has them" {
	local version out
	for version in pnpm_10 pnpm_11 pnpm_12; do
		out=$(build "config.$version")
		grep -q '"7[.]0[.]0"' "$out/version"
		[ -e "$out/node_modules/is-odd/package.json" ]
		[ ! -e "$out/node_modules/.pnpm-config" ]
		[ -z "$(find "$out" -xtype l)" ]
	done
}

@test "a JavaScript runtime that package.json asks for is Nix's" {
	local version out
	for version in pnpm_11 pnpm_12; do
		out=$(build "runtime.$version")
		[ "$(cat "$out/modules")" = is-number ]
		[[ $(cat "$out/node") == v24.* ]]
	done
}

@test "pnpm deploy of pnpm 11 and 12, offline" {
	local version
	for version in pnpm_11 pnpm_12; do [ "$(cat "$(build "deployed.$version")/said")" = 172800000,false ]; done
}

@test "pnpm deploy without a store: the hook says what to do, and that works" {
	expect deployedNot said 172800000,false
	local version log
	# shellcheck disable=SC2154 # the helper sets it
	for version in $versions; do
		log=$(nix-store --read-log "$(build "deployedNot.$version")")
		[ "$(grep "'pnpm deploy'" <<<"$log")" = "pnpmConfigHook: 'pnpm deploy' in installPhase cannot work, because it installs again; call 'pnpmInstallProd' and copy the project (pnpmWorkspaces chooses what is installed), or give fetchPnpmDeps installer = \"pnpm\"" ]
	done
}

@test "pnpm deploy with a store, which asks the registry: pnpm 9, and --legacy of pnpm 10 and 11" {
	local version log
	for version in pnpm_9:"as pnpm 9 ignores the lockfile there; call 'pnpmInstallProd' and *" pnpm_10:"as --legacy ignores the lockfile; *, or remove --legacy or *" pnpm_11:"as --legacy ignores the lockfile; *" pnpm_12:; do
		[ "$(cat "$(build "deployedLegacy.${version%%:*}")/said")" = "$([ "${version#*:}" ] && echo fails || echo works)" ]
		log=$(nix-store --read-log "$(build "deployedLegacy.${version%%:*}")" | grep -F "'pnpm deploy'" || :)
		# shellcheck disable=SC2053 # a pattern is wanted
		[[ ${log#*asks the registry, } == ${version#*:} ]]
	done
}

@test "sharedWorkspaceLockfile: false, with a store of all lockfiles" {
	expect ownLockfiles said "true,true
1.3.0"
	versions="pnpm_10 pnpm_12" expect_failure oneOfLockfiles "is-*@* is in a pnpm-lock.yaml of the workspace but not in pnpmDeps; give fetchPnpmDeps all of them, in lockfile and otherLockfiles, *"
}

@test "a package of a git repository with a prepare script, supplied by who has run it" {
	local log
	for version in pnpm_9 pnpm_10 pnpm_11 pnpm_12; do
		[ "$(cat "$(build "prepared.$version")/said")" = 1 ]
	done
	log=$(nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link --check -A prepared.pnpm_12 2>&1)
	grep -F "pnpmConfigHook: made@https://codeload.github.com/fragstore/made/tar.gz/0123456789abcdef0123456789abcdef01234567 comes from git, and its prepare scripts did not run; " <<<"$log"
}
