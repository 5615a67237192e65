#!/bin/bash
# usage: bun.sh
#
# The figures of bun: bun.entry, bun.fragments, bun.hook, bun.eval.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"

# A hundred packages of middle size, each a process.
bench_entry() {
	middle_of "$work/packages" 100 >"$work/middle"
	musl-gcc -static -O2 -D_GNU_SOURCE -I"$root/tools" -isystem "$root/build/deps/include" -o "$work/namer" \
		"$here/bun-entry-namer.c" "$root/build/obj/rooms.a" -L"$root/build/deps/lib" -lcrypto
	race entries entries_peer
	faster bun.entry entries entries_peer "100 packages, tarballs of $(kilobytes "$work/middle"), one process each, integrity checked, against bash, bsdtar, chmod and a program that makes the folder's name, for each package (a stand-in of ours for the shell and Zig code of bun2nix)"
}
entries() {
	local id integrity tarball n=0
	while IFS=$'\t' read -r id integrity tarball; do
		"$bin/cache-entry-creator" --out "$out/$((n++))" --name "$id" --package "$tarball" --integrity "$integrity"
	done <"$work/middle"
}
entries_peer() {
	local id tarball n=0
	while IFS=$'\t' read -r id _ tarball; do
		"$here/bun-entry-peer.sh" "$out/$((n++))" "$id" "$tarball" "$work/namer"
	done <"$work/middle"
}

# From the start of the hook's first phase to where `bun install` is called, each in a bash of its own.
bench_hook() {
	"$bin/cache-entry-creator" --out "$work/fragments/share/bun-cache" --list "$work/packages"
	"$bin/store-merge" --out "$work/merged" "$work/fragments"
	mkdir "$work/path"
	ln -s "$root/build/peers/bin/bun1.4" "$work/path/bun"
	race hook hook_peer
	faster bun.hook inside peer-inside "$(wc -l <"$work/packages") packages, nothing to patch: from the hook's start to \`bun install\`, against bun2nix's \`mktemp -d\` and \`cp -r\` of the same cache"
}
# Each bash writes there when it began and when it ended what is measured.
export span=$work/span
# shellcheck disable=SC2016,SC2154 # it is for the measured bash to expand
hook() {
	PATH=$work/path:$PATH bash -euo pipefail -c '
		appendToVar() { :; }
		runHook() { :; }
		bun() { :; }
		# What the hook says last before it starts bun.
		echo() { [[ $1 != "bun install "* ]] || builtin echo "$begin $EPOCHREALTIME" >"$span"; }
		source <(sed "s,@hookLib@,$root/hooks/lib/lib.sh,; s,@bunExplain@,$root/hooks/bun/explain.sh,; s,@bunCache@,$root/hooks/bun/cache.sh,
			s,@bunSettings@,$root/hooks/bun/settings.js," "$root/hooks/bun/hook.sh")
		bunDeps=$work/merged bunRoot=
		cd "$out/project"
		begin=$EPOCHREALTIME
		bunSetInstallCacheDirPhase
		bunNodeModulesInstallPhase'
}
# shellcheck disable=SC2016
hook_peer() {
	bash -euo pipefail -c '
		begin=$EPOCHREALTIME
		cache=$(mktemp -d)
		cp -r "$work/merged/share/bun-cache/." "$cache"
		echo "$begin $EPOCHREALTIME" >"$span"'
}
before_hook() { cp -r "$root/tests/e2e/fixtures/bun-small" "$out/project"; }
after_hook() {
	local begin end
	read -r begin end <"$span"
	add inside "$begin" "$end"
}
after_hook_peer() {
	local begin end
	read -r begin end <"$span"
	add peer-inside "$begin" "$end"
}

"$here/packages.sh" "$work/packages"
bench_entry
fragments_figure bun.fragments bun "fragments of a bun cache"
bench_hook

lockfile=bun-lockfile call='fetchBunDeps { bunLock = '
make_lockfiles 1 3000
race evaluate-3000
took bun.eval evaluate-3000 "reading and instantiating a \`bun.lock\` of 3,000 packages, in an empty store"
