#!/usr/bin/env bats
# Real projects, installed by real bun from a merged cache in the Nix sandbox; then what was installed is run.

load helper

versions="bun_1_2 bun_1_3 bun_1_4"

# expect, with both linkers.
expect_linked() {
	expect "$1.isolated" "${@:2}"
	expect "$1.hoisted" "${@:2}"
}

@test "vite builds a React app in TypeScript, with esbuild's and rollup's native binaries" {
	local version out
	for version in $versions; do
		out=$(build "bun.vite.$version")
		grep -q '<script type="module".* src="/assets/index-.*\.js">' "$out/index.html"
		grep -q 'One derivation per package' "$out"/assets/index-*.js
	done
}

@test "the hook's own phases make a tested program of one file" {
	local version out
	for version in $versions; do
		out=$(build "bun.app.$version")
		[ "$("$out/bin/bun-app" one two three)" = 3 ]
	done
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

@test "scripts run after hooks have changed packages, and find them so" {
	expect_linked bun.scripts changed 'console.log("changed before");'
	expect_linked bun.scripts made "node_modules/node-pty/build/Release/pty.node
packages/app/prepared"
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
	expect bun.structured log "preInstall in bun-small
postInstall in bun-small
preScripts in bun-small
postScripts in bun-small"
}

@test "bunDeps may be the cache's own folder" {
	expect bun.bare require true
}

@test "a package that the cache lacks is named" {
	expect_failure bun.missing.isolated "semver@7.7.2 is in bun.lock but not in bunDeps; make bunDeps from this very bun.lock*"
	expect_failure bun.missing.hoisted "semver@7.7.2 is in bun.lock but not in bunDeps; make bunDeps from this very bun.lock*"
}

@test "a lockfile that does not match package.json" {
	expect_failure bun.outdated "bun.lock does not match package.json (*); run 'bun install' and commit bun.lock"
	expect_failure bun.removed "bun.lock does not match package.json (*); run 'bun install' and commit bun.lock"
}

@test "a lockfile that this bun cannot read" {
	expect_failure bun.newer "bun.lock has a lockfileVersion that bun 1.* does not know; build with the bun that wrote it, or a newer one"
}

@test "an install script that fails" {
	expect_failure bun.failingScript 'the postinstall script of "small" failed (above: how); dontRunLifecycleScripts = true runs none'
}

@test "what the derivation must have" {
	[[ $(failure bun.noDeps) == "bunHook: bunDeps is not set; set bunDeps = fetchBunDeps { bunLock = "* ]]
	[ "$(failure bun.noCache)" = "bunHook: bunDeps is not a bun cache; make it with fragstore's fetchBunDeps (/build/nowhere)" ]
	[ "$(failure bun.noBun)" = "bunHook: no bun in PATH; add it to nativeBuildInputs" ]
	[[ $(failure bun.noRoot) == "bunHook: bunRoot: there is no folder nowhere in /build/source; "* ]]
	[[ $(failure bun.noLock) == "bunHook: there is no bun.lock in /build/source; "* ]]
	[[ $(failure bun.binaryLock) == "bunHook: bun.lockb is binary; run 'bun install --save-text-lockfile "* ]]
	[[ $(failure bun.noProgram) == "bunHook: bunInstallPhase: the build made no file bun-small; "* ]]
}
