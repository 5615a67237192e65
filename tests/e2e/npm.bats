#!/usr/bin/env bats
# npm's hook in the sandbox: projects that run what was installed.
# shellcheck disable=SC2154  # root comes from the helper
load helper

@test "a workspace is installed, runs its scripts and commands, and npm's own commands work on it" {
	out=$(build npm.workspace)
	[ "$(cat "$out"/{prepared,built,bin,exec})" = $'prepared\n1.2.3-beta.1\ntrue\n2.0.0' ]
	grep -q 'semver@7.7.2' "$out/ls"
	[ "$(paste -sd' ' "$out/pruned")" = "is-number is-odd lib" ]
	grep -q '"cli.js"' "$out/pack"
}

@test "linked: node_modules is links, and a server runs without devDependencies" {
	out=$(build npm.linked)
	[[ $(cat "$out/link") == /nix/store/*-npm-deps-linked/tree/node_modules/is-odd ]]
	[ ! -e "$out/node_modules/semver" ]
	(cd "$out" && [ "$(node -p 'require("is-odd")(3)')" = true ])
}

@test "mistakes are answered with what to do" {
	[[ $(failure npm.noDeps) == "npmConfigHook: npmDeps is not set; set npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; }" ]]
	[[ $(failure npm.other) == "npmConfigHook: npmDeps was made from another package-lock.json; make it from this very package-lock.json ("* ]]
}
