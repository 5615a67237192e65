#!/usr/bin/env bats
# What is read of a bun.lock: the same as bun itself reads, and of every kind of entry what has to be fetched, from where, and for
# which platform.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

read_bun_lock() {
	evaluate "import $root/nix/bun/readLock.nix $1"
}

# What bun reads of it, as it does for an import.
same_as_bun() {
	cp "$1" "$BATS_TEST_TMPDIR/bun.lock"
	read_bun_lock "$1" | "$peers/bun1.4" -e '
		const read = JSON.parse(await Bun.stdin.text());
		const { default: expected } = await import(process.argv[1]);
		if (!Bun.deepEquals(read, { packages: {}, workspaces: {}, ...expected }, true)) throw new Error("not what bun reads");
	' "$BATS_TEST_TMPDIR/bun.lock"
}

# A package of a lockfile, as JSON.
package_of() {
	evaluate "(import $root/nix/bun/packages.nix { file = \"lock\"; lock = import $root/nix/bun/readLock.nix $1; }).\"$2\""
}

# For an argument's value in bun_deps: a bun that reads the libc of packages.
reads_libc='bun = { version = "1.4.4"; outPath = "/bun"; };'

keys() {
	evaluate "builtins.attrNames ($(bun_deps "$1")).packages"
}

# The derivation of a package's fragment.
fragment_of() {
	nix-instantiate --expr "builtins.head (builtins.attrValues { inherit (($(bun_deps "$1")).fragments) \"$2\"; })" 2>/dev/null
}

# The value that an option has in the builder's arguments of a package's fragment, or "none".
option_of() {
	local drv
	drv=$(fragment_of "$1" "$2") || return
	nix show-derivation --extra-experimental-features nix-command "$drv" 2>/dev/null | node -e '
		const shown = JSON.parse(require("fs").readFileSync("/dev/stdin"));
		const [{ args }] = Object.values(shown.derivations ?? shown); // Nix 2.34 names its version beside them
		const at = args.indexOf(process.argv[1]);
		console.log(at < 0 ? "none" : args[at + 1]);
	' -- "$3"
}

fetched_from() {
	local drv
	drv=$(fragment_of "$1" "$2") || return
	nix-store --query --binding url "$(nix-store --query --references "$drv" | grep 'tgz.drv$')"
}

@test "a lockfile of bun 1.2" { same_as_bun "$lockfiles/bun1.2.lock"; }
@test "a lockfile of bun 1.3" { same_as_bun "$lockfiles/bun1.3.lock"; }
@test "a lockfile of bun 1.4" { same_as_bun "$lockfiles/bun1.4.lock"; }

@test "commas before brackets, comments, escapes, and strings that look like them" {
	cat >"$BATS_TEST_TMPDIR/odd" <<-'EOF'
		// before, with a "quote and a ,}
		{
		  "lockfileVersion": 1, /* a block, } with "another
		  over lines */
		  "workspaces": { "": { "name": "a // not a comment", "dependencies": { "b": "/* nor, this */", }, }, },
		  "packages": {
		    "b": ["b@1.0.0", "", { "bin": { "b": "x\\" , }, "os": ["linux", ] }, "sha512-,}", ],  // tail
		    "c": ["c@1.0.0", "", { "x": "\"},]\u00e9\/", "y\\\"": "é😀\t" }, "sha512-,]" ] , /**/ /***/
		  } ,
		}
		/* end "
	EOF
	printf '*/' >>"$BATS_TEST_TMPDIR/odd"
	same_as_bun "$BATS_TEST_TMPDIR/odd"
	printf '{ "lockfileVersion": 1,%300000s}' "" >"$BATS_TEST_TMPDIR/wide"
	[ "$(read_bun_lock "$BATS_TEST_TMPDIR/wide")" = '{"lockfileVersion":1,"packages":{},"workspaces":{}}' ]
}

@test "CRLF line ends and a byte order mark" {
	{ printf '\xef\xbb\xbf'; sed 's/$/\r/' "$lockfiles/bun1.3.lock"; } >"$BATS_TEST_TMPDIR/crlf"
	diff <(read_bun_lock "$BATS_TEST_TMPDIR/crlf") <(read_bun_lock "$lockfiles/bun1.3.lock")
}

@test "works under pure and restricted evaluation" {
	local expression="builtins.attrNames (import $root/nix/bun/readLock.nix $lockfiles/bun1.4.lock).packages"
	evaluate "$expression" --option restrict-eval true -I "$root/nix" -I "$lockfiles" | grep -q '"react-dom"'
	# Pure evaluation reads nothing but what the flake holds.
	local flake=$BATS_TEST_TMPDIR/flake
	mkdir -p "$flake/bin"
	cp -r "$root/nix" "$lockfiles/local-tarball-1.2.0.tgz" "$flake"
	cp "$lockfiles/bun1.3.lock" "$flake/bun.lock"
	printf '[install]\nregistry = "https://npm.example.org"\n' >"$flake/bunfig.toml"
	touch "$flake"/bin/{cafs-add,cache-entry-creator,store-merge,node-modules,tree-patch}
	cat >"$flake/flake.nix" <<-'EOF'
		{
		  outputs =
		    _:
		    let
		      tools = import ./nix/tools.nix { bin = ./bin; system = "x86_64-linux"; };
		    in
		    rec {
		      fetch = bunLock: (import ./nix { inherit tools; }).fetchBunDeps { inherit bunLock; installer = "bun"; };
		      registryOf = deps: builtins.seq deps.drvPath deps.packages."react@19.0.0".registry;
		      registries = [
		        (registryOf (fetch ./bun.lock))
		        (registryOf (fetch (builtins.path { path = ./.; name = "project"; } + "/bun.lock")))
		      ];
		      alone = (fetch "${./bun.lock}").packages."react@19.0.0".registry;
		    };
		}
	EOF
	[ "$(nix --extra-experimental-features 'nix-command flakes' eval --json --no-write-lock-file "path:$flake#registries")" = \
		'["https://npm.example.org","https://npm.example.org"]' ]
	[ "$(nix --extra-experimental-features 'nix-command flakes' eval --json --no-write-lock-file "path:$flake#alone")" = null ]
}

@test "lockfileVersion 0 to 3 are read, another is refused" {
	local file=$BATS_TEST_TMPDIR/bun.lock version
	for version in 0 1 2 3; do
		printf '{ "lockfileVersion": %s }' "$version" >"$file"
		[ "$(read_bun_lock "$file")" = "{\"lockfileVersion\":$version,\"packages\":{},\"workspaces\":{}}" ]
	done
	printf '{ "lockfileVersion": 4 }' >"$file"
	run failure "import $root/nix/bun/readLock.nix $file"
	[ "$output" = "$file: lockfileVersion 4 is newer than this fragstore knows (0 to 3, bun 1.2 to 1.4); use a newer fragstore, or one of these versions of bun" ]
	printf '{ "lockfileVersion": "1" }' >"$file"
	run failure "import $root/nix/bun/readLock.nix $file"
	[ "$output" = "$file: lockfileVersion \"1\" is not a number that bun writes; run \`bun install --lockfile-only\`, which writes the file again" ]
}

@test "bun's binary lockfile is refused, saying what to run" {
	local file=$BATS_TEST_TMPDIR/bun.lockb
	cd "$BATS_TEST_TMPDIR"
	echo '{ "dependencies": { "ms": "2.1.3" } }' >package.json
	printf '[install]\nsaveTextLockfile = false\n' >bunfig.toml
	BUN_INSTALL_CACHE_DIR=$PWD/cache timeout 600 "$peers/bun1.2" install --lockfile-only
	run failure "($(bun_deps "bunLock = $file;")).drvPath"
	[ "$output" = "$file: it is bun's binary lockfile, which cannot be read here; run \`bun install --save-text-lockfile --frozen-lockfile --lockfile-only\` to have bun write a bun.lock, and give that" ]
}

@test "a file that is not a lockfile, or not a whole one, is refused" {
	local file=$BATS_TEST_TMPDIR/bun.lock size text problem restore="restore the file (\`git checkout bun.lock\`), or run \`bun install --lockfile-only\`, which writes the file again"
	for size in 0 30 5000 $(($(stat -c %s "$lockfiles/bun1.3.lock") - 3)); do
		head -c "$size" "$lockfiles/bun1.3.lock" >"$file"
		run failure "import $root/nix/bun/readLock.nix $file"
		[[ "$output" == "$file: it is empty; $restore" || "$output" == "$file: line "*": it is cut off there; $restore" ]]
	done
	while IFS='|' read -r text problem; do
		printf '%b\n' "$text" >"$file"
		run failure "import $root/nix/bun/readLock.nix $file"
		[ "$output" = "$file: $problem; $restore" ] || { echo "$text: $output" && false; }
	done <<-'END'
		{ "a": 1 "b": 2 }|line 1: there is no comma after the last value
		{\n "lockfileVersion": 1\n // no comma before this\n "b": 2 }|line 2: there is no comma after the last value
		{\n "packages": {\n "x": ["x@1" "", {}, ""] } }|line 3: there is no comma after the last value
		{\n "packages": {\n "x": ["x@1"],\n /* a\n b */ "y": [] "z": 1 } }|line 5: there is no comma after the last value
		{\n "packages": {\n "x": ["x@1"],|line 3: it is cut off there
		{\n "packages": {\n "x": ["x@1",,] } }|line 3: ',' is not expected here
		{\n "packages": {\n "x": ["x@1"] ] }|line 3: ']' is not expected here
		{\n "packages": [ }|line 2: '}' is not expected here
		{ 'a': 1 }|line 1: ''a'' is not expected here
		{ a: 1 }|line 1: 'a' is not expected here
		{ "a" }|line 1: '}' is not expected here
		{ "a": 1 2 }|line 1: there is no comma after the last value
		{ "a": tru }|line 1: 'tru' is not expected here
		[]|it does not begin with {
		{}{}|line 1: there is something after the end
		{ "a": ["b": 1] }|line 1: ':' is not expected here
	END
	echo '{ "name": "x" }' >"$file"
	run failure "import $root/nix/bun/readLock.nix $file"
	[[ "$output" == "$file: it has no lockfileVersion"* ]]
	sed 's/^  "packages": {$/<<<<<<< HEAD\n&\n=======\n>>>>>>> other/' "$lockfiles/bun1.3.lock" >"$file"
	run failure "import $root/nix/bun/readLock.nix $file"
	[ "$output" = "$file: it has merge conflict markers (<<<<<<<, =======, >>>>>>>); run \`bun install\`, which resolves them, and commit the result" ]
}

@test "a string that is not JSON is refused, and the file is named" {
	local file=$BATS_TEST_TMPDIR/bun.lock text
	while read -r text; do
		printf '%b\n' "$text" >"$file"
		run nix-instantiate --eval --strict --show-trace -E "import $root/nix/bun/readLock.nix $file"
		[ "$status" -eq 1 ]
		[[ $output == *"while reading $file, which has a string that is not JSON"* ]]
	done <<-'END'
		{ "a": "\\x" }
		{ "a": "x\ny" }
		{ "a": "x\ay" }
		{ "a": "\\u12x" }
		{ "a": "\\ud83d" }
	END
}

@test "every kind of entry" {
	local lock
	lock=$(bun_lock_of '
    "alias": ["@scope/real@1.0.0-beta.1+5", "", { "os": ["linux", "!darwin"], "cpu": "x64" }, "sha512-AA"],
    "elsewhere": ["elsewhere@2.0.0", "https://npm.example.org/elsewhere/-/elsewhere-2.0.0.tgz", {}, "sha512-BB"],
    "url": ["name@https://example.org/a@b.tgz", {}],
    "url-integrity": ["other@https://example.org/c", {}, "sha512-CC"],
    "file": ["file@./lib/x.tar.gz", { "bin": "x" }, "sha512-DD"],
    "gh": ["gh@github:o/r#abc1234", {}, "o-r-abc1234"],
    "gh-integrity": ["gh2@github:o/r2#abc1235", {}, "o-r2-abc1235", "sha512-EE"],
    "git": ["git@git+ssh://git@example.org/x.git#0123456789012345678901234567890123456789", {}, "0123456789012345678901234567890123456789"],
    "scp": ["scp@git+ssh://git@example.org:o/x.git#1123456789012345678901234567890123456789", {}, "1123456789012345678901234567890123456789"],
    "dir": ["dir@file:dir", {}],
    "dir.tgz": ["dir.tgz@file:dir.tgz", {}],
    "link": ["link@link:link", {}],
    "work": ["work@workspace:packages/work"],
    "work-0": ["work-0@workspace:packages/work-0", { "dependencies": { "a": "1" } }],
    "root": ["@root:", {}],
    "named-root": ["named-root@root:", {}],
    "bundler/bundled": ["bundled@1.0.0", "", { "bundled": true }, "sha512-FF"],
    "a/again": ["again@1.0.0", "", {}, "sha512-GG"],
    "b/again": ["again@1.0.0", "", {}, "sha512-GG"],
    "same-commit": ["git@git+https://example.org/x.git#0123456789012345678901234567890123456789", {}, "0123456789012345678901234567890123456789"],
    "same-commit-2": ["gh@git+https://github.com/o/r.git#abc1234", {}, "0123456789012345678901234567890123456789"],
    "work/deep": ["deep@../../lib/y.tgz", {}],
    "deep": ["deep@./z.tgz", {}],' \
		'}, "packages/work": { "devDependencies": { "file": "file:./lib/x.tar.gz", "deep": "../../lib/y.tgz" }, "dependencies": { "deep": "1" }')
	[ "$(keys "bunLock = $lock; allPlatforms = true;" | tr , '\n' | tr -d '[]"')" = "@scope/real@1.0.0-beta.1+5
again@1.0.0
elsewhere@2.0.0
git:0123456789012345678901234567890123456789
git:1123456789012345678901234567890123456789
github:o-r-abc1234
github:o-r2-abc1235
tarball:../../lib/y.tgz
tarball:./lib/x.tar.gz
tarball:./z.tgz
tarball:https://example.org/a@b.tgz
tarball:https://example.org/c" ]
	is() {
		[ "$(package_of "$lock" "$1" | node -p 'const { name, version, integrity, source } = JSON.parse(require("fs").readFileSync("/dev/stdin")); JSON.stringify([name, version, integrity, source])')" = "$2" ]
	}
	is @scope/real@1.0.0-beta.1+5 '["@scope/real","1.0.0-beta.1+5","sha512-AA",{"registry":true}]'
	is elsewhere@2.0.0 '["elsewhere","2.0.0","sha512-BB",{"tarball":"https://npm.example.org/elsewhere/-/elsewhere-2.0.0.tgz"}]'
	is tarball:https://example.org/a@b.tgz '["name",null,null,{"tarball":"https://example.org/a@b.tgz"}]'
	is tarball:https://example.org/c '["other",null,"sha512-CC",{"tarball":"https://example.org/c"}]'
	# As the workspace says it, and from the root where none says it.
	is tarball:./lib/x.tar.gz '["file",null,"sha512-DD",{"file":"packages/work/lib/x.tar.gz"}]'
	is tarball:../../lib/y.tgz '["deep",null,null,{"file":"lib/y.tgz"}]'
	is tarball:./z.tgz '["deep",null,null,{"file":"z.tgz"}]'
	is github:o-r-abc1234 '["gh",null,null,{"tarball":"https://codeload.github.com/o/r/legacy.tar.gz/abc1234"}]'
	is github:o-r2-abc1235 '["gh2",null,"sha512-EE",{"tarball":"https://codeload.github.com/o/r2/legacy.tar.gz/abc1235"}]'
	is git:0123456789012345678901234567890123456789 '["git",null,null,{"commit":"0123456789012345678901234567890123456789","repo":"git+ssh://git@example.org/x.git"}]'
	package_of "$lock" @scope/real@1.0.0-beta.1+5 | grep -q '"cpu":\["x64"\].*"os":\["linux","!darwin"\]'
}

@test "an entry that is not as bun writes it is refused" {
	local entry message lock
	while IFS='|' read -r entry message; do
		lock=$(bun_lock_of "    \"a\": $entry," '"dependencies": { "a": "file:./a.tgz" } }, "b": { "optionalDependencies": { "a": "./a.tgz" }')
		echo "# $entry" >&2
		run failure "($(bun_deps "bunLock = $lock; $reads_libc")).drvPath"
		echo "$output" >&2
		[[ "$output" == "$lock: packages: 'a': $message"* ]]
	done <<-'EOF'
		[]|it does not begin with 'name@version'; run `bun install --lockfile-only`
		{}|it does not begin with 'name@version'
		"a@1.0.0"|it does not begin with 'name@version'
		[1]|it does not begin with 'name@version'
		["a"]|it does not begin with 'name@version'
		["a@1.0.0"]|it has no dependencies object
		["a@1.0.0", ""]|it has no dependencies object
		["a@1.0.0", "", {}]|it has no integrity
		["a@1.0.0", "", {}, 1]|its integrity is not a text
		["a@1.0.0", "", { "os": 1 }, "sha512-AA"]|os is not a list of strings
		["a@1.0.0", "", { "cpu": [1] }, "sha512-AA"]|cpu is not a list of strings
		["a@https://example.org/a.tgz", {}, 1]|its integrity is not a text
		["a@github:o/r#abc", {}]|its commit is not a text
		["a@git+https://example.org/a#abc", {}]|its commit is not a text
		["a@svn:x", {}]|fragstore does not know where it comes from ('svn:x')
		["a@ftp://x.org/a.tgz", {}]|fragstore does not know where it comes from ('ftp://x.org/a.tgz')
		["a@1.0.0\nb", "", {}, "sha512-AA"]|it has control characters; run `bun install --lockfile-only`
		["a@1.0.0", "", {}, "sha512-AA\tb"]|it has control characters
		["a@1.0.0", "", { "libc": "musl", "dependencies": [] }, "sha512-AA"]|dependencies is not an object; run `bun install --lockfile-only`
		["a@1.0.0", "", { "libc": "musl", "peerDependencies": null }, "sha512-AA"]|peerDependencies is not an object
		["a@1.0.0", "", { "libc": "musl", "optionalPeers": [1] }, "sha512-AA"]|optionalPeers is not a list of strings
		["a@./a.tgz", {}]|it is a different file for each of a.tgz and b/a.tgz, but bun has one place for both; give them different names
	EOF
	lock=$(bun_lock_of '    "a//": ["a@1.0.0", "", { "libc": "musl" }, "sha512-AA"],')
	run failure "($(bun_deps "bunLock = $lock; $reads_libc")).drvPath"
	[[ "$output" == "$lock: packages: 'a//': its path does not end in a package's name; run "* ]]
	lock=$(bun_lock_of '    "a": ["a@1.0.0", "", { "libc": "musl" }, "sha512-AA"],' '"dependencies": [1]')
	run failure "($(bun_deps "bunLock = $lock; $reads_libc")).drvPath"
	[[ "$output" == "$lock: workspaces: '': dependencies is not an object; run "* ]]
	lock=$(bun_lock_of '    "a": ["x@1.0.0", "", {}, "sha512-AA"], "b/a": ["x@1.0.0", "", {}, "sha512-BB"]')
	run failure "($(bun_deps "bunLock = $lock;")).drvPath"
	[[ "$output" == "$lock: packages: 'x@1.0.0' is there more than once, from different places or with different integrity"* ]]
	lock=$(bun_lock_of '    "x": ["x@./dep.tgz", {}, "sha512-AA"], "y": ["x@./dep.tgz", {}, "sha512-AA"]' \
		'}, "a": { "dependencies": { "x": "./dep.tgz" } }, "b": { "dependencies": { "y": "./dep.tgz" }')
	run failure "($(bun_deps "bunLock = $lock;")).drvPath"
	[ "$output" = "$lock: packages: 'tarball:./dep.tgz': it is a different file for each of a/dep.tgz and b/dep.tgz, but bun has one place for both; give them different names" ]
}

@test "what cannot be fetched as it is says what to do" {
	local lock
	lock=$(bun_lock_of '
    "url": ["url@https://example.org/a.tgz", {}],
    "sha": ["sha@1.0.0", "", {}, "sha384-AAAA"],
    "cut": ["cut@1.0.0", "", {}, "sha512-zz"],
    "quote": ["quote@https://example.org/a@b'"'"'c.tgz", {}],
    "passwd": ["passwd@1.0.0", "file:///etc/passwd", {}, "sha512-'"$(printf 'A%.0s' {1..86})"'=="],
    "none": ["none@1.0.0", "https://npm.example.org/none/-/none-1.0.0.tgz", {}, ""],
    "gh": ["gh@github:o/r#abc1234", {}, "o-r-abc1234"],
    "git": ["git@git+https://example.org/x#main", {}, "main"],
    "file": ["file@./x.tgz", {}],')
	refused() {
		run failure "($(bun_deps "bunLock = $lock;")).fragments.\"$1\".drvPath"
		echo "$output" >&2
		[[ "$output" == "$lock: packages: '$1': $2"* ]]
	}
	refused tarball:https://example.org/a.tgz "the lockfile has no integrity for it; give outputHashes.\"tarball:https://example.org/a.tgz\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name url.tgz 'https://example.org/a.tgz'\` prints"
	refused "tarball:https://example.org/a@b'c.tgz" "the lockfile has no integrity for it; give outputHashes.\"tarball:https://example.org/a@b'c.tgz\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name quote.tgz 'https://example.org/a@b'\\''c.tgz'\` prints"
	refused cut@1.0.0 "its integrity 'sha512-zz' is damaged; restore the lockfile (\`git checkout bun.lock\`), or remove the integrity and run \`bun install --lockfile-only\`"
	refused passwd@1.0.0 "its tarball 'file:///etc/passwd' does not have an http or https address"
	refused sha@1.0.0 "its integrity 'sha384-AAAA' has no hash that Nix can check (sha512, sha256, sha1); give outputHashes.\"sha@1.0.0\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name sha-1.0.0.tgz 'https://registry.npmjs.org/sha/-/sha-1.0.0.tgz'\` prints"
	refused none@1.0.0 "the lockfile has no integrity for it; give outputHashes.\"none@1.0.0\""
	refused github:o-r-abc1234 "the lockfile has no integrity for it; give outputHashes.\"github:o-r-abc1234\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name gh.tgz 'https://codeload.github.com/o/r/legacy.tar.gz/abc1234'\` prints"
	refused git:main "'main' is not a git commit"
	# All of them at once, but for those that are taken from elsewhere.
	run failure "($(bun_deps "bunLock = $lock; outputHashes.\"none@1.0.0\" = \"sha256:$(printf '0%.0s' {1..52})\"; overrides.\"cut@1.0.0\" = _: ./x;")).fragments.\"github:o-r-abc1234\".drvPath"
	[ "$(grep -o 'outputHashes."[^"]*"\|nix-prefetch-url --name [^ ]*' <<<"$output")" = 'outputHashes."github:o-r-abc1234"
nix-prefetch-url --name gh.tgz
outputHashes."sha@1.0.0"
nix-prefetch-url --name sha-1.0.0.tgz
outputHashes."tarball:https://example.org/a.tgz"
nix-prefetch-url --name url.tgz
outputHashes."tarball:https://example.org/a@b'"'"'c.tgz"
nix-prefetch-url --name quote.tgz' ]
	refused tarball:./x.tgz "there is no file $BATS_TEST_TMPDIR/x.tgz; give the lockfile as a path in the project (./bun.lock), with this file in its place"
	# With a hash from the user it is fetched.
	evaluate "($(bun_deps "bunLock = $lock; outputHashes.\"github:o-r-abc1234\" = \"sha256:0000000000000000000000000000000000000000000000000000\";")).fragments.\"github:o-r-abc1234\".drvPath"
}

@test "packages of another os or cpu are left out, of another libc where they are optional" {
	local linux musl darwin all version
	for version in 1.2 1.3 1.4; do
		cp "$lockfiles/bun$version.lock" "$BATS_TEST_TMPDIR/bun.lock"
		linux=$(keys "bunLock = $BATS_TEST_TMPDIR/bun.lock; ")
		[[ "$linux" == *'"@esbuild/linux-x64@0.25.0"'* && "$linux" != *'"@esbuild/darwin-arm64@0.25.0"'* ]]
		# Not optional here, and bun 1.2 to 1.4 go without it all the same.
		[[ "$linux" != *fsevents* ]]
		all=$(keys "bunLock = $BATS_TEST_TMPDIR/bun.lock; allPlatforms = true;")
		[ "$(grep -o '@esbuild/' <<<"$all" | wc -l)" = 25 ]
	done
	# Before 1.4.4 bun does not read a package's libc; which bun will install is not known here.
	[[ "$linux" == *rollup-linux-x64-gnu* && "$linux" == *rollup-linux-x64-musl* ]]
	linux=$(keys "bunLock = $lockfiles/bun1.4.lock; bun = { version = \"1.4.3\"; outPath = \"/bun\"; };")
	[[ "$linux" == *rollup-linux-x64-gnu* && "$linux" == *rollup-linux-x64-musl* ]]
	linux=$(keys "bunLock = $lockfiles/bun1.4.lock; $reads_libc")
	[[ "$linux" == *rollup-linux-x64-gnu* && "$linux" != *rollup-linux-x64-musl* ]]
	musl=$(keys "bunLock = $lockfiles/bun1.4.lock; libc = \"musl\"; $reads_libc")
	[[ "$musl" != *rollup-linux-x64-gnu* && "$musl" == *rollup-linux-x64-musl* ]]
	# bun 1.2 and 1.3 do not write it.
	linux=$(keys "bunLock = $lockfiles/bun1.2.lock; $reads_libc")
	[[ "$linux" == *rollup-linux-x64-gnu* && "$linux" == *rollup-linux-x64-musl* ]]
	darwin=$(keys "bunLock = $lockfiles/bun1.4.lock; system = \"aarch64-darwin\";")
	[[ "$darwin" != *'"@esbuild/linux-x64@0.25.0"'* && "$darwin" == *'"@esbuild/darwin-arm64@0.25.0"'* && "$darwin" == *fsevents* ]]
	# One that is needed is installed by bun 1.4 whatever its libc.
	linux=$(keys "bunLock = $(bun_lock_of '    "a": ["b@1.0.0", "", { "os": "linux", "libc": "musl" }, "sha512-AA"],' '"dependencies": { "a": "npm:b" }'); $reads_libc")
	[ "$linux" = '["b@1.0.0"]' ]
	linux=$(keys "bunLock = $(bun_lock_of '    "a": ["b@1.0.0", "", { "os": "linux", "libc": "musl" }, "sha512-AA"],' '"optionalDependencies": { "a": "npm:b" }'); $reads_libc")
	[ "$linux" = '[]' ]
	# A peer is needed, too.
	linux=$(keys "bunLock = $(bun_lock_of '
    "b": ["b@1.0.0", "", { "os": "linux", "libc": "musl" }, "sha512-AA"],
    "c": ["c@1.0.0", "", { "os": "linux", "libc": "musl" }, "sha512-AA"],
    "d": ["d@1.0.0", "", { "peerDependencies": { "b": "1", "c": "1" }, "optionalPeers": ["c"] }, "sha512-AA"],'); $reads_libc")
	[ "$linux" = '["b@1.0.0","d@1.0.0"]' ]
}

@test "with a bun.nix, too, the bun.lock beside it says which packages are of this platform" {
	local nix=$BATS_TEST_TMPDIR/bun.nix
	bun_lock_of '
    "a": ["a@1.0.0", "", { "os": "linux" }, "sha512-AA"],
    "b": ["b@1.0.0", "", { "os": "darwin" }, "sha512-AA"],'
	echo '{ ... }: { "a@1.0.0" = ./a; "b@1.0.0" = ./b; "c@1.0.0" = ./c; }' >"$nix"
	[ "$(keys "bunNix = $nix;")" = '["a@1.0.0","c@1.0.0"]' ]
	[ "$(keys "bunNix = $nix; allPlatforms = true;")" = '["a@1.0.0","b@1.0.0","c@1.0.0"]' ]
	[ "$(keys "bunNix = $nix; system = \"x86_64-darwin\";")" = '["b@1.0.0","c@1.0.0"]' ]
	[ "$(keys "bunNix = $nix; bunLock = null;")" = '["a@1.0.0","b@1.0.0","c@1.0.0"]' ]
}

@test "an optional package can be left out" {
	local lock
	lock=$(bun_lock_of '    "a": ["a@1.0.0", "", {}, "sha512-AA"], "b": ["b@1.0.0", "", {}, "sha512-AA"]' '"dependencies": { "a": "1" }, "optionalDependencies": { "b": "1" }')
	[ "$(keys "bunLock = $lock; overrides.\"b@1.0.0\" = null;")" = '["a@1.0.0"]' ]
	run failure "($(bun_deps "bunLock = $lock; overrides.\"a@1.0.0\" = null;")).drvPath"
	[ "$output" = 'fetchBunDeps: overrides."a@1.0.0": null leaves a package out, but this one is not optional; give a function from its directory to another' ]
}

@test "what a registry's URL says of a user reaches no derivation" {
	local secret='me:s3cr%40t' folder=$BATS_TEST_TMPDIR
	bun_lock_of "    \"a\": [\"a@1.0.0\", \"\", {}, \"sha512-$(printf 'A%.0s' {1..86})==\"], \"@s/b\": [\"@s/b@1.0.0\", \"\", {}, \"sha512-$(printf 'A%.0s' {1..86})==\"]"
	clean() {
		local drv
		drv=$(nix-instantiate --expr "$(bun_deps "bunLock = $folder/bun.lock; $1")")
		nix-store -qR "$drv" | xargs cat >"$folder/drvs"
		grep -q 'https://one.example.org/a/-/a-1.0.0.tgz' "$folder/drvs"
		grep -q 'https://two.example.org/@s/b/-/b-1.0.0.tgz' "$folder/drvs"
		! grep -q 's3cr' "$folder/drvs"
	}
	printf '[install]\nregistry = { url = "https://%s@one.example.org" }\n[install.scopes]\ns = "https://%s@two.example.org/"\n' "$secret" "$secret" >"$folder/bunfig.toml"
	clean ''
	rm "$folder/bunfig.toml"
	printf 'registry=https://%s@one.example.org\n@s:registry=https://%s@two.example.org/\n' "$secret" "$secret" >"$folder/.npmrc"
	clean ''
	clean "npmrc = null; registries = { default = \"https://$secret@one.example.org\"; \"@s\" = \"https://$secret@two.example.org\"; };"
}

@test "registries are read from bunfig.toml and .npmrc" {
	local bunfig=$BATS_TEST_TMPDIR/bunfig.toml npmrc=$BATS_TEST_TMPDIR/npmrc
	cat >"$bunfig" <<-'EOF'
		[install]
		registry = { url = "https://one.example.org/npm/", token = "$TOKEN" }
		[install.scopes]
		plain = "https://two.example.org"
		"@at" = { token = "x", url = "https://three.example.org/" }
	EOF
	[ "$(evaluate "import $root/nix/bun/bunfigRegistries.nix $bunfig")" = \
		'{"@at":"https://three.example.org/","@plain":"https://two.example.org","default":"https://one.example.org/npm/"}' ]
	printf '@npmrc:registry=https://four.example.org\n@plain:registry=https://two.example.org/\n' >"$npmrc"
	[ "$(evaluate "import $root/nix/bun/registries.nix { bunfig = $bunfig; npmrc = $npmrc; registries.\"@at\" = \"https://five.example.org\"; }")" = \
		'{"@at":"https://five.example.org","@npmrc":"https://four.example.org","@plain":"https://two.example.org","default":"https://one.example.org/npm/"}' ]
	# Which of the two counts differs between bun 1.3 and 1.4.
	echo 'registry=https://six.example.org/' >>"$npmrc"
	run failure "import $root/nix/bun/registries.nix { bunfig = $bunfig; npmrc = $npmrc; registries = { }; }"
	[[ "$output" == "$npmrc and $bunfig have different registries for 'default', and bun's version decides which one it uses; make them the same, or give registries.\"default\"" ]]
	# shellcheck disable=SC2016
	printf '[install.scopes]\nx = { url = "$REGISTRY" }\n' >"$bunfig"
	run failure "import $root/nix/bun/bunfigRegistries.nix $bunfig"
	[ "$output" = "$bunfig: install.scopes.x has no URL, or its URL has an environment variable, which fragstore does not read; give the URL in \`registries\`" ]
	printf '[install]\nscopes = [1]\n' >"$bunfig"
	run failure "import $root/nix/bun/bunfigRegistries.nix $bunfig"
	[ "$output" = "$bunfig: install.scopes is not a table" ]
}

@test "where a registry's packages are fetched from, and what bun's folder says of it" {
	local lock sri
	sri=sha512-$(printf 'A%.0s' {1..86})==
	lock=$(bun_lock_of "$(sed "s|SRI|$sri|" <<-'EOF'
    "a": ["a@1.0.0", "", {}, "SRI"],
    "@s/b": ["@s/b@1.0.0", "", {}, "SRI"],
    "@s/c": ["@s/c@1.0.0", "https://npm.example.org:8443/x/@s/c/-/c-1.0.0.tgz", {}, "SRI"],
    "d": ["d@1.0.0", "https://npm.example.org:8443/download/d/1.0.0/abc", {}, "SRI"],
    "e": ["e@https://example.org/e.tgz", {}, "SRI"],
    "f(": ["f(@1.0.0", "https://npm.example.org/f.tgz", {}, "SRI"],
    "o": ["o@1.0.0", "", {}, "SRI"],
    "u": ["u@https://example.org/u.tgz", {}, "SRI"],
		EOF
	)" '"dependencies": { "a": "1", "@s/b": "1", "@s/c": "1", "d": "1", "e": "1", "f(": "1" }, "optionalDependencies": { "o": "1", "u": "https://example.org/u.tgz" }')
	# What follows "#" is for those who read that it cannot be downloaded.
	[ "$(fetched_from "bunLock = $lock;" o@1.0.0)" = "https://registry.npmjs.org/o/-/o-1.0.0.tgz#if-it-is-gone:overrides.\"o@1.0.0\"=null;" ]
	[ "$(fetched_from "bunLock = $lock;" tarball:https://example.org/u.tgz)" = "https://example.org/u.tgz#if-it-is-gone:overrides.\"tarball:https://example.org/u.tgz\"=null;" ]
	[ "$(fetched_from "bunLock = $lock;" a@1.0.0)" = https://registry.npmjs.org/a/-/a-1.0.0.tgz ]
	[ "$(fetched_from "bunLock = $lock; registries.\"@s\" = \"https://two.example.org/npm\";" @s/b@1.0.0)" = https://two.example.org/npm/@s/b/-/b-1.0.0.tgz ]
	[ "$(fetched_from "bunLock = $lock; registries.default = \"https://one.example.org\";" @s/b@1.0.0)" = https://one.example.org/@s/b/-/b-1.0.0.tgz ]
	printf '[install.scopes]\ns = "https://bunfig.example.org/"\n' >"$BATS_TEST_TMPDIR/other.toml"
	printf '@s:registry=https://npmrc.example.org/\n' >"$BATS_TEST_TMPDIR/npmrc"
	[ "$(fetched_from "bunLock = $lock; npmrcPath = $BATS_TEST_TMPDIR/npmrc;" @s/b@1.0.0)" = https://npmrc.example.org/@s/b/-/b-1.0.0.tgz ]

	[ "$(option_of "bunLock = $lock; registries.default = \"https://one.example.org\";" a@1.0.0 --registry)" = https://one.example.org ]
	[ "$(option_of "bunLock = $lock;" a@1.0.0 --registry)" = none ]
	registry() { evaluate "($(bun_deps "bunLock = $lock; $1")).packages.\"$2\".registry" | tr -d '"'; }
	[ "$(registry '' a@1.0.0)" = null ]
	[ "$(registry 'registries.default = "https://registry.npmjs.org";' a@1.0.0)" = null ]
	[ "$(registry 'registries.default = "https://one.example.org:1/x";' a@1.0.0)" = https://one.example.org:1/x ]
	[ "$(registry 'registries.default = "https://one.example.org";' @s/b@1.0.0)" = https://one.example.org ]
	# A scope that has npm's own registry is named by it.
	[ "$(registry 'registries."@s" = "https://registry.npmjs.org/";' @s/b@1.0.0)" = https://registry.npmjs.org/ ]
	[ "$(registry 'registries."@s" = "https://me:secret@two.example.org/";' @s/b@1.0.0)" = https://two.example.org/ ]
	[ "$(registry 'registries.default = "https://one.example.org";' tarball:https://example.org/e.tgz)" = null ]
	# Where the lockfile says a tarball is, does not matter to bun.
	[ "$(registry '' @s/c@1.0.0)" = null ]
	[ "$(registry '' d@1.0.0)" = null ]
	[ "$(registry '' 'f(@1.0.0')" = null ]
	[ "$(fetched_from "bunLock = $lock;" d@1.0.0)" = https://npm.example.org:8443/download/d/1.0.0/abc ]

	# What is beside the lockfile counts if nothing else is given; bun2nix's names may be of files that do not exist.
	cp "$BATS_TEST_TMPDIR/other.toml" "$BATS_TEST_TMPDIR/bunfig.toml"
	printf 'registry=https://default.example.org/\n' >"$BATS_TEST_TMPDIR/.npmrc"
	[ "$(registry '' @s/b@1.0.0)" = https://bunfig.example.org/ ]
	[ "$(registry '' a@1.0.0)" = https://default.example.org/ ]
	[ "$(registry 'bunfig = null;' @s/b@1.0.0)" = https://default.example.org/ ]
	[ "$(registry "bunfigPath = $BATS_TEST_TMPDIR/missing; npmrcPath = $BATS_TEST_TMPDIR/missing;" @s/b@1.0.0)" = null ]
	# The integrity is in the name of a tarball's folder, and of no other.
	[ "$(option_of "bunLock = $lock;" tarball:https://example.org/e.tgz --integrity)" = "$sri" ]
	[ "$(option_of "bunLock = $lock;" a@1.0.0 --integrity)" = none ]
}

@test "arguments that are wrong or unknown are refused" {
	refused() {
		run failure "($(bun_deps "$1")).drvPath"
		echo "$output" >&2
		[[ "$output" == "$2"* ]]
	}
	local lock="bunLock = $lockfiles/bun1.4.lock;"
	# shellcheck disable=SC2016
	refused '' 'fetchBunDeps: give `bunLock` (bun'"'"'s own bun.lock) or `bunNix` (a bun.nix that bun2nix made)'
	refused "bunLock = 1;" "fetchBunDeps: bunLock is 1, but must be a path, which is written without quotes, or null: \`bunLock = ./bun.lock;\`"
	refused "bunNix = [ ];" "fetchBunDeps: bunNix is an empty list, but must be a path, "
	refused "bunLock = $lockfiles/small.bun.nix;" "$lockfiles/small.bun.nix: it is a Nix file, and not a bun.lock; if bun2nix made it, give it as \`bunNix\`"
	refused "bunNix = $lockfiles/bun1.4.lock;" "$lockfiles/bun1.4.lock: it is not a bun.nix; give it as \`bunLock\`"
	refused "$lock bunfig = $lockfiles/missing;" "fetchBunDeps: bunfig: there is no file $lockfiles/missing"
	refused "$lock npmrc = $lockfiles/missing;" "fetchBunDeps: npmrc: there is no file $lockfiles/missing"
	refused "$lock registries.defualt = \"https://example.org\";" "fetchBunDeps: registries: 'defualt' is neither 'default' nor an \"@scope\""
	refused "$lock registries.\"@my\" = \"example.org\";" "fetchBunDeps: registries.\"@my\" is not the URL of a registry (http or https)"
	refused "$lock registries.\"@my\".url = \"https://example.org\";" "fetchBunDeps: registries.\"@my\" is not the URL of a registry (http or https)"
	refused "$lock registries = [ ];" "fetchBunDeps: registries is an empty list, but must be a set: "
	refused "$lock overrides = [ ];" "fetchBunDeps: overrides is an empty list, but must be a set with a package's name and version as each name: "
	refused "$lock overrides.\"react@19.0.0\" = p: null;" 'fetchBunDeps: overrides."react@19.0.0": it returns something that is not a directory'
	refused "$lock overrides.\"react@19.0.0\" = p: 1;" 'fetchBunDeps: overrides."react@19.0.0": it returns something that is not a directory'
	refused "$lock overides = { };" "fetchBunDeps: unknown 'overides'; did you mean 'overrides'"
	refused "$lock overrides.\"reactt@19.0.0\" = p: p;" "fetchBunDeps: overrides: $lockfiles/bun1.4.lock: unknown 'reactt@19.0.0'; did you mean 'react@19.0.0'"
	refused "$lock overrides.\"react@19.0.0\" = ./x;" 'fetchBunDeps: overrides."react@19.0.0" is not a function from the old directory to the new one'
	refused "$lock outputHashes.\"react@19.0.1\" = \"\";" "fetchBunDeps: outputHashes: $lockfiles/bun1.4.lock: unknown 'react@19.0.1'; did you mean 'react@19.0.0'"
	# shellcheck disable=SC2016 # a message has it so
	refused "$lock patchShebangs = \"yes\";" 'fetchBunDeps: patchShebangs is the string "yes", but must be true or false, without quotes: `patchShebangs = true;`'
	refused "$lock nativeBuildInputs = { };" 'fetchBunDeps: nativeBuildInputs is a set, but must be a list of packages: '
	refused "$lock nativeBuildInputs = [ 1 ];" 'fetchBunDeps: nativeBuildInputs is a list that has 1, but must be a list of packages: '
	# shellcheck disable=SC2016
	refused "$lock autoPatchElf = true;" 'fetchBunDeps: autoPatchElf: give `bintools`, whose nix-support/dynamic-linker names the dynamic linker; nixpkgs has this package'
	refused "$lock shards = 0;" 'fetchBunDeps: shards is 0, but must be a number from 1 on, or null'
	refused "$lock system = \"vax-vms\";" "fetchBunDeps: system is \"vax-vms\", which fragstore does not know; "
}

@test "git addresses" {
	url() { [ "$(evaluate "import $root/nix/source/gitUrl.nix \"$1\"")" = "\"$2\"" ]; }
	url git+https://example.org/a.git https://example.org/a.git
	url git+ssh://git@example.org:22/o/a.git ssh://git@example.org:22/o/a.git
	url git+ssh://git@example.org:o/a.git ssh://git@example.org/o/a.git
	url git@example.org:o/a.git ssh://git@example.org/o/a.git
	url git+file:///srv/a file:///srv/a
}
