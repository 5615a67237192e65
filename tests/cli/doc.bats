#!/usr/bin/env bats
# What `make doc` renders.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	"$root/doc/make.sh" "$BATS_FILE_TMPDIR/doc" 2>"$BATS_FILE_TMPDIR/said"
}

@test "rendering says nothing, and every link leads to something" {
	[ ! -s "$BATS_FILE_TMPDIR/said" ]
	cd "$BATS_FILE_TMPDIR/doc"
	grep -ohE '(href|src)="[^"#:]+"' ./*.html | sed 's/.*="//; s/"$//' | sort -u >links
	[ "$(wc -l <links)" -ge 9 ]
	while read -r link; do
		[ -e "$link" ] || { echo "$link" && return 1; }
	done <links
}

@test "every function that has a doc comment is there, with its arguments" {
	cd "$root"
	while read -r file; do
		grep -q "<h2 id=\"$(basename "$file" .nix)\">" "$BATS_FILE_TMPDIR/doc/nix.html"
	done < <(grep -lr '^ *[/][*][*]$' nix --include='*.nix' | grep -v templates)
	grep -q '<dt><code>lockfile</code></dt>' "$BATS_FILE_TMPDIR/doc/nix.html"
}

@test "the message of a build that failed is found in the page on errors" {
	grep -q "the tarball has two root folders, " "$BATS_FILE_TMPDIR/doc/errors.html"
	grep -q "pnpmDeps is not a pnpm store" "$BATS_FILE_TMPDIR/doc/errors.html"
	grep -q "it has no resolution; " "$BATS_FILE_TMPDIR/doc/errors.html"
}

@test "the picture is well-formed, and small" {
	node -e '
		const stack = [];
		const text = require("fs").readFileSync(process.argv[1], "utf8");
		for (const [, end, name, empty] of text.matchAll(/<(\/?)([a-zA-Z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
			if (end) require("assert").strictEqual(stack.pop(), name);
			else if (!empty) stack.push(name);
		}
		require("assert").deepStrictEqual([stack, text.split("<").length > 50], [[], true]);
	' "$root/doc/way-of-the-data.svg"
	[ "$(stat -c %s "$root/doc/way-of-the-data.svg")" -lt 8000 ]
}
