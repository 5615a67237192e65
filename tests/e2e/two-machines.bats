#!/usr/bin/env bats
# Two machines, which are two Nix stores here: one builds and pushes to a binary cache, the other takes what is linked from it; and one that has
# the other build, by ssh.
# shellcheck disable=SC2154 # the helper sets root

load helper

# An app whose node_modules is a link into the tree of a lockfile.
app="let
	bin = ${FRAGSTORE_BIN:-$root/build/bin};
	tree = (import $root { inherit bin; system = \"x86_64-linux\"; }).fetchPnpmDeps {
		lockfile = $root/tests/e2e/fixtures/small/pnpm-lock.yaml;
		pnpm = \"12.21.0\";
		linked = true;
	};
in derivation {
	name = \"app\";
	system = \"x86_64-linux\";
	builder = \"/bin/sh\";
	args = [ \"-c\" \"/bin/ln -s \${tree}/tree/node_modules \$out\" ];
}"

@test "a second machine takes an app from a binary cache: one path is the tree, and no tarball comes along" {
	local out cache=$BATS_TEST_TMPDIR/cache second=$BATS_TEST_TMPDIR/second log=$BATS_TEST_TMPDIR/log
	out=$(nix-build --no-out-link --expr "$app")
	nix --extra-experimental-features nix-command copy --no-check-sigs --to "file://$cache" "$out"
	[ "$(find "$cache" -name '*.narinfo' | wc -l)" -eq 2 ]

	nix-build --no-out-link --store "$second" --option substitute true --option substituters "file://$cache" --option require-sigs false \
		--expr "$app" >"$log" 2>&1
	if grep "^building" "$log"; then return 1; fi
	[ "$(grep -c "^copying path" "$log")" -eq 2 ]
	[ -f "$second$(readlink "$second$out")/semver/package.json" ] || [ -L "$second$(readlink "$second$out")/semver" ]
	chmod -R u+w "$second"
}

# builder: starts sshd on the loopback, and has Nix build on a second store behind it, with $program as the other machine's nix-store.
builder() {
	local dir=$BATS_TEST_TMPDIR port
	port=$((20000 + $$ % 10000))
	ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	printf '%s\n' '#!/bin/sh' "PATH=$PATH exec env NIX_CONFIG='$NIX_CONFIG' nix-store \"\$@\"" >"$dir/nix-store"
	chmod +x "$dir/nix-store"
	mkdir -p /run/sshd
	/usr/sbin/sshd -D -p "$port" -h "$dir/host" -o ListenAddress=127.0.0.1 -o AuthorizedKeysFile="$dir/key.pub" -o StrictModes=no \
		-o UsePAM=no -o PidFile=none -o PermitRootLogin=yes -f /dev/null 2>"$dir/sshd" 3>&- &
	sshd=$!
	export NIX_SSHOPTS="-p $port -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
	builders="ssh://root@127.0.0.1?remote-store=$dir/second&remote-program=$dir/nix-store x86_64-linux $dir/key 4"
	# shellcheck disable=SC2086 # they are words
	eventually 60 ssh -q $NIX_SSHOPTS -i "$dir/key" root@127.0.0.1 true || { cat "$dir/sshd" && return 1; }
}

teardown() {
	[ -z "${sshd-}" ] || kill "$sshd"
	chmod -R u+w "$BATS_TEST_TMPDIR" 2>/dev/null || :
}

# remotely OPTION...: builds the app from nothing. `here` and `there` get the names of what was built where.
remotely() {
	local log=$BATS_TEST_TMPDIR/log
	nix-build --no-out-link --store "$BATS_TEST_TMPDIR/first" --option builders "$builders" "$@" --expr "$app" >"$log" 2>&1 || { cat "$log" && return 1; }
	sed -nE "s,^building '/nix/store/[^-]*-(.*)\.drv'( on 'ssh:.*'|)\.\.\.$,\1\2,p" "$log" | sort >"$BATS_TEST_TMPDIR/built"
	there=$(sed -n "s/ on 'ssh.*//p" "$BATS_TEST_TMPDIR/built" | paste -sd' ')
	here=$(grep -v " on 'ssh" "$BATS_TEST_TMPDIR/built" | paste -sd' ') || :
}

@test "a remote builder gets what is worth sending: the app, with the tree as one path" {
	builder
	remotely
	[ "$there" = app ]
	[ "$here" = "is-number-6.0.0.tgz is-odd-3.0.1.tgz pnpm-store-linked semver-7.7.1.tgz" ]
	[ -z "$(find "$BATS_TEST_TMPDIR/second/nix/store" -name '*.tgz')" ]
}

@test "a machine that builds nothing has fetches, tree and app made by a remote builder" {
	builder
	remotely --max-jobs 0
	[ "$here" = "" ]
	[ "$there" = "app is-number-6.0.0.tgz is-odd-3.0.1.tgz pnpm-store-linked semver-7.7.1.tgz" ]
	# The other way: fragments, and the store.
	app="(import $root { bin = ${FRAGSTORE_BIN:-$root/build/bin}; system = \"x86_64-linux\"; }).fetchPnpmDeps {
		lockfile = $root/tests/e2e/fixtures/small/pnpm-lock.yaml;
		pnpm = \"12.21.0\";
		installer = \"pnpm\";
	}"
	remotely --max-jobs 0
	[ "$here" = "" ]
	[ "$there" = "is-number-6.0.0-v11 is-odd-3.0.1-v11 pnpm-store semver-7.7.1-v11" ]
}
