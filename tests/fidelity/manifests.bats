#!/usr/bin/env bats
# cache-entry-creator --manifests against the real bun 1.2, 1.3 and 1.4: what it says of a lockfile's packages is what the
# registry told bun, and bun installs with it where it does not without.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export work=$root/build/fidelity/manifests
    export cache_entry_creator=$root/build/bin/cache-entry-creator
    export peers=$root/build/peers
    "$BATS_TEST_DIRNAME/prepare-manifests.sh"
}

make_manifests() { # BUN LOCK OUT
    "$cache_entry_creator" --manifests "$2" --bun "$("$peers/bin/$1" --version)" --out "$3"
}

same_as_bun() { # BUN LOCK
    make_manifests "$1" "$2" "$BATS_TEST_TMPDIR/ours"
    "$peers/bin/node24" "$BATS_TEST_DIRNAME/manifest-compare.mjs" "$work/$1/cache" "$BATS_TEST_TMPDIR/ours"
}

@test "the corpus has at least 300 packages, prereleases, optional peers, platforms, commands and install scripts among them" {
    [ "$(find "$work/bun1.4/cache" -name '*.npm' | wc -l)" -ge 300 ]
    for text in '@19.0.0-rc' optionalPeers optionalDependencies '"libc"' '"cpu"' '"os": "!win32"' \
        '"bin": {.*,.*}' '"bin": { "[^,]*}' hasInstallScript; do
        grep -q "$text" "$work/bun1.4/bun.lock" || { echo "no $text" && false; }
    done
}

@test "what they say is what bun 1.2 had from the registry" { same_as_bun bun1.2 "$work/bun1.2/bun.lock"; }

@test "what they say is what bun 1.3 had from the registry" { same_as_bun bun1.3 "$work/bun1.3/bun.lock"; }

@test "what they say is what bun 1.4 had from the registry" { same_as_bun bun1.4 "$work/bun1.4/bun.lock"; }

# shellcheck disable=SC2030
@test "the comparison sees a wrong integrity, range, peer, command and platform, and an unknown version" {
    sed -E '/^    "react-dom":/s/sha512-..../sha512-AAAA/; s/"scheduler": "\^/"scheduler": "~/; s/"optionalPeers": \["bufferutil", /"optionalPeers": [/
        s/"bin": \{ "express/"bin": { "x/; s/"tsc": "/"tsc": ".\//; s/"os": "!win32"/"os": "win32"/; s/\["ws@8.18.0"/["ws@8.18.99"/' \
        "$work/bun1.4/bun.lock" >"$BATS_TEST_TMPDIR/bun.lock"
    run -1 same_as_bun bun1.4 "$BATS_TEST_TMPDIR/bun.lock"
    for field in 'react-dom@19.0.0: integrity' 'react-dom@19.0.0: dependencies' 'typescript@5.7.2: bin' \
        'ws@8.18.99: optionalPeers' 'ws@8.18.99: integrity'; do
        [[ $output == *"$field"* ]] || { echo "$output" && false; }
    done
}

# install BUN PROJECT [OPTION...]: with no network, from $packages or those of the corpus, the manifests in ./manifests and with ./bunfig.toml, if there are any.
install() {
    local bun=$1 project=$2
    rm -rf project cache
    cp -r "$BATS_TEST_DIRNAME/manifests/$project" project
    mkdir cache
    ln -s "${packages:-$work/packages}"/* cache
    [ ! -e bunfig.toml ] || cp bunfig.toml project
    [ ! -e manifests ] || ln -s "$PWD"/manifests/* cache
    (cd project && BUN_INSTALL_CACHE_DIR=$PWD/../cache timeout 600 unshare -n "$peers/bin/$bun" install --ignore-scripts "${@:3}" 2>&1)
}

# asks_for NAME BUN PROJECT [OPTION...]: bun does not install without manifests, and says that it wants that of NAME.
asks_for() {
    cd "$BATS_TEST_TMPDIR" || return
    run ! install "${@:2}"
    # shellcheck disable=SC2031  # bats sets it
    [[ $output == *"package manifest $1"* || $output == *"no cached manifest for \"$1\""* ]] || { echo "$output" && false; }
    make_manifests "$2" "$BATS_TEST_DIRNAME/manifests/$3/bun.lock" manifests
}

installs_workspace() { # BUN LINKER
    install "$1" workspace --frozen-lockfile "--linker=$2"
    cmp project/bun.lock "$BATS_TEST_DIRNAME/manifests/workspace/bun.lock"
    cat >project/packages/app/check.cjs <<-'END'
	const assert = require('node:assert')
	const version = (name, from) => require(require.resolve(`${name}/package.json`, { paths: [from] })).version
	const lib = __dirname + '/../lib', tool = __dirname + '/../tool'
	assert.equal(require('odd')(3), true)
	assert.equal(version('is-odd', lib), '3.0.1')
	assert.equal(version('is-odd', tool), '0.1.2')
	assert.equal(version('kind-of', lib), '6.0.3')
	assert.equal(version('kind-of', tool), '3.2.2')
	assert.equal(version('ms', __dirname), '2.1.2')
	assert.equal(version('react', require.resolve('react-dom/package.json')), version('react-dom', __dirname))
	END
    "$peers/bin/node24" project/packages/app/check.cjs
}

@test "bun 1.2 asks for the manifests of a workspace with lifecycle scripts, and installs it with ours" {
    asks_for is-odd bun1.2 workspace --frozen-lockfile
    installs_workspace bun1.2 hoisted
    installs_workspace bun1.2 isolated
}

@test "bun 1.3 asks for the manifests of a workspace with lifecycle scripts, and installs it with ours" {
    asks_for is-odd bun1.3 workspace --frozen-lockfile
    installs_workspace bun1.3 hoisted
    installs_workspace bun1.3 isolated
    printf '[install]\nminimumReleaseAge = 259200\n' >bunfig.toml
    installs_workspace bun1.3 isolated
}

@test "a package of another registry has a manifest of that registry" {
    mkdir -p "$BATS_TEST_TMPDIR/lib"
    echo '{ "name": "@my/lib", "version": "1.2.0" }' >"$BATS_TEST_TMPDIR/lib/package.json"
    "$cache_entry_creator" --out "$BATS_TEST_TMPDIR/packages" --name @my/lib@1.2.0 --package "$BATS_TEST_TMPDIR/lib" \
        --registry https://registry.invalid/npm/
    packages=$BATS_TEST_TMPDIR/packages
    for bun in bun1.2 bun1.3; do
        rm -rf "$BATS_TEST_TMPDIR/manifests"
        asks_for @my/lib "$bun" registry --frozen-lockfile
        install "$bun" registry --frozen-lockfile
        [ -e project/packages/app/node_modules/@my/lib/package.json ] || [ -e project/node_modules/@my/lib/package.json ]
    done
}

# bun 1.4 has yet to be seen to ask when frozen.
@test "bun 1.4 asks for manifests when older buns did not know the overrides, and takes ours" {
    asks_for is-number bun1.4 overrides --offline
    install bun1.4 overrides --offline
    [ -e project/node_modules/is-odd/package.json ]
    install bun1.4 overrides
    [ -e project/node_modules/is-odd/package.json ]
}
