#!/usr/bin/env bats
# node-modules against the real bun 1.2, 1.3 and 1.4, on small projects: every path, kind, link target, mode and byte.
# shellcheck disable=SC2030,SC2031,SC2317 # each test has variables of its own, and functions that it calls

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root peers=$root/build/peers
    export node=$peers/bin/node24 PATH=$root/build/bin:$PATH
    "$BATS_TEST_DIRNAME/../peers/install.sh" "$peers"
}

# options NAME bun|ours: fills the array of that name.
options() {
    mapfile -t "$2" < <("$node" "$BATS_TEST_DIRNAME/bun-tree-project.mjs" --options "$1" "$2")
}

# install BUN DIR [OPTION...]: bun installs DIR/project as DIR/real, with no network.
install_with() {
    local version=$1 dir=$2
    shift 2
    cp -r "$dir/project" "$dir/real"
    (cd "$dir/real" && HOME=$dir BUN_INSTALL_CACHE_DIR=$dir/cache http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 \
        timeout 60 "$peers/bin/bun$version" install --frozen-lockfile --ignore-scripts --backend=copyfile "$@" >"$dir/log" 2>&1) ||
        { cat "$dir/log"; return 1; }
}

# same BUN LAYOUT NAME: both make the same tree of that project.
same() {
    local version=$1 layout=$2 name=$3 dir=$BATS_TEST_TMPDIR/$3 bun ours
    options "$name" bun
    options "$name" ours
    "$node" "$BATS_TEST_DIRNAME/bun-tree-project.mjs" "$name" "$dir"
    cache-entry-creator --out "$dir/cache" --list "$dir/cache.list"
    install_with "$version" "$dir" --linker "$layout" "${bun[@]}"
    node-modules --lockfile "$dir/project/bun.lock" --project "$dir/project" --list "$dir/list" --out "$dir/ours" \
        --layout "$layout" --manager "bun@$("$peers/bin/bun$version" --version)" --platform linux-x64 "${ours[@]}"
    "$node" "$BATS_TEST_DIRNAME/tree-compare.mjs" --bun "$version" "$dir/real" "$dir/ours"
}

all_the_same() { # BUN LAYOUT
    local name wrong=0
    for name in $("$node" "$BATS_TEST_DIRNAME/bun-tree-project.mjs" --names "$1" "$2"); do
        same "$1" "$2" "$name" >"$BATS_TEST_TMPDIR/said" 2>&1 || { echo "$name:"; cat "$BATS_TEST_TMPDIR/said"; wrong=1; }
    done
    return $wrong
}

@test "hoisted trees are bun 1.2's" { all_the_same 1.2 hoisted; }
@test "isolated trees are bun 1.2's" { all_the_same 1.2 isolated; }
@test "hoisted trees are bun 1.3's" { all_the_same 1.3 hoisted; }
@test "isolated trees are bun 1.3's" { all_the_same 1.3 isolated; }
@test "hoisted trees are bun 1.4's" { all_the_same 1.4 hoisted; }
@test "isolated trees are bun 1.4's" { all_the_same 1.4 isolated; }

# modules NAME BUN LAYOUT OUT: our tree of that project.
modules() {
    local dir=$BATS_TEST_TMPDIR/$1
    if [ ! -d "$dir" ]; then "$node" "$BATS_TEST_DIRNAME/bun-tree-project.mjs" "$1" "$dir"; fi
    node-modules --lockfile "$dir/project/bun.lock" --project "$dir/project" --list "$dir/list" --out "$dir/$4" \
        --layout "$3" --manager "bun@$2" --platform linux-x64
}

# Seen with the real ones, of which the tests have only the last.
@test "bun 1.4.0 to 1.4.3 place packages as bun 1.3 does; peers that are not found as 1.3.13, before 1.4.1" {
    local name
    for name in platforms aliases catalogs production; do
        modules "$name" 1.3.14 hoisted before
        modules "$name" 1.4.3 hoisted after
        diff -r --no-dereference "$BATS_TEST_TMPDIR/$name/before" "$BATS_TEST_TMPDIR/$name/after"
    done
    for version in 1.3.12 1.3.13 1.4.0 1.4.1 1.4.3 1.4.4; do
        modules loop "$version" isolated "$version"
        (cd "$BATS_TEST_TMPDIR/loop/$version/node_modules/.bun" && echo "$version" [eu]@*)
    done >"$BATS_TEST_TMPDIR/loops"
    diff - "$BATS_TEST_TMPDIR/loops" <<-'EOF'
	1.3.12 e@1.0.0+a43e26aa6e4bac1c e@1.0.0+f625676d3214f5a8 u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	1.3.13 e@1.0.0+a43e26aa6e4bac1c e@1.0.0+f625676d3214f5a8 u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	1.4.0 e@1.0.0+a43e26aa6e4bac1c e@1.0.0+f625676d3214f5a8 u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	1.4.1 e@1.0.0+a43e26aa6e4bac1c u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	1.4.3 e@1.0.0+a43e26aa6e4bac1c u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	1.4.4 e@1.0.0+f625676d3214f5a8 u@1.0.0+a43e26aa6e4bac1c u@1.0.0+b7e6f7571cead22f
	EOF
}

# content_with BUN LAYOUT: with our tree in the project and nothing to install from, bun has nothing to do, and the rest works.
content_with() {
    local version=$1 dir=$BATS_TEST_TMPDIR/$1-$2 project
    "$node" "$BATS_TEST_DIRNAME/bun-tree-project.mjs" workspaces "$dir"
    project=$dir/project
    node-modules --lockfile "$project/bun.lock" --project "$project" --list "$dir/list" --out "$dir/ours" --layout "$2" \
        --manager "bun@$version.99" --platform linux-x64
    (cd "$dir/ours" && find . -name node_modules -prune -exec mv {} "$project/{}" \;)
    printf '[install]\nlinker = "%s"\n' "$2" >"$project/bunfig.toml"
    echo "import { test } from 'bun:test'; import 'lib/package.json'; test('x', () => {})" >"$project/packages/tool/x.test.ts"
    bun() { HOME=$dir BUN_INSTALL_CACHE_DIR=$dir/none http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 timeout 60 "$peers/bin/bun$version" "$@"; }
    cd "$project" || return
    run -0 bun install --frozen-lockfile --ignore-scripts
    [[ $output == *'(no changes)'* ]]
    run -0 bun pm ls
    [[ $output == *'t@1.0.0'* ]]
    run -0 bun pm ls --all
    [[ $output == *'t@1.0.0'* ]]
    run -0 bun x --no-install t
    [ "${lines[-1]}" = x ]
    run -0 bun run t
    [ "${lines[-1]}" = x ]
    run -0 bun test
    [[ $output == *'1 pass'* ]]
}

@test "with it, bun 1.2, 1.3 and 1.4 have nothing to install, list, run and test" {
    for version in 1.2 1.3 1.4; do
        for layout in hoisted isolated; do
            (content_with "$version" "$layout") || { echo "$version $layout: $output"; return 1; }
        done
    done
}
