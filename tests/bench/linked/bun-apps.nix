# What linked-bun.sh builds: an app that is not bundled, from a linked store, from a cache, and in bun2nix's way.
{
  bin,
  src,
}:
let
  env = import ../../nix/stdenv { inherit bin; };
  bun = env.bun_1_4;
  linked = env.fetchBunDeps {
    bunLock = src + "/bun.lock";
    linked = true;
    shards = 8; # sooner ready
    inherit bun;
    inherit (env) stdenv bunHook;
  };

  app =
    name: bunDeps: args:
    env.stdenv.mkDerivation (
      {
        pname = "bench-${name}";
        version = "0";
        inherit src bunDeps;
        nativeBuildInputs = [
          bun
          env.bunHook
        ];
        preBunNodeModulesInstallPhase = "begin=$EPOCHREALTIME";
        postBunLifecycleScriptsPhase = "end=$EPOCHREALTIME";
        buildPhase = "touch built";
        installPhase = ''
          mkdir $out
          cp -r . $out/app
          echo $begin $end > $out/install
        '';
        postPhases = "fixupPhase";
      }
      // args
    );
in
{
  # What is there before an app is built.
  stores = [
    bun
    env.bunHook
    linked
    linked.unlinked
  ];

  linked = app "linked" linked { };
  unlinked = app "unlinked" linked.unlinked { };

  # As its hook's phases.
  bun2nix = app "bun2nix" linked.unlinked {
    nativeBuildInputs = [ bun ];
    configurePhase = ''
      begin=$EPOCHREALTIME
      export BUN_INSTALL_CACHE_DIR=$(mktemp -d) HOME=$(mktemp -d)
      cp -r $bunDeps/share/bun-cache/. $BUN_INSTALL_CACHE_DIR
      patchShebangs .
      bun install --linker=isolated --ignore-scripts
      chmod -R u+rwx node_modules
      bun install --linker=isolated
      end=$EPOCHREALTIME
    '';
  };
}
