#!/bin/bash
# usage: prepare-manifests.sh
#
# Has the real buns write, in build/fidelity/manifests:
#   bunN/bun.lock   what bun N resolved manifests/corpus to
#   bunN/cache      the manifests that it asked the registry for then
#   packages        an install cache with the packages of the other projects in manifests/, and no manifest
# Quick when all of it is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/fidelity/manifests
peers=$root/build/peers

"$here/../peers/install.sh" "$peers"
wanted=$(find "$here/manifests" -type f -print0 | LC_ALL=C sort -z |
    xargs -0 cat "$0" "$here/../peers/package-lock.json" | sha256sum)
if [ -f "$work/.stamp" ] && [ "$(cat "$work/.stamp")" = "$wanted" ]; then
    exit
fi
rm -rf "$work"
mkdir -p "$work"

# install BUN CACHE PROJECT [OPTION...], online.
install() {
    cp -r "$here/manifests/$3/." "$work/project"
    (cd "$work/project" && BUN_INSTALL_CACHE_DIR=$2 timeout 600 "$peers/bin/$1" install --ignore-scripts --silent "${@:4}")
}

# A bun that is done does not wait for the manifests that it is still writing; each time there are fewer to write.
for bun in bun1.2 bun1.3 bun1.4; do
    for _ in 1 2 3; do
        install "$bun" "$work/$bun/cache" corpus --lockfile-only
        mv "$work/project/bun.lock" "$work/$bun"
        rm -r "$work/project"
    done
done
for project in workspace overrides; do
    install bun1.4 "$work/packages" "$project"
    rm -r "$work/project"
done
rm -f "$work"/packages/*.npm
printf '%s\n' "$wanted" >"$work/.stamp"
