#!/usr/bin/env bats
# The pages on errors: every message of the sources that does not say itself what to do is in them, and they have no message that the sources do not have.

# root comes from the helper; what is in single quotes is text.
# shellcheck disable=SC2154,SC2016
load helper

# same FOLDER: its errors.md has its messages. One that says itself what to do, after a semicolon, may have nothing to add.
same() {
	diff --label "sources" --label "$1/errors.md" -U 0 \
		<(cd "$root" && { node tests/cli/messages.mjs "$1" | grep -v '; ' && node tests/cli/messages.mjs "$1" | grep -Fx "$(node tests/cli/messages.mjs "$1/errors.md" | grep '; ')"; } | LC_ALL=C sort) \
		<(node "$BATS_TEST_DIRNAME/messages.mjs" "$root/$1/errors.md" | LC_ALL=C sort)
}

@test "tools/errors.md has the messages of the programs" { same tools; }
@test "nix/errors.md has the messages of the Nix library" { same nix; }
@test "hooks/errors.md has the messages of the hooks" { same hooks; }

@test "there are messages, and whoever changes one is told" {
	for folder in tools nix hooks; do
		[ "$(node "$BATS_TEST_DIRNAME/messages.mjs" "$root/$folder" | wc -l)" -ge 40 ]
	done
	node "$BATS_TEST_DIRNAME/messages.mjs" "$root/tools" | grep -qxF "the tarball has two root folders, '…' and '…'"
	node "$BATS_TEST_DIRNAME/messages.mjs" "$root/nix" | grep -qxF 'it has merge conflict markers (<<<<<<<, =======, >>>>>>>); run `…`, which resolves them, and commit the result'
	node "$BATS_TEST_DIRNAME/messages.mjs" "$root/hooks" | grep -qxF "pnpm install failed; see pnpm's output above"
	mkdir tools
	printf 'bool f(void)\n{\n\treturn error_set(e, "a \\"b", "is not%%.*s "\n\t\t"known (yet)", 1);\n}\n' >tools/x.c
	[ "$(node "$BATS_TEST_DIRNAME/messages.mjs" tools)" = 'is not… known (yet)' ]
}

@test "every row says what the message is, and has three columns" {
	for folder in tools nix hooks; do
		[ "$(grep -c '^| [`]' "$root/$folder/errors.md")" -ge 10 ]
		run awk '/^[|]/ { row = $0; if (gsub(/ [|]/, "", row) != 3) print }' "$root/$folder/errors.md"
		[ -z "$output" ]
	done
}

setup() {
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}
