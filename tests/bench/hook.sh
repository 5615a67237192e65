#!/usr/bin/env bash
# usage: hook.sh
#
# hook.setup: what happens before `pnpm install` starts, in our hook and in nixpkgs', which unpacks the store and makes it
# writable. Measured with each of pnpm 9 to 12, a store of 718 packages; the figure is that of the slowest.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"

# Both sides run in a bash of their own, with NIX_STORE as Nix sets it. Ours ends where the install would start.
hook() {
	# shellcheck disable=SC2016 # it is for that bash to expand
	kept=$kept HOME=/homeless-shelter NIX_STORE=/nix/store bash -euo pipefail -c '
		runHook() { exit 0; }
		pnpmDeps=$kept/store PATH=$kept/pnpm/bin:$PATH
		source "$kept/hook"
		pnpmConfigHook
		echo "the hook did not come to prePnpmInstall" >&2
		exit 1'
}
hook_peer() {
	# shellcheck disable=SC2016
	kept=$kept HOME=/homeless-shelter bash -euo pipefail -c '
		STORE_PATH=$(mktemp -d)
		tar --zstd -xf "$kept/pnpm-store.tar.zst" -C "$STORE_PATH"
		chmod -R +w "$STORE_PATH"'
}

see_machine
stores=$(TMPDIR=$work nix-build "$here/hook/stores.nix" --arg bin "$bin" --no-out-link 2>"$work/log")
for kept in $stores; do
	xargs -a <(find -L "$kept/hook" "$kept/pnpm-store.tar.zst") cat >/dev/null # both are in memory from here on
	times=$work/times-${kept##*-}
	mkdir "$times"
	race hook hook_peer
	faster hook.setup hook hook_peer "718 packages, with pnpm ${kept##*-}, the version with the lowest ratio: the time from the hook's start to \`pnpm install\`, against \`tar --zstd -x\` and \`chmod -R\` of the same store"
done | sort -k 2 -n | head -n 1
