#!/usr/bin/env bats
# Projects whose node_modules are symlinks into a linked store, made by real bun in the Nix sandbox; then what was built is run.

# root and address come from the helpers.
# shellcheck disable=SC2154
load ../nix/helper
load helper

bun=$root/build/peers/bin/bun1.4
node=$root/build/peers/bin/node24

# Build an attribute of linked-bun.nix and print its store path.
linked() {
	nix-build "$root/tests/e2e/linked-bun.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "$@"
}

# A copy of a fixture that a test can change.
copy() {
	cp -r "$root/tests/e2e/fixtures/$1" "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project" || return
}

# The project in the current directory as --arg src.
project() {
	linked "$1" --arg src "$PWD" "${@:2}"
}

# What the build of $1, of the project in the current directory, is made of; and the names of what is not the same in two such lists.
derivations() {
	nix-store -qR "$(nix-instantiate "$root/tests/e2e/linked-bun.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" -A "$1" --arg src "$PWD")" |
		grep '[.]drv$' | sort
}
changed() {
	comm -13 "$1" "$2" | sed 's/[^-]*-//; s/[.]drv$//' | sort
}

@test "a server with a native addon, and a program that bun compiled, run from the store" {
	local out
	out=$(linked features)
	cd "$out/app"
	[ "$(env -i "$bun" verify.ts)" = '{"patched":[true,true],"overridden":"7.0.0","peer":"18.3.1","express":"received"}' ]
	[ "$(env -i "$node" terminal.cjs)" = $'terminal\r' ]
	[ "$(env -i ./cli)" = "172800000 true true" ]
	[ "$(cat packages/app/prepared)" = prepared ]
}

@test "node_modules are symlinks, none of which is broken, and all packages lie in the linked store" {
	local out
	out=$(linked features)
	cd "$out/app"
	[ "$(find . -path '*/node_modules/*' ! -type l ! -type d ! -path './test/*')" = "" ]
	[ "$(find . -xtype l)" = "" ]
	[ "$(find . -path '*/node_modules/*' -type l | wc -l)" -lt 20 ]
	[[ $(readlink node_modules/express) = "$(linked features.bunDeps)"/tree/* ]]
	[ "$(nix-store -q --references "$out")" = "$(linked features.bunDeps)" ]
}

@test "the linked store is the same when it is made again, has nothing of the build's folder, and no fragments" {
	local deps
	deps=$(linked features.bunDeps)
	linked features.bunDeps --check
	[ "$(cd -P "$deps/tree/node_modules/node-pty/build" && find . -name "*.node")" = ./Release/pty.node ]
	run grep -rlE '/build/(home|nix-build|tmp|source)' "$deps"
	[ "$output" = "" ]
	[ "$(nix-store -q --references "$deps" | grep -vE -- '-(bun|nodejs-with-gyp)-[^/]*$|-linked$')" = "" ]
}

@test "an edit of a source file, or of a script in package.json, builds the app alone" {
	copy bun-features
	derivations features >../before
	sed -i 's/console.log(/console.log("edited", /' packages/app/cli.ts
	sed -i 's/"private": true,/"private": true, "scripts": { "prepare": "echo root > root" },/' package.json
	sed -i 's/echo prepared/echo edited/' packages/app/package.json
	derivations features >../after
	[ "$(changed ../before ../after)" = app-1.0.0 ]
	project features >../out
	[ "$("$(cat ../out)/app/cli")" = "edited 172800000 true true" ]
	[ "$(cat "$(cat ../out)/app/root" "$(cat ../out)/app/packages/app/prepared")" = "root
edited" ]
}

@test "a changed dependency builds the tree and the app" {
	copy bun-features
	derivations features >../before
	sed -i 's/18\.3\.1/18.2.0/' package.json
	sed -i 's|18\.3\.1|18.2.0|; s|sha512-wS[^"]*|sha512-/3IjMdb2L9QbBdWiW5e3P2/npwMBaU9mHCSCUzNln0ZCYbcfTsGbTJrU/kGemdH2IWmB2ioZ+zkxtmq6g09fGQ==|' bun.lock
	derivations features >../after
	[ "$(changed ../before ../after)" = "app-1.0.0
bun-cache-linked
react-18.2.0.tgz" ]
	project features >../out
	cd "$(cat ../out)/app"
	[ "$(env -i "$bun" verify.ts)" = '{"patched":[true,true],"overridden":"7.0.0","peer":"18.2.0","express":"received"}' ]
}

@test "vite and TypeScript find React's types, and esbuild, from where packages really are" {
	local out
	out=$(linked vite)
	grep -q 'One derivation per package' "$out"/assets/index-*.js
	# Some of its packages depend on each other, and have programs.
	linked vite.bunDeps --check
	linked vite.bunDeps --check
}

@test "bunInstallProd leaves out devDependencies, and their packages are not in what it links to" {
	local out
	out=$(linked prod)
	[ "$(cat "$out/all")" = ".bin
is-odd
semver" ]
	[ "$(ls -A "$out/app/node_modules")" = is-odd ]
	cd "$out/app"
	[ "$(env -i "$bun" -e 'console.log(require("is-odd")(3))')" = true ]
	[ "$(nix-store -qR "$out" | sed 's/[^-]*-//' | grep linked)" = bun-cache-linked-prod ]
	[ "$(find "$(linked prod.bunProdDeps)/tree/node_modules/.bun/" -maxdepth 1 -name 'semver*')" = "" ]
}

@test "what is shipped without devDependencies has what their programs made" {
	local out
	out=$(linked shipped)
	cd "$out/app"
	[ ! -e node_modules/node-gyp ]
	[ "$(env -i "$bun" verify.ts)" = '{"patched":[true,true],"overridden":"7.0.0","peer":"18.3.1","express":"received"}' ]
	[ "$(env -i "$node" terminal.cjs)" = $'terminal\r' ]
	[ "$(nix-store -qR "$out" | sed 's/[^-]*-//' | grep linked)" = bun-cache-linked-prod ]
	linked features.bunDeps.prod --check
}

@test "native packages run from a linked store where there is nothing else than the Nix store" {
	linked programs
	NIX_CONFIG=${NIX_CONFIG/sandbox-paths = */sandbox-paths =}
	[ "$(cat "$(linked native)/ran")" = "1.3.0
Version: 0.15.0
png 8 3
true,90" ]
}

@test "a project below src, with structuredAttrs and a linker in bunfig.toml" {
	cd "$(linked structured)/app"
	[ "$(cat ../root)" = / ]
	[[ $(readlink node_modules/is-odd) = "$(linked structured.bunDeps)"/tree/* ]]
	[ "$(env -i "$bun" node_modules/.bin/semver 1.2.3 -i minor)" = 1.3.0 ]
}

@test "without a linked store, what a project gets from bun is still there after the build" {
	cd "$(linked globalStore)/app"
	grep -q globalStore bunfig.toml
	[ "$(find . -xtype l)" = "" ]
	[ "$(env -i "$bun" node_modules/.bin/semver 1.2.3 -i minor)" = 1.3.0 ]
}

@test "a node_modules that came with src goes" {
	cd "$(linked worked)/app"
	[ -L node_modules/express ]
	[ ! -e packages/app/node_modules/express ]
	[ "$(env -i "$bun" -e 'console.log(require("express/package.json").version)')" = 4.21.2 ]
}

@test "install scripts that are not allowed are named, each time" {
	local message="bunHook: install scripts did not run: node-pty@1.1.0. That is fine for most packages; if a file that they make is missing (an addon, a download), name the packages in trustedDependencies *"
	# shellcheck disable=SC2053 # a pattern is wanted
	[[ $(last_line linked notAllowed) == $message ]]
	# The linked store has been made now.
	# shellcheck disable=SC2053
	[[ $(last_line linked notAllowed) == $message ]]
}

@test "a build goes without a workspace that is not there" {
	cd "$(linked without)/app"
	[ "$(ls packages)" = lib ]
	[ "$(env -i "$bun" -e 'console.log(require("express/package.json").version)')" = 4.21.2 ]
}

# A tarball FILE of a package of that name: its package.json, its index.js.
pack() {
	local folder=$BATS_TEST_TMPDIR/pack/package
	rm -rf "$folder"
	mkdir -p "$folder"
	echo "$2" >"$folder/package.json"
	echo "$3" >"$folder/index.js"
	printf '#!/usr/bin/env bun\nconsole.log("program");\n' >"$folder/program.js"
	tar -C "$BATS_TEST_TMPDIR/pack" -czf "$1.tgz" package
}

# A workspace with packages of its own in tarballs and a folder, in the current directory.
workspace() {
	mkdir -p "$BATS_TEST_TMPDIR/project/"{packages/lib,packages/app,folder}
	cd "$BATS_TEST_TMPDIR/project" || return
	pack undeclared '{ "name": "undeclared", "version": "1.0.0" }' 'module.exports = "undeclared finds " + require("plain");'
	pack plain '{ "name": "plain", "version": "1.0.0", "bin": "program.js" }' 'module.exports = "plain";'
	pack scripted '{ "name": "scripted", "version": "1.0.0", "scripts": { "postinstall": "cp program.js made; chmod +x made" } }' \
		''
	pack needy '{ "name": "needy", "version": "1.0.0", "dependencies": { "lib": "*" } }' 'module.exports = require("lib");'

	echo '{ "name": "folder", "version": "1.0.0" }' >folder/package.json
	echo 'module.exports = "folder";' >folder/index.js
	echo '{ "name": "lib", "version": "1.0.0", "bin": { "tool": "tool.js" }, "scripts": { "postinstall": "echo lib >> ../../order" } }' >packages/lib/package.json
	echo 'module.exports = "lib";' >packages/lib/index.js
	printf '#!%s\nconsole.log("tool");\n' "$bun" >packages/lib/tool.js
	echo '{ "name": "app", "version": "1.0.0", "dependencies": { "lib": "workspace:*", "plain": "../../plain.tgz", "folder": "file:../../folder" } }' >packages/app/package.json
	cat >package.json <<-EOF
		{
			"workspaces": ["packages/*"],
			"dependencies": { "undeclared": "./undeclared.tgz", "scripted": "./scripted.tgz", "plain": "./plain.tgz"${1-} },
			"trustedDependencies": ["scripted"],
			"patchedDependencies": { "undeclared@./undeclared.tgz": "undeclared.patch" },
			"scripts": { "preprepare": "echo pre >> order", "prepare": "echo root >> order" }
		}
	EOF
	cat >undeclared.patch <<-EOF
		diff --git a/index.js b/index.js
		--- a/index.js
		+++ b/index.js
		@@ -1,1 +1,1 @@
		-module.exports = "undeclared finds " + require("plain");
		+module.exports = "undeclared, patched, finds " + require("plain");
	EOF
	HOME=$BATS_TEST_TMPDIR timeout 600 "$bun" install --lockfile-only
}

@test "undeclared dependencies, a patched tarball, folders, workspaces and their programs are found, and what scripts made" {
	workspace
	cd "$(project sources)/app"
	[ "$(env -i "$bun" -e 'console.log(require("undeclared"))')" = "undeclared, patched, finds plain" ]
	[ "$(cat order)" = "lib
pre
root" ]
	[ "$(node_modules/scripted/made)" = program ]
	[[ $(head -n 1 node_modules/scripted/made) = "#!/nix/store/"*/bin/bun ]]
	cd packages/app
	[ "$(env -i "$bun" -e 'console.log(require("lib"), require("plain"), require("folder"))')" = "lib plain folder" ]
	[ "$(node_modules/.bin/tool)" = tool ]
	[ "$(node_modules/.bin/plain)" = program ]
}

@test "a package that depends on a workspace is in the project, and finds it" {
	workspace ', "needy": "./needy.tgz"'
	cd "$(project sources)/app"
	[[ $(realpath node_modules/needy) = "$PWD/node_modules/"* ]]
	[ "$(env -i "$bun" -e 'console.log(require("needy"))')" = lib ]
	[[ $(readlink node_modules/plain) = /nix/store/*-bun-cache-linked/tree/* ]]
}

@test "what does not fit together is one line that says what to do" {
	[[ $(last_line linked otherLock) = "bunHook: bunDeps was made from another bun.lock; make it from the bun.lock in src ("*"-linked)" ]]
	[ -e "$(linked scanner)/app/node_modules/is-odd/package.json" ]
	[[ $(last_line linked script) = "bunHook: the postinstall script of ./ failed (see above); to run no scripts of the project, set dontRunLifecycleScripts = true" ]]
	[[ $(last_line linked noProd) = "bunHook: bunProdDeps is not set; set bunProdDeps = bunDeps.prod" ]]
}

@test "a package.json that is newer than the lockfile" {
	copy bun-small
	sed -i 's/7\.7\.1/7.7.2/' package.json
	run project sources
	[ "$status" -ne 0 ]
	[[ $output = *"node-modules: package.json: wants '7.7.2' of 'semver', but the lockfile was made for '7.7.1'; run 'bun install' and commit bun.lock"* ]]
	# Or that a phase changes.
	run linked changed
	[ "$status" -ne 0 ]
	[[ $output = *"node-modules: package.json: depends on 'left-pad', which the lockfile does not have; run 'bun install' and commit bun.lock"*"bunHook: node_modules cannot be made (see above)"* ]]
}

@test "an older bun installs nothing itself, and so it will do" {
	[ -e "$(linked old)/app/node_modules/is-odd/package.json" ]
}

# The error of fetchBunDeps with the arguments $1, without nixpkgs.
refused() {
	local log
	if log=$(nix-instantiate --eval --expr "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchBunDeps {
		bunLock = $root/tests/e2e/fixtures/bun-small/bun.lock; $1 } + \"\"" 2>&1); then
		echo "taken, and should not have been: $1" >&2
		return 1
	fi
	grep -qF "error: $2" <<<"$log"
}

@test "arguments that do not fit together are refused" {
	refused 'linked = 1;' "fetchBunDeps: linked is 1, but must be true or false, without quotes: \`linked = true;\`"
	refused 'prod = true;' "fetchBunDeps: prod: take the attribute, \`(fetchBunDeps { bunLock = ./bun.lock; }).prod\`; a call is \`fetchBunDeps { bunLock = ./bun.lock; }\`"
	refused 'linked = true; installer = "bun";' "fetchBunDeps: linked: bun cannot make linked stores; leave out \`installer\`"
	refused 'linked = true; src = /. + "'"$BATS_TEST_TMPDIR"'";' \
		"fetchBunDeps: src: there is no package.json in $BATS_TEST_TMPDIR, but bun.lock has a workspace ''; give the folder of bun.lock"
	echo '[' >"$BATS_TEST_TMPDIR/package.json"
	refused 'linked = true; src = /. + "'"$BATS_TEST_TMPDIR"'";' \
		"fetchBunDeps: src: package.json is not a JSON object: line 1: it is cut off there; correct it"
}
