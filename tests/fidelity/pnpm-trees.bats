#!/usr/bin/env bats
# node-modules against the real pnpm 9 to 12, on small projects for each kind of thing that a lockfile can say: every path,
# kind, link target, mode and byte of what they write is right, but for pnpm's notes on its own doings.
#
# Where pnpm 11.28 and 12 write a script in the place of a link, which holds absolute paths, ours has other bytes; pnpm 9 and
# 10 change such a file in the project instead.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export bin=$root/build/bin
    export peers=$root/build/peers
    export node=$peers/bin/node24
    # What of a package's engines counts is the node in PATH.
    mkdir "$BATS_FILE_TMPDIR/bin"
    ln -s "$node" "$BATS_FILE_TMPDIR/bin/node"
    export PATH=$BATS_FILE_TMPDIR/bin:$PATH
}

# trees PNPM PATTERN...: all projects by that pnpm, but for paths of the patterns. Where it finds a package at two places, a pnpm
# takes the other one now and then; so a project whose trees differ is made anew, twice at most.
trees() {
    local project wanted=() patterns=('node_modules/\.modules\.yaml$' 'node_modules/\.pnpm-workspace-state' 'node_modules/\.(pnpm|store)/lock\.yaml$' "${@:2}")
    for _ in 1 2 3; do
        "$node" "$BATS_TEST_DIRNAME/pnpm-trees.mjs" "$BATS_TEST_TMPDIR" "$bin" "$peers" "$1" "${wanted[@]}" || return
        wanted=()
        for project in "$BATS_TEST_TMPDIR"/*-"$1"; do
            "$node" "$BATS_TEST_DIRNAME/tree-compare.mjs" "${patterns[@]/#/--ignore=}" "$project/theirs" "$project/ours" >"$project/said" 2>&1 && continue
            echo "== $project"
            cat "$project/said"
            project=${project##*/}
            wanted+=("${project%-*}")
        done
        if [ "${#wanted[@]}" -eq 0 ]; then return; fi
    done
    return 1
}

# `plugin` is hoisted from either of two workspaces: from which pnpm 10 takes it is another one now and then.
@test "pnpm 10: every path, kind, target, mode and byte" { trees 10 'node_modules/\.bin/no-x-bit$' '^node_modules/plugin$'; }

@test "pnpm 11: every path, kind, target, mode and byte" { trees 11 'node_modules/\.bin/no-x-bit$'; }

# `in-folder` is a command of two dependencies, by `file:` and by `link:`: which of them pnpm 12 writes last is another one now and then.
@test "pnpm 12: every path, kind, target, mode and byte" { trees 12 'node_modules/\.bin/(no-x-bit|in-folder)$' 'node_modules/(.*/)?\.bin/crlf(-x)?$'; }

# made PNPM PROJECT: the project with our tree in it, in $work/project.
made() {
    "$node" "$BATS_TEST_DIRNAME/pnpm-trees.mjs" "$BATS_TEST_TMPDIR" "$bin" "$peers" "$1" "$2"
    work=$BATS_TEST_TMPDIR/$2-$1
    "$bin/node-modules" --lockfile "$work/project/pnpm-lock.yaml" --project "$work/project" --list "$work/list" --out "$work/here" \
        --store-dir "$work/store" --manager "pnpm@$("$peers/bin/pnpm$1" --version)"
    (cd "$work/here" && find . -name node_modules -prune -exec mv {} "$work/project/{}" \;)
    cd "$work/project" || exit
}

# pnpm OPTION...: the real one, which fails where it would want to install before it runs something.
pnpm() {
    HOME=$work/home CI=1 "$peers/bin/pnpm$version" --config.store-dir="$work/store" --config.offline=true --config.confirm-modules-purge=false \
        --config.manage-package-manager-versions=false --config.pm-on-fail=ignore --config.verify-deps-before-run=error "$@"
}

@test "pnpm's commands work on the tree, and none wants to install" {
    local version
    for version in 10 11 12; do
        made "$version" workspace
        [ "$(pnpm exec cli)" = 1 ]
        pnpm install --frozen-lockfile --ignore-scripts --config.trust-lockfile=true | grep 'up to date'
        [ "$(cd packages/a && node_modules/.bin/framework)" = 1 ]
        [ "$(node_modules/.bin/no-x-bit)" = 1 ]
        pnpm list --depth 0 | grep framework
        pnpm -r why shallow | grep deep-b
        pnpm rebuild --config.trust-lockfile=true
        pnpm prune --prod --ignore-scripts --config.trust-lockfile=true
        [ -e node_modules/framework/package.json ]
        [ ! -e node_modules/uncut ]
    done
}

@test "pnpm run in one package, then in all: neither wants to install" {
    local version command
    for version in 10 11 12; do
        made "$version" workspace
        for command in 'exec cli' '-r exec node -p 1' '-r --filter ./packages/c exec node -p 1' '-r exec node -p 1' 'exec cli'; do
            # shellcheck disable=SC2086 # words
            pnpm $command
        done
        "$node" -e 'const fs = require("fs"), f = "packages/c/package.json", m = JSON.parse(fs.readFileSync(f)); m.dependencies.capital = "9.9.9"; fs.writeFileSync(f, JSON.stringify(m))'
        run pnpm -r exec node -p 1
        [ "$status" != 0 ]
    done
}

@test "pnpm run does not want to install before it, whatever the project's settings are" {
    local version project
    for version in 10 11 12; do
        for project in settings local-packages no-hoist; do
            # pnpm 10 calls an override "$name" outdated in its own node_modules, too, once a package.json is newer than that.
            [ "$version $project" != "10 settings" ] || continue
            made "$version" "$project"
            pnpm exec node -p '"it " + "runs"' | grep -x 'it runs'
            # What it is about, it does notice.
            "$node" -e 'const fs = require("fs"), m = JSON.parse(fs.readFileSync("package.json")); m.dependencies.cli = "9.9.9"; fs.writeFileSync("package.json", JSON.stringify(m))'
            run pnpm exec node -p 1
            [ "$status" != 0 ]
            [[ $output == *VERIFY_DEPS_BEFORE_RUN* ]]
        done
    done
}
