#!/usr/bin/env bats
# Arguments of the wrong kind: for each argument of both fetchers and each kind of value that it is not, one line that names the function
# and the argument, says what it is, and how to write it.

# root, bin and lockfiles come from the helper.
# shellcheck disable=SC2154
load helper

@test "every argument of both fetchers, every kind of value" {
	local function given name value wrong=0
	declare -A values=(
		[lockfile]="null 1 true \"\" \"pnpm-lock.yaml\" \"./pnpm-lock.yaml\" [] {} (x:x)"
		[bunLock]="1 true \"\" \"./bun.lock\" [] {} (x:x)"
		[pnpm]="null 10 true \"\" \"pnpm_10\" \"latest\" [] {} (x:x) ./pnpm"
		[storeVersion]="null 10 \"\" \"10\" \"v9\" [] {} (x:x)"
		[name]="null 1 \"\" \"a/b\" \".x\" [] {} (x:x) ./x"
		[overrides]="null 1 \"\" [] (x:x) ./x"
		[outputHashes]="null 1 \"\" \"sha256-x\" [] (x:x) ./x"
		[shards]="0 -1 1.5 \"\" \"4\" true [] {} (x:x)"
		[libc]="null 1 \"\" \"gnu\" [] {} (x:x)"
		[system]="null 1 \"\" \"x\" \"vax-vms\" [] {} (x:x)"
		[npmrc]="1 true \"\" \".npmrc\" [] {} (x:x) /nowhere/.npmrc"
		[bunfig]="1 true \"\" \"bunfig.toml\" [] {} (x:x) /nowhere/bunfig.toml"
		[registries]="null 1 \"\" \"https://x/\" [] (x:x)"
		[src]="null 1 \"\" \".\" [] {} (x:x)"
		[env]="null 1 \"\" [] (x:x) ./x"
		[nodejs]="1 true \"\" \"20\" [] {} (x:x)"
	)
	for name in patchShebangs autoPatchElf useFakeNode allPlatforms linked; do values[$name]="null 1 \"\" \"true\" [] {} (x:x)"; done
	values[nativeBuildInputs]="null 1 true \"\" \"x\" [1] [\"python3\"] {} (x:x)"
	values[importers]="1 true \"\" \"a\" [1] {} (x:x)"
	values[scripts]="null 1 \"\" [] (x:x)"
	values[installer]="null 1 true \"\" \"npm\" [] {} (x:x)"
	values[autoPatchelfFlags]="null 1 true \"\" \"--x\" [1] {} (x:x)"

	for function in fetchPnpmDeps fetchBunDeps; do
		case $function in
		fetchPnpmDeps) given="lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\"; nodejs = \"/node\";" ;;
		fetchBunDeps) given="bunLock = $lockfiles/small.lock; useFakeNode = false; nodejs = \"/node\";" ;;
		esac
		for name in "${!values[@]}"; do
			case $function-$name in
			fetchPnpmDeps-bun* | fetchBunDeps-lockfile | fetchBunDeps-pnpm | fetchBunDeps-storeVersion) continue ;;
			esac
			for value in ${values[$name]}; do
				run failure "((import $root { bin = $bin; system = \"x86_64-linux\"; }).$function ({ $given } // { $name = $value; })).drvPath"
				if [ "$status" -ne 0 ] || [ "$(wc -l <<<"$output")" -ne 1 ] || [[ $output != "$function: $name"* ]]; then
					echo "$function: $name = $value: $output"
					wrong=$((wrong + 1))
				fi
			done
		done
	done
	[ "$wrong" -eq 0 ]
}
