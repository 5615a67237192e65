#!/usr/bin/env bats
# node-modules with bun.lock: small trees, and what it says of a bad lockfile.
# shellcheck disable=SC2030,SC2031  # each test has variables of its own

load helper

# pack NAME VERSION [MORE_JSON]: makes NAME-VERSION.tgz ("/" as "+") and adds it to the list.
pack() {
	local file=$PWD/${1//\//+}-$2.tgz
	mkdir -p pack/package/bin
	printf '{"name":"%s","version":"%s"%s}\n' "$1" "$2" "${3-}" >pack/package/package.json
	printf '#!/usr/bin/env node\r\nconsole.log("%s")\r\n' "$1" >pack/package/bin/run
	tar --sort=name --mtime=@0 --owner=0 --group=0 -C pack -czf "$file" package
	rm -r pack
	printf '%s@%s\t%s\n' "$1" "$2" "$file" >>list
	sri=$(sri "$file")
}

# entry KEY NAME VERSION INFO: packs it, and its line of "packages".
entry() {
	pack "$2" "$3"
	packages+="\"$1\": [\"$2@$3\", \"\", { $4 }, \"$sri\"],"
}

# lock WORKSPACES: writes bun.lock with them and the entries, and what each depends on into its package.json.
lock() {
	printf '{ "lockfileVersion": 1, "configVersion": 1, "workspaces": { %s }, "packages": { %s }, }\n' "$1" "$packages" >bun.lock
	# shellcheck disable=SC2016 # it is JavaScript
	node -e '
		const fs = require("fs");
		for (const [folder, { name, bin, ...groups }] of Object.entries(eval(`({ ${process.argv[1]} })`))) {
			const file = `./${folder}/package.json`;
			if (!fs.existsSync(file)) continue;
			fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file)), ...groups }));
		}' "$1"
}

modules() {
	node-modules --lockfile bun.lock --project . --list list --out out "$@"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	packages=
	: >list
	echo '{ "name": "project" }' >package.json
}

@test "hoisted: packages are where bun has them, with bins that run" {
	entry a a 1.0.0 '"dependencies": { "c": "1" }, "bin": { "a": "bin/run" }'
	entry b @scope/b 1.0.0 '"dependencies": { "c": "2" }, "bin": "bin/run"'
	entry c c 1.0.0 ''
	entry b/c c 2.0.0 ''
	lock '"": { "dependencies": { "a": "1", "b": "npm:@scope/b@1" } }'
	modules
	[ "$(cd out/node_modules && echo * .bin/* b/node_modules/*)" = "a b c .bin/a .bin/b b/node_modules/c" ]
	[ "$(readlink out/node_modules/.bin/a out/node_modules/.bin/b)" = $'../a/bin/run\n../b/bin/run' ]
	grep -q '"version":"2.0.0"' out/node_modules/b/node_modules/c/package.json
	[ -x out/node_modules/a/bin/run ]
	[ "$(head -n 1 out/node_modules/a/bin/run)" = '#!/usr/bin/env node' ]
	[ "$(stat -c %a out/node_modules/c/bin/run)" = 644 ]
}

@test "isolated: one folder for each set of peers, links, bins and .bun/node_modules" {
	entry a a 1.0.0 '"dependencies": { "c": "1" }, "bin": { "a": "bin/run" }'
	entry c c 1.0.0 '"peerDependencies": { "p": "1" }, "bin": { "c": "bin/run" }'
	entry p p 1.0.0 ''
	lock '"": { "dependencies": { "a": "1", "p": "1" } }'
	modules --layout isolated
	cd out/node_modules
	[ "$(echo * .bun/*)" = "a p .bun/a@1.0.0+5fb74dd5dc692b99 .bun/c@1.0.0+5fb74dd5dc692b99 .bun/node_modules .bun/p@1.0.0" ]
	[ "$(readlink a)" = ".bun/a@1.0.0+5fb74dd5dc692b99/node_modules/a" ]
	[ "$(readlink .bun/a*/node_modules/c)" = "../../c@1.0.0+5fb74dd5dc692b99/node_modules/c" ]
	[ "$(readlink .bun/node_modules/c)" = "../c@1.0.0+5fb74dd5dc692b99/node_modules/c" ]
	[ "$(readlink .bun/a*/node_modules/.bin/c)" = ../c/bin/run ]
	[ "$(readlink .bun/a*/node_modules/.bin/a)" = ../a/bin/run ]
}

@test "workspaces are isolated since configVersion 1, as bun 1.3 and later have it; with bun 1.2 and on demand hoisted" {
	mkdir -p packages/w
	echo '{ "name": "w", "dependencies": { "a": "1" } }' >packages/w/package.json
	entry a a 1.0.0 ''
	packages+='"w": ["w@workspace:packages/w"],'
	lock '"": { "devDependencies": { "w": "workspace:*" } }, "packages/w": { "name": "w", "dependencies": { "a": "1" } }'
	modules
	[ "$(readlink out/packages/w/node_modules/a)" = ../../../node_modules/.bun/a@1.0.0/node_modules/a ]
	[ "$(readlink out/node_modules/w)" = ../packages/w ]
	[ ! -e out/node_modules/a ]
	rm -r out
	modules --manager bun@1.2.23
	[ -f out/node_modules/a/package.json ]
	[ "$(readlink out/node_modules/w)" = ../packages/w ]
	rm -r out
	printf '[install]\nlinker = "hoisted" # really\n' >bunfig.toml
	modules
	[ -f out/node_modules/a/package.json ]
	printf '[install]\npublicHoistPattern = [ "x" ]\n' >bunfig.toml
	rm -r out
	fails 1 'bunfig.toml: its settings for hoisting need bun itself; use installer = "bun"' modules
	modules --layout hoisted
}

@test "bunfig.toml: TOML as people write it" {
	entry a a 1.0.0 ''
	entry b b 1.0.0 ''
	lock '"": { "dependencies": { "a": "1" }, "devDependencies": { "b": "1" } }'
	local text
	for text in '[install]\nlinker = "isolated"\nproduction = true' '[ "install" ]\r\n  linker="isolated" # no\r\n"production" = true\r\n' \
		'install.linker = "isolated"\ninstall . production = true' 'install = { linker = "isolated", x = ["}", { y = 1 }], production = true }' \
		'[install]\nx = [ # ]\n  "]",\n  [ 1 ],\n]\ny = """\n[run]\n"""\nlinker = \047isolated\047\nproduction = true\n[run]\nlinker = "hoisted"' \
		'[install.scopes]\nlinker = "hoisted"\n[[x]]\ndev = true\n[install]\ndev = false\nlinker = """isolated"""'; do
		# shellcheck disable=SC2059 # with line ends
		printf "$text" >bunfig.toml
		modules
		[ -L out/node_modules/a ]
		[ ! -e out/node_modules/b ]
		rm -r out
	done
}

@test ".npmrc: what bun reads of it counts, or is refused" {
	entry a a 1.0.0 ''
	entry b b 1.0.0 ''
	lock '"": { "dependencies": { "a": "1" }, "devDependencies": { "b": "1" } }'
	printf '# omit=x\nnode-linker = isolated\nomit[]=dev\n' >.npmrc
	modules
	[ -L out/node_modules/a ]
	[ ! -e out/node_modules/b ]
	rm -r out
	printf "node-linker='isolated'\n[x]\nomit[]=dev\n" >.npmrc
	modules
	[ -L out/node_modules/a ]
	[ -e out/node_modules/b ]
	rm -r out
	printf '[install]\nlinker = "Hoisted"\n' >bunfig.toml
	fails 1 "bunfig.toml: linker is 'Hoisted', which bun refuses; write \"isolated\" or \"hoisted\"" modules
	printf '[install]\nlinker = "hoisted"\n' >bunfig.toml
	modules
	[ ! -L out/node_modules/a ]
	rm -r out
	modules --manager bun@1.3.14
	[ -L out/node_modules/a ]
	rm -r out bunfig.toml
	local setting
	for setting in 'public-hoist-pattern[]=*a*' 'hoist-pattern=a' 'hoist=false'; do
		printf 'node-linker=isolated\n%s\n' "$setting" >.npmrc
		fails 1 '.npmrc: its settings for hoisting need bun itself; use installer = "bun"' modules
	done
	modules --manager bun@1.3.14 # which does not know hoist
	rm -r out
	printf 'hoist-pattern[]=a\n' >.npmrc
	modules --manager bun@1.2.23 --layout isolated
	rm -r out .npmrc
	printf '{ "dependencies": { "a": "1" }, "devDependencies": { "b": "1" }, "nativeDependencies": [ "a" ] }\n' >package.json
	fails 1 'package.json: its nativeDependencies need bun itself; use installer = "bun"' modules
}

@test "--prod leaves out devDependencies, --importer what others depend on" {
	mkdir -p packages/v packages/w
	echo '{ "name": "v" }' >packages/v/package.json
	echo '{ "name": "w" }' >packages/w/package.json
	entry a a 1.0.0 ''
	entry b b 1.0.0 ''
	entry c c 1.0.0 ''
	packages+='"v": ["v@workspace:packages/v"], "w": ["w@workspace:packages/w"],'
	lock '"": { "devDependencies": { "a": "1" } }, "packages/v": { "name": "v", "dependencies": { "b": "1" } },
		"packages/w": { "name": "w", "dependencies": { "v": "workspace:*" }, "devDependencies": { "c": "1" } }'
	modules --layout hoisted --prod
	[ "$(cd out/node_modules && echo *)" = "b v w" ]
	rm -r out
	modules --layout hoisted --importer packages/w
	[ "$(cd out/node_modules && echo *)" = "b c v w" ]
	rm -r out
	modules --layout hoisted --importer packages/v
	[ "$(cd out/node_modules && echo *)" = "b v" ]
	rm -r out
	modules --layout hoisted --importer .
	[ "$(cd out/node_modules && echo *)" = "a" ]
	rm -r out
	fails 1 'packages/x: is not a workspace of bun.lock' modules --importer packages/x
}

@test "what is for another platform, and an optional package that is not in the list, is left out" {
	entry a a 1.0.0 '"optionalDependencies": { "b": "1", "c": "1", "d": "1", "e": "1" }'
	entry b b 1.0.0 '"os": "darwin"'
	entry c c 1.0.0 '"cpu": [ "!x64" ]'
	entry d d 1.0.0 '"libc": "musl"'
	entry e e 1.0.0 ''
	sed -i '/^e@/d' list
	lock '"": { "dependencies": { "a": "1" } }'
	modules --platform linux-x64
	[ "$(cd out/node_modules && echo *)" = "a" ]
	rm -r out
	# bun 1.4.3 and older do not read libc.
	modules --platform linux-x64 --manager bun@1.4.3
	[ "$(cd out/node_modules && echo *)" = "a d" ]
	sed -i '/^a@/d' list
	rm -r out
	fails 1 'a@1.0.0: is not in the list, and not optional' modules
}

@test "a patched package has bun's note of the patch, by its SHA-1 since 1.4, before that by its Wyhash" {
	entry a a 1.0.0 ''
	lock '"": { "dependencies": { "a": "1" } }'
	sed -i 's|"packages":|"patchedDependencies": { "a@1.0.0": "a.patch" }, &|' bun.lock
	sed -i 's|}$|, "patchedDependencies": { "a@1.0.0": "a.patch" } }|' package.json
	# What bun 1.3.14 and 1.4.0 to 1.4.5 call this patch.
	printf '%s\n' 'diff --git a/index.js b/index.js' 'index 0000000..1111111 100644' '--- a/index.js' '+++ b/index.js' '@@ -1,3 +1,4 @@' '+// patched 11' \
		' /*!' '  * is-number <https://github.com/jonschlinkert/is-number>' '  *' >a.patch
	mkdir patched && tar -xzf a-1.0.0.tgz -C patched --strip-components=1
	printf 'a@1.0.0\t%s\n' "$PWD/patched" >list
	for version in 1.3.14:28a5a5d9c893b137 1.4.0:84451299f713a00 1.4.5:84451299f713a00; do
		modules --manager "bun@${version%:*}" --layout hoisted
		[ "$(cd out/node_modules/a && echo .bun-tag*)" = ".bun-tag-${version#*:}" ]
		rm -r out
	done
}

@test "a tarball that is not the lockfile's is refused" {
	entry a a 1.0.0 ''
	lock '"": { "dependencies": { "a": "1" } }'
	pack a 1.0.0 ', "other": true'
	sed -i 2d list
	fails 1 'a@1.0.0: ' modules
	[ ! -e out ]
}

@test "a bad bun.lock: one line that names the entry" {
	try() {
		printf '{ "lockfileVersion": 1, %s }\n' "$1" >bun.lock
		fails 1 "bun.lock: $2" modules
	}
	fails 1 'its lockfileVersion is not one of 0 to 3' sh -c 'echo "{}" >bun.lock; node-modules --lockfile bun.lock --project . --list list --out out'
	try '' 'it has no "workspaces"'
	try '"workspaces": { "a": { "name": "a" } }' 'its "workspaces" does not have the project itself'
	try '"workspaces": { "": {}, "a": {} }' "workspace 'a': it has no name"
	try '"workspaces": { "": {}, "a": { "name": "x" }, "b": { "name": "x" } }' "two workspaces are called 'x'"
	try '"workspaces": { "": { "dependencies": [] } }' "package '': its \"dependencies\" is not an object"
	try '"workspaces": { "": { "dependencies": { "a": 1 } } }' "package '': its dependency 'a' is not a name and a range"
	try '"workspaces": { "": { "dependencies": { "a": "1" } } }' "the project '': its dependency 'a' is not in the lockfile"
	try '"workspaces": { "": {} }, "packages": { "a": [] }' "package 'a': it does not begin with NAME@VERSION"
	try '"workspaces": { "": {} }, "packages": { "a": [ "a@x" ] }' "package 'a': it does not begin with NAME@VERSION"
	try '"workspaces": { "": {} }, "packages": { "a": [ "a@1.0.0" ] }' "package 'a': it does not have the elements of its kind"
	try '"workspaces": { "": {} }, "packages": { "a": [ "a@1.0.0", "", {}, "sha512-x" ] }' "package 'a': 'sha512-x' is not an integrity"
	try '"workspaces": { "": {} }, "packages": { "a": [ "a@workspace:x" ] }' "package 'a': 'x' is not a workspace"
	try '"workspaces": { "": {}, } "packages": {}' 'line 1: '
}

@test "what bun link linked, and the project itself, are not packages of a tree" {
	packages='"a": ["a@link:a", {}],'
	lock '"": { "dependencies": { "a": "link:a" } }'
	fails 1 "bun.lock: package 'a': it comes from 'bun link'; put its folder into the project, and depend on it with file:" modules
	[ ! -e out ]
	packages='"a": ["a@root:", {}],'
	lock '"": { "name": "a", "dependencies": { "a": "*" } }'
	fails 1 "bun.lock: package 'a': it is the project itself; do not depend on it" modules
	[ ! -e out ]
}

@test "names that lead out of the tree are refused, and the project's own files are not" {
	entry ../../x ../../x 1.0.0 ''
	lock '"": { "dependencies": { "../../x": "1" } }'
	run -1 modules
	[ ! -e out ]
	packages='"a": ["a@file:../secret", {}],'
	lock '"": { "dependencies": { "a": "file:../secret" } }'
	fails 1 "its folder '../secret' is not in the project" modules
	packages=
	for folder in ../secret lib/../../secret .. /secret; do
		lock "\"\": { \"name\": \"p\" }, \"$folder\": { \"name\": \"a\" }"
		for layout in hoisted isolated; do
			fails 1 "package 'a': its folder '$folder' is not in the project" modules --layout $layout
		done
	done
	mkdir lib
	echo '{ "name": "a" }' >lib/package.json
	packages='"a": ["a@file:lib", {}],'
	lock '"": { "dependencies": { "a": "file:lib" } }'
	modules
	[ -f out/node_modules/a/package.json ]
}

@test "a package.json that the lockfile was not made for" {
	entry a a 1.0.0 ''
	lock '"": { "name": "project", "dependencies": { "a": "1" } }'
	echo '{ "name": "project", "dependencies": { "a": "2" } }' >package.json
	fails 1 "package.json: wants '2' of 'a', but the lockfile was made for '1'; run 'bun install' and commit bun.lock" modules
	# What a root says that is not asked for does not count.
	mkdir w
	echo '{ "name": "w", "dependencies": { "a": "1" } }' >w/package.json
	packages+='"w": ["w@workspace:w"],'
	lock '"": { "name": "project" }, "w": { "name": "w", "dependencies": { "a": "1" } }'
	fails 1 "package.json: depends on 'a', which the lockfile does not have; run 'bun install' and commit bun.lock" modules
	modules --importer ./w
	[ "$(find out -name a)" != "" ]
	node-modules --lockfile bun.lock --project . --importer w --check
	rm -r out w
	packages=
	entry a a 1.0.0 ''
	sort -u -o list list
	lock '"": { "name": "project", "dependencies": { "a": "1" } }'
	# Another range that has the version is as good.
	echo '{ "name": "project", "dependencies": { "a": ">=1.0.0" } }' >package.json
	modules
	node-modules --lockfile bun.lock --project . --check
	echo '{ "name": "project", "dependencies": { "a": "2" } }' >package.json
	run node-modules --lockfile bun.lock --project . --check
	[ "$status:$output" = "1:node-modules: package.json: wants '2' of 'a', but the lockfile was made for '1'; run 'bun install' and commit bun.lock" ]
}

@test "a package.json wants a range that the workspace's version is in now, as bun 1.2 to 1.4 take it" {
	local range
	checked() { node-modules --lockfile bun.lock --project . --check; }
	mkdir app lib
	packages='"app": ["app@workspace:app"], "lib": ["lib@workspace:lib"],'
	lock '"": { "name": "project" }, "app": { "name": "app", "dependencies": { "lib": "^1.0.0" } }, "lib": { "name": "lib", "version": "1.0.0" }'
	echo '{ "name": "lib", "version": "1.2.0" }' >lib/package.json
	for range in ^1.2.0 '*' 'workspace:*' workspace:^ workspace:~ workspace:1.2 workspace:lib; do
		echo "{ \"name\": \"app\", \"dependencies\": { \"lib\": \"$range\" } }" >app/package.json
		checked
	done
	for range in ^1.3.0 workspace:^2 latest file:../lib link:lib; do
		echo "{ \"name\": \"app\", \"dependencies\": { \"lib\": \"$range\" } }" >app/package.json
		fails 1 "app/package.json: wants '$range' of 'lib', but the lockfile was made for '^1.0.0'; run 'bun install' and commit bun.lock" checked
	done
	echo '{ "name": "lib" }' >lib/package.json
	for range in '*' 'workspace:*' workspace:^; do
		echo "{ \"name\": \"app\", \"dependencies\": { \"lib\": \"$range\" } }" >app/package.json
		checked
	done
	echo '{ "name": "app", "dependencies": { "lib": "workspace:^1.0.1" } }' >app/package.json
	fails 1 "app/package.json: wants 'workspace:^1.0.1' of 'lib', but the lockfile was made for '^1.0.0'; run 'bun install' and commit bun.lock" checked
}

@test "a workspace without a package.json is left out, as bun 1.4 does, unless another one needs it" {
	mkdir app
	echo '{ "name": "app" }' >app/package.json
	entry a a 1.0.0 ''
	packages+='"app": ["app@workspace:app"], "gone": ["gone@workspace:gone"],'
	lock '"": { "name": "project" }, "app": { "name": "app" }, "gone": { "name": "gone", "dependencies": { "a": "1" } }'
	modules --layout hoisted
	[ "$(cd out/node_modules && echo *)" = app ]
	rm -r out
	modules --layout isolated
	[ "$(cd out && find . ! -type d)" = "" ]
	rm -r out
	lock '"": { "name": "project" }, "app": { "name": "app", "dependencies": { "gone": "workspace:*" } }, "gone": { "name": "gone" }'
	fails 1 "gone: there is no package.json in this workspace of bun.lock, but 'app' depends on it; add it" modules
}
