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

# fragments_figure NAME KIND TEXT: fragments of KIND (of nix-fragments.nix) against the floor.
fragments_figure() {
	make_tarballs
	musl-gcc -static -O2 -o "$work/floor" "$here/nix-floor.c"
	race "derivations-$2" derivations-floor
	cost "$1" "derivations-$2" derivations-floor "300 $3 of seven files, in the sandbox, against 300 derivations whose static builder only creates \`\$out\`"
}
before_derivations() {
	nix-instantiate --store "$out" "$here/nix-fragments.nix" -A "$1" --arg bin "$bin" --arg floor "$work/floor" --arg tarballs "$work/tarballs" >"$work/derivations"
	[ "$(wc -l <"$work/derivations")" = 300 ]
}
derivations() { xargs -a "$work/derivations" nix-store --store "$out" --realise; }

# evaluate COUNT: $call, which ends where the path of a lockfile goes, with $lockfile-COUNT, in an empty store.
evaluate() { nix-instantiate --store "$out" --expr "(import $root { bin = $bin; }).$call$work/$lockfile-$1; }"; }
# The tools are in the store before.
before_evaluate() { evaluate 1; }
make_lockfiles() {
	local count
	for count; do
		awk -v count="$count" -v seed=1 -f "$here/$lockfile.awk" >"$work/$lockfile-$count"
	done
}

# see_machine: what is built sees Debian's programs.
see_machine() { NIX_CONFIG+=$'\nsandbox-paths = /bin /lib /lib64 /usr\n'; }

# stock FOLDER PATH...: makes the Nix store FOLDER of these store paths of the machine and what they refer to.
stock() { xargs nix-store -qR <<<"${*:2}" | sort -u | xargs nix-store --export | nix-store --store "$1" --import; }
# take_stock FOLDER: puts a copy of it on the file system of this run, as $out/store.
take_stock() { cp -a "$1" "$out/store"; }
