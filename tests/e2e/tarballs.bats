#!/usr/bin/env bats
# fetchNodeTarballs in the sandbox: one hash for a lockfile's tarballs, and the hooks that make node_modules of them.
# shellcheck disable=SC2154  # root comes from the helper
load helper

# got ATTRIBUTE: the hash that Nix says when it is not the one given.
got() {
	local log
	if log=$(build "tarballs.$1" 2>&1) || ! sed -n 's/^ *got: *//p' <<<"$log" | grep .; then
		echo "$log" >&2
		return 1
	fi
}

# fetch_failure ATTRIBUTE [ARGUMENT...]: the lines that fetchNodeTarballs prints of what is wrong.
fetch_failure() {
	local log
	if log=$(nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "tarballs.$1" "${@:2}" 2>&1) ||
		! grep -o '^fetchNodeTarballs: .*' <<<"$log"; then
		echo "$log" >&2
		return 1
	fi
}

# same ATTRIBUTE OTHER: both builds are the same tree.
same() {
	local one other
	one=$(build "tarballs.$1")
	other=$(build "tarballs.$2")
	[ -d "$one/node_modules" ]
	diff -r --no-dereference "$one" "$other"
}

@test "the hash is the same whatever wrote the lockfile, and with other tools of fragstore" {
	[ "$(got unknown.pnpm)" = sha256-knw0zDJ3JXN2yQ5tqZiXwq7EwzsnyG3dPQsJGPlbguE= ]
	for attribute in unknownOther.pnpm unknownOfPnpm.v3 unknownOfPnpm.v11; do
		[ "$(got $attribute)" = sha256-knw0zDJ3JXN2yQ5tqZiXwq7EwzsnyG3dPQsJGPlbguE= ]
	done
	[ "$(got unknownOther.bun)" = sha256-RPb5mhnHBMTZvrIu3QK2ODelWjW6j6bNxkzFL3B5uCg= ]
	for attribute in unknownOther.npm wrong; do
		[ "$(got $attribute)" = sha256-+pCIWNrK0Z2mONum86VWHzEtA3+H+VmGQ3WcGXk4NW8= ]
	done
}

@test "the trees of pnpm 9 to 12, patches among them, are those of fetchPnpmDeps" {
	for pnpm in pnpm_9 pnpm_10 pnpm_11 pnpm_12; do
		same "pnpm.$pnpm" "pnpmDeps.$pnpm"
	done
	(cd "$(build tarballs.pnpm.pnpm_11)" && [ "$(node -p 'require("is-odd").patched')" = true ])
}

@test "the trees of bun, a workspace with patches, are those of fetchBunDeps" {
	for bun in bun_1_2 bun_1_4; do
		same "bun.$bun" "bunDeps.$bun"
	done
	nix-store --read-log "$(build tarballs.bun.bun_1_4)" | grep -qF "bunHook: the install script of node-pty did not run; if the build needs what it makes, write '(cd node_modules/"
}

@test "npm: the tree is that of fetchNpmDeps; npm rebuild runs install scripts; production installs" {
	same npm npmDeps
	[ "$(cat "$(build tarballs.scripts)/node_modules/dep/made")" = made ]
	[ ! -e "$(build tarballs.noScripts)/node_modules/dep/made" ]
	[ "$(paste -sd' ' "$(build tarballs.prod)")" = "is-number is-odd lib" ]
}

@test "a lockfile that is newer than the hash" {
	[[ $(failure tarballs.changed) == "npmConfigHook: npmDeps does not have the tarballs of package-lock.json (see above); if the lockfile has changed, set hash = \"\" in fetchNodeTarballs, build, and write the hash that Nix prints" ]]
	build tarballs.changed 2>&1 | grep -q 'node-modules: .*: has no tarball sha512-.* in /nix/store/.*-npm-node-tarballs/tarballs;'
	[[ $(failure tarballs.noLockfile) == "npmConfigHook: there is no package-lock.json in /"* ]]
}

# serve: answers /gone* with 404, /damaged with something else, and /late with 503 first; sets $port.
serve() {
	echo '{ "name": "x", "version": "1.0.0" }' >package.json
	mkdir package
	mv package.json package
	tar -czf x.tgz package
	node -e '
		const { readFileSync, writeFileSync } = require("fs");
		let late = 0;
		const server = require("http").createServer((request, response) => {
			if (request.url.startsWith("/gone")) response.writeHead(404).end();
			else if (request.url == "/private.tgz" && request.headers.authorization != "Bearer SECRET") response.writeHead(401).end();
			else if (request.url == "/open.tgz" && request.headers.authorization) response.writeHead(400).end();
			else if (request.url == "/late.tgz" && !late++) response.writeHead(503).end();
			else response.end(request.url == "/damaged.tgz" ? "damaged" : readFileSync("x.tgz"));
		}).listen(0, "127.0.0.1", () => writeFileSync("port", String(server.address().port)));' 3>&- &
	server=$!
	eventually 60 [ -s port ]
	port=$(cat port)
}

# served NAME...: the argument for what is fetched of these files of the server.
served() {
	local name file entries=
	for name; do
		# The same integrity would be the same tarball.
		file=x.tgz
		if [[ $name == gone* ]]; then file=$name && echo "$name" >"$name"; fi
		entries+=", \"node_modules/$name\": { \"version\": \"1.0.0\", \"resolved\": \"http://127.0.0.1:$port/$name.tgz\", \"integrity\": \"sha512-$(openssl dgst -sha512 -binary "$file" | base64 -w0)\" }"
	done
	mkdir -p "served-$1"
	printf '{ "lockfileVersion": 3, "packages": { "": { }%s } }\n' "$entries" >"served-$1/package-lock.json"
	echo "$PWD/served-$1/package-lock.json"
}

@test "what is gone, or damaged, is named with its URL; what comes late is fetched" {
	cd "$BATS_TEST_TMPDIR"
	serve
	mapfile -t lines < <(fetch_failure served --argstr lockfile "$(served gone gone-too good)")
	[ "${#lines[@]}" = 3 ]
	printf '%s\n' "${lines[@]}" | grep -qxF "fetchNodeTarballs: node_modules/gone: http://127.0.0.1:$port/gone.tgz: The requested URL returned error: 404"
	[[ ${lines[2]} == "fetchNodeTarballs: 2 tarballs are missing (see above); "*"(without = [ \"node_modules/gone"*"\" \"node_modules/gone"*"\" ])"* ]]
	# An account in an address stays out of the log.
	sed -i 's|http://127|http://me:SECRET@127|g; s|/good[.]tgz|/gone.tgz|' served-gone/package-lock.json
	mapfile -t lines < <(fetch_failure served --argstr lockfile "$PWD/served-gone/package-lock.json")
	printf '%s\n' "${lines[@]}" | grep -qxF "fetchNodeTarballs: node_modules/gone: http://127.0.0.1:$port/gone.tgz: The requested URL returned error: 404"
	printf 'other' >>x.tgz
	mapfile -t lines < <(fetch_failure served --argstr lockfile "$(served damaged)")
	[ "${lines[0]}" = "fetchNodeTarballs: node_modules/damaged: http://127.0.0.1:$port/damaged.tgz: what came does not have the integrity that the lockfile has" ]
	run nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A tarballs.served --argstr lockfile "$(served late)"
	[[ $output == *"got: "*"sha256-"* ]]
}

@test "NIX_NPM_TOKENS has tokens by hosts, as for nixpkgs' fetchNpmDeps; no other host gets one" {
	cd "$BATS_TEST_TMPDIR"
	serve
	local lockfile
	lockfile=$(served private open)
	# Another host and, as it would be the same tarball, another integrity.
	sed -i "s|127.0.0.1:\([0-9]*\)/open.tgz\", \"integrity\": \"[^\"]*|localhost:\1/open.tgz\", \"integrity\": \"sha1-$(openssl dgst -sha1 -binary x.tgz | base64 -w0)|" "$lockfile"
	[[ $(fetch_failure served --argstr lockfile "$lockfile") == "fetchNodeTarballs: node_modules/private: http://127.0.0.1:$port/private.tgz: The requested URL returned error: 401; set NIX_NPM_TOKENS of the Nix daemon, "* ]]
	export NIX_NPM_TOKENS='{ "registry.example": "OTHER", "127.0.0.1": "SECRET" }'
	run nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A tarballs.served --argstr lockfile "$lockfile"
	echo "$output"
	[[ $output == *"got: "*"sha256-"* && $output != *SECRET* ]]
}

# without_address: a package-lock.json in the current folder whose package comes from a registry, and a server that answers as that.
without_address() {
	serve
	printf '{ "lockfileVersion": 3, "packages": { "": { }, "node_modules/@work/x": { "version": "1.0.0", "integrity": "sha512-%s" } } }\n' \
		"$(openssl dgst -sha512 -binary x.tgz | base64 -w0)" >package-lock.json
	rm -r package
}

@test "registries come from the settings in the source, and beside a lockfile of one's own; accounts and tokens stay out" {
	mkdir "$BATS_TEST_TMPDIR/project"
	cd "$BATS_TEST_TMPDIR/project"
	without_address
	printf '%s\n' "@work:registry='http://me:SEC@RET@127.0.0.1:$port/npm'" "//127.0.0.1:$port/npm/:_authToken=SECRET" '[section]' '@work:registry=http://nowhere.invalid/' >.npmrc
	local attribute drv
	for attribute in ownLockfile ownSource; do
		run nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A "tarballs.$attribute" --argstr project "$PWD"
		echo "$output"
		[[ $output == *"got: "*"sha256-"* ]]
	done
	drv=$(nix-instantiate "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" -A tarballs.ownLockfile --argstr project "$PWD")
	grep -qF "@work=http://127.0.0.1:$port/npm" "$drv"
	! grep -qE 'SECRET|SEC@RET|RET@' "$drv" || return
	# shellcheck disable=SC2016 # npm's variable
	echo '@work:registry=https://${HOST}/' >.npmrc
	[[ $(fetch_failure ownSource --argstr project "$PWD") == "fetchNodeTarballs: package-lock.json cannot be read (see above)" ]]
}

@test "an archive without integrity is kept unpacked: the hash does not depend on how it is packed" {
	cd "$BATS_TEST_TMPDIR"
	serve
	local lockfile hash
	lockfile=$(served late)
	sed -i 's/, "integrity": "[^"]*"//' "$lockfile"
	nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A tarballs.served --argstr lockfile "$lockfile" >log 2>&1 || :
	hash=$(sed -n 's/^ *got: *//p' log)
	gunzip -c x.tgz | gzip -1 >y.tgz
	[ "$(cmp -s x.tgz y.tgz; echo $?)" = 1 ]
	mv y.tgz x.tgz
	nix-build "$root/tests/e2e" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link -A tarballs.served --argstr lockfile "$lockfile" >log 2>&1 || :
	[ -n "$hash" ]
	[ "$(sed -n 's/^ *got: *//p' log)" = "$hash" ]
}

teardown() {
	if [ -n "${server-}" ]; then kill "$server"; fi
}

@test "without leaves a package out: what of the lockfile is for another platform need not be there" {
	local log
	log=$(build tarballs.without 2>&1) || :
	[[ $log == *"Fetching 94 tarballs of pnpm-lock.yaml"* ]]
}

@test "which lockfile" {
	[[ $(fetch_failure several) == "fetchNodeTarballs: there are several lockfiles (bun.lock pnpm-lock.yaml); set 'lockfile' to the one that the package installs from: lockfile = \"bun.lock\"" ]]
	[[ $(fetch_failure noneThere) == "fetchNodeTarballs: there is no web/pnpm-lock.yaml in the source; correct 'lockfile', or set sourceRoot" ]]
	[[ $(fetch_failure notThere) == "fetchNodeTarballs: without: the lockfile has no package 'node_modules/x'; "* ]]
	[[ $(fetch_failure nothing) == "fetchNodeTarballs: there is no pnpm-lock.yaml, bun.lock or package-lock.json in the source; "* ]]
}
