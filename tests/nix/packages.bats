#!/usr/bin/env bats
# Which packages a lockfile gives, from where they come, and for which platform.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

keys() {
	evaluate "builtins.attrNames ($(deps "$1")).packages"
}

# The URL that a package of a lockfile is fetched from.
url_of() {
	local lock=$1 key=$2 registries=$3
	evaluate "import $root/nix/source/tarballUrl.nix {
		fail = throw;
		registries = { default = \"https://registry.npmjs.org/\"; } // $registries;
		package = (import $root/nix/pnpm/packages.nix {
			file = \"lock\";
			lock = import $root/nix/pnpm/readLock.nix $lock;
		}).\"$key\";
	}"
}

@test "only the target's optional packages are taken" {
	local linux darwin musl all
	linux=$(keys "lockfile = $lockfiles/pnpm10.yaml;")
	[[ "$linux" == *'"@esbuild/linux-x64@0.25.0"'* && "$linux" != *'"@esbuild/darwin-arm64@0.25.0"'* ]]
	[[ "$linux" == *'"@rollup/rollup-linux-x64-gnu@4.30.0"'* && "$linux" != *rollup-linux-x64-musl* ]]
	[ "$(grep -o '@esbuild/' <<<"$linux" | wc -l)" = 1 ]

	musl=$(keys "lockfile = $lockfiles/pnpm10.yaml; libc = \"musl\";")
	[[ "$musl" != *rollup-linux-x64-gnu* && "$musl" == *'"@rollup/rollup-linux-x64-musl@4.30.0"'* ]]

	darwin=$(keys "lockfile = $lockfiles/pnpm10.yaml; system = \"aarch64-darwin\";")
	[[ "$darwin" != *'"@esbuild/linux-x64@0.25.0"'* && "$darwin" == *'"@esbuild/darwin-arm64@0.25.0"'* ]]
	# libc is Linux's alone, whatever is given.
	[[ "$darwin" == *'"@rollup/rollup-darwin-arm64@4.30.0"'* && "$darwin" != *rollup-linux* ]]
	[ "$(keys "lockfile = $lockfiles/pnpm10.yaml; system = \"aarch64-darwin\"; libc = \"musl\";")" = "$darwin" ]

	all=$(keys "lockfile = $lockfiles/pnpm10.yaml; allPlatforms = true;")
	[ "$(grep -o '@esbuild/' <<<"$all" | wc -l)" = 25 ]
}

@test "a package of another platform that is not optional is taken: pnpm installs it" {
	[[ "$(keys "lockfile = $lockfiles/pnpm10.yaml;")" == *'"fsevents@2.3.3"'* ]]
}

@test "os, cpu and libc lists, and what they say of linux x64 glibc" {
	supports() {
		evaluate "import $root/nix/source/supportsPlatform.nix { os = \"linux\"; cpu = \"x64\"; libc = \"glibc\"; } ({ os = null; cpu = null; libc = null; } // $1)"
	}
	[ "$(supports '{ }')" = true ]
	[ "$(supports '{ os = [ "linux" "darwin" ]; cpu = [ "x64" ]; }')" = true ]
	[ "$(supports '{ os = [ "linux" ]; cpu = [ "arm64" ]; }')" = false ]
	[ "$(supports '{ os = [ "!win32" ]; }')" = true ]
	[ "$(supports '{ os = [ "!linux" ]; }')" = false ]
	[ "$(supports '{ os = [ "!win32" "darwin" ]; }')" = false ]
	[ "$(supports '{ os = [ "linux" "!linux" ]; }')" = false ]
	[ "$(supports '{ os = [ "any" ]; }')" = true ]
	[ "$(supports '{ os = [ ]; }')" = true ]
	[ "$(supports '{ libc = [ "musl" ]; }')" = false ]
	[ "$(supports '{ libc = [ "glibc" ]; }')" = true ]
}

@test "an unknown system or libc is refused" {
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; system = \"vax-vms\";")).packages"
	[[ "$output" == "fetchPnpmDeps: system is \"vax-vms\", which fragstore does not know; use one of the processors aarch64, "* ]]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; libc = \"uclibc\";")).packages"
	[ "$output" = "fetchPnpmDeps: libc is the string \"uclibc\", but must be \"glibc\" or \"musl\": \`libc = \"musl\";\`" ]
}

@test "directories, workspace packages and links need nothing" {
	local keys
	keys=$(keys "lockfile = $lockfiles/pnpm12.yaml; allPlatforms = true;")
	[[ "$keys" != *local-dir* && "$keys" != *'"lib'* ]]
	# What a directory depends on is taken.
	[[ "$keys" == *'"kleur@4.1.5"'* ]]
}

@test "the URL of a registry package" {
	local lock
	lock=$(lock_of "
  '@scope/a@1.0.0-beta.1+build.5':
    resolution: {integrity: sha512-AAAA}
  b@2.0.0:
    resolution: {integrity: sha512-AAAA}
  c@3.0.0:
    resolution: {integrity: sha512-AAAA, tarball: https://example.org/d/c.tgz}
  d@4.0.0:
    resolution: {integrity: sha512-AAAA, tarball: /d/-/d-4.0.0.tgz}
  e@https://example.org/e.tgz:
    resolution: {integrity: sha512-AAAA}
    version: 5.0.0
  f@ftp:
    resolution: {integrity: sha512-AAAA, tarball: 'ftp://example.org/f.tgz'}")
	[ "$(url_of "$lock" @scope/a@1.0.0-beta.1+build.5 '{ }')" = '"https://registry.npmjs.org/@scope/a/-/a-1.0.0-beta.1.tgz"' ]
	[ "$(url_of "$lock" @scope/a@1.0.0-beta.1+build.5 '{ "@scope" = "https://npm.example.org/x"; }')" = '"https://npm.example.org/x/@scope/a/-/a-1.0.0-beta.1.tgz"' ]
	[ "$(url_of "$lock" b@2.0.0 '{ "@scope" = "https://npm.example.org/x"; }')" = '"https://registry.npmjs.org/b/-/b-2.0.0.tgz"' ]
	[ "$(url_of "$lock" b@2.0.0 '{ default = "https://npm.example.org/x"; }')" = '"https://npm.example.org/x/b/-/b-2.0.0.tgz"' ]
	[ "$(url_of "$lock" c@3.0.0 '{ }')" = '"https://example.org/d/c.tgz"' ]
	[ "$(url_of "$lock" d@4.0.0 '{ default = "https://npm.example.org/x/"; }')" = '"https://npm.example.org/d/-/d-4.0.0.tgz"' ]
	[ "$(url_of "$lock" e@https://example.org/e.tgz '{ }')" = '"https://example.org/e.tgz"' ]
	run url_of "$lock" f@ftp '{ }'
	[[ "$output" == *"its tarball 'ftp://example.org/f.tgz' does not have an http or https address"* ]]
}

@test "registries are read from .npmrc" {
	local npmrc=$BATS_TEST_TMPDIR/npmrc
	cat >"$npmrc" <<-'EOF'
		; a comment
		registry = https://one.example.org/
		//one.example.org/:_authToken=${TOKEN}
		@scope:registry=https://two.example.org/npm/
		@other:registry="https://three.example.org"
		strict-peer-dependencies=false
		registry='https://last.example.org/'
		[section]
		registry=https://section.example.org/
	EOF
	[ "$(evaluate "import $root/nix/source/npmrcRegistries.nix $npmrc")" = \
		'{"@other":"https://three.example.org","@scope":"https://two.example.org/npm/","default":"https://last.example.org/"}' ]
	# shellcheck disable=SC2016
	echo 'registry=${NPM_REGISTRY}' >"$npmrc"
	run failure "import $root/nix/source/npmrcRegistries.nix $npmrc"
	# shellcheck disable=SC2016
	[[ "$output" == "$npmrc: '\${NPM_REGISTRY}' is not the URL of a registry (environment variables are not read); give it in \`registries\`" ]]
}

@test "a registry given in .npmrc, that beside the lockfile or another, is fetched from, one given in registries before it" {
	cp "$lockfiles/pnpm10.yaml" "$BATS_TEST_TMPDIR/pnpm-lock.yaml"
	echo 'registry=https://beside.example.org' >"$BATS_TEST_TMPDIR/.npmrc"
	printf '@sindresorhus:registry=https://two.example.org/npm/\nregistry=https://one.example.org\n' >"$BATS_TEST_TMPDIR/npmrc"
	fetched_from() {
		local drv
		drv=$(nix-instantiate --expr "builtins.head (builtins.attrValues (builtins.mapAttrs (_: f: f) { inherit ((
			$(deps "lockfile = $BATS_TEST_TMPDIR/pnpm-lock.yaml; $2")).fragments) \"$1\"; }))" 2>/dev/null)
		nix-store --query --binding url "$(nix-store --query --references "$drv" | grep 'tgz.drv$')"
	}
	local npmrc="npmrc = $BATS_TEST_TMPDIR/npmrc;"
	[ "$(fetched_from @sindresorhus/is@4.6.0 "$npmrc")" = https://two.example.org/npm/@sindresorhus/is/-/is-4.6.0.tgz ]
	[ "$(fetched_from ms@2.1.3 "$npmrc")" = https://one.example.org/ms/-/ms-2.1.3.tgz ]
	[ "$(fetched_from ms@2.1.3 'registries.default = "https://three.example.org";')" = https://three.example.org/ms/-/ms-2.1.3.tgz ]
	[ "$(fetched_from ms@2.1.3)" = https://beside.example.org/ms/-/ms-2.1.3.tgz ]
	[ "$(fetched_from ms@2.1.3 'npmrc = null;')" = https://registry.npmjs.org/ms/-/ms-2.1.3.tgz ]
}

@test "the strongest hash that Nix can check is the one fetched by" {
	strongest() { evaluate "import $root/nix/source/strongestHash.nix \"$1\""; }
	local sha1 sha256 sha512
	sha1=sha1-$(printf 'A%.0s' {1..27})=
	sha256=sha256-$(printf 'B%.0s' {1..43})=
	sha512=sha512-$(printf '/%.0s' {1..86})==
	[ "$(strongest "$sha1 $sha512 $sha256")" = "\"$sha512\"" ]
	[ "$(strongest "$sha1  sha384-DDDD $sha256?opt")" = "\"$sha256\"" ]
	[ "$(strongest "$sha1")" = "\"$sha1\"" ]
	[ "$(strongest 'sha384-AAAA=')" = null ]
	[ "$(strongest "sha512-zz $sha1")" = "\"$sha1\"" ]
}

@test "an entry without integrity is refused, saying what to do" {
	local lock
	lock=$(lock_of "
  a@1.0.0:
    resolution: {tarball: https://example.org/a-1.0.0.tgz}
  b@1.0.0:
    resolution: {integrity: sha384-AAAA}")
	run failure "($(deps "lockfile = $lock;")).fragments.\"a@1.0.0\".drvPath"
	[ "$output" = "$lock: packages: 'a@1.0.0': the lockfile has no integrity for it; give outputHashes.\"a@1.0.0\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name a-1.0.0.tgz 'https://example.org/a-1.0.0.tgz'\` prints; outputHashes.\"b@1.0.0\" with that of \`nix-prefetch-url --name b-1.0.0.tgz 'https://registry.npmjs.org/b/-/b-1.0.0.tgz'\`" ]
	run failure "($(deps "lockfile = $lock;")).fragments.\"b@1.0.0\".drvPath"
	[[ "$output" == "$lock: packages: 'b@1.0.0': its integrity 'sha384-AAAA' has no hash that Nix can check"*'give outputHashes."b@1.0.0"'* ]]
	# With a hash from the user it is fetched.
	evaluate "($(deps "lockfile = $lock; outputHashes.\"a@1.0.0\" = \"sha256:0000000000000000000000000000000000000000000000000000\";")).fragments.\"a@1.0.0\".drvPath"
	lock=$(lock_of "  a@1.0.0: {}")
	run failure "($(deps "lockfile = $lock;")).fragments.\"a@1.0.0\".drvPath"
	[ "$output" = "$lock: packages: 'a@1.0.0': it has no resolution; run \`pnpm install --lockfile-only\`, which writes the lockfile again" ]
}

@test "entries of a kind that is not known are refused" {
	local entry message lock
	while IFS='|' read -r entry message; do
		lock=$(lock_of "$(printf '%b' "$entry")")
		run failure "($(deps "lockfile = $lock;")).drvPath"
		echo "$output" >&2
		[[ "$output" == "$lock: packages: $message"* ]]
	done <<-'EOF'
		  a@1.0.0:\n    resolution: {type: custom:x}|'a@1.0.0': its resolution is of type 'custom:x', which fragstore does not know
		  a@1.0.0:\n    resolution: {integrity: sha512-AA, extra: 1}|'a@1.0.0': its resolution has 'extra', which fragstore does not know
		  a@1.0.0:\n    resolution: {integrity: [sha512-AA]}|'a@1.0.0': integrity is not a text
		  a@1.0.0:\n    resolution: {integrity: sha512-AA}\n    os: {x: 1}|'a@1.0.0': os is not a list of strings
		  a@work:1.0.0:\n    resolution: {integrity: sha512-AA}|'a@work:1.0.0': fragstore does not know where it comes from ('work:1.0.0')
		  a@git:\n    resolution: {type: git, repo: https://example.org/a.git}|'a@git': it has no commit
		  a@git:\n    resolution: {type: git, repo: https://example.org/a.git, commit: main}|'a@git': 'main' is not a git commit
		  a@https://codeload.github.com/x/y/tar.gz/0:\n    resolution: {tarball: https://codeload.github.com/x/y/tar.gz/0, gitHosted: true, path: /sub}|'a@https://codeload.github.com/x/y/tar.gz/0': it is the directory '/sub' of a repository
		  a@file:a.tgz:\n    resolution: {integrity: sha512-AA, tarball: file:a.tgz}|'a@file:a.tgz': there is no file
		  nonsense:\n    resolution: {integrity: sha512-AA}|'nonsense': its key is not 'name@version'
		  "a@1.0.0\\u0007b":\n    resolution: {integrity: sha512-AA}|'a@1.0.0\u0007b': its key is not 'name@version'
	EOF
}

@test "unknown names are refused, naming those near" {
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; shrads = 4;")).drvPath"
	[ "$output" = "fetchPnpmDeps: unknown 'shrads'; did you mean 'shards'?" ]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; overrides.\"reactt@19.0.0\" = t: t;")).drvPath"
	[[ "$output" == "fetchPnpmDeps: overrides: $lockfiles/pnpm10.yaml: unknown 'reactt@19.0.0'; did you mean 'react@19.0.0'"* ]]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; outputHashes.\"react@19.0.1\" = \"\";")).drvPath"
	[[ "$output" == "fetchPnpmDeps: outputHashes: $lockfiles/pnpm10.yaml: unknown 'react@19.0.1'; did you mean 'react@19.0.0'"* ]]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; registries.my = \"https://example.org\";")).drvPath"
	[ "$output" = "fetchPnpmDeps: registries: 'my' is neither 'default' nor an \"@scope\"" ]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; overrides.\"ms@2.1.3\" = t: null;")).drvPath"
	[ "$output" = 'fetchPnpmDeps: overrides."ms@2.1.3": it returns something that is not a tarball' ]
}

@test "the store version follows pnpm's" {
	version_of() { evaluate "import $root/nix/pnpm/storeVersion.nix $1"; }
	[ "$(version_of '"9.15.9"')" = '"v3"' ]
	[ "$(version_of '{ version = "10.33.0"; }')" = '"v10"' ]
	[ "$(version_of '"11.0.0-beta.1"')" = '"v11"' ]
	[ "$(version_of '"12.21.0"')" = '"v11"' ]
	run failure "import $root/nix/pnpm/storeVersion.nix \"8.15.0\""
	[ "$output" = "fetchPnpmDeps: pnpm 8.15.0: its store layout is not known here; use pnpm 9, 10, 11 or 12" ]
	run failure "((import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps { lockfile = $lockfiles/pnpm10.yaml; }).drvPath"
	[ "$output" = "fetchPnpmDeps: give \`pnpm\` (a derivation, or its version) or \`storeVersion\`" ]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; storeVersion = \"v9\";")).drvPath"
	[[ "$output" == "fetchPnpmDeps: storeVersion is the string \"v9\", but must be \"v3\" (pnpm 9), "* ]]
	run failure "import $root/nix/pnpm/storeVersion.nix 10"
	[ "$output" = "fetchPnpmDeps: give \`pnpm\` (a derivation, or its version) or \`storeVersion\`" ]
	for lockfile in null 3 '"pnpm-lock.yaml"'; do
		run failure "((import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps { lockfile = $lockfile; pnpm = \"10\"; }).drvPath"
		[[ "$output" == "fetchPnpmDeps: lockfile is "*", but must be a path, which is written without quotes: \`lockfile = ./pnpm-lock.yaml;\`" ]]
	done
}

@test "shards group by name, the same whatever else the lockfile has" {
	shard_of() {
		evaluate "builtins.unsafeDiscardStringContext ($(deps "lockfile = $1; shards = 4;")).fragments.\"$2\".name"
	}
	[ "$(shard_of "$lockfiles/pnpm10.yaml" react@18.3.1)" = "$(shard_of "$lockfiles/pnpm12.yaml" react@19.0.0)" ]
	[ "$(evaluate "builtins.length (builtins.attrNames (builtins.groupBy (f: f.name) (builtins.attrValues ($(
		deps "lockfile = $lockfiles/pnpm10.yaml; shards = 4;"
	)).fragments)))")" = 4 ]
	run failure "($(deps "lockfile = $lockfiles/pnpm10.yaml; shards = 0;")).drvPath"
	[ "$output" = "fetchPnpmDeps: shards is 0, but must be a number from 1 on, or null for a derivation per package: \`shards = 16;\`" ]
}

@test "names of store paths hold what Nix allows" {
	name_of() { evaluate "import $root/nix/store/storeName.nix { name = \"$1\"; version = \"$2\"; }"; }
	[ "$(name_of @scope/x 1.0.0-beta+5)" = '"scope-x-1.0.0-beta+5"' ]
	[ "$(name_of .dot "1 (ü)")" = '"_.dot-1-"' ]
	[ "$(name_of "$(printf 'x%.0s' {1..214})" 1.0.0 | wc -c)" -lt 180 ]
}

@test "no path of a lockfile leaves the lockfile's folder: tarballs, folders, patches, importers, workspaces, repositories" {
	local lock path outside="outside of the lockfile's folder"
	cd "$BATS_TEST_TMPDIR"
	mkdir -p project/dir secret
	echo secret >secret/key
	chmod 600 secret/key
	ln -s ../secret project/link
	ln -s ../secret/key project/link.tgz
	mkfifo project/pipe.tgz
	mkdir project/dir/folder.tgz
	tar -czf project/dir/good.tgz secret
	cd project
	pnpm_refuses() {
		printf "lockfileVersion: '9.0'\n\n%s\n" "$1" >pnpm-lock.yaml
		run failure "($(deps "lockfile = $PWD/pnpm-lock.yaml;")).drvPath"
		echo "$output"
		[[ $output == "$PWD/pnpm-lock.yaml: "*"$2"* ]]
	}
	tarball() { printf "packages:\n\n  x@file:x.tgz:\n    resolution: {tarball: 'file:%s'}\n    version: 1.0.0" "$1"; }
	bun_refuses() {
		printf '{ "lockfileVersion": 1, %s }\n' "$1" >bun.lock
		run failure "($(bun_deps "bunLock = $PWD/bun.lock;")).drvPath"
		[[ $output == "$PWD/bun.lock: "*"$2"* ]]
	}
	for path in ../secret/key ../secret dir/../../secret/key ./../secret/key "$BATS_TEST_TMPDIR/secret/key" /etc/passwd ..; do
		pnpm_refuses "$(tarball "$path")" "packages: 'x@file:x.tgz': its tarball '$path' is $outside, $PWD, "
		bun_refuses "\"packages\": { \"x\": [\"x@$path/x.tgz\", {}, \"\"] }" "packages: 'tarball:$path/x.tgz': its tarball '"
	done
	for path in link/key link.tgz dir dir/folder.tgz pipe.tgz; do
		pnpm_refuses "$(tarball "$path")" "$PWD/$path is not a regular file, or is reached through a symlink"
	done
	# What is inside is taken, by a longer way, too.
	for path in dir/good.tgz dir/../dir/./good.tgz; do
		printf "lockfileVersion: '9.0'\n\n%s\n" "$(tarball "$path")" >pnpm-lock.yaml
		evaluate "($(deps "lockfile = $PWD/pnpm-lock.yaml;")).drvPath"
	done
	# The lockfile's own folder is an empty path (pnpm 10 to 12, `file:../..` of honojs/node-server's benchmarks/fetch).
	printf "%s\n" "lockfileVersion: '9.0'" "packages:" "  'x@file:':" "    resolution: {directory: '', type: directory}" >pnpm-lock.yaml
	evaluate "($(deps "lockfile = $PWD/pnpm-lock.yaml;")).drvPath"
	pnpm_refuses "packages:

  x@file:../secret:
    resolution: {directory: ../secret, type: directory}" "its folder '../secret' is $outside"
	pnpm_refuses "importers:

  ../victim: {}" "the importer or patch '../victim' is $outside"
	pnpm_refuses "patchedDependencies:
  x: {hash: h, path: ../secret/key}" "the importer or patch '../secret/key' is $outside"
	bun_refuses '"workspaces": { "": { }, "../victim": { } }' "the workspace or patch '../victim' is $outside"
	bun_refuses '"patchedDependencies": { "x": "../secret/key" }' "the workspace or patch '../secret/key' is $outside"
	bun_refuses '"workspaces": { "": { "dependencies": { "x": "file:../secret" } } }, "packages": { "x": ["x@file:../secret", {}] }' "its folder '../secret' is $outside"
	for path in "git+file://$PWD" "file://$PWD" "$PWD" ../x ext::sh git+ext::sh; do
		pnpm_refuses "packages:

  x@$path#0123456789abcdef0123456789abcdef01234567:
    resolution: {commit: 0123456789abcdef0123456789abcdef01234567, repo: '$path', type: git}
    version: 1.0.0" "does not have an https, http, ssh or git address"
	done
	bun_refuses "\"packages\": { \"x\": [\"x@git+file://$PWD#0123456789abcdef0123456789abcdef01234567\", {}, \"0123456789abcdef0123456789abcdef01234567\"] }" "does not have an https, http, ssh or git address"
}

@test "an address with a password or token is refused, and not shown, whatever lockfile has it" {
	local address host sha=0123456789abcdef0123456789abcdef01234567 sri
	sri=sha512-$(printf 'A%.0s' {1..86})==
	cd "$BATS_TEST_TMPDIR"
	# of FILE FUNCTION ARGUMENT: whether an expression that fetches the lockfile's packages evaluates.
	of() { failure "((import $root { bin = $bin; system = \"x86_64-linux\"; }).$2 { $3 = $PWD/$1; $4 }).drvPath"; }
	refused() {
		run of "$@"
		echo "$output"
		[ "$output" = "$2: $PWD/$1: the address of 'x' has a password or token, which everybody could read in the Nix store; remove it from package.json and the lockfile, and write it into the file that Nix's netrc-file option names" ]
	}
	with() {
		printf "lockfileVersion: '9.0'\npackages:\n  x@%s\n" "$1" >pnpm-lock.yaml
		printf '{ "lockfileVersion": 1, "workspaces": { "": { } }, "packages": { "x": [%s] } }\n' "$2" >bun.lock
		printf '{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/x": { "version": "1.0.0", "integrity": "%s", "resolved": "%s" } } }\n' "$sri" "$3" >package-lock.json
		for installer in '' 'installer = "pnpm";'; do "$4" pnpm-lock.yaml fetchPnpmDeps lockfile "pnpm = \"10.33.0\"; $installer"; done
		for installer in '' 'installer = "bun";'; do "$4" bun.lock fetchBunDeps bunLock "$installer"; done
		"$4" package-lock.json fetchNpmDeps lockfile
	}
	for host in me:s3cr@one.example.org :s3cr@one.example.org me:s3c@r@one.example.org "me:s3cr@one.example.org:8080"; do
		address=https://$host/x.tgz
		with "1.0.0:
    resolution: {integrity: $sri, tarball: '$address'}" "\"x@1.0.0\", \"$address\", {}, \"$sri\"" "$address" refused
		with "$address:
    resolution: {integrity: $sri, tarball: '$address'}" "\"x@$address\", {}, \"$sri\"" "$address" refused
		address=git+https://$host/x.git
		with "$address#$sha:
    resolution: {commit: $sha, repo: '$address', type: git}" "\"x@$address#$sha\", {}, \"$sha\"" "$address#$sha" refused
	done
	# A token in a name's place.
	address=git+https://ghp_$sha@github.com/x.git
	with "$address#$sha:
    resolution: {commit: $sha, repo: '$address', type: git}" "\"x@$address#$sha\", {}, \"$sha\"" "$address#$sha" refused
	for address in 'https://one.example.org/x.tgz?private_token=s3cr' 'https://one.example.org/x.tgz?a=b&token=s3cr#c'; do
		with "$address:
    resolution: {integrity: $sri, tarball: '$address'}" "\"x@$address\", {}, \"$sri\"" "$address" refused
	done
	# A name alone is part of the address.
	evaluate "map (import $root/nix/source/hasSecret.nix) [ \"git+ssh://git@github.com/a/b.git\" \"https://org@dev.azure.com/org/_git/x\" \"https://example.org/@s/x:y@z\" \"git@github.com:a/b.git\" \"ssh://git@example.org:22/x\" \"https://example.org/x.tgz?token=\" \"https://example.org/x.tgz?token_type=a\" ]" | grep -x '\[false,false,false,false,false,false,false\]'
}

# A project of a lockfile and the file $1, whose text is standard input; print its folder.
project_with() {
	local project=$BATS_TEST_TMPDIR/project
	mkdir -p "$project"
	cp "$lockfiles/pnpm10.yaml" "$project/pnpm-lock.yaml"
	rm -f "$project"/{pnpm-workspace.yaml,package.json,.npmrc}
	cat >"$project/$1"
	echo "$project"
}

# The URLs that two packages are downloaded from.
urls() {
	local key drv
	for key in esbuild@0.25.0 @babel/polyfill@7.12.1; do
		drv=$(evaluate "builtins.attrNames (builtins.getContext ($(deps "$1")).packages.\"$key\".contents)" --read-write-mode | tr -d '[]"')
		grep -oE '"url","[^"]*"' "$drv" | cut -d '"' -f 4
	done
}

@test "registries in pnpm-workspace.yaml, which count more than .npmrc" {
	local project version
	project=$(project_with pnpm-workspace.yaml <<-'EOF'
		# ours
		registries: { default: "https://default.example/npm/", '@babel': https://babel.example }
	EOF
	)
	echo "registry=https://npmrc.example/" >"$project/.npmrc"
	for version in v10 v11; do
		urls "lockfile = $project/pnpm-lock.yaml; storeVersion = \"$version\";" >"$project/urls"
		grep -qx 'https://default.example/npm/esbuild/-/esbuild-0.25.0.tgz' "$project/urls"
		grep -qx 'https://babel.example/@babel/polyfill/-/polyfill-7.12.1.tgz' "$project/urls"
		if grep npmrc.example "$project/urls"; then return 1; fi
	done
	urls "lockfile = $project/pnpm-lock.yaml; storeVersion = \"v3\";" | grep -qx 'https://npmrc.example/esbuild/-/esbuild-0.25.0.tgz'
	urls "lockfile = $project/pnpm-lock.yaml; registries.default = \"https://given.example\";" | grep -qx 'https://given.example/esbuild/-/esbuild-0.25.0.tgz'

	# As the newest pnpm 11 and 12 have it, and by `registry`.
	project_with pnpm-workspace.yaml <<-'EOF' >/dev/null
		registries:
		  https://default.example/npm/:
		    scopes: ['@']
		  https://babel.example:
		    scopes:
		    - '@babel'
		    prefix: b
	EOF
	urls "lockfile = $project/pnpm-lock.yaml; storeVersion = \"v11\";" | sort >"$project/again"
	grep -qx 'https://babel.example/@babel/polyfill/-/polyfill-7.12.1.tgz' "$project/again"
	grep -qx 'https://default.example/npm/esbuild/-/esbuild-0.25.0.tgz' "$project/again"
	echo 'registry: https://one.example/' >"$project/pnpm-workspace.yaml"
	urls "lockfile = $project/pnpm-lock.yaml; storeVersion = \"v11\";" | grep -qx 'https://one.example/esbuild/-/esbuild-0.25.0.tgz'

	# shellcheck disable=SC2016 # pnpm expands it
	printf 'registries:\n  default: https://${HOST}/\n' >"$project/pnpm-workspace.yaml"
	[ "$(failure "($(deps "lockfile = $project/pnpm-lock.yaml;")).drvPath")" = \
		"$project/pnpm-workspace.yaml: registries: 'default' has no URL, or its URL has an environment variable, which fragstore does not read; give the URL in \`registries\`" ]
}

@test "supportedArchitectures: optional packages of those platforms, too" {
	local project keys
	project=$(project_with pnpm-workspace.yaml <<-'EOF'
		supportedArchitectures:
		  os: [current, darwin]
		  cpu:
		    - current
		    - arm64
	EOF
	)
	keys=$(keys "lockfile = $project/pnpm-lock.yaml;")
	[ "$(grep -o '@esbuild/[a-z0-9-]*' <<<"$keys" | sort | xargs)" = "@esbuild/darwin-arm64 @esbuild/darwin-x64 @esbuild/linux-arm64 @esbuild/linux-x64" ]

	project_with package.json <<<'{ "pnpm": { "supportedArchitectures": { "os": [ "win32" ] } } }' >/dev/null
	keys=$(keys "lockfile = $project/pnpm-lock.yaml;")
	[ "$(grep -o '@esbuild/[a-z0-9-]*' <<<"$keys" | sort | xargs)" = "@esbuild/win32-x64" ]
	[[ "$(keys "lockfile = $project/pnpm-lock.yaml; storeVersion = \"v11\";")" != *@esbuild/win32-x64* ]]
}

@test "configDependencies: of the lockfile for pnpm 11 and 12, of pnpm-workspace.yaml for pnpm 10" {
	local project
	[[ "$(keys "lockfile = $lockfiles/pnpm12.yaml; storeVersion = \"v11\";")" == *'"is-positive@3.1.0"'* ]]
	[[ "$(keys "lockfile = $lockfiles/pnpm10.yaml;")" != *is-positive* ]]
	project=$(project_with pnpm-workspace.yaml <<<'configDependencies: { is-positive: 3.1.0+sha512-8ND1j3y9/HP94TOvGzr69/FgbkX2ruOldhLEsTWwcJVfo4oRjwemJmJxt7RJkKYH8tz7vYBP9JcKQY8CLuJ90Q== }')
	[[ "$(keys "lockfile = $project/pnpm-lock.yaml;")" == *'"is-positive@3.1.0"'* ]]
	[[ "$(keys "lockfile = $project/pnpm-lock.yaml; storeVersion = \"v3\";")" != *is-positive* ]]
}

@test "a JavaScript runtime is left to Nix, where pnpm lets it" {
	local file
	file=$(lock_of "  node@runtime:22.20.0:
    resolution:
      type: variations
      variants: []
    version: 22.20.0")
	[ "$(keys "lockfile = $file; storeVersion = \"v11\";")" = "[]" ]
	[[ $(failure "($(deps "lockfile = $file;")).drvPath") == "fetchPnpmDeps: $file: 'node@runtime:22.20.0' is a JavaScript runtime, which pnpm 9 and 10 install themselves; "* ]]
}

@test "several lockfiles: the packages of all, and no two of one name that differ" {
	local folder=$BATS_TEST_DIRNAME/../e2e/fixtures/own-lockfiles
	[ "$(keys "lockfile = $folder/pnpm-lock.yaml; otherLockfiles = [ $folder/packages/a/pnpm-lock.yaml $folder/packages/b/pnpm-lock.yaml ];")" = \
		'["is-number@6.0.0","is-odd@3.0.1","semver@7.7.1"]' ]
	sed 's/sha512-hlq8/sha512-hlq9/' "$folder/pnpm-lock.yaml" >"$BATS_TEST_TMPDIR/pnpm-lock.yaml"
	[ "$(failure "($(deps "lockfile = $folder/pnpm-lock.yaml; otherLockfiles = [ $BATS_TEST_TMPDIR/pnpm-lock.yaml ];")).drvPath")" = \
		"fetchPnpmDeps: $BATS_TEST_TMPDIR/pnpm-lock.yaml: 'semver@7.7.1' has a different integrity in another lockfile; make both the same, or build each lockfile separately" ]
	# A project that has several is pnpm's to install, whether it gives the others or not.
	[[ $(failure "(import $root { bin = $bin; }).fetchPnpmDeps { lockfile = $folder/pnpm-lock.yaml; pnpm = \"10.33.0\"; linked = true; }") == "fetchPnpmDeps: linked: pnpm cannot make linked stores; leave out \`linked\`; pnpm itself installs where "* ]]
}
