#!/bin/bash
# The figures of the Nix core: nix.fragments, nix.eval, nix.eval-growth. Medians of alternating runs, each in a Nix store of
# its own below build/bench, so that nothing is there already.
#
#   make && tests/bench/nix.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"

bench_eval() {
	local count
	for count in 1 3000 30000; do
		awk -v count="$count" -v seed=1 -f "$here/nix-lockfile.awk" >"$work/pnpm-lock-$count"
	done
	for _ in 1 2 3; do
		instantiate 3000 pnpm-lock 'fetchPnpmDeps { storeVersion = "v10"; lockfile = '
		instantiate 30000 pnpm-lock 'fetchPnpmDeps { storeVersion = "v10"; lockfile = '
	done
	local small large
	small=$(median "$work/eval-3000")
	large=$(median "$work/eval-30000")
	echo "nix.eval $small  # seconds to read and instantiate a lockfile of 3,000 packages, in an empty store in memory"
	echo "nix.eval-growth $(ratio "$large" "$small")  # the same for 30,000 packages ($large s) against 3,000"
}

fragments_figure nix.fragments pnpm "fragments"
bench_eval
