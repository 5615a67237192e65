#!/usr/bin/env bats
# node-modules --sources and --tarballs: what the lockfiles of all managers have fetched, and trees from a folder of that.
# shellcheck disable=SC2154  # root comes from the helper

load helper

# names LOCKFILE [OPTION...]: the names of what it has fetched.
names() {
	node-modules --lockfile "$@" --sources | cut -f 1
}

# npm_lock ENTRY: writes a package-lock.json with this entry of "packages".
npm_lock() {
	printf '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "a": "1.0.0" } }, %s } }\n' "$1" >package-lock.json
}

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	templates=$root/nix/templates
}

@test "lockfiles of pnpm and bun that have the same packages name the same files, sorted" {
	names "$templates/pnpm-vite/pnpm-lock.yaml" >pnpm
	names "$templates/bun-vite/bun.lock" >bun
	[ "$(wc -l <pnpm)" = 95 ]
	cmp pnpm bun
	LC_ALL=C sort -uc pnpm
}

@test "all versions of a manager's lockfile name the same files" {
	for version in 1.2 1.3 1.4; do
		names "$root/tests/fixtures/lockfiles/bun$version.lock" --manager bun >"bun$version"
	done
	for version in 10 11 12; do
		names "$root/tests/fixtures/lockfiles/pnpm$version.yaml" --manager pnpm >"pnpm$version"
	done
	[ "$(wc -l <bun1.4)" = 61 ]
	[ "$(wc -l <pnpm12)" = 63 ]
	cmp bun1.2 bun1.4 && cmp bun1.3 bun1.4
	cmp pnpm10 pnpm12 && cmp pnpm11 pnpm12
}

@test "a line has the integrity in hex, the URL and the key" {
	node-modules --lockfile "$root/tests/e2e/fixtures/npm/package-lock.json" --sources >all
	hex=$(node -p 'Buffer.from(require(process.argv[1]).packages["node_modules/is-odd"].integrity.slice(7), "base64").toString("hex")' "$root/tests/e2e/fixtures/npm/package-lock.json")
	grep -qxF "sha512-$hex.tgz	https://registry.npmjs.org/is-odd/-/is-odd-3.0.1.tgz	node_modules/is-odd" all
}

@test "packages for other platforms are there, unless --platform leaves them out" {
	for lockfile in pnpm-vite/pnpm-lock.yaml bun-vite/bun.lock; do
		node-modules --lockfile "$templates/$lockfile" --sources >all
		node-modules --lockfile "$templates/$lockfile" --sources --platform linux-arm64-musl >some
		grep -q 'esbuild/win32-x64' all
		[ "$(grep -o '@esbuild/[a-z0-9-]*/' some)" = @esbuild/linux-arm64/ ]
	done
	# Which libc, only pnpm's lockfile says here.
	[ "$(node-modules --lockfile "$templates/pnpm-vite/pnpm-lock.yaml" --sources --platform linux-arm64-musl | grep -c @rollup)" = 0 ]
	[ "$(node-modules --lockfile "$templates/pnpm-vite/pnpm-lock.yaml" --sources --platform linux-arm64 | grep -c @rollup)" = 1 ]
}

@test "registries are those of --registry, where the lockfile has no other address" {
	node-modules --lockfile "$templates/pnpm-vite/pnpm-lock.yaml" --sources --registry https://a.example/npm --registry @babel=https://b.example >all
	grep -qF $'\thttps://a.example/npm/react/-/react-' all
	grep -qF $'\thttps://b.example/@babel/core/-/core-' all
	[ "$(grep -c npmjs all)" = 0 ]
	node-modules --lockfile "$root/tests/e2e/fixtures/npm/package-lock.json" --sources --registry https://a.example | grep -qF 'https://a.example/is-odd/-/is-odd-3.0.1.tgz'
}

# registries LOCKFILE [OPTION...]: where LOCKFILE has the packages a, @q/a, @w/a … from, sorted, each without what all have: /a/-/a-1.0.0.tgz.
registries() {
	node-modules --lockfile "$1" --project . --sources "${@:2}" | sed -n 's/^[^\t]*\t\(.*\)\/a\/-\/a-1.0.0.tgz\t.*/\1/p' | LC_ALL=C sort | paste -sd' '
}

@test "registries of the project's .npmrc, bunfig.toml and pnpm-workspace.yaml; accounts and tokens stay out" {
	local name sri npm=() pnpm=() bun=()
	for name in a @q/a @w/a @x/a @y/a @z/a; do
		sri=sha512-$(printf %s "$name" | openssl dgst -sha512 -binary | base64 -w0)
		npm+=("\"node_modules/$name\": { \"version\": \"1.0.0\", \"integrity\": \"$sri\" }")
		pnpm+=("  '$name@1.0.0': { resolution: { integrity: $sri } }")
		bun+=("\"$name\": [\"$name@1.0.0\", \"\", {}, \"$sri\"]")
	done
	npm_lock "$(IFS=, && echo "${npm[*]}")"
	printf '%s\n' "lockfileVersion: '9.0'" packages: "${pnpm[@]}" >pnpm-lock.yaml
	printf '{ "lockfileVersion": 1, "workspaces": { "": { "dependencies": { "a": "1.0.0", "@q/a": "1.0.0", "@w/a": "1.0.0", "@x/a": "1.0.0", "@y/a": "1.0.0", "@z/a": "1.0.0" } } }, "packages": { %s } }\n' \
		"$(IFS=, && echo "${bun[*]}")" >bun.lock
	printf '%s\r\n' 'registry=https://a.example/npm ; ours' '@work:registry=https://no.example' '@w:registry = "https://u:p@w.example/"' '//w.example/:_authToken=SECRET' '[section]' '@w:registry=https://no.example' >.npmrc
	cat >bunfig.toml <<-'EOF'
		[install]
		linker = "hoisted"
		registry = "https://b.example/" # ours
		scopes = [
		  "https://no.example",
		]
		[install.scopes]
		"@x" = "https://x.example"
		y = { token = "$T", url = "https://u@y.example/" }
		[install.scopes.z]
		token = "$T"
		url = 'https://z.example/'
		[run]
		registry = "https://no.example"
	EOF
	cat >pnpm-workspace.yaml <<-'EOF'
		registries:
		  "@q": 'https://q.example/' # ours
		  https://z.example/:
		    scopes: ["@z", "@y"]
		  default: https://d.example/
		overrides:
		  x: https://no.example
		registry: https://top.example
	EOF
	local a=https://a.example/npm w=https://w.example/@w
	[ "$(registries package-lock.json)" = "$a $a/@q $a/@x $a/@y $a/@z $w" ]
	[ "$(registries package-lock.json --registry @q=https://0.example)" = "https://0.example/@q $a $a/@x $a/@y $a/@z $w" ]
	[ "$(registries pnpm-lock.yaml)" = "https://d.example https://d.example/@x https://q.example/@q $w https://z.example/@y https://z.example/@z" ]
	run -1 node-modules --lockfile bun.lock --project . --sources
	[ "$output" = "node-modules: bunfig.toml: .npmrc has a different registry for 'default', and bun's version decides which one it uses; make them the same, or give it with --registry, or in Nix with 'registries'" ]
	[ "$(registries bun.lock --registry https://g.example)" = "https://g.example https://g.example/@q $w https://x.example/@x https://y.example/@y https://z.example/@z" ]
}

@test "a registry without a URL, or with a variable in it, is named, unless another one is given" {
	npm_lock '"node_modules/@work/a": { "version": "1.0.0", "integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }'
	for url in '' work 'ftp://a.example' "https://\${HOST}/" 'https://' 'https://a b'; do
		echo "@work:registry=$url" >.npmrc
		run -1 node-modules --lockfile package-lock.json --project . --sources
		[ "$output" = "node-modules: .npmrc: the registry '@work' has no URL, or its URL has an environment variable, which fragstore does not read; give the URL with --registry, or in Nix with 'registries'" ]
	done
	node-modules --lockfile package-lock.json --project . --sources --registry @work=https://a.example | grep -qF $'\thttps://a.example/@work/a/-/a-1.0.0.tgz\t'
	printf 'registries:\n  work: https://a.example\n' >pnpm-workspace.yaml
	printf "lockfileVersion: '9.0'\n" >pnpm-lock.yaml
	run -1 node-modules --lockfile pnpm-lock.yaml --project . --sources --registry @work=https://a.example
	[ "$output" = "node-modules: pnpm-workspace.yaml: registries: 'work' is neither 'default' nor a scope; write a name such as @work" ]
}

@test "a commit of git is an archive of its host, by the hash of its URL" {
	local commit=0123456789abcdef0123456789abcdef01234567
	for repo in github.com:o/r.git=codeload.github.com/o/r/tar.gz gitlab.com/o/s/r.git=gitlab.com/o/s/r/-/archive bitbucket.org/o/r=bitbucket.org/o/r/get \
		codeberg.org/o/r=codeberg.org/o/r/archive; do
		npm_lock "\"node_modules/a\": { \"version\": \"1.0.0\", \"resolved\": \"git+ssh://git@${repo%=*}#$commit\", \"integrity\": \"sha512-x\" }"
		node-modules --lockfile package-lock.json --sources >line
		IFS=$'\t' read -r name url key <line
		[[ $url == "https://${repo#*=}/$commit"* ]]
		[ "$name" = "url-$(printf %s "$url" | sha256sum | cut -d' ' -f1)" ]
		[ "$key" = node_modules/a ]
	done
	grep -q "^url-[0-9a-f]\{64\}	https://codeload.github.com/fragstore/made/tar.gz/$commit	made@" <(node-modules --lockfile "$root/tests/e2e/fixtures/git/pnpm-lock.yaml" --sources)
}

@test "all that cannot be fetched are named; what is in the project is not fetched" {
	npm_lock '"node_modules/a": { "version": "1.0.0", "resolved": "git+https://git.example/a#0123" }, "node_modules/b": { "version": "1.0.0", "resolved": "git+https://git.example/b#4567" },
		"node_modules/c": { "version": "1.0.0", "resolved": "file:c.tgz" }, "node_modules/d": { "resolved": "d", "link": true }, "d": { }'
	run -1 node-modules --lockfile package-lock.json --sources
	[ "$output" = "node-modules: package-lock.json: these packages have neither a tarball nor a known archive: 'git+https://git.example/a#0123', 'git+https://git.example/b#4567'; depend on them by the URL of a tarball, or from the registry" ]
	npm_lock '"node_modules/c": { "version": "1.0.0", "resolved": "file:c.tgz" }, "node_modules/d": { "resolved": "d", "link": true }, "d": { }'
	[ -z "$(node-modules --lockfile package-lock.json --sources)" ]
	# A host that gives archives, without a repository.
	npm_lock '"node_modules/a": { "version": "1.0.0", "resolved": "git+https://github.com#0123" }'
	run -1 node-modules --lockfile package-lock.json --sources
	[[ $output == *"a known archive: 'git+https://github.com#0123';"* ]]
}

@test "what could be more than a URL or a line is refused" {
	for url in 'https://a.example/\"\noutput = \"/x' 'https://a.example/a b' 'file+x:///etc/passwd' '-K/etc/passwd' 'https://a.example/\u0001' 'https://a.example/é'; do
		npm_lock "\"node_modules/a\": { \"version\": \"1.0.0\", \"resolved\": \"$url\" }"
		run -1 node-modules --lockfile package-lock.json --sources
		[[ $output == "node-modules: node_modules/a: its tarball is at "*", which is not a http or https URL" ]]
	done
	npm_lock '"node_modules/a\tb": { "version": "1.0.0", "resolved": "https://a.example/a.tgz" }'
	run -1 node-modules --lockfile package-lock.json --sources
	[[ $output == *"a package's name has a tab or a line end in it" ]]
}

# local_project: a project whose package-lock.json has a and, for macOS alone, b, their tarballs in the folder tarballs.
local_project() {
	mkdir -p package tarballs
	local name entries=
	for name in a b; do
		printf '{ "name": "%s", "version": "1.0.0" }\n' $name >package/package.json
		tar -czf $name.tgz package
		entries+=", \"node_modules/$name\": { \"version\": \"1.0.0\", \"integrity\": \"$(sri $name.tgz)\", \"resolved\": \"https://x.example/$name.tgz\""
		if [ $name = b ]; then entries+=', "optional": true, "os": ["darwin"]'; fi
		entries+=' }'
		mv $name.tgz "tarballs/sha512-$(sha512sum $name.tgz | cut -d' ' -f1).tgz"
	done
	printf '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "a": "1.0.0" }, "optionalDependencies": { "b": "1.0.0" } }%s } }\n' "$entries" >package-lock.json
	echo '{ "dependencies": { "a": "1.0.0" }, "optionalDependencies": { "b": "1.0.0" } }' >package.json
}

@test "a tree of a folder of tarballs; what is missing in it is named, unless it is for another platform" {
	local_project
	tree() { rm -rf out && node-modules --lockfile package-lock.json --project . --tarballs tarballs --out out --platform "$1"; }
	tree linux-x64
	[ "$(ls out/node_modules)" = a ]
	tree darwin-arm64
	[ "$(ls out/node_modules)" = $'a\nb' ]
	rm "tarballs/$(names package-lock.json --platform darwin-x64 | grep -vxF "$(names package-lock.json --platform linux-x64)")"
	tree linux-x64
	run -1 tree darwin-arm64
	[[ $output == "node-modules: node_modules/b: has no tarball sha512-"*".tgz in tarballs; fetch the tarballs of this lockfile" ]]
	rm tarballs/*
	run -1 tree linux-x64
	[[ $output == "node-modules: node_modules/a: has no tarball sha512-"* ]]
	[ ! -e out ]
}

@test "an archive without integrity is a folder there, which takes the package's place" {
	local url=https://x.example/a.tgz
	npm_lock "\"node_modules/a\": { \"version\": \"1.0.0\", \"resolved\": \"$url\" }"
	echo '{ "dependencies": { "a": "1.0.0" } }' >package.json
	mkdir -p "tarballs/url-$(printf %s $url | sha256sum | cut -d' ' -f1)"
	echo '{ "name": "a", "version": "1.0.0" }' >"$(echo tarballs/url-*)/package.json"
	node-modules --lockfile package-lock.json --project . --tarballs tarballs --out out
	cmp out/node_modules/a/package.json tarballs/url-*/package.json
}

@test "a tarball of another content is refused" {
	local_project
	for file in tarballs/*; do printf 'x' >>"$file"; done
	run -1 node-modules --lockfile package-lock.json --project . --tarballs tarballs --out out --platform linux-x64
	[[ $output == "node-modules: node_modules/a: "* ]]
	[ ! -e out ]
}

@test "--pack with --tarballs has the list, and what hooks need of the lockfile" {
	cp -r "$root/tests/e2e/fixtures/workspace" w
	mkdir tarballs
	while read -r name; do : >"tarballs/$name"; done < <(names w/pnpm-lock.yaml)
	node-modules --lockfile w/pnpm-lock.yaml --project w --tarballs tarballs --pack --out deps
	cmp deps/lockfile w/pnpm-lock.yaml
	[ "$(wc -l <deps/list)" = 4 ]
	grep -q "^is-odd@3.0.1	tarballs/sha512-" deps/list
	[ "$(sed -n 's/^importer\t//p' deps/about | LC_ALL=C sort | paste -sd' ')" = ". packages/app packages/lib packages/tool" ]
	[ "$(grep -c tarballs deps/options)" = 0 ]
}

@test "patches: where the lockfile or the settings have them" {
	mkdir tarballs
	for lock in v3 v10 v11; do
		rm -rf deps
		cp -rT "$root/tests/e2e/fixtures/features" project
		cp "project/locks/$lock.yaml" project/pnpm-lock.yaml
		while read -r name; do : >"tarballs/$name"; done < <(names project/pnpm-lock.yaml)
		node-modules --lockfile project/pnpm-lock.yaml --project project --tarballs tarballs --pack --out deps
		[ "$(awk -F '\t' 'NF == 3 { print $1, $3 }' deps/list)" = "is-odd@3.0.1 $PWD/project/patches/is-odd@3.0.1.patch" ]
	done
	rm -rf deps
	cp -r "$root/tests/e2e/fixtures/bun-features" b
	while read -r name; do : >"tarballs/$name"; done < <(names b/bun.lock)
	node-modules --lockfile b/bun.lock --project b --tarballs tarballs --pack --out deps
	grep -q "^is-odd@3.0.1	.*	$PWD/b/patches/is-odd@3.0.1.patch\$" deps/list
	grep -qxF $'trusted\tnode-pty' deps/about
}

@test "usage: a list or tarballs, not both" {
	: >package-lock.json
	run -2 node-modules --lockfile package-lock.json --project . --list l --tarballs t --out o
	[ "$output" = "node-modules: option '--list' and option '--tarballs' exclude each other (see node-modules --help)" ]
}

@test "npm: packages from git are told of by key and place, as hooks look for them" {
	local commit=0123456789abcdef0123456789abcdef01234567 name
	npm_lock "\"node_modules/@s/a\": { \"version\": \"1.0.0\", \"resolved\": \"git+ssh://git@github.com/o/r.git#$commit\" }"
	name=$(names package-lock.json)
	mkdir -p "tarballs/$name"
	echo '{ "name": "@s/a", "version": "1.0.0" }' >"tarballs/$name/package.json"
	node-modules --lockfile package-lock.json --tarballs tarballs --pack --out deps
	[ "$(sed -n 's/^git\t//p' deps/about)" = "@s/a@git+ssh://git@github.com/o/r.git#$commit	node_modules/@s/a" ]
}
