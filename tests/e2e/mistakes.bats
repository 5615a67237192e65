#!/usr/bin/env bats
# Ten mistakes that people make, and the line that they get: which file or package, what is wrong, what to do; and that doing it helps.
#
#    1  the lockfile's path is wrong, or it is not in src    here, and for bun in bun.bats: "what the derivation must have"
#    2  package.json was changed after the lockfile          pnpm.bats, bun.bats: "a lockfile that does not match package.json"
#    3  another lockfile: bun.lockb, npm's, Yarn's           here, and bun.lockb in ../nix/bun-lockfile.bats
#    4  no hash for a git dependency                         ../nix/packages.bats: "an entry without integrity …",
#                                                            ../nix/bun-lockfile.bats: "what cannot be fetched as it is …"
#    5  a private registry without credentials               here
#    6  another pnpm or bun than the lockfile's              pnpm.bats: "a store of another pnpm's", ../nix/reader.bats: "an older lockfile …",
#                                                            bun.bats: "a lockfile that this bun cannot read"
#    7  an integrity was deleted from the lockfile           here
#    8  a workspace package is not in src                    here
#    9  an install script that is not allowed                here
#   10  a HOME that cannot be written to                     here

# root, bin, lockfiles and peers come from the helpers.
# shellcheck disable=SC2154
load ../nix/helper
load helper

# expect_failure and expect take them.
# shellcheck disable=SC2034
versions="pnpm_9 pnpm_10 pnpm_11_6 pnpm_11 pnpm_12"
buns="bun_1_2 bun_1_3 bun_1_4"

setup() {
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project" || return
}

# refused CALL MESSAGE: what Nix says of a call of a fetcher.
refused() {
	run evaluate "($1).drvPath"
	echo "$output"
	[ "$status" -ne 0 ]
	printf "%s\n" "$output" | sed "s,^ *,," | grep -qxF "error: $2"
}

# The files of a project with is-odd, with the lockfiles given among them.
project_with() {
	echo '{ "name": "small", "version": "1.0.0", "dependencies": { "is-odd": "3.0.1" } }' >package.json
	case $1 in
	package-lock.json) timeout 600 npm install --package-lock-only --cache "$BATS_TEST_TMPDIR/npm" >/dev/null ;;
	pnpm-lock.yaml) cp "$root/tests/e2e/fixtures/scripts/pnpm-lock.yaml" . ;;
	bun.lock) cp "$root/tests/e2e/fixtures/scripts/bun.lock" . ;;
	esac
}

# Real ones, which may use the network.
pnpm_program() {
	timeout 600 env XDG_CACHE_HOME="$BATS_TEST_TMPDIR" XDG_DATA_HOME="$BATS_TEST_TMPDIR" "$peers/pnpm$1" "${@:2}"
}
bun_program() {
	BUN_INSTALL_CACHE_DIR=$BATS_TEST_TMPDIR/bun timeout 600 "$peers/bun$1" "${@:2}"
}

@test "1: a lockfile that is not there, and a folder in its place" {
	local here=$PWD missing="there is no such file, or Nix may not read it; give the path of the project's"
	refused "$(deps "lockfile = $here/pnpm-lock.yaml;")" "$here/pnpm-lock.yaml: $missing pnpm-lock.yaml, which \`pnpm install\` makes, and in a flake, \`git add\` it"
	refused "$(bun_deps "bunLock = $here/bun.lock;")" "$here/bun.lock: $missing bun.lock, which \`bun install\` makes, and in a flake, \`git add\` it"
	touch package.json bun.lockb
	refused "$(deps "lockfile = $here/package.json;")" "$here/package.json: it is not a lockfile; give the pnpm-lock.yaml beside it, which \`pnpm install\` makes"
	refused "$(bun_deps "bunLock = $here/package.json;")" "$here/package.json: it is not a lockfile; give the bun.lock beside it, which \`bun install\` makes"
	refused "$(bun_deps "bunLock = $here/bun.lock;")" "$here/bun.lock: there is no such file, but a bun.lockb: it is bun's binary lockfile, which cannot be read here; run \`bun install --save-text-lockfile --frozen-lockfile --lockfile-only\` to have bun write a bun.lock, and give that"
	rm bun.lockb
	refused "$(deps "lockfile = $here;")" "$here: it is a folder; give the pnpm-lock.yaml in it"
	refused "$(bun_deps "bunLock = $here;")" "$here: it is a folder; give the bun.lock in it"
	refused "$(deps "bunLock = $here/bun.lock;")" "fetchPnpmDeps: unknown 'bunLock'; did you mean 'lockfile'?"
	refused "$(bun_deps "lockfile = $here/pnpm-lock.yaml;")" "fetchBunDeps: unknown 'lockfile'; did you mean 'bunLock'?"
}

@test "1: a lockfile that git does not know is not there in a flake" {
	local flake=$PWD
	cp -r "$root/nix" "$lockfiles/small.yaml" "$lockfiles/bun1.4.lock" .
	cat >flake.nix <<-'END'
		{
		  outputs = _: with import ./nix { tools.system = "x86_64-linux"; }; {
		    pnpm = (fetchPnpmDeps { lockfile = ./small.yaml; storeVersion = "v10"; }).packages."react@18.3.1".name;
		    bun = (fetchBunDeps { bunLock = ./bun1.4.lock; }).packages."react@19.0.0".name;
		  };
		}
	END
	git init -q
	git add nix flake.nix
	eval_flake() { nix --extra-experimental-features 'nix-command flakes' eval --raw --no-write-lock-file "$flake#$1"; }
	run eval_flake pnpm
	[[ $output == *"/small.yaml: there is no such file, or Nix may not read it;"*", and in a flake, \`git add\` it"* ]]
	run eval_flake bun
	[[ $output == *"/bun1.4.lock: there is no such file, or Nix may not read it;"*", and in a flake, \`git add\` it"* ]]
	git add .
	[ "$(eval_flake pnpm)" = react ]
	[ "$(eval_flake bun)" = react ]
}

@test "1: no lockfile in src, no folder of pnpmRoot" {
	expect_failure noLock "there is no pnpm-lock.yaml in /build/source; add it to src, or set pnpmRoot to its folder"
	[ "$(failure noLockForTree)" = "pnpmConfigHook: there is no pnpm-lock.yaml in /build/source; add it to src, or set pnpmRoot to its folder" ]
	[ "$(failure noRoot)" = 'pnpmConfigHook: pnpmRoot: there is no folder nowhere in /build/source; give it as a string ("assets"), relative to src' ]
}

@test "virtualStoreType does not send an unlinked install into the read-only store" {
	[ "$(sed 's,/[^/]*/node_modules/[^/]*$,,' "$(build virtualStoreType)/places" | sort -u)" = /build/source/node_modules/.pnpm ]
}

@test "settings that place packages outside of node_modules" {
	run build outside
	[[ $output == *"node-modules: store/"*": a setting of the project places it outside of node_modules; remove that setting, or use --out"*"pnpmConfigHook: node_modules cannot be made (see above)"* ]]
}

@test "3: another package manager's lockfile, of which the right one can be made" {
	local file
	project_with package-lock.json
	for file in npm-shrinkwrap.json yarn.lock bun.lockb; do echo >"$file"; done
	refused "$(deps "lockfile = $PWD/package-lock.json;")" "$PWD/package-lock.json: it is npm's lockfile; give it to fetchNpmDeps, as \`lockfile\`"
	refused "$(deps "lockfile = $PWD/npm-shrinkwrap.json;")" "$PWD/npm-shrinkwrap.json: it is npm's lockfile; give it to fetchNpmDeps, as \`lockfile\`"
	refused "$(deps "lockfile = $PWD/yarn.lock;")" "$PWD/yarn.lock: it is Yarn's lockfile; run \`pnpm import\`, which makes a pnpm-lock.yaml of it, and give that"
	refused "$(deps "lockfile = $PWD/bun.lockb;")" "$PWD/bun.lockb: it is bun's binary lockfile, but fetchPnpmDeps reads a pnpm-lock.yaml; run \`pnpm install --lockfile-only\`, and give that"
	refused "$(deps "lockfile = $PWD/bun.lock;")" "$PWD/bun.lock: it is bun's lockfile; give it to fetchBunDeps, as \`bunLock\`"
	refused "$(bun_deps "bunLock = $PWD/package-lock.json;")" "$PWD/package-lock.json: it is npm's lockfile; give it to fetchNpmDeps, as \`lockfile\`"
	refused "$(bun_deps "bunLock = $PWD/yarn.lock;")" "$PWD/yarn.lock: it is Yarn's lockfile; run \`bun install --lockfile-only --save-text-lockfile\` with bun 1.4 or later, which makes a bun.lock of it, and give that"
	refused "$(bun_deps "bunLock = $PWD/pnpm-lock.yaml;")" "$PWD/pnpm-lock.yaml: it is pnpm's lockfile; give it to fetchPnpmDeps, as \`lockfile\`"

	rm yarn.lock npm-shrinkwrap.json bun.lockb
	pnpm_program 10 import
	[[ "$(evaluate "builtins.attrNames ($(deps "lockfile = $PWD/pnpm-lock.yaml;")).packages")" == '["is-number@6.0.0","is-odd@3.0.1"]' ]]
	rm pnpm-lock.yaml
	bun_program 1.4 install --lockfile-only
	[[ "$(evaluate "builtins.attrNames ($(bun_deps "bunLock = $PWD/bun.lock;")).packages")" == '["is-number@6.0.0","is-odd@3.0.1"]' ]]
}

# A registry on loopback that has one package, of which no other build knows, for those who say who they are.
private_registry() {
	mkdir -p served package
	date +%N-$RANDOM >package/secret
	echo '{ "name": "private", "version": "1.0.0" }' >package/package.json
	tar -czf served/private-1.0.0.tgz package
	sri=sha512-$(openssl dgst -sha512 -binary served/private-1.0.0.tgz | base64 -w0)
	node -e '
		const wanted = "Basic " + Buffer.from("me:token").toString("base64");
		const server = require("http").createServer((request, response) => {
			if (request.headers.authorization === wanted) response.end(require("fs").readFileSync("served/private-1.0.0.tgz"));
			else response.writeHead(401).end();
		});
		server.listen(0, "127.0.0.1", () => require("fs").writeFileSync("port", String(server.address().port)));
		setTimeout(() => process.exit(), 900000);
	' 3>&- &
	# shellcheck disable=SC2034 # the helper ends it
	server=$!
	eventually 60 [ -s port ]
}

@test "5: a private registry wants a token, which Nix has from its netrc-file" {
	local address call
	private_registry
	address=http://127.0.0.1:$(cat port)/
	lock_of "  private@1.0.0:
    resolution: {integrity: $sri}"
	bun_lock_of "    \"private\": [\"private@1.0.0\", \"\", {}, \"$sri\"],"
	for call in "$(deps "lockfile = $BATS_TEST_TMPDIR/pnpm-lock.yaml; registries.default = \"$address\";")" \
		"$(bun_deps "bunLock = $BATS_TEST_TMPDIR/bun.lock; registries.default = \"$address\";")"; do
		run nix-build --no-out-link --expr "$call"
		[ "$status" -ne 0 ]
		[[ $output == *"unable to download '${address}private/-/private-1.0.0.tgz"*"': HTTP error 401"* ]]
	done
	# fragstore doctor says what to write there.
	mkdir project
	cp "$BATS_TEST_TMPDIR/pnpm-lock.yaml" project
	echo '{ }' >project/package.json
	echo "registry=$address" >project/.npmrc
	"$root/nix/fragstore.sh" doctor project |
		sed -n "s|^registry   $address: if it needs a token (HTTP error 401), write \`\(.*\)\` into the file that Nix's netrc-file option names;.*|\1|p" |
		sed 's/LOGIN/me/; s/TOKEN/token/' >netrc
	for call in "$(deps "lockfile = $BATS_TEST_TMPDIR/pnpm-lock.yaml; registries.default = \"$address\";")" \
		"$(bun_deps "bunLock = $BATS_TEST_TMPDIR/bun.lock; registries.default = \"$address\";")"; do
		nix-build --no-out-link --option netrc-file "$PWD/netrc" --expr "$call"
	done
}

@test "7: an integrity that was deleted is written again by the command in the message" {
	local number url=https://registry.npmjs.org/is-odd/-/is-odd-3.0.1.tgz lock
	local else="to have it written there, or if the registry has none, give outputHashes.\"is-odd@3.0.1\" = \"sha256:HASH\", with the HASH that \`nix-prefetch-url --name is-odd-3.0.1.tgz '$url'\` prints"
	# pnpm 11 wants the lockfile removed, and says so.
	for number in 9 10 12; do
		project_with pnpm-lock.yaml
		cp "$root/tests/e2e/fixtures/scripts/package.json" .
		sed -i '/is-odd@3/,/engines/s/{integrity: .*}/{}/' pnpm-lock.yaml
		lock="$(deps "lockfile = $PWD/pnpm-lock.yaml;")"
		refused "$lock" "$PWD/pnpm-lock.yaml: packages: 'is-odd@3.0.1': the lockfile has no integrity for it; run \`pnpm install --fix-lockfile --lockfile-only\` $else"
		pnpm_program "$number" install --fix-lockfile --lockfile-only
		evaluate "($lock).drvPath"
	done
	for number in 1.2 1.3 1.4; do
		project_with bun.lock
		cp "$root/tests/e2e/fixtures/scripts/package.json" .
		lock="$(bun_deps "bunLock = $PWD/bun.lock;")"
		sed -i '/"is-odd@3/s/"sha512-[^"]*"/""/' bun.lock
		refused "$lock" "$PWD/bun.lock: packages: 'is-odd@3.0.1': the lockfile has no integrity for it; run \`bun install --lockfile-only\` $else"
		sed -i '/"is-odd@3/s/, ""\]/]/' bun.lock
		refused "$lock" "$PWD/bun.lock: packages: 'is-odd': it has no integrity; run \`bun install --lockfile-only\`, which writes the lockfile again"
		bun_program "$number" install --lockfile-only
		evaluate "($lock).drvPath"
	done
}

@test "8: a workspace package that is not in src" {
	local linker
	expect_failure leftOut "packages/app/node_modules/@ws/lib is a broken link, because packages/lib is not in src; add it, if the build needs it"
	for linker in isolated hoisted; do
		versions=$buns expect_failure "bun.leftOut.$linker" "packages/lib is a workspace in bun.lock, but there is no packages/lib/package.json in src; add it"
	done
	[ "$(cat "$(build bun.pruned)/packages")" = lib ]
}

@test "9: install scripts that are not allowed, whose products are missed" {
	local linker
	expect_failure notAllowed "install scripts did not run: node-pty@1.1.0. That is fine for most packages; if a file that they make is missing (an addon, a download), allow them ('pnpm approve-builds') and write 'pnpm rebuild' into preBuild"
	# What the project itself refuses is no news.
	for version in pnpm_10 pnpm_11 pnpm_12; do
		run build "notWanted.$version"
		[[ $status -ne 0 && $output == *"Cannot find module"*pty* && $output != *"did not run"* ]]
	done
	# pnpm 12 brings no node-gyp, which this package wants.
	for version in pnpm_9 pnpm_10 pnpm_11; do
		[ "$(cat "$(build "allowed.$version")/made")" = function ]
	done
	for linker in isolated hoisted; do
		versions=$buns expect_failure "bun.notAllowed.$linker" "install scripts did not run: node-pty@1.1.0. That is fine for most packages; if a file that they make is missing (an addon, a download), name the packages in trustedDependencies of package.json, run 'bun install' and commit bun.lock"
	done
}

@test "10: a HOME that cannot be written to" {
	expect readOnlyHome cli 1.3.0
	versions=$buns expect bun.readOnlyHome cli 1.3.0
}
