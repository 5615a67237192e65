#!/usr/bin/env bats
# treePatchHook in a Nix sandbox that shows nothing of the machine: neither /usr/bin/env nor /lib64.

load helper

setup_file() {
	build treePatch.programs
}

# root comes from the helper.
# shellcheck disable=SC2154
setup() {
	export NIX_CONFIG=${NIX_CONFIG/sandbox-paths = */sandbox-paths =}
}

# With what an install of $1 makes, all programs run, before and after fixupPhase.
expect_native() {
	local version out
	for version in "${@:2}"; do
		out=$(build "treePatch.$1.$version")
		for run in built installed; do
			[ "$(cat "$out/$run")" = "1.3.0
2.0.0
Version: 0.15.0
png 8 3
true,90" ]
		done
		[ "$(cat "$out/ran")" = $'own\nown' ]
		[[ $(cat "$out/stripped") == *differ* ]]
		[ "$(cat "$out/changed")" = "#!/usr/bin/env node" ]
		[ "$(cat "$out/seen")" = $'bin/own\nlib/node_modules/own/own' ]
	done
}

@test "pnpm: a CLI, a native program, sharp and node-pty run; fixupPhase patches the package's own files, and nothing in node_modules" {
	expect_native pnpm pnpm_9 pnpm_10 pnpm_11 pnpm_12
}

@test "bun: the same, with both linkers" {
	expect_native isolated bun_1_2 bun_1_3 bun_1_4
	expect_native hoisted bun_1_4
}

@test "pnpm: what it writes for the packages of a workspace runs without /bin/sh" {
	[ "$(cat "$(build treePatch.workspace)/tool")" = 1.2.4 ]
}

@test "pnpm and bun: packages that an install puts into a workspace run there, not patched in the store" {
	local name
	for name in pnpm bun; do
		[ "$(cat "$(build "treePatch.workspaces.$name")/said")" = $'1.3.0\n2.0.0\n1.3.0\n2.0.0' ]
	done
}

@test "every output: fixupPhase patches the package's own scripts, and sees nothing in node_modules" {
	local name out file
	for name in plain structured; do
		out=$(build "treePatch.outputs.$name")
		for file in seen patched; do
			[ "$(cat "$out/$file")" = $'app/script\napp/script\nlib/node_modules/own/script\nlib/node_modules/own/script' ]
		done
	done
}

@test "the functions take nixpkgs' options, and the variables may be lists" {
	local out node
	out=$(build treePatch.functions)
	node=$(build treePatch.node)
	[ "$(cat "$out/lines")" = "#!$node/bin/node
#!/nix/store/gone/bin/node
#!$node/bin/node
#!/nix/store/gone/bin/node
#!/nix/store/gone/bin/node
#!$node/bin/node" ]
	[ "$(cat "$out/run-paths")" = "$node/lib:/build/source/libraries/below:/last:/of-all
/last:/of-all" ]
	[ "$(cat "$out/odd")" = "patchShebangs: there is no option --odd
autoPatchelf: there is no option --odd
addAutoPatchelfSearchPath: there is no option --odd" ]
}

@test "a build fails with what it needs and cannot be found, in one line each, unless autoPatchelfFlags or dontAutoPatchelf say otherwise" {
	run build treePatch.missing
	[ "$status" -ne 0 ]
	[[ $output == *"/bin/strip: needs libodd-"*", not found in the libraries nor in the tree"* ]]
	[ -x "$(build treePatch.ignored)/bin/strip" ]
	[ -x "$(build treePatch.untouched)/bin/strip" ]
}
