#!/usr/bin/env bats
# Builds of bun's cache in Nix's sandbox, with real packages from the npm registry, and real bun installing what was built.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

# The content of what a cache's symlinks lead to, by folder.
contents() {
	(cd "$1/share/bun-cache" && find -L . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

@test "a changed lockfile rebuilds the changed fragments and the merge, nothing else" {
	local store=$BATS_TEST_TMPDIR/root log=$BATS_TEST_TMPDIR/log
	build "$(bun_deps "bunLock = $lockfiles/small.lock;")" --store "$store" 2>"$log"
	# 11 tarballs, 11 fragments and the merge.
	[ "$(built "$log" | wc -l)" = 23 ]

	build "$(bun_deps "bunLock = $lockfiles/small-changed.lock;")" --store "$store" 2>"$log"
	diff - <(built "$log") <<-'EOF'
		bun-cache
		isarray-2.0.5-bun
		isarray-2.0.5.tgz
		picocolors-1.1.1-bun
		picocolors-1.1.1.tgz
	EOF

	build "$(bun_deps "bunLock = $lockfiles/small.lock;")" --store "$store" 2>"$log"
	[ -z "$(built "$log")" ]
	chmod -R u+w "$store"
}

@test "a fragment and a merge are the same when built again, and shards hold the same" {
	local call single sharded
	for call in "($(bun_deps "bunLock = $lockfiles/small.lock;"))" "($(bun_deps "bunLock = $lockfiles/small.lock; shards = 3;"))"; do
		build "$call.fragments.\"react@18.3.1\""
		build "$call.fragments.\"react@18.3.1\"" --check
		build "$call"
		build "$call" --check
	done
	single=$(build "$(bun_deps "bunLock = $lockfiles/small.lock;")")
	sharded=$(build "$(bun_deps "bunLock = $lockfiles/small.lock; shards = 3;")")
	[ "$single" != "$sharded" ]
	diff -r "$single" "$sharded"
	diff <(contents "$single") <(contents "$sharded")
}

@test "a lockfile without packages gives a cache without packages" {
	[ -d "$(build "$(bun_deps "bunLock = $(bun_lock_of '');")")" ]
}

# A tarball FILE of a package NAME, in a folder called as given, that says its name.
pack() {
	local file=$1 name=$2 work
	work=$(mktemp -d "$BATS_TEST_TMPDIR/pack.XXXXXX")
	mkdir -p "$work/$3" "$(dirname "$file")"
	echo "{ \"name\": \"$name\", \"version\": \"1.0.0\" }" >"$work/$3/package.json"
	echo "module.exports = '$name';" >"$work/$3/index.js"
	tar -C "$work" -czf "$file" "$3"
}

# The integrity of a file, as bun.lock has it.
sha512_of() {
	echo "sha512-$(openssl dgst -sha512 -binary "$1" | base64 -w0)"
}

# What packages come from, other than npm's registry, served from here: a tarball, a git repository, GitHub's API, a registry.
serve_sources() {
	local served=$BATS_TEST_TMPDIR/served repo=$BATS_TEST_TMPDIR/repo
	pack "$served/by-url.tgz" by-url package
	pack "$served/repos/o/r/tarball/main" by-github o-r-abc1234
	pack "$served/files/scoped.tgz" @my/scoped package
	git init -q "$repo"
	echo '{ "name": "by-git", "version": "1.3.0" }' >"$repo/package.json"
	# What is left out of archives, or another in them, is in a checkout, and in bun's node_modules.
	printf 'lib.js export-ignore\nindex.js export-subst\n' >"$repo/.gitattributes"
	# shellcheck disable=SC2016
	echo 'module.exports = "$Format:%H$"[0] === "$" && require("./lib.js");' >"$repo/index.js"
	echo 'module.exports = "by-git";' >"$repo/lib.js"
	git -C "$repo" add .
	git -C "$repo" -c user.name=test -c user.email=test commit -qm test
	git clone -q --bare "$repo" "$served/repo.git"
	git -C "$served/repo.git" update-server-info
	serve
	mkdir -p "$served/npm/@my"
	cat >"$served/npm/@my/scoped" <<-EOF
		{ "name": "@my/scoped", "dist-tags": { "latest": "1.0.0" }, "versions": { "1.0.0": { "name": "@my/scoped", "version": "1.0.0", "dist": {
			"tarball": "$address/files/scoped.tgz", "integrity": "$(sha512_of "$served/files/scoped.tgz")" } } } }
	EOF
}

# A project that has packages of every kind, in the current directory.
project_of_every_kind() {
	mkdir -p local-dir packages/lib
	pack by-file.tgz by-file package
	# A path that has one meaning in the workspace, which counts, and another in the root.
	pack packages/lib/in-lib.tgz in-lib package
	pack in-lib.tgz wrong package
	pack above-lib.tgz above-lib package
	printf '[install.scopes]\nmy = "%s/npm/"\n' "$address" >bunfig.toml
	cat >package.json <<-EOF
		{
			"workspaces": ["packages/*"],
			"catalog": { "kleur": "4.1.5" },
			"overrides": { "is-number": "7.0.0" },
			"dependencies": {
				"@my/scoped": "1.0.0",
				"@sindresorhus/is": "4.6.0",
				"by-file": "file:./by-file.tgz",
				"by-git": "git+$address/repo.git#$(git -C "$BATS_TEST_TMPDIR/repo" rev-parse HEAD)",
				"by-github": "github:o/r#main",
				"by-url": "$address/by-url.tgz",
				"kleur": "catalog:",
				"lib": "workspace:*",
				"local-dir": "file:./local-dir",
				"ms": "3.0.0-canary.1",
				"odd": "npm:is-odd@3.0.1"
			},
			"optionalDependencies": { "fsevents": "2.3.3", "@esbuild/aix-ppc64": "0.25.0" }
		}
	EOF
	echo '{ "name": "lib", "version": "1.0.0", "main": "index.js", "dependencies": { "picocolors": "1.1.1", "in-lib": "file:./in-lib.tgz", "above-lib": "file:../../above-lib.tgz" } }' \
		>packages/lib/package.json
	echo 'module.exports = [typeof require("picocolors").red, require("in-lib"), require("above-lib")];' >packages/lib/index.js
	echo '{ "name": "local-dir", "version": "1.0.0" }' >local-dir/package.json
	echo 'module.exports = "local-dir";' >local-dir/index.js
}

# Have bun VERSION write the lockfile of the project in the current directory.
bun_lock() {
	GITHUB_API_URL=$address HOME=$BATS_TEST_TMPDIR BUN_INSTALL_CACHE_DIR=$BATS_TEST_TMPDIR/cache-$1 \
		timeout 600 "$peers/bun$1" install --save-text-lockfile --lockfile-only
}

# The hash of a file, as outputHashes has it.
sha256_of() {
	echo "sha256:$(nix-hash --type sha256 --flat --base32 "$1")"
}

@test "bun 1.2, 1.3 and 1.4 install packages of every kind, with catalogs, overrides and those of other platforms left out" {
	local version cache name linker hashes served=$BATS_TEST_TMPDIR/served
	serve_sources
	# The archive that GitHub has cannot be reached here; it is what bun was given for it.
	cp "$served/repos/o/r/tarball/main" "$BATS_TEST_TMPDIR/by-github.tgz"
	nix-store --add-fixed sha512 "$BATS_TEST_TMPDIR/by-github.tgz"
	nix-store --add-fixed sha256 "$BATS_TEST_TMPDIR/by-github.tgz"
	for version in 1.2 1.3 1.4; do
		mkdir "$BATS_TEST_TMPDIR/$version"
		cd "$BATS_TEST_TMPDIR/$version"
		project_of_every_kind
		bun_lock "$version"
		hashes=
		# Later versions write an integrity for them.
		[ "$version" != 1.2 ] || hashes="
			\"tarball:$address/by-url.tgz\" = \"$(sha256_of "$served/by-url.tgz")\";
			\"github:o-r-abc1234\" = \"$(sha256_of "$served/repos/o/r/tarball/main")\";"
		cache=$(build "$(bun_deps "bunLock = $PWD/bun.lock; outputHashes = { $hashes };")")
		for linker in hoisted isolated; do
			bun_install_with "$version" "$cache" "--linker=$linker"
			for name in @my/scoped by-file by-git by-github by-url local-dir; do
				[ "$(node -p "require('$name')")" = "$name" ]
			done
			[ "$(node -p 'require("lib").join()')" = function,in-lib,above-lib ]
			[ "$(node -p 'typeof require("kleur").red')" = function ]
			[ "$(node -p 'JSON.parse(require("fs").readFileSync("node_modules/ms/package.json")).version')" = 3.0.0-canary.1 ]
			[ "$(node -p 'require(require.resolve("is-number/package.json", { paths: [require("fs").realpathSync("node_modules/odd")] })).version')" = 7.0.0 ]
			[ ! -e node_modules/fsevents ]
			[ ! -e node_modules/@esbuild ]
		done
	done
}

@test "bun takes a package from where it is configured to, wherever the lockfile says that its tarball is" {
	local version cache served=$BATS_TEST_TMPDIR/served
	pack "$served/mirror/mirrored/-/mirrored-1.0.0.tgz" mirrored package
	serve
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "mirrored": "1.0.0" } }' >package.json
	cat >bun.lock <<-EOF
		{ "lockfileVersion": 1, "workspaces": { "": { "dependencies": { "mirrored": "1.0.0" } } }, "packages": {
			"mirrored": ["mirrored@1.0.0", "$address/mirror/mirrored/-/mirrored-1.0.0.tgz", {}, "$(sha512_of "$served/mirror/mirrored/-/mirrored-1.0.0.tgz")"]
		} }
	EOF
	cache=$(build "$(bun_deps "bunLock = $PWD/bun.lock;")")
	for version in 1.2 1.3 1.4; do
		bun_install_with "$version" "$cache"
		[ "$(node -p 'require("mirrored")')" = mirrored ]
	done
	printf '[install]\nregistry = "%s/mirror/"\n' "$address" >bunfig.toml
	cache=$(build "$(bun_deps "bunLock = $PWD/bun.lock;")")
	for version in 1.2 1.3 1.4; do
		bun_install_with "$version" "$cache"
		[ "$(node -p 'require("mirrored")')" = mirrored ]
	done
}

@test "an override gets the package's directory and gives another" {
	local version cache shards hashes
	serve_sources
	mkdir "$BATS_TEST_TMPDIR/project" "$BATS_TEST_TMPDIR/other"
	cd "$BATS_TEST_TMPDIR/project"
	echo "{ \"dependencies\": { \"kleur\": \"4.1.5\", \"ms\": \"2.1.3\", \"by-url\": \"$address/by-url.tgz\" } }" >package.json
	echo '{ "name": "by-url", "version": "1.0.0" }' >"$BATS_TEST_TMPDIR/other/package.json"
	echo 'module.exports = "other";' >"$BATS_TEST_TMPDIR/other/index.js"
	cat >"$BATS_TEST_TMPDIR/changed.nix" <<-'EOF'
		package: derivation {
			name = "changed-${package.name}";
			system = "x86_64-linux";
			builder = "/bin/sh";
			src = package;
			args = [ "-c" "/bin/cp -r $src $out && /bin/chmod -R u+w $out && echo 'module.exports.changed = true' >>$out/index.js" ];
		}
	EOF
	for version in 1.2 1.3 1.4; do
		rm -f bun.lock
		bun_lock "$version"
		hashes=
		[ "$version" != 1.2 ] || hashes="\"tarball:$address/by-url.tgz\" = \"$(sha256_of "$BATS_TEST_TMPDIR/served/by-url.tgz")\";"
		for shards in null 2; do
			cache=$(build "$(bun_deps "bunLock = $PWD/bun.lock; outputHashes = { $hashes }; shards = $shards; overrides = {
				\"ms@2.1.3\" = import $BATS_TEST_TMPDIR/changed.nix;
				\"tarball:$address/by-url.tgz\" = package: $BATS_TEST_TMPDIR/other;
			};")" --option sandbox-paths '/bin /lib /lib64 /usr')
			bun_install_with "$version" "$cache"
			[ "$(node -p 'require("ms").changed')" = true ]
			[ "$(node -p 'require("ms")("1s")')" = 1000 ]
			[ "$(node -p 'require("by-url")')" = other ]
			[ "$(node -p 'typeof require("kleur").red')" = function ]
		done
	done
}

@test "a bun.nix that bun2nix made gives what its lockfile gives" {
	local version lock nix
	nix=$(build "$(bun_deps "bunNix = $lockfiles/small.bun.nix;")")
	lock=$(build "$(bun_deps "bunLock = $lockfiles/small.lock;")")
	diff <(contents "$nix") <(contents "$lock")
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	node -e 'console.log(JSON.stringify((0, eval)("(" + require("fs").readFileSync(process.argv[1]) + ")").workspaces[""]))' \
		"$lockfiles/small.lock" >package.json
	cp "$lockfiles/small.lock" bun.lock
	for version in 1.2 1.3 1.4; do
		bun_install_with "$version" "$nix"
		[ "$(node -p 'require("is-odd")(3)')" = true ]
	done
}

@test "every fetcher that bun2nix writes, under an override too, gives what bun installs" {
	local repo=$BATS_TEST_TMPDIR/repo served=$BATS_TEST_TMPDIR/served commit cache version name
	serve_sources
	commit=$(git -C "$repo" rev-parse HEAD)
	git -C "$repo" worktree add -q "$BATS_TEST_TMPDIR/tree" HEAD
	rm "$BATS_TEST_TMPDIR/tree/.git"
	mkdir -p "$BATS_TEST_TMPDIR/project/packages/lib"
	cd "$BATS_TEST_TMPDIR/project"
	# What the archive at github.com, which cannot be reached here, unpacks to.
	tar -xzf "$served/repos/o/r/tarball/main"
	mv o-r-abc1234 "$BATS_TEST_TMPDIR/source"
	nix-store --add-fixed --recursive sha256 "$BATS_TEST_TMPDIR/source"
	sri_of() {
		nix hash to-sri --extra-experimental-features nix-command --type sha256 "$(nix-hash --type sha256 "$1")"
	}
	tar -xzf "$served/by-url.tgz"
	cat >package.json <<-EOF
		{
			"workspaces": ["packages/*"],
			"dependencies": {
				"by-git": "git+$address/repo.git#$commit",
				"by-github": "github:o/r#main",
				"by-url": "$address/by-url.tgz",
				"picocolors": "1.1.1"
			}
		}
	EOF
	echo '{ "name": "lib" }' >packages/lib/package.json
	cat >bun.nix <<-EOF
		{
		  copyPathToStore,
		  fetchFromGitHub,
		  fetchgit,
		  fetchurl,
		  other ? null,
		  ...
		}:
		{
		  "git:$commit" = fetchgit {
		    url = "$address/repo.git";
		    rev = "$commit";
		    hash = "$(sri_of "$BATS_TEST_TMPDIR/tree")";
		  };
		  "github:o-r-abc1234" = fetchFromGitHub {
		    owner = "o";
		    repo = "r";
		    rev = "abc1234";
		    hash = "$(sri_of "$BATS_TEST_TMPDIR/source")";
		  };
		  "lib" = copyPathToStore ./packages/lib;
		  "picocolors@1.1.1" = fetchurl {
		    url = "https://registry.npmjs.org/picocolors/-/picocolors-1.1.1.tgz";
		    hash = "sha512-xceH2snhtb5M9liqDsmEw56le376mTZkEX/jEb/RxNFyegNul7eNslCXP9FDj/Lcu0X8KEyMceP2ntpaHrDEVA==";
		    name = "picocolors-1.1.1.tgz";
		  };
		  "tarball:$address/by-url.tgz" = builtins.fetchTarball {
		    url = "$address/by-url.tgz";
		    sha256 = "$(sri_of package)";
		  };
		}
	EOF
	for version in 1.2 1.3 1.4; do
		rm -f bun.lock
		bun_lock "$version"
		cache=$(build "$(bun_deps "bunNix = $PWD/bun.nix; shards = 2; overrides.\"picocolors@1.1.1\" = package: package;")")
		bun_install_with "$version" "$cache"
		for name in by-git by-github by-url; do
			[ "$(node -p "require('$name')")" = "$name" ]
		done
		[ "$(node -p 'typeof require("picocolors").red')" = function ]
	done
}

@test "the registry of a bun.nix's package is its host, as bun2nix has it" {
	folders() {
		(cd "$(build "$(bun_deps "bunNix = $BATS_TEST_TMPDIR/bun.nix; $1")")/share/bun-cache" && echo ./*/*)
	}
	pack "$BATS_TEST_TMPDIR/x.tgz" @my/x package
	cat >"$BATS_TEST_TMPDIR/bun.nix" <<-'EOF'
		{ ... }: { "@my/x@1.0.0" = { url = "https://npm.example.org:8443/files/x.tgz"; outPath = ./x.tgz; }; }
	EOF
	[ "$(folders '')" = ./@my/x@1.0.0@@npm.example.org@@@1 ]
	[ "$(folders 'registries."@my" = "https://two.example.org";')" = ./@my/x@1.0.0@@two.example.org@@@1 ]
}

@test "a bun.nix that cannot be used says why" {
	local file=$BATS_TEST_TMPDIR/bun.nix other
	refused() {
		echo "$1" >"$file"
		run failure "($(bun_deps "bunNix = $file;")).drvPath"
		echo "$output" >&2
		[[ "$output" == "$file: $2"* ]]
	}
	refused '{ }' "it is not a function from fetchers to packages, so it is not a bun.nix; write the file again with bun2nix 2, or give \`bunLock = ./bun.lock;\` instead"
	refused '{ ... }: [ ]' "its function does not return a set of packages, so it is not a bun.nix; "
	refused '{ fetchurl, ... }: { "a@1.0.0" = fetchurl { hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; }; }' "it calls fetchurl without a url that fetchurl can use; write the file again with bun2nix 2"
	refused '{ fetchurl, ... }: { "a@1.0.0" = fetchurl { url = "https://x/y"; hash = "abc"; }; }' "it calls fetchurl without a hash that fetchurl can use; "
	refused '{ fetchgit, ... }: { "git:a" = fetchgit ./x; }' "it calls fetchgit without a set that fetchgit can use; "
	for other in "${file%/*}" "$file.json"; do
		touch "$file.json"
		run failure "($(bun_deps "bunNix = $other;")).drvPath"
		[ "$output" = "$other: it is not a bun.nix; give the file that bun2nix made, or \`bunLock = ./bun.lock;\` instead" ]
	done
	run failure "($(bun_deps "bunNix = ${file%.nix}-gone.nix;")).drvPath"
	[[ $output == "${file%.nix}-gone.nix: there is no such file, or Nix may not read it; give the bun.nix that bun2nix made, "* ]]
	refused '{ fetchzip }: { "a@1.0.0" = fetchzip { }; }' "it asks for 'fetchzip', which is not one of bun2nix's own fetchers; give \`pkgs\`"
	refused '{ ... }: { packages = { }; }' "'packages' is not a fetched package; write the file again with bun2nix 2"
	refused '{ copyPathToStore, ... }: { "x" = copyPathToStore ./x.tgz; }' "'x' is a local tarball, and its name in bun's cache is not known; give \`bunLock = ./bun.lock;\` instead of bunNix"
	echo '{ fetchzip, ... }: { "a@1.0.0" = fetchzip; }' >"$file"
	[ "$(evaluate "($(bun_deps "bunNix = $file; pkgs.fetchzip = \"/x\";")).packages.\"a@1.0.0\".contents")" = '"/x"' ]
	run failure "($(bun_deps "bunNix = $file; outputHashes.\"a@1.0.0\" = \"\";")).drvPath"
	[ "$output" = "fetchBunDeps: outputHashes: a bun.nix has its own hashes; change them there" ]
}

@test "a tarball that is not what the lockfile says fails, with both hashes" {
	local lock
	lock=$(bun_lock_of '    "kleur": ["kleur@4.1.5", "", {}, "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="],')
	run build "$(bun_deps "bunLock = $lock;")"
	[ "$status" != 0 ]
	[[ "$output" == *"hash mismatch"*kleur-4.1.5.tgz*specified:*sha512-v2kDEe57*got:*sha512-* ]]
}
