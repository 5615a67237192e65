#!/usr/bin/env bats
# fetchNpmDeps: what is read of a package-lock.json, and what has to be fetched.
# shellcheck disable=SC2154  # root comes from the helper
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	sri=sha512-$(printf 'A%.0s' {1..86})==
}

# lock PACKAGES: package-lock.json with these members of "packages" beside the project, whose fields are $project.
lock() {
	printf '{ "lockfileVersion": 3, "packages": { "": { %s } %s } }\n' "${project-}" "${1:+, $1}" >package-lock.json
}

deps() {
	echo "(import $root { system = \"x86_64-linux\"; bin = $root/build/bin; }).fetchNpmDeps { lockfile = $PWD/package-lock.json; $1 }"
}

# url KEY [ARGUMENTS]: where the package's tarball is fetched from.
url() {
	local fetch
	fetch=$(nix-instantiate --expr "derivation { name = \"x\"; system = \"x\"; builder = \"/x\"; it = ($(deps "${2-}")).packages.\"$1\".contents; }" 2>/dev/null |
		xargs nix-store --query --references)
	nix-store --query --binding url "$fetch"
}

@test "one package for all its places; links, folders and bundled packages are not fetched" {
	lock '"node_modules/a": { "version": "1.0.0", "integrity": "'"$sri"'", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz", "bundleDependencies": [ "in" ] },
		"node_modules/a/node_modules/in": { "version": "1.0.0", "inBundle": true },
		"node_modules/b/node_modules/a": { "version": "1.0.0", "optional": true },
		"node_modules/b": { "name": "@s/real", "version": "2.0.0", "integrity": "'"$sri"'", "hasInstallScript": true },
		"node_modules/w": { "resolved": "packages/w", "link": true },
		"packages/w": { "name": "w", "version": "1.0.0" },
		"node_modules/mac": { "version": "1.0.0", "integrity": "'"$sri"'", "os": [ "darwin" ], "optional": true }'
	[ "$(evaluate "builtins.attrNames ($(deps)).packages")" = '["@s/real@2.0.0","a@1.0.0"]' ]
	[ "$(evaluate "($(deps)).packages.\"a@1.0.0\".listKeys")" = '["node_modules/a","node_modules/b/node_modules/a"]' ]
	[ "$(url @s/real@2.0.0)" = https://registry.npmjs.org/@s/real/-/real-2.0.0.tgz ]
	[ "$(url @s/real@2.0.0 'registries."@s" = "https://npm.example";')" = https://npm.example/@s/real/-/real-2.0.0.tgz ]
	echo '@s:registry=https://rc.example/npm/' >.npmrc
	[ "$(url @s/real@2.0.0)" = https://rc.example/npm/@s/real/-/real-2.0.0.tgz ]
	[ "$(url a@1.0.0 'registries.default = "https://npm.example";')" = https://npm.example/a/-/a-1.0.0.tgz ]
}

@test "only what a workspace or production needs is fetched" {
	project='"workspaces": [ "packages/*" ], "dependencies": { "a": "1" }'
	lock '"node_modules/a": { "version": "1.0.0", "integrity": "'"$sri"'" },
		"node_modules/d": { "version": "1.0.0", "integrity": "'"$sri"'", "dev": true },
		"node_modules/w": { "resolved": "packages/w", "link": true },
		"packages/w": { "name": "w", "version": "1.0.0", "dependencies": { "b": "1" } },
		"packages/w/node_modules/b": { "version": "1.0.0", "integrity": "'"$sri"'", "dependencies": { "a": "1" } }'
	fetched() {
		nix-instantiate --expr "$1" 2>/dev/null | xargs nix-store --query --requisites | grep -o '[abd]-1.0.0.tgz' | sort | paste -sd' '
	}
	[ "$(fetched "$(deps)")" = "a-1.0.0.tgz b-1.0.0.tgz d-1.0.0.tgz" ]
	[ "$(fetched "($(deps)).prod")" = "a-1.0.0.tgz b-1.0.0.tgz" ]
	[ "$(fetched "$(deps 'importers = [ "." ];')")" = "a-1.0.0.tgz" ]
	[ "$(fetched "$(deps 'importers = [ "packages/w" ];')")" = "a-1.0.0.tgz b-1.0.0.tgz" ]
	[[ $(failure "($(deps 'importers = [ "no" ];')).drvPath") == *"unknown 'no'"* ]]
}

@test "what has no integrity is named, all of it, with the command that mends it" {
	lock '"node_modules/a": { "version": "1.0.0" }, "node_modules/b": { "version": "1.0.0" }'
	message=$(failure "($(deps)).drvPath")
	[[ $message == *"'a@1.0.0'"*"run \`npm update --package-lock-only\`"*'outputHashes."b@1.0.0"'* ]]
}

@test "what other functions take, and other lockfiles, are answered with what to do" {
	lock
	[[ $(failure "$(deps 'npmDepsHash = "x";')") == *"npmDepsHash: leave it out, because every package is fetched by the hash in the lockfile"* ]]
	[[ $(failure "$(deps 'npmDepsFetcherVersion = 2;')") == *"npmDepsFetcherVersion: leave it out, there is no hash"* ]]
	[[ $(failure "$(deps 'packageSourceOverrides = { };')") == *"packageSourceOverrides: give "* ]]
	[[ $(failure "$(deps 'installer = "npm";')") == *'installer is always "fragstore"'* ]]
	echo '{ "lockfileVersion": 3 "packages": {} }' >package-lock.json
	[ "$(failure "($(deps)).drvPath")" = "$PWD/package-lock.json: line 1: there is no comma after the last value; restore the file (\`git checkout package-lock.json\`), or run \`npm install --package-lock-only\`" ]
	echo '{ "lockfileVersion": 1 }' >package-lock.json
	[[ $(failure "($(deps)).drvPath") == *"lockfileVersion 1 does not say where packages go; run "* ]]
	echo '{ "lockfileVersion": 9 }' >package-lock.json
	[[ $(failure "($(deps)).drvPath") == *"lockfileVersion 9 is not known here"* ]]
	echo '{ "lockfileVersion": 3 }' >package-lock.json
	[[ $(failure "($(deps)).drvPath") == *'"packages" does not have the project itself'* ]]
}

@test "git repositories as npm writes them: by which key a package is overridden, and where it is fetched from" {
	local commit=0123456789abcdef0123456789abcdef01234567 resolved repo key
	while read -r resolved repo; do
		lock '"node_modules/a": { "version": "1.0.0", "resolved": "'"$resolved#$commit"'", "integrity": "'"$sri"'" }'
		key="a@$resolved#$commit"
		[ "$(evaluate "($(deps)).packages.\"$key\".source")" = '{"commit":"'$commit'","repo":"'"$repo"'"}' ]
		# By this key, which the hook names, another is put in its place.
		echo >a.tgz
		[[ $(evaluate "($(deps "overrides.\"$key\" = _: ./a.tgz;")).packages.\"$key\".contents") == *a.tgz* ]]
	done <<-END
		git+ssh://git@github.com/o/r.git https://github.com/o/r.git
		git+https://git@github.com/o/r.git git+https://git@github.com/o/r.git
		git+ssh://git@gitlab.com/o/r.git git+ssh://git@gitlab.com/o/r.git
		git+https://example.org/o/r.git git+https://example.org/o/r.git
		git://example.org/o/r.git git://example.org/o/r.git
	END
}

@test "mistakes that newcomers make are answered with what to do" {
	local here=$PWD fetch="(import $root { system = \"x86_64-linux\"; bin = $root/build/bin; }).fetchNpmDeps" call text
	lock '"node_modules/a": { "version": "1.0.0", "integrity": "'"$sri"'" }, "node_modules/w": { "resolved": "p/w", "link": true }, "p/w": { "name": "w" }'
	mkdir none yarn1 yarn4 pnpm
	printf '%s\n' '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.' '# yarn lockfile v1' '' >yarn1/yarn.lock
	printf '%s\n' '# This file is generated by running "yarn install" inside your project.' '' '__metadata:' '  version: 8' >yarn4/yarn.lock
	touch pnpm/pnpm-lock.yaml
	while IFS='|' read -r call text; do
		call=$(failure "($fetch $call).drvPath")
		[[ $call == *"$text"* ]] || { echo "$call" && return 1; }
	done <<-END
		{ }|fetchNpmDeps: give \`lockfile = ./package-lock.json;\`
		$here|instead of arguments; write \`fetchNpmDeps { lockfile = ./package-lock.json; }\`
		{ lockfile = $here; }|$here: it is a folder; give the package-lock.json in it
		{ lockfile = "package-lock.json"; }|must be a path, which is written without quotes: \`lockfile = ./package-lock.json;\`
		{ lockfile = $here/none/package-lock.json; }|$here/none/package-lock.json: there is no such file, or Nix may not read it; give the path of the project's package-lock.json, which \`npm install --package-lock-only\` makes, and in a flake, \`git add\` it
		{ lockfile = $here/yarn1/yarn.lock; }|$here/yarn1/yarn.lock: it is Yarn's lockfile; run \`npm install --package-lock-only\`, which makes a package-lock.json of it
		{ lockfile = $here/yarn1/package-lock.json; }|$here/yarn1/package-lock.json: there is no such file, but a yarn.lock: it is Yarn's lockfile; run \`npm install --package-lock-only\`
		{ lockfile = $here/yarn4/yarn.lock; }|$here/yarn4/yarn.lock: it is the lockfile of Yarn 2 or later, whose versions npm does not take; run \`pnpm import\`
		{ lockfile = $here/yarn4/package-lock.json; }|$here/yarn4/package-lock.json: there is no such file, but a yarn.lock: it is the lockfile of Yarn 2 or later
		{ lockfile = $here/pnpm/package-lock.json; }|$here/pnpm/package-lock.json: there is no such file, but a pnpm-lock.yaml: it is pnpm's lockfile; give it to fetchPnpmDeps
		{ npmRoot = $here; }|npmRoot: give \`lockfile\`, a path of the package-lock.json
		{ lockfile = $root/nix/templates/pnpm-vite/pnpm-lock.yaml; }|it is pnpm's lockfile; give it to fetchPnpmDeps
		{ lockfile = $here/package-lock.json; importers = [ "w" ]; }|unknown 'w'; did you mean 'p/w'?
		{ lockfile = $here/package-lock.json; overrides.a = _: ./x; }|unknown 'a'; did you mean 'a@1.0.0'?
		{ lockfile = $here/package-lock.json; scripts.b = false; }|has no package of this name
	END
}

@test "no path of a lockfile leaves the lockfile's folder, and no other address than https, http, ssh and git is fetched from" {
	local path
	mkdir secret project project/dir
	echo secret >secret/key
	ln -s ../secret/key project/link.tgz
	mkfifo project/pipe.tgz
	cd project
	refuses() {
		lock '"node_modules/x": { "version": "1.0.0", "resolved": "'"$1"'", "integrity": "'"$sri"'" }'
		run failure "($(deps)).drvPath"
		echo "$output"
		[[ $output == "$PWD/package-lock.json: packages: 'x@"*"$2"* ]]
	}
	for path in ../secret/key dir/../../secret/key /etc/passwd ///etc/passwd ..; do
		refuses "file:$path" "its tarball '$path' is outside of the lockfile's folder"
	done
	for path in link.tgz pipe.tgz dir; do
		refuses "file:$path" "$PWD/$path is not a regular file, or is reached through a symlink"
	done
	for path in git+file:///etc git+ext::sh git+ssh://-oProxyCommand=x/y git+ssh://git@-oProxyCommand=x/y git+ssh://-oProxyCommand=x@y/z; do
		refuses "$path#0123456789abcdef0123456789abcdef01234567" "does not have an https, http, ssh or git address"
	done
	refuses ftp://example.org/x.tgz "does not have an http or https address"
	for path in '"../x": {}' '"/x": {}' '"dir/../../x/node_modules/y": {}' '"node_modules/x": { "link": true, "resolved": "../x" }' '"node_modules/x": { "link": true, "resolved": "/x" }'; do
		lock "$path"
		[[ $(failure "($(deps)).drvPath") == "$PWD/package-lock.json: packages: the folder '"*"x"*"' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run \`npm install\`" ]]
	done
}
