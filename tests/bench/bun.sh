#!/bin/bash
# usage: bun.sh
#
# The figures of bun: bun.entry, bun.fragments, bun.hook, bun.eval. Medians of alternating runs.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"

# The 100 packages of middle size among those that the fidelity tests have; each a process, into a folder of its own in memory.
bench_entry() {
	local tarballs=$root/build/fidelity/tarballs id integrity tarball run kb
	"$root/build/peers/bin/node24" "$root/tests/fidelity/download.mjs" "$root/tests/fidelity/corpus.txt" "$tarballs" >&2
	while IFS=$'\t' read -r id integrity tarball; do
		printf '%s\t%s\t%s\t%s\n' "$(stat -c %s "$tarball")" "$id" "$integrity" "$tarball"
	done <"$tarballs/list" | sort -n -s >"$work/by-size"
	sed -n "$((($(wc -l <"$work/by-size") - 100) / 2 + 1)),+99p" "$work/by-size" >"$work/middle"
	kb=$(sed -n '1p;$p' "$work/middle" | awk '{ printf "%s%.0f", (NR > 1 ? " to " : ""), $1 / 1000 }')
	musl-gcc -static -O2 -D_GNU_SOURCE -I"$root/tools" -isystem "$root/build/deps/include" -o "$work/namer" \
		"$here/bun-entry-namer.c" "$root/build/obj/rooms.a" -L"$root/build/deps/lib" -lcrypto
	out=$(mktemp -d /dev/shm/bun-entry.XXXXXX) # for the trap, which sees no local variables
	trap 'remove "$out" "$work"' EXIT
	for ((run = 0; run < 7; run++)); do
		timed "$work/time-entry" entries "$out/ours-$run"
		timed "$work/time-entry-peer" entries_peer "$out/theirs-$run"
	done
	echo "bun.entry $(ratio "$(median "$work/time-entry-peer")" "$(median "$work/time-entry")")  # 100 packages, tarballs of $kb KB, a process each, integrity checked ($(median "$work/time-entry") s), against bash, bsdtar, chmod and a naming tool for each ($(median "$work/time-entry-peer") s; a stand-in of ours for bun2nix's, which is shell inside Nix and Zig)"
}
entries() {
	local id integrity tarball n=0
	while IFS=$'\t' read -r _ id integrity tarball; do
		"$bin/cache-entry-creator" --out "$1/$((n++))" --name "$id" --package "$tarball" --integrity "$integrity"
	done <"$work/middle"
}
entries_peer() {
	local id tarball n=0
	while IFS=$'\t' read -r _ id _ tarball; do
		"$here/bun-entry-peer.sh" "$1/$((n++))" "$id" "$tarball" "$work/namer"
	done <"$work/middle"
}

# From the start of the hook's first phase to where `bun install` is called, each in a bash of its own.
bench_hook() {
	local packages run
	"$here/packages.sh" "$work/packages"
	"$bin/cache-entry-creator" --out "$work/fragments/share/bun-cache" --list "$work/packages"
	"$bin/store-merge" --out "$work/merged" "$work/fragments"
	cp -r "$root/tests/e2e/fixtures/bun-small" "$work/project"
	mkdir "$work/path"
	ln -s "$root/build/peers/bin/bun1.4" "$work/path/bun"
	packages=$(wc -l <"$work/packages")
	for ((run = 0; run < 7; run++)); do
		hook
		hook_peer
	done
	echo "bun.hook $(ratio "$(median "$work/hook-peer")" "$(median "$work/hook")")  # $packages packages: $(median "$work/hook") µs before bun install, against $(median "$work/hook-peer") µs for bun2nix's mktemp -d and cp -r of the same cache"
}
# shellcheck disable=SC2016,SC2154 # it is for the measured bash to expand
hook() {
	PATH=$work/path:$PATH bash -euo pipefail -c '
		appendToVar() { :; }
		runHook() { :; }
		bun() { :; }
		# What the hook says last before it starts bun.
		echo() {
			local end=$EPOCHREALTIME
			[[ $1 == "bun install "* ]] && builtin echo $((${end/./} - ${begin/./})) >>"$work/hook"
		}
		source "$root/hooks/bun-hook.sh"
		bunDeps=$work/merged bunRoot=
		cd "$work/project"
		begin=$EPOCHREALTIME
		bunSetInstallCacheDirPhase
		bunNodeModulesInstallPhase >/dev/null'
}
# shellcheck disable=SC2016
hook_peer() {
	bash -euo pipefail -c '
		begin=$EPOCHREALTIME
		cache=$(mktemp -d)
		cp -r "$work/merged/share/bun-cache/." "$cache"
		end=$EPOCHREALTIME
		echo $((${end/./} - ${begin/./})) >>"$work/hook-peer"
		rm -rf "$cache"'
}

bench_eval() {
	local count
	for count in 1 3000; do
		awk -v count="$count" -v seed=1 -f "$here/bun-lockfile.awk" >"$work/bun-lock-$count"
	done
	for _ in 1 2 3; do
		instantiate 3000 bun-lock 'fetchBunDeps { bunLock = '
	done
	echo "bun.eval $(median "$work/eval-3000")  # seconds to read and instantiate a bun.lock of 3,000 packages, in an empty store in memory"
}

bench_entry
fragments_figure bun.fragments bun "fragments of a bun cache"
bench_hook
bench_eval
