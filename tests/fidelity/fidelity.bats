#!/usr/bin/env bats
# cafs-add against the real pnpm 9, 10, 11 and 12: what they wrote for the same tarballs is what is right.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export work=$root/build/fidelity
    export cafs_add=${CAFS_ADD:-$root/build/bin/cafs-add}
    export store_merge=${STORE_MERGE:-$root/build/bin/store-merge}
    export node=$root/build/peers/bin/node24
    "$BATS_TEST_DIRNAME/prepare.sh"
}

teardown() {
    if [ -d "$BATS_TEST_TMPDIR" ]; then
        chmod -R u+w "$BATS_TEST_TMPDIR"
    fi
}

compare() { # PNPM OURS
    "$node" "$BATS_TEST_DIRNAME/compare.mjs" --pnpm "$1" --real "$work/$1/store" --ours "$2" --list "$work/list.$1"
}

same_as_pnpm() { # PNPM FORMAT
    "$cafs_add" --store-version "$2" --out "$BATS_TEST_TMPDIR/store" --list "$work/list.$1"
    compare "$1" "$BATS_TEST_TMPDIR/store"
}

@test "the corpus has at least 200 real packages" {
    [ "$(grep -c . "$work/tarballs/list")" -ge 200 ]
    [ "$(cut -f1 "$work/tarballs/list" | sort -u | wc -l)" -ge 200 ]
}

@test "v3 is what pnpm 9 writes" { same_as_pnpm 9 v3; }

@test "v10 is what pnpm 10 writes" { same_as_pnpm 10 v10; }

@test "v11 is what pnpm 11 writes" { same_as_pnpm 11 v11; }

@test "v11 is what pnpm 12 writes, but for what known.mjs names" { same_as_pnpm 12 v11; }

@test "--verify finds the real pnpms' stores to be as their indexes say" {
    for pnpm in 9 10 11; do
        "$store_merge" --verify "$work/$pnpm/store"
    done
    # pnpm 12 leaves contents of tarballs that it refused.
    run "$store_merge" --verify "$work/12/store"
    [ "$(grep -vc ': belongs to no package of the index$' <<<"$output")" -eq 0 ]
    run "$store_merge" --verify "$work/12/store" --verbose
    [[ $output == *"store-merge: $work/12/store: 4"[0-9][0-9]" packages, "?" faults" ]]
}

@test "the comparison sees a changed mode, a changed file, a missing package, an added file" {
    "$cafs_add" --store-version v3 --out "$BATS_TEST_TMPDIR/store" --list "$work/list.9"
    chmod -R u+w "$BATS_TEST_TMPDIR/store"
    cd "$BATS_TEST_TMPDIR/store/v3/files"
    mapfile -t indexes < <(grep -l '"mode":420' --include='*-index.json' -r . | sort)
    contents=$(find . -type f -size +1k ! -name '*-index.json' | sort | head -1)

    sed -i 's/"mode":420/"mode":384/' "${indexes[0]}"
    run -1 compare 9 "$BATS_TEST_TMPDIR/store"
    [[ $output == *'"mode": is 384, pnpm has 420'* ]]
    sed -i 's/"mode":384/"mode":420/' "${indexes[0]}"
    compare 9 "$BATS_TEST_TMPDIR/store"

    cp "$contents" saved
    printf x | dd of="$contents" conv=notrunc status=none
    mv saved "$BATS_TEST_TMPDIR/saved"
    run -1 compare 9 "$BATS_TEST_TMPDIR/store"
    [[ $output == *"${contents#./}: other bytes"* ]]
    cp "$BATS_TEST_TMPDIR/saved" "$contents"

    rm "${indexes[1]}"
    touch 00/added
    run -1 compare 9 "$BATS_TEST_TMPDIR/store"
    [[ $output == *": no entry \"files/${indexes[1]#./}\""* ]]
    [[ $output == *'files/00/added: pnpm does not have it'* ]]
}

listing() { # STORE: names, bytes and x bits of all that is in it
    (cd "$1" && find . -type f -printf '%m %p\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}

@test "one process for all packages writes the same bytes as one each, merged" {
    mkdir "$BATS_TEST_TMPDIR/fragments"
    (head -n 100 "$work/list.10"; tail -n 40 "$work/list.10") >"$BATS_TEST_TMPDIR/list"
    while IFS=$'\t' read -r id integrity tarball; do
        fragment=$BATS_TEST_TMPDIR/fragments/${id//\//+}
        for format in v3 v10 v11; do
            "$cafs_add" --store-version "$format" --out "$fragment-$format" --id "$id" --integrity "$integrity" --tarball "$tarball"
        done
    done <"$BATS_TEST_TMPDIR/list"

    for format in v3 v10 v11; do
        "$cafs_add" --store-version "$format" --out "$BATS_TEST_TMPDIR/$format-list" --list "$BATS_TEST_TMPDIR/list"
        "$store_merge" --mode copy --out "$BATS_TEST_TMPDIR/$format-merged" "$BATS_TEST_TMPDIR"/fragments/*-"$format"
        diff <(listing "$BATS_TEST_TMPDIR/$format-list") <(listing "$BATS_TEST_TMPDIR/$format-merged")
    done
}
