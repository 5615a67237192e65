# What the benches of derivations share; measure.bash comes before.
# shellcheck shell=bash disable=SC2154 # which sets what is not set here

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

# fragments_figure NAME ATTRIBUTE TEXT: fragments (ATTRIBUTE of nix-fragments.nix) of 300 tarballs against the floor.
fragments_figure() {
	local run kind derivations
	make_tarballs
	musl-gcc -static -O2 -o "$work/floor" "$here/nix-floor.c"
	for run in 1 2 3 4 5 6 7; do
		for kind in "$2" floor; do
			mapfile -t derivations < <(nix-instantiate --store "$work/store" "$here/nix-fragments.nix" -A "$kind" \
				--arg bin "$bin" --arg floor "$work/floor" --arg tarballs "$work/tarballs" --argstr run "$run" 2>"$work/log")
			[ "${#derivations[@]}" = 300 ] || { cat "$work/log" >&2; exit 1; }
			timed "$work/time-$kind" nix-store --store "$work/store" --realise "${derivations[@]}"
		done
	done
	echo "$1 $(ratio "$(median "$work/time-$2")" "$(median "$work/time-floor")")  # 300 $3 of seven files in the sandbox ($(median "$work/time-$2") s) against 300 derivations whose static builder only creates \$out"
	remove "$work/store"
}

# instantiate COUNT FILE CALL: the seconds that it takes to instantiate CALL with a lockfile of COUNT packages, in an empty store, go to
# eval-COUNT. CALL ends where the lockfile's path goes; FILE-1 and FILE-COUNT are such lockfiles.
instantiate() {
	# In memory: on a disk, making 3,000 files takes as long as it pleases, most of all where many have just been removed.
	local store call="(import $root { bin = $bin; }).$3"
	store=$(mktemp -d /dev/shm/store.XXXXXX)
	# The database and the tools are there before.
	nix-instantiate --store "$store" --expr "$call$work/$2-1; }" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
	timed "$work/eval-$1" nix-instantiate --store "$store" --expr "$call$work/$2-$1; }"
	remove "$store"
}
