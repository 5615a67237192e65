#!/usr/bin/env bats
# Arguments of the wrong kind: for each argument of the fetchers and each kind of value that it is not, one line that names the function
# and the argument, says what it is, and how to write it.

# root, bin and lockfiles come from the helper.
# shellcheck disable=SC2154,SC2030,SC2031,SC2016
load helper

@test "every argument of the fetchers, every kind of value" {
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
		[npmrc]="1 true \"\" \".npmrc\" [] {} (x:x) /nowhere/.npmrc /etc"
		[bunfig]="1 true \"\" \"bunfig.toml\" [] {} (x:x) /nowhere/bunfig.toml /etc"
		[bunNix]="1 true \"\" \"bun.nix\" [] {}"
		[registries]="null 1 \"\" \"https://x/\" [] (x:x)"
		[src]="null 1 \"\" \".\" [] {} (x:x)"
		[env]="null 1 \"\" [] (x:x) ./x {A=[];} {A=null;} {A={};} {\"a=b\"=\"\";}"
		[nodejs]="1 true \"\" \"20\" [] {} (x:x)"
	)
	for name in patchShebangs autoPatchElf useFakeNode allPlatforms linked; do values[$name]="null 1 \"\" \"true\" [] {} (x:x)"; done
	values[nativeBuildInputs]="null 1 true \"\" \"x\" [1] [\"python3\"] {} (x:x)"
	values[importers]="1 true \"\" \"a\" [] [1] [\"\"] [\"../x\"] {} (x:x)"
	values[scripts]="null 1 \"\" [] (x:x)"
	values[installer]="null 1 true \"\" \"npm\" [] {} (x:x)"
	values[autoPatchelfFlags]="null 1 true \"\" \"--x\" [1] {} (x:x)"

	printf '{ "lockfileVersion": 3, "packages": { "": { } } }\n' >"$BATS_TEST_TMPDIR/package-lock.json"
	for function in fetchPnpmDeps fetchBunDeps fetchNpmDeps; do
		case $function in
		fetchPnpmDeps) given="lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\"; nodejs = \"/node\";" ;;
		fetchBunDeps) given="bunLock = $lockfiles/small.lock; useFakeNode = false; nodejs = \"/node\";" ;;
		fetchNpmDeps) given="lockfile = $BATS_TEST_TMPDIR/package-lock.json; nodejs = \"/node\";" ;;
		esac
		for name in "${!values[@]}"; do
			case $function-$name in
			fetch[PN]*-bun* | fetchBunDeps-lockfile | fetch[BN]*-pnpm | fetch[BN]*-storeVersion) continue ;;
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

# said EXPRESSION TEXT: what evaluation fails with.
said() {
	run failure "with import $root { bin = $bin; system = \"x86_64-linux\"; }; ($1).drvPath"
	echo "$1: $output"
	[ "$output" = "$2" ]
}

@test "what is said of a package in an argument" {
	local pnpm="lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\";" value
	for value in null 5 '""' '"sha256"' ./x '{ }'; do
		run failure "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps { $pnpm outputHashes.\"is-odd@3.0.1\" = $value; }"
		[[ $output == "$lockfiles/small.yaml: packages: 'is-odd@3.0.1': outputHashes gives it "*", which is not a hash; give outputHashes.\"is-odd@3.0.1\" = "* ]]
	done
	said "fetchPnpmDeps { $pnpm scripts.is-odd = 5; }" 'fetchPnpmDeps: scripts."is-odd" is 5, but must be false, or a set: `scripts."is-odd" = { nativeBuildInputs = [ … ]; env = { … }; };`'
	said "fetchPnpmDeps { $pnpm scripts.is-odd.env = [ ]; }" 'fetchPnpmDeps: scripts."is-odd": env is an empty list, but must be a set of variables: `env = { VARIABLE = "…"; };`'
	said "fetchPnpmDeps { $pnpm scripts.is-odd.inputs = [ ]; }" "fetchPnpmDeps: scripts.\"is-odd\": unknown 'inputs'; did you mean 'nativeBuildInputs'?"
	printf '{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/a": { "version": "1.0.0", "integrity": "sha512-%s==" } } }\n' "$(printf 'A%.0s' {1..86})" >"$BATS_TEST_TMPDIR/package-lock.json"
	said "fetchNpmDeps { lockfile = $BATS_TEST_TMPDIR/package-lock.json; scripts.a = { }; }" "fetchNpmDeps: install scripts need nixpkgs' stdenv: import fragstore with \`pkgs\`"
}

@test "folders in the place of files, and of projects" {
	cd "$BATS_TEST_TMPDIR"
	mkdir folder
	touch file
	said "fetchPnpmDeps { lockfile = $PWD/folder; pnpm = \"10.33.0\"; }" "$PWD/folder: it is a folder; give the pnpm-lock.yaml in it"
	said "fetchNpmDeps { lockfile = $PWD/folder; }" "$PWD/folder: it is a folder; give the package-lock.json in it"
	said "fetchBunDeps { bunLock = $PWD/folder; }" "$PWD/folder: it is a folder; give the bun.lock in it"
	said "fetchPnpmDeps { lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\"; src = $PWD/nowhere; }" "fetchPnpmDeps: src: $PWD/nowhere does not exist while Nix evaluates; give the folder of pnpm-lock.yaml in your project as a path"
	said "fetchPnpmDeps { lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\"; src = $PWD/file; }" "fetchPnpmDeps: src: there is no package.json in $PWD/file; give the folder of pnpm-lock.yaml"
}

@test "arguments that contradict each other, or have no effect" {
	local pnpm="lockfile = $lockfiles/small.yaml; pnpm = \"10.33.0\";" bun="bunLock = $lockfiles/small.lock; nodejs = \"/node\"; useFakeNode = false;" argument
	said "fetchPnpmDeps { $pnpm storeVersion = \"v11\"; }" 'fetchPnpmDeps: storeVersion is "v11", but pnpm 10.33.0 reads "v10"; leave out storeVersion'
	for argument in 'scripts.is-odd = { };' 'env.A = "1";'; do
		said "fetchPnpmDeps { $pnpm installer = \"pnpm\"; $argument }" "fetchPnpmDeps: ${argument%%[. ]*}: pnpm itself installs, and no install scripts of packages run; leave out \`installer\`"
		said "fetchBunDeps { $bun installer = \"bun\"; $argument }" "fetchBunDeps: ${argument%%[. ]*}: bun itself installs, and no install scripts of packages run; leave out \`installer\`"
	done
	said "fetchBunDeps { $bun cpu = \"*\"; }" "fetchBunDeps: unknown 'cpu'; did you mean 'system'?"
	evaluates() { evaluate "with import $root { bin = $bin; system = \"x86_64-linux\"; }; ($1).name" 2>&1; }
	[ "$(evaluates "fetchPnpmDeps { $pnpm storeVersion = \"v10\"; installer = \"pnpm\"; scripts.is-odd = false; shards = 2; }")" = '"pnpm-store"' ]
	[ "$(evaluates "fetchPnpmDeps { $pnpm shards = 2; }")" = 'trace: warning: fetchPnpmDeps: shards has no effect, because no fragments are made without pnpm; leave it out
"pnpm-store"' ]
	[ "$(evaluates "fetchPnpmDeps { $pnpm autoPatchelfFlags = [ \"--x\" ]; }")" = 'trace: warning: fetchPnpmDeps: autoPatchelfFlags has no effect without `autoPatchElf = true`; add that, or leave it out
"pnpm-store"' ]
	printf '{ "lockfileVersion": 3, "packages": { "": { } } }\n' >"$BATS_TEST_TMPDIR/package-lock.json"
	for argument in "fetchBunDeps { $bun src = $root/tests/fixtures; }" "fetchNpmDeps { lockfile = $BATS_TEST_TMPDIR/package-lock.json; nodejs = \"/node\"; src = $root/tests/fixtures; }"; do
		[[ $(evaluates "$argument") == "trace: warning: ${argument%% *}: src has no effect without \`linked = true\`; add that, or leave it out"* ]]
		[[ $(evaluates "${argument/src =/linked = true; src =}") != *"no effect"* ]]
	done
}

@test "lockfiles whose parts are of another kind" {
	local file text lock sri
	sri=sha512-$(printf 'A%.0s' {1..86})==
	cd "$BATS_TEST_TMPDIR"
	while IFS='|' read -r file lock text; do
		printf '%b\n' "${lock//SRI/$sri}" >"$file"
		case $file in
		pnpm-lock.yaml) file="fetchPnpmDeps { lockfile = $PWD/$file; pnpm = \"10.33.0\"; }" ;;
		bun.lock) file="fetchBunDeps { bunLock = $PWD/$file; nodejs = \"/n\"; useFakeNode = false; }" ;;
		*) file="fetchNpmDeps { lockfile = $PWD/$file; }" ;;
		esac
		run failure "with import $root { bin = $bin; system = \"x86_64-linux\"; }; ($file).drvPath"
		echo "$lock: $output"
		[[ $output == "$PWD/"*": $text; run \`"* ]]
	done <<-'END'
		pnpm-lock.yaml|lockfileVersion: '9.0'\nimporters: []|importers is not a map
		pnpm-lock.yaml|lockfileVersion: '9.0'\npackages: []|packages or snapshots is not a map
		bun.lock|{ "lockfileVersion": 1, "patchedDependencies": [] }|packages, workspaces or patchedDependencies is not an object
		bun.lock|{ "lockfileVersion": 1, "workspaces": { "a": 5 } }|workspaces: 'a' is not an object
		bun.lock|{ "lockfileVersion": 1, "workspaces": { "": { "optionalDependencies": [] } } }|workspaces: '': optionalDependencies is not an object
		package-lock.json|{ "name": "x" }|it has no lockfileVersion, so it is not a package-lock.json
		package-lock.json|{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/a": { "link": true } } }|packages: 'node_modules/a' is a link, but its "resolved" is not a folder
		package-lock.json|{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/a": { "version": "1.0.0", "integrity": 5 } } }|packages: 'node_modules/a': "integrity" is not a string of one line
		package-lock.json|{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/a": { "version": "1.0.0", "integrity": "SRI", "os": 5 } } }|packages: 'node_modules/a': "os", "cpu" or "libc" is not a list of strings
		package-lock.json|{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/a": { "version": "1.0.0", "integrity": "SRI", "cpu": [ 1 ] } } }|packages: 'node_modules/a': "os", "cpu" or "libc" is not a list of strings
	END
}

@test "files beside the lockfile that are of another kind" {
	local text
	cd "$BATS_TEST_TMPDIR"
	mkdir project
	cp "$lockfiles/small.yaml" project/pnpm-lock.yaml
	cp "$lockfiles/small.lock" project/bun.lock
	cd project
	local pnpm="fetchPnpmDeps { lockfile = $PWD/pnpm-lock.yaml; pnpm = \"10.33.0\"; }" bun="fetchBunDeps { bunLock = $PWD/bun.lock; nodejs = \"/n\"; useFakeNode = false; }"
	mkdir package.json
	said "$pnpm" "$PWD/package.json is a folder; put the file there"
	said "$bun" "$PWD/package.json is a folder; put the file there"
	rmdir package.json
	mkdir pnpm-workspace.yaml
	said "$pnpm" "$PWD/pnpm-workspace.yaml is a folder; put the file there"
	rmdir pnpm-workspace.yaml
	echo '- packages' >pnpm-workspace.yaml
	said "$pnpm" "$PWD/pnpm-workspace.yaml: it is not a map of settings; correct it"
	echo 'configDependencies: [ x ]' >pnpm-workspace.yaml
	said "$pnpm" "$PWD/pnpm-workspace.yaml: configDependencies is not a map; correct it"
	# In YAML 1.2 this is a text.
	echo 'sharedWorkspaceLockfile: no' >pnpm-workspace.yaml
	run said "$pnpm" ''
	[[ $output == *"evaluated, and should not have"* ]]
	for text in .npmrc bunfig.toml; do
		mkdir $text
		said "$bun" "fetchBunDeps: $(basename "${text#.}" .toml): $PWD/$text is a folder; give the $text in it"
		rmdir $text
	done
}
