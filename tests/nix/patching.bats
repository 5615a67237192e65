#!/usr/bin/env bats
# Packages that are patched before they are in a fragment: what pnpm and bun make of them, and that they run where the sandbox shows
# nothing of the machine.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

# In nixpkgs' place: the tests' stdenv whose programs find all they need in the Nix store.
stdenv="(import $root/tests/nix/stdenv { bin = $bin; }).patched"
fragstore="(import $root { bin = $bin; system = \"x86_64-linux\"; pkgs = $stdenv; })"

setup_file() {
	# The programs themselves are the machine's.
	NIX_CONFIG="$NIX_CONFIG
sandbox-paths = /bin /lib /lib64 /usr" build "$stdenv.programs"
	node=$(build "$stdenv.nodejs")
	export node
}

# The options about patching that a fragment's builder gets from a call, in a line.
options() {
	evaluate "let inherit (builtins) attrValues concatStringsSep head match; in
		match \".*(--shebangs.*)\" (concatStringsSep \" \" (head (attrValues ($1).fragments)).drvAttrs.args)"
}

@test "what scripts are patched to run with" {
	local platform="stdenv.hostPlatform = { system = \"x86_64-linux\"; isMusl = false; };"
	local pkgs="pkgs = { $platform bun = \"/bun\"; nodejs = { outPath = \"/node\"; }; bash = \"/bash\"; coreutils = { out = \"/core\"; bin = \"/core-bin\"; }; };"
	local all="(import $root { bin = $bin; system = \"x86_64-linux\"; $pkgs })" shells=/bash/bin:/core-bin/bin list
	local bun="fetchBunDeps { installer = \"bun\"; bunLock = $lockfiles/small.lock;"
	local pnpm="fetchPnpmDeps { installer = \"pnpm\"; lockfile = $lockfiles/small.yaml; storeVersion = \"v11\";"
	for list in '' 'shards = 2;'; do
		[[ $(options "$all.$bun $list }") == "[\"--shebangs --interpreter-path /bun/bin:$shells --map node=/bun/bin/bun"* ]]
		[[ $(options "$all.$pnpm $list }") == "[\"--shebangs --interpreter-path /node/bin:$shells"* ]]
		[ "$(options "$all.$bun $list patchShebangs = false; }")" = null ]
		[ "$(options "$all.$pnpm $list patchShebangs = false; }")" = null ]
	done
	[ "$(options "$all.$bun useFakeNode = false; }")" = "[\"--shebangs --interpreter-path /bun/bin:/node/bin:$shells\"]" ]
	[ "$(options "$all.$pnpm useFakeNode = true; }")" = "[\"--shebangs --interpreter-path /bun/bin:$shells --map node=/bun/bin/bun\"]" ]
	[ "$(options "$all.$pnpm nativeBuildInputs = [ \"/own\" ]; }")" = "[\"--shebangs --interpreter-path /own/bin:/node/bin:$shells\"]" ]
	# Without nixpkgs nothing is known but what is given.
	[ "$(options "$(bun_deps "bunLock = $lockfiles/small.lock;")")" = null ]
	[ "$(options "$(deps "lockfile = $lockfiles/small.yaml;")")" = null ]
	[ "$(options "$(deps "lockfile = $lockfiles/small.yaml; nativeBuildInputs = [ \"/own\" ];")")" = "[\"--shebangs --interpreter-path /own/bin\"]" ]

	run failure "($all.$pnpm nativeBuildInputs = [ 1 ]; }).drvPath"
	[ "$output" = "fetchPnpmDeps: nativeBuildInputs is a list that has 1, but must be a list of packages: \`nativeBuildInputs = [ python3 ];\`" ]
	run failure "($all.$pnpm patchShebangs = 1; }).drvPath"
	[ "$output" = "fetchPnpmDeps: patchShebangs is 1, but must be true or false, without quotes: \`patchShebangs = true;\`" ]
}

# Run a command where there is no /usr/bin/env.
without_env() {
	unshare --mount sh -euc 'mount --bind /dev/null /usr/bin/env; exec "$@"' sh "$@"
}

@test "pnpm 9 to 12 find every file of a patched store to be what the index says, and see one that is not" {
	local version store programs library file files copy=$BATS_TEST_TMPDIR/copy
	programs=$(build "$stdenv.programs")
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "mime": "3.0.0", "@lydell/node-pty-linux-x64": "1.1.0" } }' >package.json
	for version in 9 10 11 12; do
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
		# Debian's dynamic linker, unlike nixpkgs', does not look for the libc where it is itself.
		store=$(build "$fragstore.fetchPnpmDeps { installer = \"pnpm\"; lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version")
			autoPatchElf = true; autoPatchelfFlags = [ \"--keep-libc\" ]; nativeBuildInputs = [ $stdenv.programs ]; }")
		# pnpm looks into files that are younger than their index entry; in the Nix store none is.
		rm -rf "$copy" && cp -rL --no-preserve=mode,timestamps "$store" "$copy"
		install_with "$version" "$copy"
		[ "$(head -1 node_modules/mime/cli.js)" = "#!$node/bin/node" ]
		[ "$(without_env node_modules/.bin/mime a.txt)" = text/plain ]
		library=$(find node_modules/@lydell/node-pty-linux-x64/ -name pty.node)
		[ "$("$bin/tree-patch" --print-rpath "$library")" = "$programs/lib" ]

		mapfile -t files < <(grep -rlF -e "#!$node/bin/node" -e "$programs/lib" "$copy"/v*/files)
		[ "${#files[@]}" = 2 ]
		for file in "${files[@]}"; do
			rm -rf "$BATS_TEST_TMPDIR/store" "$copy" && cp -rL --no-preserve=mode,timestamps "$store" "$copy"
			printf '?' | dd of="$file" bs=1 seek=100 conv=notrunc status=none
			run install_with "$version" "$copy"
			[ "$status" -ne 0 ]
		done
	done
}

@test "bun 1.2, 1.3 and 1.4 install a patched package" {
	local version store
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "mime": "3.0.0" } }' >package.json
	for version in 1.2 1.3 1.4; do
		rm -f bun.lock
		HOME=$BATS_TEST_TMPDIR "$peers/bun$version" install --lockfile-only
		store=$(build "$fragstore.fetchBunDeps { installer = \"bun\"; bunLock = $PWD/bun.lock; useFakeNode = false; }")
		bun_install_with "$version" "$store"
		[ "$(head -1 node_modules/mime/cli.js)" = "#!$node/bin/node" ]
		[ "$(without_env node_modules/.bin/mime a.txt)" = text/plain ]
	done
}

# package DIR NAME: a package with a command whose x bit was forgotten.
package() {
	mkdir -p "$1"
	echo "{ \"name\": \"$2\", \"version\": \"1.0.0\", \"bin\": \"cli.js\" }" >"$1/package.json"
	printf '#!/usr/bin/env -S node --no-warnings --stack-size=900\nconsole.log("%s", ...process.execArgv)\n' "$2" >"$1/cli.js"
}

# Packages from elsewhere than a registry: a tarball, a git repository and what stands for an archive of GitHub's, served from here.
serve_packages() {
	local served=$BATS_TEST_TMPDIR/served repo=$BATS_TEST_TMPDIR/repo
	mkdir -p "$BATS_TEST_TMPDIR/project" "$served/repos/o/r/tarball"
	package "$BATS_TEST_TMPDIR/file/package" by-file
	tar -C "$BATS_TEST_TMPDIR/file" -czf "$BATS_TEST_TMPDIR/project/by-file.tgz" package
	package "$BATS_TEST_TMPDIR/hub/o-r-abc1234" by-hub
	tar -C "$BATS_TEST_TMPDIR/hub" -czf "$served/by-hub.tgz" o-r-abc1234
	cp "$served/by-hub.tgz" "$served/repos/o/r/tarball/main"
	package "$repo" by-git
	git init -q "$repo"
	git -C "$repo" add .
	git -C "$repo" -c user.name=test -c user.email=test commit -qm test
	git clone -q --bare "$repo" "$served/repo.git"
	git -C "$served/repo.git" update-server-info
	serve
	commit=$(git -C "$repo" rev-parse HEAD)
	hash=sha256:$(nix-hash --type sha256 --flat --base32 "$served/by-hub.tgz")
}

# The commands of those packages run where there is no /usr/bin/env, and say what they are.
run_commands() {
	local name
	for name in by-file by-git by-hub; do
		[ "$(without_env "node_modules/.bin/$name")" = "$name --no-warnings --stack-size=900" ]
	done
}

@test "pnpm: packages from files, git and git hosts are patched, and their commands keep their arguments" {
	local version store
	serve_packages
	cd "$BATS_TEST_TMPDIR/project"
	echo "{ \"dependencies\": { \"by-file\": \"file:./by-file.tgz\", \"by-git\": \"git+$address/repo.git#$commit\", \"by-hub\": \"$address/by-hub.tgz\" } }" >package.json
	for version in 9 10 11 12; do
		rm -rf pnpm-lock.yaml node_modules
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache-$version" --store-dir "$BATS_TEST_TMPDIR/store-$version"
		# As pnpm writes a tarball of a git host; none can be reached here.
		sed -i '/tarball:.*by-hub.tgz/s/}$/, gitHosted: true}/' pnpm-lock.yaml
		store=$(build "$fragstore.fetchPnpmDeps { installer = \"pnpm\"; lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version") nativeBuildInputs = [ $stdenv.programs ];
			outputHashes.\"by-hub@$address/by-hub.tgz\" = \"$hash\"; }")
		install_with "$version" "$store"
		run_commands
	done
}

@test "bun: the same" {
	local version store
	serve_packages
	# The archive that GitHub has cannot be reached here; it is what bun was given for it.
	nix-store --add-fixed sha512 "$BATS_TEST_TMPDIR/served/by-hub.tgz"
	nix-store --add-fixed sha256 "$BATS_TEST_TMPDIR/served/by-hub.tgz"
	cd "$BATS_TEST_TMPDIR/project"
	echo "{ \"dependencies\": { \"by-file\": \"file:./by-file.tgz\", \"by-git\": \"git+$address/repo.git#$commit\", \"by-hub\": \"github:o/r#main\" } }" >package.json
	for version in 1.2 1.3 1.4; do
		rm -rf bun.lock node_modules
		GITHUB_API_URL=$address HOME=$BATS_TEST_TMPDIR timeout 600 "$peers/bun$version" install --save-text-lockfile --lockfile-only
		store=$(build "$fragstore.fetchBunDeps { installer = \"bun\"; bunLock = $PWD/bun.lock; nativeBuildInputs = [ $stdenv.programs ]; useFakeNode = false;
			outputHashes = if \"$version\" == \"1.2\" then { \"github:o-r-abc1234\" = \"$hash\"; } else { }; }")
		bun_install_with "$version" "$store"
		run_commands
	done
}

@test "a CLI of a package runs in a sandbox that has no /usr/bin/env: with node, and with bun in its place" {
	app() {
		echo "($stdenv).stdenv.mkDerivation {
			pname = \"$1\";
			version = \"1\";
			src = $BATS_TEST_TMPDIR/project;
			nativeBuildInputs = [ $2 ];
			installPhase = ''
				[ ! -e /usr/bin/env ]
				mkdir \$out
				node_modules/mime/cli.js a.txt > \$out/type
				head -1 node_modules/mime/cli.js > \$out/line
			'';
			$3
		}"
	}
	local out bun
	bun=$(build "$stdenv.bun")
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "mime": "3.0.0" } }' >package.json
	"$peers/pnpm11" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
	HOME=$BATS_TEST_TMPDIR "$peers/bun1.4" install --lockfile-only

	out=$(build "with $stdenv; $(app pnpm "nodejs pnpm_11 $fragstore.pnpmConfigHook" \
		"pnpmDeps = $fragstore.fetchPnpmDeps { installer = \"pnpm\"; lockfile = $PWD/pnpm-lock.yaml; pnpm = \"11.0.0\"; };")")
	[ "$(cat "$out/type" "$out/line")" = "text/plain
#!$node/bin/node" ]
	out=$(build "with $stdenv; $(app pnpm "nodejs pnpm_11 $fragstore.pnpmConfigHook" \
		"pnpmDeps = $fragstore.fetchPnpmDeps { installer = \"pnpm\"; lockfile = $PWD/pnpm-lock.yaml; pnpm = \"11.0.0\"; useFakeNode = true; };")")
	[ "$(cat "$out/type" "$out/line")" = "text/plain
#!$bun/bin/bun" ]
	out=$(build "with $stdenv; $(app bun "$fragstore.bunHook" \
		"dontUseBunBuild = true; dontUseBunInstall = true; bunDeps = $fragstore.fetchBunDeps { installer = \"bun\"; bunLock = $PWD/bun.lock; };")")
	[ "$(cat "$out/type" "$out/line")" = "text/plain
#!$bun/bin/bun" ]
	out=$(build "with $stdenv; $(app bun "$fragstore.bunHook" \
		"dontUseBunBuild = true; dontUseBunInstall = true; bunDeps = $fragstore.fetchBunDeps { installer = \"bun\"; bunLock = $PWD/bun.lock; useFakeNode = false; };")")
	[ "$(cat "$out/type" "$out/line")" = "text/plain
#!$node/bin/node" ]
}

@test "native programs and modules of packages run there, patched in their fragments" {
	# Debian's dynamic linker, unlike nixpkgs', does not look for the libc where it is itself.
	local elf="autoPatchElf = true; autoPatchelfFlags = [ \"--keep-libc\" ]; nativeBuildInputs = [ $stdenv.programs ];"
	local out deps native=$root/tests/e2e/fixtures/native said="Version: 0.15.0
png 8 3
true,90"
	app() {
		echo "with $stdenv; stdenv.mkDerivation {
			pname = \"$1\";
			version = \"1\";
			src = $native;
			nativeBuildInputs = [ nodejs $2 ];
			installPhase = ''
				[ ! -e /usr ]
				[ ! -e /lib64 ]
				mkdir \$out
				node_modules/oxlint/bin/oxlint --version | grep . > \$out/said
				node picture.cjs >> \$out/said
				node terminal.cjs >> \$out/said
			'';
			$3
		}"
	}
	for deps in "fetchPnpmDeps { installer = \"pnpm\"; lockfile = $native/pnpm-lock.yaml; pnpm = \"11.0.0\"; $elf }" \
		"fetchPnpmDeps { installer = \"pnpm\"; lockfile = $native/pnpm-lock.yaml; pnpm = \"11.0.0\"; shards = 3; $elf }"; do
		out=$(build "$(app pnpm "pnpm_11 $fragstore.pnpmConfigHook" "pnpmDeps = $fragstore.$deps;")")
		[ "$(cat "$out/said")" = "$said" ]
	done
	out=$(build "$(app bun "$fragstore.bunHook" \
		"dontUseBunBuild = true; dontUseBunInstall = true; bunDeps = $fragstore.fetchBunDeps { bunLock = $native/bun.lock; $elf };")")
	[ "$(cat "$out/said")" = "$said" ]
	# Left as they are they find nothing.
	run build "$(app plain "pnpm_11 $fragstore.pnpmConfigHook" \
		"pnpmDeps = $fragstore.fetchPnpmDeps { installer = \"pnpm\"; lockfile = $native/pnpm-lock.yaml; pnpm = \"11.0.0\"; };")"
	[ "$status" -ne 0 ]
}
