#!/usr/bin/env bats
# Real projects, installed by real bun from a merged cache in the Nix sandbox; then what was installed is run.

# root and address come from the helpers.
# shellcheck disable=SC2154
bats_require_minimum_version 1.5.0
load ../nix/helper
load helper

versions="bun_1_2 bun_1_3 bun_1_4"

# expect, with both linkers.
expect_linked() {
	expect "$1.isolated" "${@:2}"
	expect "$1.hoisted" "${@:2}"
}

@test "vite builds a React app in TypeScript, with esbuild's and rollup's native binaries" {
	local linker version out
	build bun.vite >/dev/null
	for linker in isolated hoisted; do
		for version in $versions; do
			out=$(build "bun.vite.$linker.$version")
			grep -q '<script type="module".* src="/assets/index-.*\.js">' "$out/index.html"
			grep -q 'One derivation per package' "$out"/assets/index-*.js
		done
	done
}

@test "the hook's own phases make a tested program of one file" {
	local linker version out
	build bun.app >/dev/null
	for linker in isolated hoisted; do
		for version in $versions; do
			out=$(build "bun.app.$linker.$version")
			[ "$("$out/bin/bun-app" one two three)" = 3 ]
		done
	done
	expect_linked bun.app log "preBuild
postBuild
check
postCheck
preInstall
postInstall"
	expect_linked bun.app banner "// in two words"
}

@test "patches, also of a scoped package, overrides, peers, and express with what it depends on" {
	expect_linked bun.features verified '{"patched":[true,true],"overridden":"7.0.0","peer":"18.3.1","express":"received"}'
}

@test "bun compiles a workspace's package with a catalog's package in it" {
	expect_linked bun.features cli "172800000 true true"
}

@test "a native dependency, compiled by its install script, and a workspace package's script" {
	expect_linked bun.features terminal $'terminal\r'
	expect_linked bun.features prepared prepared
}

# A tarball FILE of a package NAME that says its name.
pack() {
	mkdir -p "$(dirname "$1")" "$BATS_TEST_TMPDIR/pack/package"
	echo "{ \"name\": \"$2\", \"version\": \"1.0.0\", \"scripts\": { \"install\": \"exit 1\" } }" >"$BATS_TEST_TMPDIR/pack/package/package.json"
	echo "module.exports = '$2';" >"$BATS_TEST_TMPDIR/pack/package/index.js"
	tar -C "$BATS_TEST_TMPDIR/pack" -czf "$1" package
}

# A package in DIR that has an install script.
bundle() {
	mkdir -p "$1"
	echo "{ \"scripts\": { \"install\": \"exit 1\" } }" >"$1/package.json"
}

# What $BATS_TEST_TMPDIR/project gets its packages from, served on loopback, and the project, locked by bun 1.2.
project_from_elsewhere() {
	local served=$BATS_TEST_TMPDIR/served
	pack "$served/by-url.tgz" by-url
	pack "$served/scoped.tgz" @my/scoped
	pack "$BATS_TEST_TMPDIR/git.tgz" by-git
	git init -q "$BATS_TEST_TMPDIR/pack/package"
	git -C "$BATS_TEST_TMPDIR/pack/package" add .
	git -C "$BATS_TEST_TMPDIR/pack/package" -c user.name=test -c user.email=test commit -qm test
	git clone -q --bare "$BATS_TEST_TMPDIR/pack/package" "$served/repo.git"
	git -C "$served/repo.git" update-server-info
	serve
	mkdir -p "$served/npm/@my"
	cat >"$served/npm/@my/scoped" <<-EOF
		{ "name": "@my/scoped", "dist-tags": { "latest": "1.0.0" }, "versions": { "1.0.0": { "name": "@my/scoped", "version": "1.0.0", "dist": {
			"tarball": "$address/scoped.tgz", "integrity": "sha512-$(openssl dgst -sha512 -binary "$served/scoped.tgz" | base64 -w0)" } } } }
	EOF
	cd "$BATS_TEST_TMPDIR" || return
	bundle pack/package/node_modules/inner
	bundle pack/package/test/node_modules/fixture
	pack project/by-file.tgz by-file
	cd project || return
	printf '[install.scopes]\nmy = "%s/npm/"\n' "$address" >bunfig.toml
	cat >package.json <<-EOF
		{
			"dependencies": { "@my/scoped": "1.0.0", "by-file": "./by-file.tgz", "by-url": "$address/by-url.tgz", "by-git": "git+$address/repo.git" }
		}
	EOF
	HOME=$BATS_TEST_TMPDIR BUN_INSTALL_CACHE_DIR=$BATS_TEST_TMPDIR/cache timeout 600 "$root/build/peers/bin/bun1.2" install --lockfile-only
}

@test "packages from git, tarballs and a scope's own registry" {
	local linker version hash out
	project_from_elsewhere
	hash=$(nix-hash --type sha256 --flat --base32 "$BATS_TEST_TMPDIR/served/by-url.tgz")
	for linker in isolated hoisted; do
		for version in $versions; do
			out=$(nix-build --no-out-link --expr "((import $root/tests/e2e { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }).bun.sources {
				src = $BATS_TEST_TMPDIR/project;
				outputHashes.\"tarball:$address/by-url.tgz\" = \"sha256:$hash\";
			}).$linker.$version")
			[ "$(cat "$out/required")" = "@my/scoped,by-file,by-git,by-url" ]
			[ "$(cat "$out/bundled")" = "node_modules/inner/package.json
test/node_modules/fixture/package.json" ]
		done
	done
}

# The build of a project with tarballs of packages $2..., each with an install script that fails, if package.json trusts $1 alone.
with_scripts() {
	local name dependencies=
	mkdir -p "$BATS_TEST_TMPDIR/project"
	for name in "${@:2}"; do
		pack "$BATS_TEST_TMPDIR/project/$name.tgz" "$name"
		dependencies+="\"$name\": \"./$name.tgz\", "
	done
	cd "$BATS_TEST_TMPDIR/project" || return
	echo "{ \"dependencies\": { ${dependencies%, } }, \"trustedDependencies\": [\"$1\"] }" >package.json
	BUN_INSTALL_CACHE_DIR=$BATS_TEST_TMPDIR/cache timeout 60 "$root/build/peers/bin/bun1.2" install --lockfile-only --ignore-scripts >&2
	echo "((import $root/tests/e2e { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }).bun.installed $BATS_TEST_TMPDIR/project)"
}

@test "patches, and scripts of packages, which bun cannot do by reading a cache" {
	local version project
	expect_failure bun.patched 'bun cannot apply the patch of @sindresorhus/is@4.6.0 in a read-only cache; give fetchBunDeps installer = "fragstore"'
	expect_failure bun.downloading 'esbuild has an install script, which bun cannot run from a read-only cache; give fetchBunDeps installer = "fragstore", or set dontRunLifecycleScripts = true'
	project=$(with_scripts electron electron other)
	for version in $versions; do
		[ "$(last_line nix-build --no-out-link --expr "$project.$version")" = \
			'bunHook: electron has an install script, which bun cannot run from a read-only cache; give fetchBunDeps installer = "fragstore", or set dontRunLifecycleScripts = true' ]
	done
}

@test "scripts that were not run are named, but for that of bun2nix" {
	local version project
	project=$(with_scripts none bun2nix other)
	for version in $versions; do
		nix-build --no-out-link --expr "$project.$version" 2>"$BATS_TEST_TMPDIR/log"
		grep -q 'install scripts did not run: other@' "$BATS_TEST_TMPDIR/log"
		run ! grep 'not run:.*bun2nix' "$BATS_TEST_TMPDIR/log"
	done
	project=$(with_scripts none bun2nix)
	for version in $versions; do
		nix-build --no-out-link --expr "$project.$version" 2>"$BATS_TEST_TMPDIR/log"
		run ! grep 'not run' "$BATS_TEST_TMPDIR/log"
	done
}

@test "the project's own files are left as they were, and node_modules can be written to" {
	expect_linked bun.features changed ""
	expect_linked bun.features unwritable ""
	expect bun.plain unwritable ""
}

@test "the cache is read in place; no scripts, no patched #! lines when the derivation says so" {
	local version out cache
	for version in $versions; do
		out=$(build "bun.plain.$version")
		cache=$(cat "$out/cache")
		[[ $cache == /nix/store/*-bun-cache/share/bun-cache ]]
		[ "$(cat "$out/shebang")" = "#!/usr/bin/env node" ]
		[ "$(cat "$out/cli") $(cat "$out/require")" = "1.3.0 true" ]
	done
}

@test "a build leaves the cache and its fragments as they were" {
	local version cache
	for version in $versions; do
		cache=$(cat "$(build "bun.plain.$version")/cache")
		cache=${cache%/share/bun-cache}
		[ "$(nix-store -qR "$cache" | wc -l)" -eq 4 ]
		# shellcheck disable=SC2046 # paths of the Nix store have no spaces
		nix-store --verify-path $(nix-store -qR "$cache")
	done
}

@test "with structuredAttrs: bunRoot, bunInstallFlags as a list, hooks around the phases" {
	expect bun.structured installed "is-number
is-odd"
	expect bun.structured log "preCache in source
postCache in source
prePatch in source
postPatch in source
preInstall in bun-small
postInstall in bun-small
preScripts in bun-small
postScripts in bun-small"
}

@test "bun2nix's users need change no more than the hook and fetchBunDeps: their bun.nix, postinstall script and bun from the hook" {
	local out
	out=$(build bun.moved)
	[ "$(cat "$out/version") $(cat "$out/require")" = "1.4.5 true" ]
}

@test "bunDeps may be the cache's own folder; without scripts it is read in place; node_modules' #! lines are patched" {
	expect bun.bare require true
}

@test "bun and a bun2nix that does nothing are there before the first phase" {
	[ "$(sort -u "$(build bun.early)/versions")" = 1.4.5 ]
}

# installed CASE VERSION: the packages in node_modules.
installed() {
	tr ' ' '\n' <"$(build "bun.cases.$1.$2")/installed" | grep -v '^$' | sort | paste -sd ' '
}

@test "packages of another libc: those that this very bun asks for" {
	local version
	# Which bun will install is not known here.
	for version in bun_1_2 bun_1_3 bun_1_4_3; do
		[ "$(installed libc $version)" = "@rollup @rollup/rollup-linux-x64-gnu @rollup/rollup-linux-x64-musl" ]
		[ "$(installed libcAll $version)" = "@rollup @rollup/rollup-linux-x64-gnu @rollup/rollup-linux-x64-musl" ]
	done
	for version in bun_1_2 bun_1_3 bun_1_4_3 bun_1_4; do
		[ "$(installed libcOfNewerHoisted $version)" = "@rollup @rollup/rollup-linux-x64-gnu" ]
	done
	[ "$(installed libc bun_1_4)" = "@rollup @rollup/rollup-linux-x64-gnu" ]
	[ "$(installed libcOfNewer bun_1_4)" = "@rollup @rollup/rollup-linux-x64-gnu" ]
	[ "$(tr -d ' ' <"$(build bun.cases.libcVersion2)/installed")" = "@rollup@rollup/rollup-linux-x64-gnu" ]
	versions="bun_1_2 bun_1_3" expect_failure bun.cases.libcOfNewer "@rollup/rollup-linux-x64-musl@4.52.5 is for another platform, but bun 1.* wants it; give fetchBunDeps allPlatforms = true (*)"
	versions=bun_1_4_3 expect_failure bun.cases.libcOfNewer "packages are missing, but bun 1.4.3 does not say which; if they are for other platforms (--cpu, --os, and before bun 1.4.4 any libc), give fetchBunDeps allPlatforms = true; *"
}

@test "--cpu=* installs packages of other processors, if allPlatforms has them fetched" {
	local version
	for version in bun_1_2 bun_1_3 bun_1_4_3 bun_1_4; do
		[[ $(installed anyCpuAll $version) == *" @img/sharp-linux-arm64 "*" @img/sharp-linux-x64 "* ]]
	done
	# The linker of bun 1.4 does without optional packages that the cache lacks.
	for version in bun_1_4_3 bun_1_4; do
		[[ $(installed anyCpu $version) == *" @img/sharp-linux-x64 "* && $(installed anyCpu $version) != *" @img/sharp-linux-arm64 "* ]]
	done
	[ "$(tr -d " " <"$(build bun.cases.anyCpuDefault)/installed")" = sharp ]
	nix-store --read-log "$(build bun.cases.anyCpuDefault)" | grep -qxF 'bunHook: --cpu=* in bunInstallFlags does nothing, because node_modules is made without bun; remove it, or give fetchBunDeps installer = "bun"'
	versions="bun_1_2 bun_1_3" expect_failure bun.cases.anyCpu "@img/sharp-*linux* is for another platform, but bun 1.* wants it; give fetchBunDeps allPlatforms = true (*)"
}

@test "a security scanner is left out, and the rest of bunfig.toml counts" {
	local version
	for version in bun_1_2 bun_1_3 bun_1_4; do
		[ "$(installed scanner $version)" = is-odd ]
		[[ $(installed scannerAmongOthers $version) == "is-number is-number/"*" is-odd is-odd/"* ]]
	done
}

@test "the project's linker counts, unless bunInstallFlags have one" {
	expect bun.cases.linker installed "is-number
is-odd"
	expect bun.cases.linkerOfNpmrc installed "is-number
is-odd"
	versions="bun_1_2 bun_1_3" expect bun.cases.linkerOfBoth installed is-odd
	versions=bun_1_4 expect bun.cases.linkerOfBoth installed "is-number
is-odd"
	expect bun.cases.linkerByFlag installed is-odd
}

@test "an optional package that the registry no longer has" {
	local version
	[ "$(installed goneOptional bun_1_4)" = ms ]
	for version in bun_1_2 bun_1_3 bun_1_4_3 bun_1_4; do
		[[ $(installed goneOptionalHoisted $version) == "ms ms/"* && $(installed goneOptionalHoisted $version) != *backlog* ]]
	done
	versions="bun_1_2 bun_1_3" expect_failure bun.cases.goneOptional \
		"backlog.md-linux-x64@1.47.1 is in bun.lock but not in bunDeps; make *, or, if overrides leave it out, set bunInstallFlags = \"--linker=hoisted\" or use bun 1.4.4 or later (*)"
	versions=bun_1_4_3 expect_failure bun.cases.goneOptional "packages are missing, but bun 1.4.3 does not say which; *, or, if overrides leave it out, set bunInstallFlags = \"--linker=hoisted\" or use bun 1.4.4 or later (*)"
	# Nix's own message says it, too.
	cp "$root"/tests/e2e/fixtures/bun-cases/gone-optional/* "$BATS_TEST_TMPDIR"
	run nix-build --no-out-link --expr "$(bun_deps "bunLock = $BATS_TEST_TMPDIR/bun.lock;")"
	[[ $output == *"/backlog.md-linux-x64-1.47.1.tgz#if-it-is-gone:overrides.\"backlog.md-linux-x64@1.47.1\"=null;': HTTP error 404"* ]]
}

@test "a package that the cache lacks is named" {
	expect_failure bun.missing.isolated "semver@7.7.2 is in bun.lock but not in bunDeps; make bunDeps from the bun.lock in src*"
	expect_failure bun.missing.hoisted "semver@7.7.2 is in bun.lock but not in bunDeps; make bunDeps from the bun.lock in src*"
}

@test "a package that bun looks for elsewhere is named" {
	expect_failure bun.elsewhere "*@*.* is in bunDeps, but bun looks for it elsewhere; use the same bunfig.toml and .npmrc as for bunDeps"
}

@test "a lockfile that does not match package.json" {
	expect_failure bun.outdated "bun.lock does not match package.json (*); run 'bun install' and commit bun.lock"
	expect_failure bun.removed "bun.lock does not match package.json (*); run 'bun install' and commit bun.lock"
}

@test "a lockfile that this bun cannot read" {
	expect_failure bun.newer "bun.lock has a lockfileVersion that bun 1.* does not know; build with the bun that wrote it, or a newer one"
}

@test "an install script that fails" {
	expect_failure bun.failingScript 'the postinstall script of ./ failed (see above); to run no scripts of the project, set dontRunLifecycleScripts = true'
}

@test "what the derivation must have" {
	[[ $(failure bun.noDeps) == "bunHook: bunDeps is not set; set bunDeps = fetchBunDeps { bunLock = "* ]]
	[ "$(failure bun.noCache)" = "bunHook: bunDeps is not a bun cache; make it with fragstore's fetchBunDeps (/build/nowhere)" ]
	[[ $(failure bun.noRoot) == "bunHook: bunRoot: there is no folder nowhere in /build/source; "* ]]
	[[ $(failure bun.noCacheWanted) == "bunHook: bunfig.toml disables bun's cache, "* ]]
	[[ $(failure bun.noLock) == "bunHook: there is no bun.lock in /build/source; add it to src, or set bunRoot to its folder, or set postPatch = \"cp \${./bun.lock} bun.lock\"" ]]
	[ "$(failure bun.noManifest)" = "bunHook: there is no package.json in /build/source; add it to src, or set bunRoot to its folder" ]
	[[ $(failure bun.pnpmStore) == "bunHook: bunDeps is from fetchPnpmDeps; make it with fetchBunDeps (/nix/store/"* ]]
	[[ $(failure bun.binaryLock) == "bunHook: bun.lockb is binary; run 'bun install --save-text-lockfile "* ]]
	[[ $(failure bun.noProgram) == "bunHook: bunInstallPhase: the build made no file bun-small; "* ]]
}
