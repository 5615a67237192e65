#!/usr/bin/env bats
# Two machines, which are two Nix stores here: one builds and pushes to a binary cache, the other takes what is linked from it.

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
