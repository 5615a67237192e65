#!/usr/bin/env bats
# Builds in Nix's sandbox, with real packages from the npm registry, and real pnpm installing what was built.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

@test "a changed lockfile rebuilds the changed fragments and the merge, nothing else" {
	local store=$BATS_TEST_TMPDIR/root log=$BATS_TEST_TMPDIR/log
	build "$(deps "lockfile = $lockfiles/small.yaml;")" --store "$store" 2>"$log"
	# 11 tarballs, 11 fragments and the merge.
	[ "$(built "$log" | wc -l)" = 23 ]

	build "$(deps "lockfile = $lockfiles/small-changed.yaml;")" --store "$store" 2>"$log"
	diff - <(built "$log") <<-'EOF'
		isarray-2.0.5-v10
		isarray-2.0.5.tgz
		picocolors-1.1.1-v10
		picocolors-1.1.1.tgz
		pnpm-store
	EOF

	build "$(deps "lockfile = $lockfiles/small.yaml;")" --store "$store" 2>"$log"
	[ -z "$(built "$log")" ]

	# Another tool that merges: no fragment is made again.
	cp -r "$bin" "$BATS_TEST_TMPDIR/bin"
	strip -o "$BATS_TEST_TMPDIR/bin/store-merge" "$bin/store-merge"
	bin=$BATS_TEST_TMPDIR/bin build "$(bin=$BATS_TEST_TMPDIR/bin deps "lockfile = $lockfiles/small.yaml;")" --store "$store" 2>"$log"
	[ "$(built "$log")" = pnpm-store ]
	chmod -R u+w "$store"
}

@test "a fragment and a merge are the same when built again" {
	local version
	for version in v3 v10 v11; do
		local call
		call="($(deps "lockfile = $lockfiles/small.yaml; storeVersion = \"$version\";"))"
		build "$call.fragments.\"react@18.3.1\""
		build "$call.fragments.\"react@18.3.1\"" --check
		build "$call"
		build "$call" --check
	done
	build "$(deps "lockfile = $lockfiles/small.yaml; shards = 3;")"
	build "($(deps "lockfile = $lockfiles/small.yaml; shards = 3;")).fragments.\"react@18.3.1\"" --check
}

@test "shards hold the same as single fragments" {
	local version single sharded
	for version in v3 v10 v11; do
		single=$(build "$(deps "lockfile = $lockfiles/small.yaml; storeVersion = \"$version\";")")
		sharded=$(build "$(deps "lockfile = $lockfiles/small.yaml; storeVersion = \"$version\"; shards = 3;")")
		[ "$single" != "$sharded" ]
		diff -r "$single" "$sharded"
	done
}

@test "a lockfile without packages gives a store without packages" {
	printf "lockfileVersion: '9.0'\n" >"$BATS_TEST_TMPDIR/pnpm-lock.yaml"
	[ -d "$(build "$(deps "lockfile = $BATS_TEST_TMPDIR/pnpm-lock.yaml;")")" ]
}

@test "a fragment is a store that real pnpm installs from" {
	local version store
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "kleur": "4.1.5" } }' >package.json
	for version in 9 10 11 12; do
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
		store=$(build "($(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version")")).fragments.\"kleur@4.1.5\"")
		install_with "$version" "$store"
		[ "$(node -p 'typeof require("kleur").red')" = function ]
	done
}

@test "an override replaces a package's contents" {
	local version store
	mkdir -p "$BATS_TEST_TMPDIR/other/package" "$BATS_TEST_TMPDIR/project"
	echo '{ "name": "kleur", "version": "4.1.5" }' >"$BATS_TEST_TMPDIR/other/package/package.json"
	echo 'module.exports = "replaced";' >"$BATS_TEST_TMPDIR/other/package/index.js"
	tar -C "$BATS_TEST_TMPDIR/other" -czf "$BATS_TEST_TMPDIR/other.tgz" package
	cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "kleur": "4.1.5" } }' >package.json
	for version in 9 10 11 12; do
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
		for shards in null 2; do
			store=$(build "$(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version") shards = $shards;
				overrides.\"kleur@4.1.5\" = tarball: $BATS_TEST_TMPDIR/other.tgz;")")
			install_with "$version" "$store"
			[ "$(node -p 'require("kleur")')" = replaced ]
		done
	done
}

# A project with a package of each source that is not a registry. A tarball at an http address is served from here.
odd_project() {
	mkdir -p "$BATS_TEST_TMPDIR/served" "$BATS_TEST_TMPDIR/project/dir"
	local name
	for name in by-file by-http git-hosted; do
		mkdir -p "$BATS_TEST_TMPDIR/$name/package"
		echo "{ \"name\": \"$name\", \"version\": \"1.2.0\" }" >"$BATS_TEST_TMPDIR/$name/package/package.json"
		echo "module.exports = '$name';" >"$BATS_TEST_TMPDIR/$name/package/index.js"
		tar -C "$BATS_TEST_TMPDIR/$name" -czf "$BATS_TEST_TMPDIR/served/$name.tgz" package
	done
	mv "$BATS_TEST_TMPDIR/served/by-file.tgz" "$BATS_TEST_TMPDIR/project"

	git init -q "$BATS_TEST_TMPDIR/repo"
	echo '{ "name": "by-git", "version": "1.3.0" }' >"$BATS_TEST_TMPDIR/repo/package.json"
	echo 'module.exports = "by-git";' >"$BATS_TEST_TMPDIR/repo/index.js"
	git -C "$BATS_TEST_TMPDIR/repo" add .
	git -C "$BATS_TEST_TMPDIR/repo" -c user.name=test -c user.email=test commit -qm test
	# As a folder of files that git can fetch over http.
	git clone -q --bare "$BATS_TEST_TMPDIR/repo" "$BATS_TEST_TMPDIR/served/repo.git"
	git -C "$BATS_TEST_TMPDIR/served/repo.git" update-server-info

	cd "$BATS_TEST_TMPDIR/project" || return
	echo '{ "name": "dir", "version": "1.0.0", "dependencies": { "kleur": "4.1.5" } }' >dir/package.json
	echo 'module.exports = typeof require("kleur").red;' >dir/index.js
	serve
	cat >package.json <<-EOF
		{ "dependencies": {
			"by-file": "file:./by-file.tgz",
			"by-git": "git+$address/repo.git#$(git -C "$BATS_TEST_TMPDIR/repo" rev-parse HEAD)",
			"by-http": "$address/by-http.tgz",
			"dir": "file:./dir",
			"git-hosted": "$address/git-hosted.tgz"
		} }
	EOF
}

@test "packages that come from elsewhere than a registry: file, http, git, git-hosted, directory" {
	local version name store outputHashes=
	odd_project
	for name in by-http git-hosted; do
		outputHashes+="\"$name@$address/$name.tgz\" = \"sha256:$(nix-hash --type sha256 --flat --base32 "$BATS_TEST_TMPDIR/served/$name.tgz")\"; "
	done
	for version in 9 10 11 12; do
		rm -rf pnpm-lock.yaml node_modules
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache-$version" --store-dir "$BATS_TEST_TMPDIR/store-$version"
		# As pnpm writes a tarball of a git host; none can be reached here.
		sed -i '/tarball:.*git-hosted.tgz/s/}$/, gitHosted: true}/' pnpm-lock.yaml
		store=$(build "$(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version") outputHashes = { $outputHashes };")")
		mv "$BATS_TEST_TMPDIR/served/repo.git" "$BATS_TEST_TMPDIR/gone"
		install_with "$version" "$store"
		mv "$BATS_TEST_TMPDIR/gone" "$BATS_TEST_TMPDIR/served/repo.git"
		for name in by-file by-git by-http git-hosted; do
			[ "$(node -p "require('$name')")" = "$name" ]
		done
		[ "$(node -p 'require("dir")')" = function ]
	done
}

@test "patched dependencies, catalogs and overrides are pnpm's own work" {
	local version store
	for version in 9 10 11 12; do
		rm -rf "$BATS_TEST_TMPDIR/project"
		mkdir -p "$BATS_TEST_TMPDIR/project/patches"
		cd "$BATS_TEST_TMPDIR/project"
		cat >pnpm-workspace.yaml <<-'EOF'
			packages: []
			catalog:
			  kleur: 4.1.5
			overrides:
			  is-number: 7.0.0
			patchedDependencies:
			  is-odd@3.0.1: patches/is-odd.patch
		EOF
		# pnpm 9 reads overrides and patches from package.json.
		cat >package.json <<-'EOF'
			{
			  "dependencies": { "kleur": "catalog:", "is-odd": "3.0.1" },
			  "pnpm": { "overrides": { "is-number": "7.0.0" }, "patchedDependencies": { "is-odd@3.0.1": "patches/is-odd.patch" } }
			}
		EOF
		[ "$version" = 9 ] || sed -i '/"pnpm":/d; s/},$/}/' package.json
		cat >patches/is-odd.patch <<-'EOF'
			diff --git a/patched.js b/patched.js
			new file mode 100644
			--- /dev/null
			+++ b/patched.js
			@@ -0,0 +1 @@
			+module.exports = "patched";
		EOF
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
		store=$(build "$(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version")")")
		install_with "$version" "$store"
		[ "$(node -p 'require("is-odd/patched.js")')" = patched ]
		[ "$(node -p 'typeof require("kleur").red')" = function ]
		[ "$(node -p 'require(require.resolve("is-number/package.json", { paths: [require.resolve("is-odd")] })).version')" = 7.0.0 ]
	done
}

@test "pnpm goes without the optional packages of other platforms, which are not in the store" {
	local version store
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "kleur": "4.1.5" }, "optionalDependencies": { "fsevents": "2.3.3" } }' >package.json
	for version in 9 10 11 12; do
		"$peers/pnpm$version" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
		grep -q fsevents pnpm-lock.yaml
		[ "$(evaluate "builtins.attrNames ($(deps "lockfile = $PWD/pnpm-lock.yaml;")).packages")" = '["kleur@4.1.5"]' ]
		store=$(build "$(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version")")")
		install_with "$version" "$store"
		[ -d node_modules/kleur ]
		[ ! -e node_modules/fsevents ]
	done
}

@test "a tarball that is not what the lockfile says fails, with both hashes" {
	local lock
	lock=$(lock_of "
  kleur@4.1.5:
    resolution: {integrity: sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==}")
	run build "$(deps "lockfile = $lock;")"
	[ "$status" != 0 ]
	[[ "$output" == *"hash mismatch"*kleur-4.1.5.tgz*specified:*sha512-v2kDEe57*got:*sha512-* ]]
}

@test "a package that the lockfile knows by sha1 is fetched and installed" {
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	echo '{ "dependencies": { "kleur": "4.1.5" } }' >package.json
	local version store tarball sha1
	"$peers/pnpm10" install --lockfile-only --cache-dir "$BATS_TEST_TMPDIR/cache" --store-dir "$BATS_TEST_TMPDIR/empty"
	tarball=$(build "import $root/nix/source/fetchTarball.nix {
		name = \"kleur.tgz\";
		url = \"https://registry.npmjs.org/kleur/-/kleur-4.1.5.tgz\";
		hash = (import $root/nix/pnpm/readLock.nix $PWD/pnpm-lock.yaml).packages.\"kleur@4.1.5\".resolution.integrity;
	}")
	sha1=sha1-$(openssl dgst -sha1 -binary "$tarball" | base64)
	sed -i "s|integrity: sha512-[^}]*|integrity: $sha1|" pnpm-lock.yaml
	for version in 9 10 11 12; do
		store=$(build "$(deps "lockfile = $PWD/pnpm-lock.yaml; $(for_pnpm "$version")")")
		install_with "$version" "$store"
		[ "$(node -p 'typeof require("kleur").red')" = function ]
	done
}

@test "Nix is told what a builder is at; nobody else is" {
	local call log
	call="($(deps "lockfile = $lockfiles/small.yaml;"))"
	build "$call"
	log=$(build "$call" --check --log-format internal-json 2>&1)
	# 104: Nix's resSetPhase.
	grep -q '"fields":\["merge"\],.*"type":104' <<<"$log"
	log=$(build "$call.fragments.\"react@18.3.1\"" --check --log-format internal-json 2>&1)
	grep -q '"fields":\["fragment"\],.*"type":104' <<<"$log"

	cd "$BATS_TEST_TMPDIR"
	mkdir fragment
	NIX_LOG_FD=2 run "$bin/store-merge" --out inside fragment
	[ "$output" = '@nix { "action": "setPhase", "phase": "merge" }' ]
	NIX_LOG_FD=2 stdenv=/x run "$bin/store-merge" --out within-stdenv fragment
	[ -z "$output" ]
	run "$bin/store-merge" --out outside fragment
	[ -z "$output" ]
	NIX_LOG_FD=x run "$bin/store-merge" --out odd fragment
	[ -z "$output" ]
}
