#!/usr/bin/env bats
# installer = "fragstore": the parts of lockfiles that are needed, what node-modules is given, and links to trees, without nixpkgs.

# root, bin, lockfiles, peers and the functions come from the helper.
# shellcheck disable=SC2154
load helper

fixtures=$BATS_TEST_DIRNAME/../e2e/fixtures

# What fetchPnpmDeps and fetchBunDeps give with the arguments $1.
pnpm() { echo "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps ({ pnpm = \"10.33.0\"; installer = \"fragstore\"; } // { $1 })"; }
bun() { echo "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchBunDeps ({ installer = \"fragstore\"; } // { $1 })"; }

# A part of a lockfile of pnpm's: `of pnpm|bun EXPRESSION [VERSION]`, where `closure` is that of ./lock, for that version of pnpm.
of() {
	local version=
	if [ "$1" = pnpm ]; then version="version = \"${3-11.28.11}\";"; fi
	evaluate "let closure = import $root/nix/$1/closure.nix { lock = import $root/nix/$1/readLock.nix $PWD/lock; $version }; names = builtins.attrNames; in $2"
}

pnpm_lock() {
	cat >lock <<-'END'
		lockfileVersion: '9.0'
		catalogs:
		  default:
		    used:
		      specifier: ^1.0.0
		      version: 1.0.0
		importers:
		  .:
		    devDependencies:
		      tool: { specifier: 1.0.0, version: 1.0.0 }
		  a:
		    dependencies:
		      x: { specifier: 1.0.0, version: 1.0.0(peer@2.0.0) }
		      alias: { specifier: 'npm:y@2.0.0', version: y@2.0.0 }
		      b: { specifier: 'workspace:*', version: link:../b }
		    devDependencies:
		      dev: { specifier: 1.0.0, version: 1.0.0 }
		    optionalDependencies:
		      maybe: { specifier: 1.0.0, version: 1.0.0 }
		  b:
		    dependencies:
		      c: { specifier: 1.0.0, version: 1.0.0 }
		    devDependencies:
		      a: { specifier: 'workspace:*', version: link:../a }
		  injects:
		    dependencies:
		      b: { specifier: 'workspace:*', version: 'file:b(z@1.0.0)' }
		  other:
		    dependencies:
		      z: { specifier: 1.0.0, version: 1.0.0 }
		packages:
		  b@file:b: { resolution: { directory: b, type: directory } }
		  c@1.0.0: { resolution: { integrity: sha512-AA== } }
		  dev@1.0.0: { resolution: { integrity: sha512-AA== } }
		  e@1.0.0: { resolution: { integrity: sha512-AA== } }
		  maybe@1.0.0: { resolution: { integrity: sha512-AA== } }
		  peer@2.0.0: { resolution: { integrity: sha512-AA== } }
		  tool@1.0.0: { resolution: { integrity: sha512-AA== } }
		  x@1.0.0: { resolution: { integrity: sha512-AA== } }
		  y@2.0.0: { resolution: { integrity: sha512-AA== } }
		  z@1.0.0: { resolution: { integrity: sha512-AA== } }
		snapshots:
		  b@file:b(z@1.0.0): { dependencies: { c: 1.0.0 } }
		  c@1.0.0: { dependencies: { e: 1.0.0 } }
		  dev@1.0.0: {}
		  e@1.0.0: { dependencies: { c: 1.0.0 } }
		  maybe@1.0.0: {}
		  peer@2.0.0: {}
		  tool@1.0.0: {}
		  x@1.0.0(peer@2.0.0): { dependencies: { peer: 2.0.0, here: link:b } }
		  y@2.0.0: { optionalDependencies: { other: z@1.0.0 } }
		  z@1.0.0: {}
	END
}

setup() { cd "$BATS_TEST_TMPDIR" || return; }

@test "pnpm: an importer with what it and the importers below it need; aliases, peers, cycles" {
	pnpm_lock
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "other" ]; prod = false; }).packages')" = '["z@1.0.0"]' ]
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "a" ]; prod = false; }).snapshots')" = \
		'["c@1.0.0","dev@1.0.0","e@1.0.0","maybe@1.0.0","peer@2.0.0","x@1.0.0(peer@2.0.0)","y@2.0.0","z@1.0.0"]' ]
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "a" ]; prod = true; }).packages')" = \
		'["c@1.0.0","e@1.0.0","maybe@1.0.0","peer@2.0.0","x@1.0.0","y@2.0.0","z@1.0.0"]' ]
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "b" ]; prod = true; }).importers')" = '["b"]' ]
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "b" ]; prod = false; }).importers')" = '["a","b"]' ]
	[ "$(of pnpm 'names (closure.ofImporters { importers = [ "injects" ]; prod = true; }).importers')" = '["b","injects"]' ]
	[ "$(of pnpm '(closure.ofImporters { importers = null; prod = true; }).importers."."')" = '{}' ]
	[ "$(of pnpm '(closure.ofImporters { importers = null; prod = false; }) ? snapshots."tool@1.0.0"')" = true ]
}

@test "pnpm, without devDependencies: an optional peer that an importer lists is dropped, as the version has it" {
	local version production='names (closure.ofImporters { importers = null; prod = true; }).snapshots'
	local all='["bufferutil@1.0.0","node-gyp-build@1.0.0","ws@1.0.0(bufferutil@1.0.0)"]'
	listed_peer_lock
	for version in 10.33.0 11.27.1 12.6.0; do [ "$(of pnpm "$production" "$version")" = "$all" ]; done
	for version in 11.28.0 12.7.0 11 12; do [ "$(of pnpm "$production" "$version")" = '["ws@1.0.0(bufferutil@1.0.0)"]' ]; done
	# Not where an importer that does not list it depends on the package, too.
	sed -i 's/^  [.]:/  a:/; s/^packages:/  b:\n    devDependencies:\n      ws: { specifier: 1.0.0, version: 1.0.0(bufferutil@1.0.0) }\n&/' lock
	[ "$(of pnpm "$production")" = "$all" ]
}

listed_peer_lock() {
	cat >lock <<-'END'
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      ws: { specifier: 1.0.0, version: 1.0.0(bufferutil@1.0.0) }
		    devDependencies:
		      bufferutil: { specifier: 1.0.0, version: 1.0.0 }
		packages:
		  bufferutil@1.0.0: { resolution: { integrity: sha512-AAAA } }
		  node-gyp-build@1.0.0: { resolution: { integrity: sha512-AAAA } }
		  ws@1.0.0:
		    resolution: { integrity: sha512-AAAA }
		    peerDependencies: { bufferutil: ^1.0.0 }
		    peerDependenciesMeta: { bufferutil: { optional: true } }
		snapshots:
		  bufferutil@1.0.0: { dependencies: { node-gyp-build: 1.0.0 } }
		  node-gyp-build@1.0.0: {}
		  ws@1.0.0(bufferutil@1.0.0): { optionalDependencies: { bufferutil: 1.0.0 } }
	END
}

@test "pnpm: a package with what it needs" {
	pnpm_lock
	[ "$(of pnpm 'names (closure.ofPackage { name = "x"; key = "x@1.0.0"; }).snapshots')" = '["peer@2.0.0","x@1.0.0(peer@2.0.0)"]' ]
	[ "$(of pnpm '(closure.ofPackage { name = "x"; key = "x@1.0.0"; }).importers.package.dependencies.x.version')" = '"1.0.0(peer@2.0.0)"' ]
	[ "$(of pnpm 'names (closure.ofPackage { name = "c"; key = "c@1.0.0"; }).packages')" = '["c@1.0.0","e@1.0.0"]' ]
}

bun_lock() {
	cat >lock <<-'END'
		{ "lockfileVersion": 1, "configVersion": 1,
		  "workspaces": {
		    "": { "name": "root", "devDependencies": { "tool": "1" } },
		    "a": { "name": "a", "dependencies": { "x": "1", "alias": "npm:y@2", "b": "workspace:*" }, "devDependencies": { "dev": "1" } },
		    "b": { "name": "@s/b", "dependencies": { "c": "1" } },
		    "other": { "name": "other", "dependencies": { "z": "1" } },
		  },
		  "packages": {
		    "@s/b": ["@s/b@workspace:b"],
		    "a": ["a@workspace:a"],
		    "a/x": ["x@1.0.0", "", { "dependencies": { "n": "1" }, "peerDependencies": { "z": "*" } }, "sha512-AA=="],
		    "a/x/n": ["n@1.0.0", "", { "dependencies": { "m": "1", "x": "2" } }, "sha512-AA=="],
		    "a/m": ["m@1.0.0", "", {}, "sha512-AA=="],
		    "alias": ["y@2.0.0", "", { "optionalDependencies": { "c": "1" } }, "sha512-AA=="],
		    "b": ["@s/b@workspace:b"],
		    "c": ["c@1.0.0", "", { "dependencies": { "e": "1" } }, "sha512-AA=="],
		    "dev": ["dev@1.0.0", "", {}, "sha512-AA=="],
		    "e": ["e@1.0.0", "", { "dependencies": { "c": "1" } }, "sha512-AA=="],
		    "git": ["git@github:o/r#abcdef0", { "dependencies": { "m": "2" } }, "o-r-abcdef0"],
		    "m": ["m@2.0.0", "", {}, "sha512-AA=="],
		    "other": ["other@workspace:other"],
		    "tar": ["tar@https://example.org/tar.tgz", {}, "sha512-AA=="],
		    "tool": ["tool@1.0.0", "", {}, "sha512-AA=="],
		    "x": ["x@2.0.0", "", {}, "sha512-AA=="],
		    "y": ["y@1.0.0", "", {}, "sha512-AA=="],
		    "z": ["z@1.0.0", "", {}, "sha512-AA=="],
		  },
		}
	END
}

@test "bun: a workspace with what it and the workspaces below it need; aliases, peers, cycles, nested places" {
	bun_lock
	[ "$(of bun 'names (closure.ofImporters { importers = [ "other" ]; prod = false; }).packages')" = '["other","z"]' ]
	[ "$(of bun 'names (closure.ofImporters { importers = [ "a" ]; prod = true; }).packages')" = '["a","a/m","a/x","a/x/n","alias","b","c","e","z"]' ]
	[ "$(of bun 'names (closure.ofImporters { importers = [ "a" ]; prod = false; }).workspaces')" = '["","a","b"]' ]
	[ "$(of bun '(closure.ofImporters { importers = [ "a" ]; prod = false; }).packages ? dev')" = true ]
	# Of a root that is not asked for nothing is needed; its package.json may say what it likes.
	[ "$(of bun '(closure.ofImporters { importers = [ "a" ]; prod = false; }).workspaces.""')" = '{"name":"root"}' ]
	[ "$(of bun '(closure.ofImporters { importers = [ "." ]; prod = false; }).workspaces."".devDependencies')" = '{"tool":"1"}' ]
	[ "$(of bun '(closure.ofImporters { importers = null; prod = true; }).packages ? tool')" = false ]
	[ "$(of bun '(closure.ofImporters { importers = null; prod = false; }).packages ? tool')" = true ]
}

@test "bun: a package with what it needs finds what it found: nested, aliased, from a tarball or from git" {
	bun_lock
	local x='(closure.ofPackage { name = "x"; key = "x@1.0.0"; })'
	[ "$(of bun "names $x.packages")" = '["package","package/m","package/x","package/x/n","z"]' ]
	[ "$(of bun "builtins.head $x.packages.\"package/m\"")" = '"m@1.0.0"' ]
	[ "$(of bun "$x.workspaces.package.dependencies")" = '{"x":"*"}' ]
	# The x that n finds is the one that it is in, as in the project.
	[ "$(of bun "$x.packages ? x")" = false ]
	[ "$(of bun 'names (closure.ofPackage { name = "y"; key = "y@2.0.0"; }).packages')" = '["alias","c","e","package","package/y"]' ]
	[ "$(of bun 'builtins.head (closure.ofPackage { name = "y"; key = "y@2.0.0"; }).packages."package/y"')" = '"y@2.0.0"' ]
	[ "$(of bun 'builtins.head (closure.ofPackage { name = "tar"; key = "tarball:https://example.org/tar.tgz"; }).packages."package/tar"')" = '"tar@https://example.org/tar.tgz"' ]
	[ "$(of bun 'names (closure.ofPackage { name = "git"; key = "github:o-r-abcdef0"; }).packages')" = '["git","m","package","package/git"]' ]
}

@test "what node-modules is given: every package once, by its key, and no interpreters unless scripts are patched" {
	local deps
	deps=$(build "$(pnpm "lockfile = $lockfiles/small.yaml;")")
	[ "$(cut -f 1 "$deps/list" | tr '\n' ' ')" = "@sindresorhus/is@4.6.0 debug@4.4.0 is-number@6.0.0 is-odd@3.0.1 js-tokens@4.0.0 kleur@4.1.5 loose-envify@1.4.0 mime@3.0.0 ms@2.1.3 picocolors@1.1.0 react@18.3.1 " ]
	cmp "$deps/lockfile" "$lockfiles/small.yaml"
	[ "$(cat "$deps/options")" = "--manager=pnpm@10.33.0
--platform=linux-x64-glibc" ]
	[ "$(nix-store -qR "$deps" | wc -l)" -eq 12 ]
	deps=$(build "$(bun "bunLock = $lockfiles/small.lock;")")
	[ "$(wc -l <"$deps/list")" -eq 11 ]
	build "$(pnpm "lockfile = $lockfiles/small.yaml;")" --check
}

@test "without a manager in PATH, from what was given, with overrides" {
	local deps
	mkdir -p other/package project
	echo '{ "name": "kleur", "version": "4.1.5" }' >other/package/package.json
	echo 'module.exports = "replaced";' >other/package/index.js
	tar -C other -czf other.tgz package
	deps=$(build "$(pnpm "lockfile = $lockfiles/small.yaml; overrides.\"kleur@4.1.5\" = tarball: $PWD/other.tgz;")")
	"$bin/node-modules" --deps "$deps" --project project --out tree
	[ "$(cd tree && node -p 'require("kleur") + require("is-odd")(3)')" = replacedtrue ]
	deps=$(build "$(bun "bunLock = $lockfiles/small.lock; overrides.\"kleur@4.1.5\" = folder: $PWD/other/package;")")
	"$bin/node-modules" --deps "$deps" --project project --out bun-tree
	[ "$(cd bun-tree && node -p 'require("kleur") + require("is-odd")(3)')" = replacedtrue ]
}

@test "names that nothing has" {
	[[ $(failure "($(pnpm "lockfile = $fixtures/workspace/pnpm-lock.yaml; importers = [ \"packages/ap\" ];")).drvPath") == \
		"fetchPnpmDeps: importers: "*"/workspace/pnpm-lock.yaml: unknown 'packages/ap'; did you mean 'packages/app', 'packages/lib', 'packages/tool'?" ]]
	[[ $(failure "($(bun "bunLock = $fixtures/bun-features/bun.lock; importers = [ \"packages/ap\" ];")).drvPath") == *"bun.lock: unknown 'packages/ap'; did you mean 'packages/app'"* ]]
	[ "$(failure "($(pnpm "lockfile = $lockfiles/small.yaml; scripts.nothing = false;")).drvPath")" = \
		"fetchPnpmDeps: scripts.\"nothing\": $lockfiles/small.yaml has no package of this name" ]
	[[ $(failure "($(pnpm "lockfile = $lockfiles/small.yaml; overrides.nothing = x: x;")).drvPath") == "fetchPnpmDeps: overrides: $lockfiles/small.yaml: unknown 'nothing'"* ]]
	[[ $(failure "($(pnpm "lockfile = $lockfiles/small.yaml; installer = \"bun\";")).drvPath") == 'fetchPnpmDeps: installer is "bun", but must be "fragstore" or "pnpm"' ]]
	[[ $(failure "($(pnpm "lockfile = $lockfiles/small.yaml; installer = \"pnpm\"; linked = true;")).drvPath") == "fetchPnpmDeps: linked: pnpm cannot make linked stores; "* ]]
	[[ $(failure "($(pnpm "lockfile = $lockfiles/small.yaml; prod = true;")).drvPath") == *'`(fetchPnpmDeps '*').prod`'* ]]
}

@test "pnpm: what an .npmrc says of the layout reaches a linked tree, and its tokens do not" {
	local tree path
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project" || return
	cp "$lockfiles/small.yaml" pnpm-lock.yaml
	echo '{ "name": "app", "packageManager": "pnpm@10.33.0", "dependencies": { "@sindresorhus/is": "4.6.0", "debug": "4.4.0", "is-odd": "3.0.1",
		"kleur": "4.1.5", "mime": "3.0.0", "picocolors": "1.1.0", "react": "18.3.1" } }' >package.json
	printf '%s\n' '//registry.npmjs.org/:_authToken=ABC123' 'public-hoist-pattern[]=ms' '_password = ABC123' 'registry=https://u:ABC123@registry.npmjs.org/' >.npmrc
	tree=$(build "$(pnpm "lockfile = $PWD/pnpm-lock.yaml; linked = true;")")
	[ "$(readlink "$tree/tree/node_modules/ms")" = .pnpm/ms@2.1.3/node_modules/ms ]
	[ ! -e "$tree/tree/node_modules/js-tokens" ]
	for path in $(nix-store -qR "$(nix-store -q --deriver "$tree")" | grep -v '[.]tgz'); do
		if grep -rl ABC123 "$path"; then return 1; fi
	done
	printf 'public-hoist-pattern[]=js-tokens\n' >.npmrc
	tree=$(build "$(pnpm "lockfile = $PWD/pnpm-lock.yaml; linked = true;")")
	[ -e "$tree/tree/node_modules/js-tokens" ]
	# package.json has settings, too.
	rm .npmrc
	node -e 'const fs = require("fs"), m = JSON.parse(fs.readFileSync("package.json")); m.pnpm = { publicHoistPattern: ["ms"] }; fs.writeFileSync("package.json", JSON.stringify(m))'
	tree=$(build "$(pnpm "lockfile = $PWD/pnpm-lock.yaml; linked = true;")")
	[ -e "$tree/tree/node_modules/ms" ]
	[ ! -e "$tree/tree/node_modules/js-tokens" ]
	printf 'registries:\n  default: https://u:ABC123@registry.npmjs.org/\n' >pnpm-workspace.yaml
	run failure "($(pnpm "lockfile = $PWD/pnpm-lock.yaml; linked = true;")).drvPath"
	[[ $output == "fetchPnpmDeps: linked: $PWD/pnpm-workspace.yaml has an address with a password, "* ]]
	evaluate "($(pnpm "lockfile = $PWD/pnpm-lock.yaml;")).drvPath"
}

@test "bun: the layout of a linked tree is the linker that the settings have, as this bun reads them" {
	cd "$BATS_TEST_TMPDIR" || return
	layout_of() { echo "(import $root/nix/bun).treeFlags { linked = true; npmrc = $1; bunfig = $2; bun = { version = \"$3\"; }; }"; }
	layout() { evaluate "$(layout_of "$@")"; }
	printf '[install]\nlinker = "isolated"\n' >bunfig.toml
	printf 'node-linker = hoisted\n' >npmrc
	[ "$(layout null null 1.4.5)" = '["--layout","isolated"]' ]
	[ "$(layout "$PWD/npmrc" null 1.4.5)" = '["--layout","hoisted"]' ]
	[ "$(layout "$PWD/npmrc" "$PWD/bunfig.toml" 1.4.5)" = '["--layout","isolated"]' ]
	[ "$(layout "$PWD/npmrc" "$PWD/bunfig.toml" 1.3.14)" = '["--layout","hoisted"]' ]
	local row text old new
	# TEXT|what bun 1.2 and 1.3 read|what bun 1.4 reads, isolated being the default
	for row in '  node-linker  =  hoisted  \r|hoisted|hoisted' 'node-linker="hoisted"|hoisted|hoisted' "node-linker='hoisted'|hoisted|hoisted" '"node-linker"=hoisted|hoisted|hoisted' \
		'node-linker=hoisted ; why|isolated|hoisted' 'node-linker="hoisted" ; why|isolated|isolated' '[x]\nnode-linker=hoisted|isolated|isolated' 'node-linker=hoisted\n [x]\nnode-linker=isolated|hoisted|hoisted' \
		'node-linker=hoisted\nnode-linker=pnpm|isolated|isolated' 'node-linker=Hoisted|isolated|isolated' '#node-linker=hoisted|isolated|isolated'; do
		IFS='|' read -r text old new <<<"$row"
		# shellcheck disable=SC2059 # it has escapes
		printf "$text" >npmrc
		echo "$row: $(layout "$PWD/npmrc" null 1.3.14) $(layout "$PWD/npmrc" null 1.4.5)"
		[ "$(layout "$PWD/npmrc" null 1.3.14)$(layout "$PWD/npmrc" null 1.4.5)" = "[\"--layout\",\"$old\"][\"--layout\",\"$new\"]" ]
	done
	# shellcheck disable=SC2016 # bun replaces it
	echo 'node-linker="${LINKER}"' >npmrc
	[ "$(failure "$(layout_of "$PWD/npmrc" null 1.4.5)")" = "fetchBunDeps: linked: node-linker in $PWD/npmrc is an environment variable, which Nix does not read; write isolated or hoisted" ]
	printf '[install]\nlinker = "Hoisted"\n' >bunfig.toml
	[ "$(failure "$(layout_of null "$PWD/bunfig.toml" 1.4.5)")" = "$PWD/bunfig.toml: install.linker is the string \"Hoisted\", which bun refuses; write \"isolated\" or \"hoisted\"" ]
}

@test "a package.json that is damaged is named" {
	local project=$BATS_TEST_TMPDIR/project
	mkdir "$project"
	cp "$lockfiles/small.yaml" "$project/pnpm-lock.yaml"
	cp "$lockfiles/small.lock" "$project/bun.lock"
	echo '{ "name": "x", ' >"$project/package.json"
	for call in "fetchPnpmDeps { pnpm = \"10\"; lockfile = $project/pnpm-lock.yaml; }" "fetchBunDeps { bunLock = $project/bun.lock; }"; do
		# With a stdenv, for which packages may run scripts is asked then.
		call="(import $root/nix { tools = import $root/nix/tools.nix { bin = $bin; system = \"x86_64-linux\"; }; inputs.stdenv = { }; }).$call"
		[ "$(failure "($call).drvPath")" = "$project/package.json is not a JSON object: line 1: it is cut off there; correct it" ]
	done
}

@test "an app of a monorepo is the same when another's dependency changes" {
	local same other app tool
	for linked in true false; do
		rm -rf project
		cp -r "$fixtures/workspace" project
		app="($(pnpm "lockfile = $PWD/project/pnpm-lock.yaml; linked = $linked; importers = [ \"packages/app\" ];"))"
		tool="($(pnpm "lockfile = $PWD/project/pnpm-lock.yaml; linked = $linked; importers = [ \"packages/tool\" ];"))"
		same=$(evaluate "[ $app.drvPath $app.prod.drvPath ]")
		other=$(evaluate "$tool.drvPath")
		sed -i 's/7\.7\.1/7.7.2/' project/pnpm-lock.yaml project/packages/tool/package.json
		[ "$(evaluate "[ $app.drvPath $app.prod.drvPath ]")" = "$same" ]
		[ "$(evaluate "$tool.drvPath")" != "$other" ]
	done
}

@test "bun: the same" {
	local same lib
	for linked in true false; do
		rm -rf project
		mkdir -p project/{a,b,other}
		bun_lock
		# Any integrity that is one.
		sed "s|sha512-AA==|$(grep -o 'sha512-[^"]*' "$lockfiles/small.lock" | head -n 1)|" lock >project/bun.lock
		echo '{ "name": "root" }' | tee project/package.json project/{a,b,other}/package.json >/dev/null
		lib="($(bun "bunLock = $PWD/project/bun.lock; linked = $linked; importers = [ \"b\" ];"))"
		same=$(evaluate "$lib.drvPath")
		sed -i 's|z@1.0.0|z@1.0.1|; s|"name": "other",|& "version": "9.9.9",|' project/bun.lock
		echo '{ "name": "another" }' >project/other/package.json
		[ "$(evaluate "$lib.drvPath")" = "$same" ]
		sed -i 's|e@1.0.0|e@1.0.1|' project/bun.lock
		[ "$(evaluate "$lib.drvPath")" != "$same" ]
	done
}

@test "a package whose peer is a workspace's, and a tarball of the project: linked" {
	local deps
	cp -r "$fixtures/peer-ws" project
	deps=$(build "$(pnpm "lockfile = $PWD/project/pnpm-lock.yaml; linked = true;")")
	cp -r "$deps/project/." project/
	chmod -R u+w project
	[ "$(cd project/packages/a && node -p 'require.resolve("use-sync-external-store/package.json").startsWith(process.cwd().replace(/packages.a$/, ""))')" = true ]
	[ "$(cd project/packages/a && node -p 'require("module").createRequire(require.resolve("use-sync-external-store/package.json")).resolve("react/package.json").endsWith("project/packages/react/package.json")')" = true ]
	rm -r project
	cp -r "$fixtures/filetar" project
	deps=$(build "$(pnpm "lockfile = $PWD/project/pnpm-lock.yaml; linked = true;")")
	cp -r "$deps/project/." project/
	[ "$(cd project && node -p 'require.resolve("vend/package.json").startsWith("/nix/store/")')" = true ]
}

@test "pure, restricted, and with every Nix that is here: the same" {
	local nix expression pure
	expression="[ ($(pnpm "lockfile = $lockfiles/small.yaml;")).drvPath ($(bun "bunLock = $lockfiles/small.lock;")).drvPath ($(pnpm "lockfile = $fixtures/workspace/pnpm-lock.yaml; linked = true; importers = [ \"packages/app\" ];")).drvPath ]"
	pure=$(evaluate "$expression")
	[ "$(evaluate "$expression" --option restrict-eval true -I "$root")" = "$pure" ]
	for nix in "$root"/build/peers/nix*/bin/nix-instantiate; do
		[ -x "$nix" ] || continue
		[ "$("$nix" --eval --strict --json --expr "$expression")" = "$pure" ]
	done
}
