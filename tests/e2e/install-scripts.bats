#!/usr/bin/env bats
# Install scripts of packages: what they find of the project; an optional package whose script fails is left out, as pnpm, npm and bun do.

# root comes from the helper; what is in single quotes is for scripts to expand.
# shellcheck disable=SC2154,SC2016
load helper
bats_require_minimum_version 1.5.0

# The project: it can do without `bad`, whose script fails; that of `good` looks for the project, as simple-git-hooks and msw do.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir project
	package bad 'echo made >made; exit 3'
	package good 'test -f \"$INIT_CWD/package.json\" && test -f \"${PWD%%/node_modules/*}/package.json\" && echo made >made'
	cat >project/package.json <<-END
		{ "name": "app", "version": "1.0.0", "trustedDependencies": ["bad", "good"], "pnpm": { "onlyBuiltDependencies": ["bad", "good"] },
		  "dependencies": { "good": "file:good.tgz" }, "optionalDependencies": { "bad": "file:bad.tgz" } }
	END
	cat >project/pnpm-lock.yaml <<-END
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      good: { specifier: file:good.tgz, version: file:good.tgz }
		    optionalDependencies:
		      bad: { specifier: file:bad.tgz, version: file:bad.tgz }
		packages:
		  bad@file:bad.tgz: { resolution: { integrity: $(sri bad), tarball: file:bad.tgz }, version: 1.0.0 }
		  good@file:good.tgz: { resolution: { integrity: $(sri good), tarball: file:good.tgz }, version: 1.0.0 }
		snapshots:
		  bad@file:bad.tgz: { optional: true }
		  good@file:good.tgz: {}
	END
	cat >project/package-lock.json <<-END
		{ "name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
		  "": { "name": "app", "version": "1.0.0", "dependencies": { "good": "file:good.tgz" }, "optionalDependencies": { "bad": "file:bad.tgz" } },
		  "node_modules/bad": { "version": "1.0.0", "resolved": "file:bad.tgz", "integrity": "$(sri bad)", "hasInstallScript": true, "optional": true },
		  "node_modules/good": { "version": "1.0.0", "resolved": "file:good.tgz", "integrity": "$(sri good)", "hasInstallScript": true } } }
	END
	cat >project/bun.lock <<-END
		{ "lockfileVersion": 1, "workspaces": { "": { "name": "app", "dependencies": { "good": "file:good.tgz" }, "optionalDependencies": { "bad": "file:bad.tgz" } } },
		  "trustedDependencies": ["bad", "good"],
		  "packages": { "bad": ["bad@bad.tgz", {}, "$(sri bad)"], "good": ["good@good.tgz", {}, "$(sri good)"] } }
	END
}

# package NAME SCRIPT
package() {
	mkdir -p "$1/package"
	echo "{ \"name\": \"$1\", \"version\": \"1.0.0\", \"scripts\": { \"install\": \"$2\" } }" >"$1/package/package.json"
	tar -czf "project/$1.tgz" -C "$1" package
}

sri() {
	echo "sha512-$(openssl dgst -sha512 -binary "project/$1.tgz" | base64 -w0)"
}

# made MANAGER ARGUMENTS: what node_modules of the project has, by names.
made() {
	local fetcher hook
	case $1 in
		pnpm) fetcher="fetchPnpmDeps { lockfile = ./project/pnpm-lock.yaml; pnpm = env.pnpm_10;" hook=pnpmConfigHook ;;
		npm) fetcher="fetchNpmDeps { lockfile = ./project/package-lock.json;" hook=npmConfigHook ;;
		bun) fetcher="fetchBunDeps { bunLock = ./project/bun.lock;" hook=bunHook ;;
	esac
	cat >default.nix <<-END
		let env = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; }; in
		env.stdenv.mkDerivation {
		  pname = "app"; version = "1.0.0"; src = ./project;
		  nativeBuildInputs = [ env.nodejs_npm_11 env.bun_1_4 env.$hook ];
		  $1Deps = env.withInputs.$fetcher $2 };
		  dontUseBunBuild = true; buildPhase = ":";
		  installPhase = "ls node_modules/ >\$out; cat node_modules/good/made >>\$out";
		}
	END
	nix-build --no-out-link
}

@test "with each manager, linked and not" {
	local manager arguments
	for manager in pnpm npm bun; do
		for arguments in "" "linked = true;"; do
			run --separate-stderr made "$manager" "$arguments"
			[ "$status" -eq 0 ]
			[ "$(cat "$output")" = $'good\nmade' ]
			grep -q "Hook: the install scripts of .*bad.* failed, so these optional packages are left out; " <<<"$stderr"
		done
	done
}

@test "what is needed ends the build" {
	sed -i 's/{ optional: true }/{}/; s/optionalDependencies:/devDependencies:/' project/pnpm-lock.yaml
	sed -i 's/optionalDependencies/devDependencies/' project/package.json
	run --separate-stderr made pnpm ""
	[ "$status" -ne 0 ]
	grep -q "the install script of bad failed: exit status 3; add what it misses as scripts" <<<"$stderr"
}
