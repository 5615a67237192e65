# The apps of linked/apps.nix, in Nix's sandbox, which linked.sh and modules.sh measure; measure.bash and nix.bash come before.
# Each run has a Nix store of its own, with what an app needs. nixpkgs' way is a stand-in of ours; with PEERS=DIR, a nixpkgs checkout, its
# patchShebangs is nixpkgs' own.
# shellcheck shell=bash disable=SC2154,SC2034 # which set what is not set here; some of what is set, others use

see_machine
NIX_CONFIG+="
max-jobs = auto
"

# apps PNPM [OPTION...]: what nix-build and nix-instantiate are given for something of apps.nix.
apps() {
	arguments=("$here/linked/apps.nix" --arg bin "$bin" --argstr pnpm "$1" --arg project "$work/locked" --arg archive "$work/pnpm-store.tar.zst"
		"${patch_shebangs[@]}" "${@:2}")
}
patch_shebangs=()
if [ -n "${PEERS-}" ]; then
	function=$(find "$PEERS" -name patch-shebangs.sh -print -quit)
	[ -n "$function" ] || { echo "$(basename "$0"): there is no patch-shebangs.sh in PEERS=$PEERS" >&2; exit 1; }
	patch_shebangs=(--arg patchShebangs "$function")
fi

# Two stores to start from: $work/cold has the tarballs and programs, $work/warm what the packages of $work/locked become, too. The tarballs are
# also in a registry on this machine, for nixpkgs' way. In $work/relocked one dependency, which others have, is of another version.
prepare_apps() {
	local path pnpm project
	: >"$work/pnpm-store.tar.zst"
	mkdir "$work/locked" "$work/relocked" "$work/registry"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$work/locked"
	cp "$here/hook/package.json" "$work/relocked"
	sed -e 's/ms@2[.]1[.]3:/ms@2.1.2:/; s/ ms: 2[.]1[.]3$/ ms: 2.1.2/' \
		-e '/^  ms@2[.]1[.]2:$/ { n; s/sha512-[^}]*/sha512-sGkPx+VjMtmA6MX27oA4FBFELFCZZ4S4XqeGOXCv68tT+jb3vk\/RyaKWP0PTKyWtmLSM0b+adUTEvbs1PEaH2w==/ }' \
		"$here/hook/pnpm-lock.yaml" >"$work/relocked/pnpm-lock.yaml"
	for project in locked relocked; do
		apps 12 -A readyByPnpm --arg project "$work/$project"
		TMPDIR=$work nix-instantiate "${arguments[@]}" | xargs nix-store -qR | grep '[.]tgz[.]drv$'
	done | sort -u | xargs nix-store --realise >"$work/tarballs"
	for pnpm in 11 12; do
		apps "$pnpm" -A programs
		TMPDIR=$work nix-build --no-out-link "${arguments[@]}" >>"$work/programs"
	done
	stock "$work/cold" "$(cat "$work/tarballs" "$work/programs")"
	cp -a "$work/cold" "$work/warm"
	for pnpm in 11 12; do
		apps "$pnpm" -A stores
		TMPDIR=$work nix-build --store "$work/warm" --no-out-link "${arguments[@]}"
	done
	while read -r path; do ln -s "$path" "$work/registry/${path:44}"; done <"$work/tarballs"
	"$root/build/peers/bin/node24" "$here/linked/serve.mjs" "$work/registry" "$work/port" &
	until [ -s "$work/port" ]; do sleep 0.1; done
	fetch_as_nixpkgs
}

# nixpkgs' fetchPnpmDeps, outside of Nix: pnpm fetches, and tar packs.
fetch_as_nixpkgs() {
	mkdir "$out/fetch"
	cp "$here"/hook/{package.json,pnpm-lock.yaml} "$out/fetch"
	(cd "$out/fetch" && HOME=$out/fetch "$root/build/peers/bin/pnpm12" install --force --ignore-scripts --frozen-lockfile \
		--registry "http://127.0.0.1:$(cat "$work/port")" --config.store-dir="$out/fetched" --config.trust-lockfile=true)
	tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner --zstd -cf "$work/pnpm-store.tar.zst" -C "$out/fetched" .
}
# What a line calls it.
nixpkgs_way="nixpkgs' way with pnpm 12 (unpack the store, install, patchShebangs, copy node_modules to \`\$out\`, fixup: a stand-in of ours${PEERS:+, patchShebangs from nixpkgs})"
