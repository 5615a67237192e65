#!/usr/bin/env bats
# node-modules with package-lock.json: small trees, what is left out, and what it says of a bad lockfile. Where the tests' npm 11
# is (make test), the trees are the real npm's.
# shellcheck disable=SC2030,SC2031,SC2119,SC2120  # each test has variables of its own

load helper

# pack NAME VERSION [PACKAGE_JSON]: makes NAME-VERSION.tgz ("/" as "+") of pack/package, in which files may be; sets $file and $sri.
pack() {
	file=$PWD/${1//\//+}-$2.tgz
	mkdir -p pack/package/bin
	printf '{"name":"%s","version":"%s"%s}\n' "$1" "$2" "${3-}" >pack/package/package.json
	[ -e pack/package/bin/run ] || printf '#!/bin/sh\r\necho %s@%s\n' "$1" "$2" >pack/package/bin/run
	tar --sort=name --mtime=@0 --owner=0 --group=0 -C pack -czf "$file" package
	rm -r pack
	sri=$(sri "$file")
}

# entry PLACE NAME VERSION [INFO]: packs it, and its line of "packages" and of the list.
entry() {
	pack "$2" "$3" "${4:+,$4}"
	packages+=", \"$1\": { \"version\": \"$3\", \"resolved\": \"file:$(basename "$file")\", \"integrity\": \"$sri\"${4:+, $4} }"
	printf '%s\t%s\n' "$1" "$file" >>list
}

# line PLACE INFO: a line of "packages" alone.
line() {
	packages+=", \"$1\": { $2 }"
}

# lock ROOT: writes package.json with the fields ROOT, and package-lock.json with them and the entries.
lock() {
	printf '{ "name": "project", "version": "1.0.0"%s }\n' "${1:+, $1}" >package.json
	printf '{ "name": "project", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "project", "version": "1.0.0"%s }%s } }\n' \
		"${1:+, $1}" "$packages" >package-lock.json
}

modules() {
	rm -rf out
	node-modules --lockfile package-lock.json --project . --list list --out out --platform linux-x64 "$@"
}

# like_npm [OPTION...]: the tree is the one that npm makes, the same options given.
like_npm() {
	modules "${@/=/ }"
	[ -x "$BATS_TEST_DIRNAME/../../build/npm/bin/npm11" ] || return 0
	rm -rf real
	mkdir real
	cp -r ./*.json ./*.tgz real
	for folder in packages vendor; do [ ! -e $folder ] || cp -r $folder real; done
	(cd real && HOME=$BATS_TEST_TMPDIR "$BATS_TEST_DIRNAME/../../build/npm/bin/npm11" ci --ignore-scripts --offline --no-audit --no-fund --os=linux --cpu=x64 "$@")
	node "$BATS_TEST_DIRNAME/../fidelity/tree-compare.mjs" --ignore package-lock.json real out
}

names() { (cd out && find . -path '*node_modules/*' -not -path '*/node_modules/*/*' -not -name .package-lock.json | LC_ALL=C sort | sed 's|^\./||' | paste -sd' '); }

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	packages=
	: >list
}

@test "packages are where the lockfile has them, with bins that run; one tarball is read once" {
	entry node_modules/a a 1.0.0 '"dependencies": { "c": "1" }, "bin": { "a": "bin/run", "gone": "no" }'
	entry node_modules/@s/b @s/b 1.0.0 '"dependencies": { "c": "2" }, "bin": { "b": "bin/run", "a": "bin/run" }'
	entry node_modules/alias real 1.0.0 '"name": "real", "bin": "bin/run"'
	entry node_modules/c c 1.0.0
	entry node_modules/@s/b/node_modules/c c 2.0.0
	lock '"dependencies": { "a": "1", "@s/b": "1", "alias": "npm:real@1", "c": "1" }'
	modules
	[ "$(cd out/node_modules && echo * @s/* .bin/* @s/b/node_modules/*)" = "@s a alias c @s/b .bin/a .bin/b .bin/real @s/b/node_modules/c" ]
	# The path of @s/b comes before that of a, and so it has the command a.
	[ "$(readlink out/node_modules/.bin/a)" = ../@s/b/bin/run ]
	[ "$(out/node_modules/.bin/real)" = "real@1.0.0" ]
	[ "$(stat -c %a out/node_modules/{a,c,@s/b}/bin/run)" = $'644\n644\n755' ]
}

@test "the tree is npm's: x bits one by one, .gitignore, links left out, the first line of a command" {
	mkdir -p pack/package/{bin,sub,both}
	printf 'x' | tee pack/package/{plain,own,group} pack/package/.gitignore pack/package/sub/.gitignore pack/package/both/.gitignore >/dev/null
	echo kept >pack/package/both/.npmignore
	printf '#!/bin/sh\r\necho a\r\n' >pack/package/bin/run
	ln pack/package/plain pack/package/zhard
	ln -s plain pack/package/soft
	chmod 600 pack/package/plain
	chmod 744 pack/package/own
	chmod 670 pack/package/group
	entry node_modules/a a 1.0.0 '"bin": { "a": "bin/run" }'
	lock '"dependencies": { "a": "file:a-1.0.0.tgz" }'
	like_npm
	[ "$(cd out/node_modules/a && stat -c %a plain own group bin/run | paste -sd' ')" = "644 744 654 755" ]
	[ "$(cd out/node_modules/a && find . -name '.*ignore' | LC_ALL=C sort | paste -sd' ')" = "./.npmignore ./both/.npmignore ./sub/.npmignore" ]
	[ "$(cat out/node_modules/a/both/.npmignore)" = kept ]
	[ "$(cd out/node_modules/a && echo [a-z]*)" = "bin both group own package.json plain sub" ]
}

@test "workspaces and folders: links, packages in their own node_modules, and their bins" {
	mkdir -p packages/{w,v} vendor/folder
	echo '{ "name": "w", "version": "1.0.0", "bin": "cli.js", "dependencies": { "a": "file:../../a-2.0.0.tgz" } }' >packages/w/package.json
	echo '#!/usr/bin/env node' >packages/w/cli.js
	echo '{ "name": "@s/v", "version": "1.0.0", "dependencies": { "w": "1" } }' >packages/v/package.json
	echo '{ "name": "folder", "version": "1.0.0" }' >vendor/folder/package.json
	entry node_modules/a a 1.0.0 '"bin": { "a": "bin/run" }'
	entry packages/w/node_modules/a a 2.0.0 '"bin": { "a": "bin/run" }'
	line node_modules/w '"resolved": "packages/w", "link": true'
	line node_modules/@s/v '"resolved": "packages/v", "link": true'
	line node_modules/folder '"resolved": "vendor/folder", "link": true'
	line packages/w '"name": "w", "version": "1.0.0", "bin": { "w": "cli.js" }, "dependencies": { "a": "file:../../a-2.0.0.tgz" }'
	line packages/v '"name": "@s/v", "version": "1.0.0", "dependencies": { "w": "1" }'
	line vendor/folder '"version": "1.0.0"'
	lock '"workspaces": [ "packages/*" ], "dependencies": { "a": "file:a-1.0.0.tgz", "folder": "file:vendor/folder" }'
	like_npm
	[ "$(readlink out/node_modules/w out/node_modules/@s/v out/node_modules/.bin/w)" = $'../packages/w\n../../packages/v\n../w/cli.js' ]
	[ "$(readlink out/packages/w/node_modules/.bin/a)" = ../a/bin/run ]

	modules --importer packages/v
	[ "$(names)" = "node_modules/.bin node_modules/@s node_modules/w packages/w/node_modules/.bin packages/w/node_modules/a" ]
	modules --importer .
	[ "$(names)" = "node_modules/.bin node_modules/a node_modules/folder" ]
	run modules --importer vendor/folder
	[ "$status:$output" = "1:node-modules: vendor/folder: is not a workspace of package-lock.json" ]
}

@test "kinds of dependencies are omitted as npm does, which finds them out itself" {
	entry node_modules/a a 1.0.0 '"peerDependencies": { "p": "1" }'
	entry node_modules/d d 1.0.0 '"dependencies": { "both": "1" }, "bin": { "d": "bin/run" }'
	entry node_modules/o o 1.0.0 '"dependencies": { "both": "1" }'
	entry node_modules/both both 1.0.0
	entry node_modules/p p 1.0.0 '"dev": true'
	entry node_modules/extraneous extraneous 1.0.0
	lock '"dependencies": { "a": "file:a-1.0.0.tgz" }, "devDependencies": { "d": "file:d-1.0.0.tgz" }, "optionalDependencies": { "o": "file:o-1.0.0.tgz" }'
	modules --omit dev
	[ "$(names)" = "node_modules/a node_modules/both node_modules/o node_modules/p" ]
	modules --manager npm@10.9.4
	[ "$(names)" = "node_modules/.bin node_modules/a node_modules/both node_modules/d node_modules/extraneous node_modules/o node_modules/p" ]
	modules --prod --omit optional
	[ "$(names)" = "node_modules/a node_modules/p" ]
	modules --omit peer
	[ "$(names)" = "node_modules/.bin node_modules/a node_modules/both node_modules/d node_modules/o" ]
	run modules --omit all
	[ "$status:$output" = "2:node-modules: option '--omit' is dev, optional or peer, not 'all' (see node-modules --help)" ]
}

@test "an optional package of another platform goes with what needs it and what only these need" {
	entry node_modules/a a 1.0.0 '"optionalDependencies": { "wrap": "1", "other": "1" }, "dependencies": { "shared": "1" }'
	entry node_modules/wrap wrap 1.0.0 '"optional": true, "dependencies": { "native": "1", "shared": "1", "only": "1" }'
	entry node_modules/native native 1.0.0 '"optional": true, "os": [ "darwin" ], "dependencies": { "below": "1" }'
	entry node_modules/below below 1.0.0 '"optional": true, "dependencies": { "native": "1" }'
	entry node_modules/only only 1.0.0 '"optional": true'
	entry node_modules/other other 1.0.0 '"optional": true, "cpu": [ "!arm64" ], "libc": [ "glibc" ]'
	entry node_modules/shared shared 1.0.0
	lock '"dependencies": { "a": "file:a-1.0.0.tgz" }'
	like_npm
	[ "$(names)" = "node_modules/a node_modules/other node_modules/shared" ]
	modules --platform linux-x64-musl
	[ "$(names)" = "node_modules/a node_modules/shared" ]
	modules --platform darwin-x64
	[ "$(names)" = "node_modules/a node_modules/below node_modules/native node_modules/only node_modules/shared node_modules/wrap" ]
	modules --platform linux-arm64
	[ "$(names)" = "node_modules/a node_modules/shared" ]
	# One that the list does not have is left out, too.
	sed -i '/other/d' list
	sed -i 's|"file:other-1.0.0.tgz"|"https://r/other.tgz"|' package-lock.json
	modules
	[ "$(names)" = "node_modules/a node_modules/shared" ]
}

@test "bundled packages come with the tarball of the one that bundles them" {
	mkdir -p pack/package/node_modules/in/bin
	echo '{ "name": "in", "version": "3.0.0", "bin": "bin/in" }' >pack/package/node_modules/in/package.json
	printf '#!/bin/sh\necho in\n' >pack/package/node_modules/in/bin/in
	entry node_modules/a a 1.0.0 '"bundleDependencies": [ "in" ], "dependencies": { "in": "3" }'
	line node_modules/a/node_modules/in '"version": "3.0.0", "inBundle": true, "bin": { "in": "bin/in" }'
	lock '"dependencies": { "a": "file:a-1.0.0.tgz" }'
	like_npm
	[ "$(out/node_modules/a/node_modules/.bin/in)" = in ]
}

@test "linked: the project has links, and as files what finds a folder of the project" {
	mkdir -p packages/w
	echo '{ "name": "w", "version": "1.0.0" }' >packages/w/package.json
	entry node_modules/a a 1.0.0 '"bin": { "a": "bin/run" }'
	entry node_modules/finds finds 1.0.0 '"peerDependencies": { "w": "1" }'
	entry node_modules/above above 1.0.0 '"dependencies": { "finds": "1" }'
	line node_modules/w '"resolved": "packages/w", "link": true'
	line packages/w '"version": "1.0.0"'
	lock '"workspaces": [ "packages/*" ], "dependencies": { "a": "file:a-1.0.0.tgz", "above": "file:above-1.0.0.tgz" }'
	node-modules --lockfile package-lock.json --project . --list list --out "$PWD/out" --linked
	[ "$(readlink out/project/node_modules/a)" = "$PWD/out/tree/node_modules/a" ]
	[ ! -L out/project/node_modules/finds ]
	[ ! -L out/project/node_modules/above ]
	[ "$(readlink out/project/node_modules/w)" = ../packages/w ]
	[ "$(out/project/node_modules/.bin/a)" = a@1.0.0 ]
}

@test "linked: what a build writes into, and what depends on it, is files of the project" {
	entry node_modules/a a 1.0.0
	entry node_modules/@s/client @s/client 1.0.0
	entry node_modules/adapter adapter 1.0.0 '"peerDependencies": { "@s/client": "1" }'
	lock '"dependencies": { "a": "file:a-1.0.0.tgz", "adapter": "file:adapter-1.0.0.tgz" }'
	node-modules --lockfile package-lock.json --project . --list list --out "$PWD/out" --linked --writable @s/client --writable other
	[ -L out/project/node_modules/a ]
	[ ! -L out/project/node_modules/adapter ]
	[ ! -L out/project/node_modules/@s/client ]
	[ -f out/project/node_modules/@s/client/package.json ]
}

@test "linked: what the project bundles is files of the project, as npm pack packs nothing from outside of it" {
	entry node_modules/a a 1.0.0 '"inBundle": true, "dependencies": { "b": "1" }'
	entry node_modules/b b 1.0.0 '"inBundle": true'
	entry node_modules/other other 1.0.0 '"dependencies": { "b": "1" }'
	lock '"dependencies": { "a": "file:a-1.0.0.tgz", "other": "file:other-1.0.0.tgz" }, "bundleDependencies": [ "a" ]'
	node-modules --lockfile package-lock.json --project . --list list --out "$PWD/out" --linked
	[ ! -L out/project/node_modules/a ]
	[ -f out/project/node_modules/a/package.json ]
	[ -f out/project/node_modules/b/package.json ]
	[ ! -L out/project/node_modules/b ]
	[ -L out/project/node_modules/other ]
	if [ -x "$BATS_TEST_DIRNAME/../../build/npm/bin/npm11" ]; then
		cp -r out/project/node_modules .
		"$BATS_TEST_DIRNAME/../../build/npm/bin/npm11" pack >/dev/null 2>&1
		[ "$(tar -tzf project-1.0.0.tgz | grep -c '^package/node_modules/[ab]/package.json')" = 2 ]
	fi
}

@test "linked: what is in a package that the project has itself comes along with it" {
	entry node_modules/client client 2.0.0
	entry node_modules/above above 1.0.0 '"dependencies": { "client": "1", "b": "1" }'
	entry node_modules/above/node_modules/client client 1.0.0
	entry node_modules/above/node_modules/b b 1.0.0 '"bin": { "b": "bin/run" }'
	lock '"dependencies": { "above": "file:above-1.0.0.tgz", "client": "file:client-2.0.0.tgz" }'
	node-modules --lockfile package-lock.json --project . --list list --out "$PWD/out" --linked --writable client
	[ "$(cd out/project/node_modules/above && node -p 'require("client/package.json").version')" = 1.0.0 ]
	[ "$(cd out/project && node -p 'require("client/package.json").version')" = 2.0.0 ]
	[ "$(out/project/node_modules/above/node_modules/.bin/b)" = b@1.0.0 ]
	[ -z "$(find out/project/node_modules/above out/project/node_modules/client -lname '/*')" ]
}

@test "a lockfile that cannot be used is named, with what to do" {
	refused() {
		run node-modules --lockfile package-lock.json --project . --list list --out out
		echo "$output"
		[ "$status" = 1 ]
		[ "$output" = "node-modules: $1" ]
		[ ! -e out ]
	}
	echo '{}' >package.json
	echo '{ "lockfileVersion": 1, "dependencies": {} }' >package-lock.json
	refused "package-lock.json: has lockfileVersion 1, which does not say where packages are; run 'npm install --package-lock-only --lockfile-version 3' with npm 7 or later"
	echo "{ }" >package-lock.json
	refused "package-lock.json: has no lockfileVersion, so it is not a package-lock.json; let npm write it again"
	echo '{ "lockfileVersion": 4, "packages": {} }' >package-lock.json
	refused "package-lock.json: is not a package-lock.json of lockfileVersion 2 or 3"
	echo '[' >package-lock.json
	refused "package-lock.json: line 2 is not JSON: ']' expected near end of file"
	echo '{ "lockfileVersion": 3 }' >package-lock.json
	refused 'package-lock.json: does not have "packages"; let npm write it again'
	echo '{ "lockfileVersion": 3, "packages": {} }' >package-lock.json
	refused 'package-lock.json: does not have the project itself in "packages"; let npm write it again'
	line node_modules/a '"version": "1.0.0"'
	lock '"dependencies": { "a": "1" }'
	refused "node_modules/a: is not in the list"
	packages=
	line node_modules/a '"link": true, "resolved": "gone"'
	lock ''
	refused "node_modules/a: leads to 'gone', which package-lock.json does not have; let npm write it again"
	packages=
	entry node_modules/mac mac 1.0.0 '"os": [ "darwin" ]'
	lock '"dependencies": { "mac": "1" }'
	run modules
	[ "$output" = 'node-modules: node_modules/mac: is not optional, but its "os", "cpu" or "libc" excludes linux-x64-glibc' ]
	packages=
	entry ../node_modules/a a 1.0.0
	line .. '"version": "1.0.0"'
	lock ''
	modules
	[ -z "$(names)" ]
	[ ! -e ../node_modules ]
	packages=
	entry node_modules/../x x 1.0.0
	lock '"dependencies": { "../x": "1" }'
	run modules
	[ "$output" = "node-modules: node_modules/../x: is not a path within the tree" ]
}

@test "names and places that lead out of the tree are refused" {
	local name
	for name in x/../../../y .. . @s/.. ../y x/..; do
		packages=
		: >list
		entry "node_modules/$name" x 1.0.0
		lock "\"dependencies\": { \"$name\": \"1\" }"
		fails 1 "node_modules/$name: is not a path within the tree" modules
		[ ! -e out ]
	done
	# Outside of the project npm installs nothing.
	packages=
	: >list
	entry ../out/node_modules/x x 1.0.0
	lock '"dependencies": { "x": "1" }'
	modules
	[ -z "$(ls -A out)" ]
}

@test "a package.json that the lockfile was not made for, as npm ci has it" {
	local update="run 'npm install --package-lock-only' and commit package-lock.json"
	# checked MESSAGE: what is said with a tree and without one; nothing if MESSAGE is empty.
	checked() {
		run node-modules --lockfile package-lock.json --project . --check
		[ "$status:$output" = "$([ -z "$1" ] || echo 1:node-modules: "$1")" ] || [ "$status:$output:$1" = 0:: ]
		run modules
		[ "$output" = "${1:+node-modules: $1}" ]
	}
	mkdir -p packages/w
	entry node_modules/a a 1.2.3
	line node_modules/w '"resolved": "packages/w", "link": true'
	line packages/w '"version": "2.0.0", "dependencies": { "a": "^1.0.0" }'
	lock '"workspaces": [ "packages/*" ], "dependencies": { "a": "^1.0.0", "w": "*" }'
	package() { printf '{ "dependencies": { %s } }\n' "$2" >"$1/package.json"; }
	package packages/w '"a": "^1.0.0"'
	checked ''
	# npm ci goes by the versions.
	package . '"a": ">=1.2 <2", "w": "2"'
	checked ''
	# A tag is not looked up.
	package . '"a": "latest"'
	checked ''
	package . ''
	checked ''
	package . '"a": "^2.0.0"'
	checked "package.json: wants '^2.0.0' of 'a', but the lockfile was made for '^1.0.0'; $update"
	package . '"w": "1"'
	checked "package.json: wants '1' of 'w', but the lockfile was made for '*'; $update"
	package . '"a": "https://example.org/a.tgz"'
	checked "package.json: wants 'https://example.org/a.tgz' of 'a', but the lockfile was made for '^1.0.0'; $update"
	package . '"b": "1"'
	checked "package.json: depends on 'b', which the lockfile does not have; $update"
	package . '"a": "^1.0.0"'
	package packages/w '"a": "1.2.4"'
	checked "packages/w/package.json: wants '1.2.4' of 'a', but the lockfile was made for '^1.0.0'; $update"
	# A folder that is not there, and one outside, are not looked at.
	rm packages/w/package.json
	line ../out '"version": "1.0.0"'
	lock '"dependencies": { "a": "^1.0.0" }'
	package .. '"c": "1"'
	checked ''
}
