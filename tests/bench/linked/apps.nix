# What linked.sh builds: an app that is not bundled, with the 718 packages of ../hook, from a linked store, from one that is not, and in
# nixpkgs' way, with the pnpm of that major version. `run` stands for a change of its source.
{
  bin,
  pnpm,
  run ? "0",
  shards ? null,
  archive ? null,
  patchShebangs ? null,
}:
let
  env = import ../../nix/stdenv { inherit bin; };
  program = env."pnpm_${pnpm}";
  lockfile = ../hook/pnpm-lock.yaml;
  deps =
    args:
    env.fetchPnpmDeps (
      {
        inherit lockfile shards;
        pnpm = program;
        inherit (env) stdenv nodejs pnpmConfigHook;
      }
      // args
    );

  app =
    name: args:
    env.stdenv.mkDerivation (
      {
        pname = "bench-${name}";
        version = run;
        src = ../hook;
        nativeBuildInputs = [
          env.nodejs
          program
        ];
        # What the hook takes.
        preConfigure = "begin=$EPOCHREALTIME";
        buildPhase = ''
          end=$EPOCHREALTIME
          echo ${run} > run
        '';
        installPhase = ''
          mkdir -p $out/lib
          cp -r . $out/lib/app
          echo $begin $end > $out/install
        '';
        postPhases = "fixupPhase";
      }
      // args
    );
  withHook =
    name: pnpmDeps:
    app name {
      inherit pnpmDeps;
      nativeBuildInputs = [
        env.nodejs
        program
        env.pnpmConfigHook
      ];
    };
in
{
  # What is there before anything is measured, with the tarballs.
  programs = [
    env.nodejs
    program
    env.pnpmConfigHook
  ];

  # What is there before an app is built.
  stores = [
    (deps { linked = true; })
    (deps { })
  ];

  linked = withHook "linked" (deps { linked = true; });
  unlinked = withHook "unlinked" (deps { });

  # As nixpkgs' pnpmConfigHook, and a fixupPhase that goes through what was copied.
  nixpkgs = app "nixpkgs" {
    inherit archive;
    postConfigure = ''
      export HOME=$(mktemp -d) STORE_PATH=$(mktemp -d)
      tar --zstd -xf $archive -C $STORE_PATH
      chmod -R +w $STORE_PATH
      pnpm install --offline --ignore-scripts --frozen-lockfile --config.store-dir=$STORE_PATH --config.package-import-method=clone-or-copy \
        --config.side-effects-cache=false --config.trust-lockfile=true
      ${
        if patchShebangs == null then
          ""
        else
          ''
            isScript() { local magic; LANG=C read -r -n 2 magic < "$1"; [ "$magic" = '#!' ]; }
            set +u # as stdenv has it
            source ${patchShebangs}
          ''
      }
      patchShebangs node_modules/{*,.*}
    '';
  };
}
