# What hook.sh measures with: for each pnpm the program, the store of ./pnpm-lock.yaml, that store as nixpkgs keeps it, and the hook.
{ bin }:
let
  env = import ../../nix/stdenv { inherit bin; };
  side =
    pnpm:
    let
      store = env.fetchPnpmDeps {
        lockfile = ./pnpm-lock.yaml;
        inherit pnpm;
        installer = "pnpm";
        shards = 8; # sooner ready
      };
    in
    env.stdenv.mkDerivation {
      pname = "bench-hook";
      inherit (pnpm) version;
      inherit pnpm store;
      hook = env.pnpmConfigHook;
      phases = "installPhase";
      # The same flags as nixpkgs' fetchPnpmDeps.
      installPhase = ''
        mkdir $out
        cp -rL $store contents
        tar --sort=name --mtime=@315532800 --owner=0 --group=0 --numeric-owner --zstd -cf $out/pnpm-store.tar.zst -C contents .
        ln -s $pnpm $out/pnpm
        ln -s $store $out/store
        ln -s $hook/nix-support/setup-hook $out/hook
      '';
    };
in
map side [
  env.pnpm_9
  env.pnpm_10
  env.pnpm_11
  env.pnpm_12
]
