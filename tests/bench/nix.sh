#!/bin/bash
# usage: nix.sh
#
# The figures of the Nix core: nix.fragments, nix.eval, nix.eval-growth. Each run has an empty Nix store.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"

fragments_figure nix.fragments pnpm fragments

lockfile=nix-lockfile call='fetchPnpmDeps { storeVersion = "v10"; lockfile = '
make_lockfiles 1 3000 30000
race evaluate-3000 evaluate-30000
took nix.eval evaluate-3000 "reading and instantiating a lockfile of 3,000 packages, in an empty store"
cost nix.eval-growth evaluate-30000 evaluate-3000 "the same for 30,000 packages, against 3,000"
