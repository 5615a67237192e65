# What ../pnpm-apps.bash builds: an app that is not bundled, with the 718 packages of ../hook, from a linked store, by pnpm from its own, and in
# nixpkgs' way, with the pnpm of that major version. `project` is a folder with its package.json and lockfile.
{
  bin,
  pnpm,
  project ? ../hook,
  archive ? null,
  patchShebangs ? null,
}:
let
  env = import ../../nix/stdenv { inherit bin; };
  program = env."pnpm_${pnpm}";
  deps =
    args:
    env.fetchPnpmDeps (
      {
        lockfile = project + "/pnpm-lock.yaml";
        pnpm = program;
      }
      // args
    );

  app =
    name: args:
    env.stdenv.mkDerivation (
      {
        pname = "bench-${name}";
        version = "0";
        src = project;
        nativeBuildInputs = [
          env.nodejs
          program
        ];
        # What the hook takes.
        preConfigure = "begin=$EPOCHREALTIME";
        buildPhase = "end=$EPOCHREALTIME";
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
    name: args: more:
    app name (
      {
        pnpmDeps = deps args;
        nativeBuildInputs = [
          env.nodejs
          program
          env.pnpmConfigHook
        ];
      }
      // more
    );
  byPnpm = {
    installer = "pnpm";
  };
  linked = {
    linked = true;
  };
  # A project that is ready to build, and nothing after that.
  ready = {
    installPhase = "mkdir $out";
    postPhases = "";
  };
in
{
  # What is there before anything is measured, with the tarballs.
  programs = [
    env.nodejs
    program
    env.pnpmConfigHook
  ];

  # What is there before an app is built, and before its lockfile changes.
  stores = map deps [
    linked
    byPnpm
    { }
  ];

  linked = withHook "linked" linked { };
  pnpm = withHook "pnpm" byPnpm { };
  ready = withHook "ready" { } ready;
  readyLinked = withHook "ready-linked" linked ready;
  readyByPnpm = withHook "ready-by-pnpm" byPnpm ready;

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
