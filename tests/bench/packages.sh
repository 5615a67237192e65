#!/bin/bash
# usage: packages.sh FILE
#
# Writes to FILE the list (as for cafs-add --list) of the 500 real packages, 1 GB unpacked, that the benches work on,
# fetched once into build/.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
node=$root/build/peers/bin/node24
"$root/tests/peers/install.sh" "$root/build/peers"
"$node" "$root/tests/fidelity/download.mjs" "$root/tests/fidelity/corpus.txt" "$root/build/fidelity/tarballs" >&2
"$node" "$root/tests/fidelity/download.mjs" "$root/tests/bench/cafs-add-packages.txt" "$root/build/bench/tarballs" >&2
cat "$root/build/fidelity/tarballs/list" "$root/build/bench/tarballs/list" >"$1"
