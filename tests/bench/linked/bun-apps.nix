# What linked-bun.sh builds: an app that is not bundled, from a linked store, by bun from a cache, and in bun2nix's way.
{
  bin,
  src,
}:
let
  env = import ../../nix/stdenv { inherit bin; };
  bun = env.bun_1_4;
  deps =
    args:
    env.fetchBunDeps (
      {
        bunLock = src + "/bun.lock";
        inherit bun;
      }
      // args
    );
  linked = deps { linked = true; };
  cache = deps {
    installer = "bun";
    shards = 8; # sooner ready
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
        dontRunLifecycleScripts = true; # bun does not run them from a cache that it only reads
        buildPhase = "end=$EPOCHREALTIME";
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
    cache
  ];

  linked = app "linked" linked { };
  bun = app "bun" cache { };

  # As its hook's phases.
  bun2nix = app "bun2nix" cache {
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
