#!/usr/bin/env bash
# usage: hook.sh
#
# hook.setup: what happens before `pnpm install` starts, in our hook and in nixpkgs', which unpacks the store and makes it
# writable. Measured with each of pnpm 9 to 12, a store of 718 packages; the figure is that of the slowest.
set -euo pipefail

runs=5
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export work

export NIX_CONFIG="
sandbox = true
substitute = false
build-users-group =
sandbox-paths = /bin /lib /lib64 /usr
"
sides=$(nix-build "$root/tests/bench/hook/stores.nix" --arg bin "${FRAGSTORE_BIN:-$root/build/bin}" --no-out-link)

# Run the rest, a bash script, in a bash of its own, and append the microseconds it took to file $1.
measure() {
    local begin=$EPOCHREALTIME
    TMPDIR=$work side=$side HOME=/homeless-shelter bash -euo pipefail -c "$2" > /dev/null
    local end=$EPOCHREALTIME
    echo $((${end/./} - ${begin/./})) >> "$work/$1"
}
median() { sort -n "$1" | sed -n "$(((runs + 1) / 2))p"; }

# Ours ends where the install would start.
# shellcheck disable=SC2016 # it is for the measured bash to expand
ours='
runHook() { exit 0; }
pnpmDeps=$side/store PATH=$side/pnpm/bin:$PATH
source "$side/hook"
pnpmConfigHook
echo "the hook did not come to prePnpmInstall" >&2
exit 1'
# shellcheck disable=SC2016
theirs='
STORE_PATH=$(mktemp -d)
tar --zstd -xf "$side/pnpm-store.tar.zst" -C "$STORE_PATH"
chmod -R +w "$STORE_PATH"'

for side in $sides; do
    rm -f "$work/ours" "$work/theirs"
    for ((run = 0; run < runs; run++)); do
        measure ours "$ours"
        measure theirs "$theirs"
        find "$work" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
    done
    awk -v ours="$(median "$work/ours")" -v theirs="$(median "$work/theirs")" -v pnpm="${side##*-}" \
        'BEGIN { printf "%.1f %.1f ms against %.0f ms with pnpm %s\n", theirs / ours, ours / 1000, theirs / 1000, pnpm }'
done | sort -n | tee "$work/all" >&2
read -r ratio text < "$work/all"
echo "hook.setup $ratio  # from the hook's start to pnpm install, 718 packages: $text; theirs is tar --zstd -x and chmod -R of the same store"
