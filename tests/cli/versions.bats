#!/usr/bin/env bats
# What is known of pnpm's and bun's versions is in nix/pnpm/versions.json and nix/bun/versions.json. Nix and the hooks read it there; the
# programs and the pinned real ones are held against it here.

# root comes from the helper; what is in single quotes is JavaScript.
# shellcheck disable=SC2154,SC2016
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# known MANAGER EXPRESSION: lines of what is known, which is `v` in EXPRESSION, of JavaScript.
known() {
	node -e 'const v = JSON.parse(require("fs").readFileSync(process.argv[1])); for (const line of eval(process.argv[2])) console.log(line)' \
		"$root/nix/$1/versions.json" "$2"
}

@test "pnpm: cafs-add has a layout for each store, and says which pnpms read it" {
	known pnpm '[[...new Set(Object.values(v).map((one) => one.store))].map((store) =>
		`${store} for pnpm ${Object.keys(v).filter((major) => v[major].store === store).join(" and ")}`).join(", ")]' >expected
	cafs-add --help | tr -s '\n ' '  ' >help
	grep -qF "$(cat expected)" help || { cat expected help && false; }
}

@test "pnpm: node-modules notes the store of each, and the real one of each has it" {
	echo '{"dependencies":{"b":"link:b"}}' >package.json
	printf "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      b: { specifier: 'link:b', version: 'link:b' }\n" >pnpm-lock.yaml
	: >list
	while read -r major store; do
		rm -rf out
		node-modules --lockfile pnpm-lock.yaml --project . --list list --out out --store-dir /s --manager "pnpm@$major.99.0"
		grep -q "storeDir.*/s/$store" out/node_modules/.modules.yaml
		[ -x "$root/build/peers/bin/pnpm$major" ] || continue # it comes with make test
		[[ $(HOME=$PWD "$root/build/peers/bin/pnpm$major" store path --store-dir "$PWD/s") == */"$store" ]]
	done < <(known pnpm 'Object.entries(v).map(([major, { store }]) => `${major} ${store}`)')
	[ -x "$root/build/peers/bin/pnpm9" ] || skip "the real pnpms come with make test"
}

@test "bun: node-modules and cache-entry-creator read every lockfileVersion, and no newer one" {
	echo '{}' >package.json
	: >list
	lock() { printf '{ "lockfileVersion": %s, "workspaces": { "": {} }, "packages": {} }\n' "$1" >bun.lock; }
	tree() { rm -rf out && node-modules --lockfile bun.lock --project . --list list --out out; }
	manifests() { rm -rf manifests && cache-entry-creator --manifests bun.lock --bun 1.4.0 --out manifests; }
	local version last
	for version in $(known bun 'Object.keys(v.lockfiles)'); do
		lock "$version"
		tree
		manifests
		last=$version
	done
	lock $((last + 1))
	fails 1 "lockfileVersion is not one of 0 to $last" tree
	fails 1 "lockfileVersion is not one of 0 to $last" manifests
}

@test "bun: the manifests of each version, from its first bun on and not before" {
	printf '{ "lockfileVersion": 1, "workspaces": { "": {} }, "packages": { "a": ["a@1.0.0", "", {}, ""] } }\n' >bun.lock
	local before='' format bun
	while read -r format bun; do
		cache-entry-creator --manifests bun.lock --bun "$bun" --out "$format"
		grep -qxF "bun-npm-manifest-cache-$format" "$format"/*.npm
		if [ -n "$before" ] && [ "${bun##*.}" != 0 ]; then
			cache-entry-creator --manifests bun.lock --bun "${bun%.*}.$((${bun##*.} - 1))" --out "before-$format"
			grep -qxF "bun-npm-manifest-cache-$before" "before-$format"/*.npm
		fi
		before=$format
	done < <(known bun 'Object.entries(v.manifests).map((row) => row.join(" "))')
	bun=$(known bun '[v.newest]')
	cache-entry-creator --manifests bun.lock --bun "$bun.99" --out newest
	fails 1 "give a full version of bun " cache-entry-creator --manifests bun.lock --bun "1.$((${bun#1.} + 1)).0" --out newer
}
