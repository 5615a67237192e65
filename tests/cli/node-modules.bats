#!/usr/bin/env bats
# node-modules: what it refuses, and that what it writes depends on its input alone. What pnpm writes: tests/fidelity/pnpm-trees.bats.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	for name in a b; do
		mkdir -p "$name/package"
		echo "{\"name\":\"$name\",\"version\":\"1.0.0\",\"bin\":\"$name.js\"}" >"$name/package/package.json"
		echo '#!/usr/bin/env node' >"$name/package/$name.js"
		tar -czf "$name.tgz" -C "$name" package
	done
	mkdir project
	echo '{"name":"app","dependencies":{"a":"1.0.0"}}' >project/package.json
	printf 'a@1.0.0\t%s\nb@1.0.0\t%s\n' "$PWD/a.tgz" "$PWD/b.tgz" >list
	lockfile "a@1.0.0"
}

# lockfile KEY [ALIAS [ROOT_VERSION]]: a depends on b under ALIAS.
lockfile() {
	cat >project/pnpm-lock.yaml <<-END
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      a: { specifier: 1.0.0, version: ${3-1.0.0} }
		packages:
		  $1: { resolution: { integrity: $(sri a.tgz) }, hasBin: true }
		  b@1.0.0: { resolution: { integrity: $(sri b.tgz) }, hasBin: true }
		snapshots:
		  $1:
		    dependencies: { ${2-b}: b@1.0.0 }
		  b@1.0.0: {}
	END
}

tree() { node-modules --lockfile project/pnpm-lock.yaml --project project --list list --out out --store-dir /s --manager pnpm@11.28.11 "$@"; }

# refused MESSAGE: and nothing is left.
refused() {
	run tree
	[ "$status" -eq 1 ]
	[[ $output == *"$1"* ]]
	[ "${#lines[@]}" -eq 1 ]
	[ "$(find . -maxdepth 1 -name '*out*')" = "" ]
}

@test "packages, links, commands" {
	tree
	[ "$(readlink out/node_modules/a)" = .pnpm/a@1.0.0/node_modules/a ]
	[ "$(readlink out/node_modules/.pnpm/a@1.0.0/node_modules/b)" = ../../b@1.0.0/node_modules/b ]
	[ "$(readlink out/node_modules/.bin/a)" = ../.pnpm/a@1.0.0/node_modules/a/a.js ]
	[ -x out/node_modules/a/a.js ]
	[ -x out/node_modules/.pnpm/a@1.0.0/node_modules/a/node_modules/.bin/b ]
	grep -q '"storeDir": "/s/v11"' out/node_modules/.modules.yaml
	cmp project/pnpm-lock.yaml out/node_modules/.pnpm/lock.yaml
}

@test "the same bytes whatever the threads, the order of the list, and whether the lockfile is JSON" {
	tree --threads 1
	mv out one
	sort -r list >list2 && mv list2 list
	(umask 077 && tree --threads 2)
	diff -r one out
	diff <(cd one && find . -printf '%p %m %l\n' | sort) <(cd out && find . -printf '%p %m %l\n' | sort)
	mv out two
	cp -p project/pnpm-lock.yaml made # its time is in pnpm's state
	echo "{\"lockfileVersion\":\"9.0\",\"importers\":{\".\":{\"dependencies\":{\"a\":{\"specifier\":\"1.0.0\",\"version\":\"1.0.0\"}}}},
		\"packages\":{\"a@1.0.0\":{\"resolution\":{\"integrity\":\"$(sri a.tgz)\"},\"hasBin\":true},\"b@1.0.0\":{\"resolution\":{\"integrity\":\"$(sri b.tgz)\"},\"hasBin\":true}},
		\"snapshots\":{\"a@1.0.0\":{\"dependencies\":{\"b\":\"b@1.0.0\"}},\"b@1.0.0\":{}}}" >project/pnpm-lock.yaml
	touch -r made project/pnpm-lock.yaml
	tree
	diff -r --exclude lock.yaml two out
}

@test "a tarball that is not what the lockfile says, and one that is not in the list" {
	cp b.tgz a.tgz
	refused "a@1.0.0: "
	sed -i 1d list
	refused "a@1.0.0: is not in the list"
}

@test "an optional package that is not in the list is left out" {
	sed -i 's/    dependencies: {/    optionalDependencies: {/' project/pnpm-lock.yaml
	sed -i '/^b@/d' list
	tree
	[ ! -e out/node_modules/.pnpm/b@1.0.0 ]
	grep -A1 '"skipped"' out/node_modules/.modules.yaml | grep -q b@1.0.0
}

@test "an optional package whose install script failed, an empty folder in the list, is left out, now and later; and is noted" {
	sed -i 's/    dependencies: {/    optionalDependencies: {/; s/^  b@1.0.0: {}/  b@1.0.0: { optional: true }/' project/pnpm-lock.yaml
	mkdir empty
	sed -i "s|^b@1.0.0\t.*|b@1.0.0\t$PWD/empty|" list
	tree
	[ ! -e out/node_modules/.pnpm/b@1.0.0 ]
	printf 'lockfile\tx\n' >note
	node-modules --lockfile project/pnpm-lock.yaml --list list --manager pnpm@11.28.11 --pack --about note --out packed
	[ "$(cat packed/about)" = $'lockfile\tx\nfailed\tb@1.0.0' ]
	node-modules --deps packed --project project --out later
	diff -r --no-dereference --exclude '*.yaml' --exclude '*.json' out later
	# One that is needed is missed.
	rm -r out
	sed -i "s|^a@1.0.0\t.*|a@1.0.0\t$PWD/empty|" list
	refused "a@1.0.0: is not in the list"
}

@test "names that climb, have no version, or are not there" {
	lockfile "'../../a@1.0.0'" b "'../../a@1.0.0'"
	refused "is not a package's name and version"
	lockfile a@1.0.0 "'../../b'"
	refused "is not a name that a dependency can have"
	lockfile a@1.0.0 b 2.0.0
	refused "'a@2.0.0' is not in snapshots"
	echo "lockfileVersion: '6.0'" >project/pnpm-lock.yaml
	refused "lockfileVersion is 6.0, not 9.0"
	printf 'a: &x [*x]\n' >project/pnpm-lock.yaml
	refused "an alias of nothing that is complete before it"
	printf '%.0s[' {1..200} >project/pnpm-lock.yaml
	refused "project/pnpm-lock.yaml: line 1: "
}

@test "YAML that people write: documents, directives, anchors, tags" {
	tree
	cp -r out plain
	local lock settings
	lock=$(<project/pnpm-lock.yaml)
	for settings in '' '%%YAML 1.2\n---\n' '# why\n---  # or not\n' '---\nabout: pnpm\n---\n'; do
		rm -rf out
		# shellcheck disable=SC2059 # it has escapes
		{ printf -- "$settings" && printf "%s\n...\n" "$lock"; } >project/pnpm-lock.yaml
		printf '%%YAML 1.2\n---\nanchors: &some\n  hoist: &no false\n  list: [ a, *no ]\ncatalog: *some\nhoist: *no\n...\n' >project/pnpm-workspace.yaml
		tree
		[ ! -e out/node_modules/.pnpm/node_modules ]
		diff <(cd plain && find . -name a | sort) <(cd out && find . -name a | sort)
	done
}

@test "a layout that is not known is refused, and says what installs it" {
	echo 'nodeLinker: hoisted' >project/pnpm-workspace.yaml
	refused 'use installer = "pnpm"'
	local setting
	for setting in 'symlink: false' 'enableGlobalVirtualStore: true' 'modulesDir: ../deps' 'virtualStoreDir: ../store' 'virtualStoreDirMaxLength: 10'; do
		echo "$setting" >project/pnpm-workspace.yaml
		refused "pnpm-lock.yaml: the setting ${setting%:*} needs pnpm itself; use installer = \"pnpm\""
	done
}

# As with pnpm 10.33.0 config get.
@test ".npmrc: quotes, comments, escapes and sections" {
	local text
	for text in 'node-linker=hoisted # ours' 'node-linker = "hoisted" ; no' '  symlink = false' '; x\n\nsymlink=false\r\n[x]\nsymlink=true'; do
		# shellcheck disable=SC2059 # with line ends
		printf "$text" >project/.npmrc
		run -1 tree --manager pnpm@10.33.0
		[[ $output == *'use installer = "pnpm"' ]]
	done
	printf '%s\n' 'modules-dir=a\;b ; c' '[x]' 'node-linker=hoisted' >project/.npmrc
	tree --manager pnpm@10.33.0
	[ -L 'out/a;b/a' ]
}

@test "a package.json that the lockfile was not made for" {
	local update="run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml"
	echo '{"dependencies":{"a":"^1.0.0"}}' >project/package.json
	refused "package.json: wants '^1.0.0' of 'a', but the lockfile was made for '1.0.0'; $update"
	echo '{"dependencies":{"a":"1.0.0"},"devDependencies":{"c":"1"}}' >project/package.json
	refused "package.json: depends on 'c', which the lockfile does not have; $update"
	echo '{}' >project/package.json
	refused "package.json: does not depend on 'a', but the lockfile does; $update"
	# The same without a list.
	run node-modules --lockfile project/pnpm-lock.yaml --project project --check
	[ "$status:$output" = "1:node-modules: package.json: does not depend on 'a', but the lockfile does; $update" ]
	echo '{"dependencies":{"a":"1.0.0"}}' >project/package.json
	run node-modules --lockfile project/pnpm-lock.yaml --project project --check
	[ "$status:$output" = "0:" ]
	# What overrides and pnpmfiles change is not in package.json.
	echo '{"dependencies":{"a":"^1.0.0"}}' >project/package.json
	printf 'overrides:\n  a@1: 1.0.0\n' >>project/pnpm-lock.yaml
	tree
	rm -r out
	sed -i '/overrides/,$d' project/pnpm-lock.yaml
	echo 'pnpmfileChecksum: sha256-x' >>project/pnpm-lock.yaml
	tree
}

@test "a JavaScript runtime is left to the machine" {
	echo '{"dependencies":{"a":"1.0.0"},"devEngines":{"runtime":{"name":"node","version":"^24.0.0","onFail":"download"}}}' >project/package.json
	sed -i -e 's/^packages:/    devDependencies:\n      node: { specifier: "runtime:^24.0.0", version: "runtime:24.4.1" }\n&\n  node@runtime:24.4.1: { resolution: { type: variations, variants: [] }, hasBin: true, version: 24.4.1 }/' \
		-e 's/^snapshots:/&\n  node@runtime:24.4.1: {}/' project/pnpm-lock.yaml
	tree
	[ -e out/node_modules/a/a.js ]
	[ ! -e out/node_modules/node ]
	[ ! -L out/node_modules/node ]
}

@test "an optional package that wants another Node.js is left out, where that is known" {
	sed -i 's/{ b: b@1.0.0 }/{}\n    optionalDependencies: &/; s/^\(  b@1.0.0: {.*\) }/\1, engines: { node: "^20 || >= 22.1" } }/' project/pnpm-lock.yaml
	local version
	for version in v22.0.9 21.9.9; do
		tree --node "$version"
		[ ! -e out/node_modules/.pnpm/b@1.0.0 ]
		rm -r out
	done
	for version in v22.1.0 20.0.0; do
		tree --node "$version"
		[ -e out/node_modules/.pnpm/b@1.0.0 ]
		rm -r out
	done
	tree
	[ -e out/node_modules/.pnpm/b@1.0.0 ]
	rm -r out
	echo 'nodeVersion: 21.0.0' >project/pnpm-workspace.yaml
	tree --node v22.1.0
	[ ! -e out/node_modules/.pnpm/b@1.0.0 ]
	rm -r out
	echo 'nodeVersion: 22' >project/pnpm-workspace.yaml
	refused "the setting nodeVersion is '22'; write a whole version, such as 22.13.0"
	fails 2 "option '--node' is a version such as 22.13.0, not 'v22'" tree --node v22
}

teardown() {
	! mountpoint -q disk || umount disk
}

# extents FILE: the extents that other files have, too.
extents() {
	filefrag -v "$1" | awk -F: '/shared/ { print $2, $3, $4 }'
}

# listing DIR: names, types, modes, texts of symlinks, contents.
listing() {
	(cd "$1" && find . -printf '%p %y %m %l\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}

# shares_places KIND: on a file system of mkfs.KIND the second place of b has the extents of its first.
shares_places() {
	command -v "mkfs.$1" || skip "there is no mkfs.$1"
	command -v filefrag || skip "there is no filefrag"
	truncate -s 320M image && mkdir disk
	"mkfs.$1" -q image
	mount -o loop image disk || skip "cannot mount a file system of mkfs.$1"
	head -c 300000 /dev/urandom >b/package/large
	mkdir b/package/lib
	head -c 5000 /dev/urandom >b/package/lib/tool
	chmod +x b/package/lib/tool
	: >b/package/empty
	printf '#!/usr/bin/env node\r\n' >b/package/b.js
	tar -czf b.tgz -C b package
	lockfile a@1.0.0
	sed -i 's/b: b@1.0.0 }/b: b@1.0.0, c: b@1.0.0(a@1.0.0) }/; $s/.*/&\n  b@1.0.0(a@1.0.0): {}/' project/pnpm-lock.yaml
	tree
	tree --out disk/out
	diff <(listing out) <(listing disk/out)
	sync -f disk
	local first=disk/out/node_modules/.pnpm/b@1.0.0/node_modules/b second=disk/out/node_modules/.pnpm/b@1.0.0_a@1.0.0/node_modules/b
	for file in large lib/tool; do
		[ -n "$(extents "$first/$file")" ]
		diff <(extents "$first/$file") <(extents "$second/$file")
	done
}

@test "btrfs: the files of a package's second place share their bytes with the first's" {
	shares_places btrfs
}

@test "XFS: the files of a package's second place share their bytes with the first's" {
	shares_places xfs
}

@test "pnpm, --prod: an optional peer that only the project's devDependencies give is left out, as the version has it" {
	echo '{"name":"app","dependencies":{"a":"1.0.0"},"devDependencies":{"b":"1.0.0"}}' >project/package.json
	cat >project/pnpm-lock.yaml <<-END
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      a: { specifier: 1.0.0, version: 1.0.0(b@1.0.0) }
		    devDependencies:
		      b: { specifier: 1.0.0, version: 1.0.0 }
		packages:
		  a@1.0.0:
		    resolution: { integrity: $(sri a.tgz) }
		    peerDependencies: { b: '*' }
		    peerDependenciesMeta: { b: { optional: true } }
		  b@1.0.0: { resolution: { integrity: $(sri b.tgz) } }
		snapshots:
		  a@1.0.0(b@1.0.0):
		    optionalDependencies: { b: 1.0.0 }
		  b@1.0.0: {}
	END
	local version
	for version in 9.15.9 10.33.0 11.27.1 12.6.0; do
		tree --prod --manager "pnpm@$version"
		[ -d out/node_modules/.pnpm/a@1.0.0_b@1.0.0/node_modules/b ]
		rm -r out
	done
	for version in 11.28.0 12.7.0 11 12; do
		tree --prod --manager "pnpm@$version"
		[ "$(ls out/node_modules/.pnpm)" = $'a@1.0.0_b@1.0.0\nlock.yaml' ]
		[ "$(ls out/node_modules/.pnpm/a@1.0.0_b@1.0.0/node_modules)" = a ]
		rm -r out
	done
	tree
	[ -e out/node_modules/.pnpm/a@1.0.0_b@1.0.0/node_modules/b/b.js ]
	# Not where it is a required peer, which pnpm keeps.
	rm -r out
	sed -i '/peerDependenciesMeta/d' project/pnpm-lock.yaml
	tree --prod
	[ -e out/node_modules/.pnpm/a@1.0.0_b@1.0.0/node_modules/b/b.js ]
}

@test "pnpm: where there is nothing to install, the files of state are those that the version makes" {
	echo '{"name":"app","version":"1.0.0"}' >project/package.json
	printf '%s\n' "lockfileVersion: '9.0'" importers: '  .: {}' >project/pnpm-lock.yaml
	state() {
		tree --manager "pnpm@$1" "${@:2}"
		(cd out && find . -mindepth 2 | LC_ALL=C sort | tr '\n' ' ')
		rm -r out
	}
	[ "$(state 9.15.9)" = "" ]
	[ "$(state 11.28.11)" = "./node_modules/.pnpm-workspace-state-v1.json " ]
	[ "$(state 12.21.0)" = "./node_modules/.modules.yaml ./node_modules/.pnpm-workspace-state-v1.json " ]
	lockfile "a@1.0.0"
	sed -i 's/^    dependencies:/    devDependencies:/; s/^ .*snapshots:/snapshots:/' project/pnpm-lock.yaml
	echo '{"name":"app","version":"1.0.0","devDependencies":{"a":"1.0.0"}}' >project/package.json
	[[ $(state 11.28.11 --prod) == *"./node_modules/.pnpm/lock.yaml "* ]]
	[ "$(state 12.21.0 --prod)" = "./node_modules/.modules.yaml ./node_modules/.pnpm-workspace-state-v1.json " ]
}

@test "pnpm: a patched package needs its patch, or its patched folder" {
	lockfile a@1.0.0
	sed -i 's/version: 1.0.0 }/version: 1.0.0(patch_hash=abc) }/; /^snapshots:/,$ s/^  a@1.0.0:/  a@1.0.0(patch_hash=abc):/' project/pnpm-lock.yaml
	refused "node-modules: a@1.0.0: is patched: the list must have its patch, or its patched folder"
	printf 'diff --git a/new b/new\nnew file mode 100644\n' >a.patch
	sed -i 's/^a@1.0.0\t.*/&\ta.patch/' list
	tree
	[ -f "$(echo out/node_modules/.pnpm/a@1.0.0*/node_modules/a/new)" ]
}
