#!/usr/bin/env bats
# cache-entry-creator against the real bun 1.2, 1.3 and 1.4: what they wrote for the same packages is what is right.
# github.com is not asked: bun takes the same path for a server on loopback (GITHUB_API_URL).

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export work=$root/build/fidelity
    export cache_entry_creator=$root/build/bin/cache-entry-creator
    export store_merge=$root/build/bin/store-merge
    export peers=$root/build/peers
    export node=$peers/bin/node24
    "$BATS_TEST_DIRNAME/prepare-bun.sh"
    export ours=$BATS_FILE_TMPDIR/cache
    "$cache_entry_creator" --out "$ours" --list "$work/list.bun"
}

compare() { # BUN OURS
    "$node" "$BATS_TEST_DIRNAME/bun-compare.mjs" "$work/$1/cache" "$2"
}

@test "the list has at least 200 real packages, prereleases and scopes among them, and every kind of source" {
    [ "$(cut -f1 "$work/tarballs/list" | sort -u | wc -l)" -ge 200 ]
    [ "$(cut -f1 "$work/tarballs/list" | grep -c '[^/]@[0-9][^@]*-')" -ge 5 ]
    [ "$(cut -f1 "$work/tarballs/list" | grep -c '^@')" -ge 10 ]
    for kind in 'lengths@1.0.70-' 'versions@1.0.0+' '@registry9/' 'tarball:http' 'tarball:./' 'git:' 'github:'; do
        grep -q "^$kind" "$work/list.bun"
    done
}

@test "names and contents are what bun 1.2 writes" { compare bun1.2 "$ours"; }

@test "names and contents are what bun 1.3 writes" { compare bun1.3 "$ours"; }

@test "names and contents are what bun 1.4 writes" { compare bun1.4 "$ours"; }

@test "--verify finds nothing wrong in the real buns' caches, nor in ours" {
    for cache in "$work"/bun1.{2,3,4}/cache "$ours"; do
        "$store_merge" --verify "$cache"
    done
}

@test "the comparison sees a changed mode, a changed file, a missing, an added and a renamed package" {
    cp -a "$ours" "$BATS_TEST_TMPDIR/cache"
    cd "$BATS_TEST_TMPDIR/cache"
    chmod a-x '@G@'*/run
    printf x >>'versions@10.20.30@@@1/package.json'
    rm -r 'odd-case@1.0.0@@@1'
    mkdir 'added@1.0.0@@@1'
    find . -name '@T@*' -type l -delete # bun 1.3's names
    run -1 compare bun1.3 "$BATS_TEST_TMPDIR/cache"
    [[ $output == *'/run: is not executable'* ]]
    [[ $output == *'versions@10.20.30@@@1/package.json: other bytes'* ]]
    [[ $output == *'odd-case@1.0.0@@@1: missing'* ]]
    [[ $output == *'added@1.0.0@@@1: bun does not have it'* ]]
    [[ $output =~ '@T@'[0-9a-f]{16}'@@@1: missing' ]]
}

@test "each bun installs everything from the cache, the packages being symlinks" {
    "$store_merge" --out "$BATS_TEST_TMPDIR/store" "$ours"
    for bun in bun1.2 bun1.3 bun1.4; do
        "$node" "$BATS_TEST_DIRNAME/bun-reference.mjs" "$peers/bin/$bun" "$BATS_TEST_TMPDIR/store" "$work/list.bun"
    done
}
