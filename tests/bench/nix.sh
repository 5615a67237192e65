#!/bin/bash
# The figures of the Nix core: nix.fragments, nix.eval, nix.eval-growth. Medians of alternating runs, each in a Nix store of
# its own below build/bench, so that nothing is there already.
#
#   make && tests/bench/nix.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"

# Root builds without a daemon and without build users; there is no binary cache here.
export NIX_CONFIG="
sandbox = true
substitute = false
build-users-group =
"

# 300 tarballs of the size that is the median over the 717 packages of tests/bench/hook/pnpm-lock.yaml: seven files, 20 KB. (Larger ones cost
# more, but most of that is Nix: it normalises and hashes every file of an output.)
make_tarballs() {
	local i n folder=$work/package
	mkdir -p "$work/tarballs" "$work/integrity" "$folder/lib"
	for ((i = 0; i < 300; i++)); do
		echo "{ \"name\": \"package-$i\", \"version\": \"1.0.0\" }" >"$folder/package.json"
		for n in 1 2 3 4 5 6; do
			# Text that compresses as source does.
			awk -v i="$i" -v n="$n" 'BEGIN {
				for (k = 0; k < 55; k++) printf "exports.value%d = function (argument) { return argument + %d; };\n", k, i * 7919 + n * 104729 % (k + 1)
			}' >"$folder/lib/$n.js"
		done
		tar -C "$work" -czf "$work/tarballs/package-$i" package
		openssl dgst -sha512 -binary "$work/tarballs/package-$i" | base64 -w0 >"$work/integrity/package-$i"
	done
}

bench_fragments() {
	local run kind derivations
	make_tarballs
	musl-gcc -static -O2 -o "$work/floor" "$here/nix-floor.c"
	for run in 1 2 3 4 5 6 7; do
		for kind in fragments floor; do
			mapfile -t derivations < <(nix-instantiate --store "$work/store" "$here/nix-fragments.nix" -A "$kind" \
				--arg bin "$bin" --arg floor "$work/floor" --arg tarballs "$work/tarballs" --argstr run "$run" 2>"$work/log")
			[ "${#derivations[@]}" = 300 ] || { cat "$work/log" >&2; exit 1; }
			timed "$work/time-$kind" nix-store --store "$work/store" --realise "${derivations[@]}"
		done
	done
	echo "nix.fragments $(ratio "$(median "$work/time-fragments")" "$(median "$work/time-floor")")  # 300 fragments of seven files in the sandbox ($(median "$work/time-fragments") s) against 300 derivations whose static builder only creates \$out"
	remove "$work/store"
}

# Instantiate a lockfile of $1 packages in a new store.
instantiate() {
	local store=$work/store-$1 call
	call="(import $root { bin = $bin; }).fetchPnpmDeps { storeVersion = \"v10\"; lockfile = $work"
	# The database and the tools are there before.
	nix-instantiate --store "$store" --expr "$call/lock-1.yaml; }" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	timed "$work/eval-$1" nix-instantiate --store "$store" --expr "$call/lock-$1.yaml; }"
	remove "$store"
}

bench_eval() {
	local count
	for count in 1 3000 30000; do
		awk -v count="$count" -v seed=1 -f "$here/nix-lockfile.awk" >"$work/lock-$count.yaml"
	done
	for _ in 1 2 3; do
		instantiate 3000
		instantiate 30000
	done
	local small large
	small=$(median "$work/eval-3000")
	large=$(median "$work/eval-30000")
	echo "nix.eval $small  # seconds to read and instantiate a lockfile of 3,000 packages, in an empty store"
	echo "nix.eval-growth $(ratio "$large" "$small")  # the same for 30,000 packages ($large s) against 3,000"
}

bench_fragments
bench_eval
