# What the tests of the Nix core share.
# shellcheck shell=bash

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
lockfiles=$root/tests/fixtures/lockfiles
export root lockfiles

# Root builds without a daemon and without build users; there is no binary cache here. What hangs fails before
# its file's time is over (../run.sh).
export NIX_CONFIG="
sandbox = true
substitute = false
build-users-group =
timeout = 600
stalled-download-timeout = 60
"
# Nor nixpkgs, whatever this machine has.
export NIX_PATH=

# Evaluate an expression and print it as JSON. Options of nix-instantiate may follow.
evaluate() {
	local expression=$1
	shift
	nix-instantiate --eval --strict --json "$@" --expr "$expression"
}

# Print what an expression fails with, in one line; fail if it does not.
failure() {
	local message
	if message=$(evaluate "$@" 2>&1 >/dev/null); then
		echo "evaluated, and should not have: $1" >&2
		return 1
	fi
	# Since Nix 2.20 a trace comes before the last "error: ", and the message is indented.
	sed -n 's/^ *error: //p' <<<"$message" | tail -n 1
}

read_lock() {
	evaluate "import $root/nix/pnpm/readLock.nix $1"
}

packages_of() {
	evaluate "import $root/nix/pnpm/packages.nix { file = \"$1\"; lock = import $root/nix/pnpm/readLock.nix $1; }"
}

# Compare JSON on stdin with a lockfile's project document as another implementation of YAML reads it.
equals_yaml() {
	NODE_PATH=$root/build/peers/node_modules node -e '
		const fs = require("fs");
		const documents = require("yaml").parseAllDocuments(fs.readFileSync(process.argv[1], "utf8"));
		for (const { errors } of documents) if (errors.length) throw errors[0];
		const expected = { packages: {}, snapshots: {}, ...documents.at(-1).toJS() };
		require("assert").deepStrictEqual(JSON.parse(fs.readFileSync("/dev/stdin")), expected);
	' "$1"
}

# Write a lockfile of one package entry, given below `packages:`, to $BATS_TEST_TMPDIR/pnpm-lock.yaml and print its path.
lock_of() {
	printf "lockfileVersion: '9.0'\n\npackages:\n\n%s\n" "$1" >"$BATS_TEST_TMPDIR/pnpm-lock.yaml"
	echo "$BATS_TEST_TMPDIR/pnpm-lock.yaml"
}

bin=${FRAGSTORE_BIN:-$root/build/bin}

# A call of fetchPnpmDeps for a store that pnpm installs from, with the arguments given; store version and system can be given among them.
deps() {
	echo "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps ({ storeVersion = \"v10\"; installer = \"pnpm\"; } // { $1 })"
}

peers=$root/build/peers/bin

# The arguments that make fetchPnpmDeps give the store of a pnpm version.
for_pnpm() {
	echo "storeVersion = (import $root/nix/pnpm/storeVersion.nix \"$1.0.0\");"
}

# Build an expression and print its store path.
build() {
	nix-build --no-out-link "${@:2}" --expr "$1"
}

# What a build says it built, without hashes, sorted.
built() {
	sed -n "s/^building '.*\/[a-z0-9]*-\(.*\)[.]drv'[.][.][.]$/\1/p" "$1" | sort
}

# Install the project in the current directory with pnpm VERSION from STORE, offline.
install_with() {
	local version=$1 store=$2
	# An empty cache, as in a build.
	local flags=(--offline --frozen-lockfile --cache-dir "$BATS_TEST_TMPDIR/empty-cache")
	flags+=(--config.package-import-method=clone-or-copy --config.trust-lockfile=true)
	case $version in
	10)
		# pnpm 10 writes beside the store's contents.
		mkdir -p "$BATS_TEST_TMPDIR/store/v10"
		ln -sfn "$store"/v10/* "$BATS_TEST_TMPDIR/store/v10"
		store=$BATS_TEST_TMPDIR/store
		;;
	11 | 12) flags+=(--frozen-store) ;;
	esac
	rm -rf node_modules
	# With no network, not even this machine's own, and the Nix store as read-only as it is in a build: root could write there.
	unshare --net --mount sh -euc '
		mount --bind /nix/store /nix/store
		mount -o remount,bind,ro /nix/store
		exec "$@"
	' sh "$peers/pnpm$version" install "${flags[@]}" --store-dir "$store"
}

# A call of fetchBunDeps for a cache that bun installs from, with the arguments given; the system can be given among them.
bun_deps() {
	echo "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchBunDeps ({ installer = \"bun\"; } // { $1 })"
}

# Write a bun.lock of the entries given to $BATS_TEST_TMPDIR/bun.lock and print its path.
bun_lock_of() {
	printf '{\n  "lockfileVersion": 1,\n  "workspaces": { "": { %s } },\n  "packages": {\n%s\n  },\n}\n' "${2-}" "$1" \
		>"$BATS_TEST_TMPDIR/bun.lock"
	echo "$BATS_TEST_TMPDIR/bun.lock"
}

# Install the project in the current directory with bun VERSION from what fetchBunDeps built, offline. Options may follow.
bun_install_with() {
	local version=$1 cache=$2/share/bun-cache
	# Neither a network, not even this machine's own, nor a Nix store to write to.
	rm -rf node_modules
	HOME=$BATS_TEST_TMPDIR BUN_INSTALL_CACHE_DIR=$cache timeout 600 unshare --net --mount sh -euc '
		mount --bind /nix/store /nix/store
		mount -o remount,bind,ro /nix/store
		exec "$@"
	' sh "$peers/bun$version" install --frozen-lockfile --ignore-scripts --backend=copyfile "${@:3}"
}

# Serve the files below $BATS_TEST_TMPDIR/served; $address is where.
serve() {
	node -e '
		const fs = require("fs");
		const server = require("http").createServer((request, response) => {
			const file = process.argv[1] + decodeURIComponent(request.url.split("?")[0]);
			try { response.end(fs.readFileSync(file)); } catch { response.writeHead(404).end(); }
		});
		server.listen(0, "127.0.0.1", () => fs.writeFileSync(process.argv[1] + ".port", String(server.address().port)));
		setTimeout(() => process.exit(), 900000);
	' "$BATS_TEST_TMPDIR/served" 3>&- &
	server=$!
	until [ -s "$BATS_TEST_TMPDIR/served.port" ]; do kill -0 "$server"; sleep 0.05; done
	# shellcheck disable=SC2034  # for the tests
	address=http://127.0.0.1:$(cat "$BATS_TEST_TMPDIR/served.port")
}

teardown() {
	[ -z "${server-}" ] || kill "$server"
}
