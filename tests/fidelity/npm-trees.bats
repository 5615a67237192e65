#!/usr/bin/env bats
# node-modules against the real npm 10, 11 and 12, on small projects for each kind of thing that a lockfile can say: every path,
# kind, link target, mode and byte of what they write is right, but for npm's note of what is there; and npm's commands do the same on both.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export bin=$root/build/bin npms=$root/build/npm/bin node=$root/build/peers/bin/node24
    mkdir "$BATS_FILE_TMPDIR/bin"
    ln -s "$node" "$BATS_FILE_TMPDIR/bin/node"
    export PATH=$BATS_FILE_TMPDIR/bin:$PATH
}

# same PROJECT: both trees are.
same() {
    "$node" "$BATS_TEST_DIRNAME/tree-compare.mjs" --ignore '^node_modules/\.package-lock\.json$' "$1/theirs" "$1/ours"
}

# trees VERSION: all projects by that npm.
trees() {
    local failed=0 project said
    "$node" "$BATS_TEST_DIRNAME/npm-trees.mjs" "$BATS_TEST_TMPDIR" "$bin" "$npms/npm$1" || failed=1
    for project in "$BATS_TEST_TMPDIR"/*/theirs; do
        said=$(same "${project%/*}" 2>&1) && continue
        echo "== $project"
        echo "$said"
        failed=1
    done
    return "$failed"
}

@test "npm 10: every path, kind, target, mode and byte" { trees 10; }

@test "npm 11: every path, kind, target, mode and byte" { trees 11; }

@test "npm 12: every path, kind, target, mode and byte" { trees 12; }

# npm VERSION PROJECT COMMAND...: there is no registry.
npm() {
    (cd "$2" && HOME=$BATS_TEST_TMPDIR "$npms/npm$1" "${@:3}" --registry=http://127.0.0.1:1/ --offline --no-audit --no-fund --no-update-notifier)
}

# both VERSION COMMAND...: npm says the same in both projects.
both() {
    local of
    for of in theirs ours; do npm "$1" "$project/$of" "${@:2}" | sed "s,$project/$of,,g; s, in [0-9.]*m\?s$,," >"$BATS_TEST_TMPDIR/said-$of"; done
    diff "$BATS_TEST_TMPDIR"/said-{theirs,ours}
    [ -s "$BATS_TEST_TMPDIR/said-ours" ]
}

@test "npm ls, run, exec, pack, rebuild and prune, offline, do as on npm's own tree" {
    local version of project=$BATS_TEST_TMPDIR/workspace
    for version in 10 11 12; do
        "$node" "$BATS_TEST_DIRNAME/npm-trees.mjs" "$BATS_TEST_TMPDIR" "$bin" "$npms/npm$version" workspace
        both "$version" ls --all
        both "$version" ls --all --json
        both "$version" ls --all --omit=dev --parseable
        both "$version" explain shallow
        both "$version" query ':root > .workspace'
        both "$version" run says-one
        both "$version" exec -- cli
        both "$version" exec --workspace=packages/a -- cli-more
        both "$version" pack --dry-run --json
        both "$version" rebuild
        for of in theirs ours; do [ "$(cat "$project/$of/packages/a/made")" = made ]; done
        same "$project"
        both "$version" prune --omit=dev
        same "$project"
        [ -e "$project/ours/node_modules/framework/package.json" ]
        [ ! -e "$project/ours/node_modules/uncut" ]
        both "$version" ls --all --json --omit=dev
    done
}
