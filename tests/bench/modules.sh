#!/bin/bash
# usage: modules.sh
#
# The figures of node-modules, from the tarballs of 718 packages: against pnpm 11, pnpm 12 and bun 1.4, which install from a warm store or cache, and
# against floor.c, which only inflates and writes the same files on all cores; and in Nix's sandbox, from the tarballs and after one of them changed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"
# shellcheck source=tests/bench/nix.bash
. "$here/nix.bash"
# shellcheck source=tests/bench/pnpm-apps.bash
. "$here/pnpm-apps.bash"

prepare() {
	mkdir "$work/project" "$work/bun"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$work/project"
	cp "$work"/project/* "$work/bun"
	# Each package of the lockfile with its integrity.
	awk -v "quote='" '
		/^packages:/ { inside = 1 }
		/^snapshots:/ { exit }
		inside && /^  [^ ]/ { gsub(quote, ""); sub(/:$/, ""); id = substr($0, 3) }
		inside && /integrity: / { sub(/.*integrity: /, ""); sub(/[,}].*/, ""); print id "\t" $0 }' "$work/project/pnpm-lock.yaml" >"$work/corpus"
	"$root/build/peers/bin/node24" "$root/tests/fidelity/download.mjs" "$work/corpus" "$bench/hook-tarballs"
	cp "$bench/hook-tarballs/list" "$work/list"
	cut -f 1,3 "$work/list" >"$work/modules-list"
	"$bin/cafs-add" --store-version v11 --out "$work/store" --list "$work/list"
	"$bin/cache-entry-creator" --out "$work/cache" --list "$work/list"
	(cd "$work/bun" && HOME=$work "$root/build/peers/bin/bun1.4" install --lockfile-only)
	rm "$work/bun/pnpm-lock.yaml"
	musl-gcc -static -O2 -isystem "$root/build/deps/include" -L"$root/build/deps/lib" -o "$work/floor" "$here/floor.c" -ldeflate -lcrypto
	# The floor writes the packages of this platform only, as node-modules does.
	modules
	find "$out/modules/node_modules/.pnpm" -mindepth 1 -maxdepth 1 -printf '%f\n' | sed 's/_.*//' >"$work/placed"
	awk -F '\t' 'NR == FNR { placed[$1] = 1; next } { id = $1; gsub("/", "+", id); sub(/_.*/, "", id) } placed[id]' "$work/placed" "$work/list" >"$work/placed-list"
	mkdir "$work/large"
	PEERS_MODULES=$root/build/peers/node_modules "$root/build/peers/bin/node24" "$here/scale-lock.mjs" "$work/project/pnpm-lock.yaml" "$work/modules-list" 4 "$work/large"
	xargs -a <(cut -f 3 "$work/list") cat >/dev/null # the tarballs are in memory from here on
}

modules() { "$bin/node-modules" --lockfile "$work/project/pnpm-lock.yaml" --project "$work/project" --list "$work/modules-list" --out "$out/modules"; }
floor() { "$work/floor" "$out" "$work/placed-list" tree; }
# Four times as many packages, and so many files.
large() { "$bin/node-modules" --lockfile "$work/large/pnpm-lock.yaml" --project "$work/large" --list "$work/large/list" --out "$out/modules"; }
before_pnpm() { cp "$work"/project/* "$out"; }
pnpm() {
	cd "$out"
	HOME=$out "$root/build/peers/bin/pnpm$1" install --offline --frozen-lockfile --frozen-store --ignore-scripts --store-dir "$work/store" \
		--config.package-import-method=clone-or-copy --config.trust-lockfile=true
	cd "$root"
}
before_bun() { cp "$work"/bun/* "$out"; }
bun() {
	cd "$out"
	HOME=$out BUN_INSTALL_CACHE_DIR=$work/cache "$root/build/peers/bin/bun1.4" install --offline --frozen-lockfile --ignore-scripts --backend=copyfile --linker=isolated
	cd "$root"
}

# Everything in Nix, from the tarballs.
before_cold() { take_stock "$work/cold"; }
cold() {
	[ "$1" != nixpkgs ] || fetch_as_nixpkgs
	apps 12 -A "$1"
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
}
# From a lockfile that has changed to a project that is ready to build.
before_relock() { take_stock "$work/warm"; }
relock() {
	apps 12 -A "$1" --arg project "$work/relocked"
	nix-build --store "$out/store" --no-out-link "${arguments[@]}"
}

prepare >"$work/log" 2>&1
race modules floor pnpm-11 pnpm-12 bun
packages=$(wc -l <"$work/placed-list")
faster modules.pnpm11 modules pnpm-11 "node_modules of $packages packages from their tarballs, against pnpm 11 installing from a warm read-only store"
faster modules.pnpm12 modules pnpm-12 "the same against pnpm 12"
faster modules.bun modules bun "the same against bun 1.4 from a warm cache (copyfile, isolated)"
cost modules.floor modules floor "the same against floor.c, which inflates and writes the same files on all cores"
cost modules.floor-cpu modules-cpu floor-cpu "the CPU time of these two"
race large modules
for kind in $kinds; do
	awk '{ printf "%.6f\n", $1 / 4 }' "$times/large.$kind" >"$times/quarter.$kind"
done
cost modules.scale quarter modules "a quarter of the time for $((packages * 4)) packages, against the time for $packages"
file_system ext4
megabytes=$(/usr/bin/time -f %M "$bin/node-modules" --lockfile "$work/large/pnpm-lock.yaml" --project "$work/large" --list "$work/large/list" --out "$out/modules" 2>&1 | awk '{ printf "%.0f", $1 / 1024 }')
echo "modules.memory $megabytes  # megabytes that node-modules takes at most, for $((packages * 4)) packages"

prepare_apps >"$work/log" 2>&1
kinds=ext4 # as where Nix stores usually are
race cold-linked cold-nixpkgs
faster modules.cold cold-linked cold-nixpkgs "all the work, from the tarballs of 718 packages to an app in Nix, linked, against $nixpkgs_way, whose time includes its fetch (pnpm and tar, run outside of Nix)"
race relock-ready relock-readyLinked relock-readyByPnpm
text="one dependency changed: from the lockfile to a project ready to build, 718 packages"
faster modules.relock relock-ready relock-readyByPnpm "$text, against \`installer = \"pnpm\"\` with pnpm 12"
faster modules.relock-linked relock-readyLinked relock-readyByPnpm "the same, linked"
