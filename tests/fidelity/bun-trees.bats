#!/usr/bin/env bats
# node-modules against the real bun 1.2, 1.3 and 1.4, on small projects: every path, kind, link target, mode and byte.

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
