# What npm.sh builds: an app that is not bundled, with the packages of package-lock.json, from a linked tree, and in nixpkgs' way, from
# `cache`, npm's, which is in the store.
{
  bin,
  cache ? null,
  patchShebangs ? null,
}:
let
  env = import ../../nix/stdenv { inherit bin; };
  nodejs = env.nodejs_npm_11;
  lockfile = ./package-lock.json;

  app =
    name: args:
    env.stdenv.mkDerivation (
      {
        pname = "bench-${name}";
        version = "0";
        src = ./.;
        nativeBuildInputs = [ nodejs ];
        buildPhase = "touch built";
        installPhase = ''
          mkdir -p $out/lib
          cp -r . $out/lib/app
        '';
        postPhases = "fixupPhase";
      }
      // args
    );
in
{
  # What is there before anything is measured, with the tarballs.
  programs = [
    nodejs
    env.npmConfigHook
  ];

  linked = app "linked" {
    nativeBuildInputs = [
      nodejs
      env.npmConfigHook
    ];
    npmDeps = env.fetchNpmDeps {
      inherit lockfile;
      linked = true;
    };
  };

  # As nixpkgs' npmConfigHook, and a fixupPhase that goes through what was copied.
  nixpkgs = app "nixpkgs" {
    npmDeps = builtins.storePath cache;
    postConfigure = ''
      export HOME=$(mktemp -d) npm_config_cache=$(mktemp -d)/cache npm_config_offline=true npm_config_progress=false
      cp -r $npmDeps $npm_config_cache
      chmod -R u+w $npm_config_cache
      npm ci --ignore-scripts --no-audit --no-fund
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
      patchShebangs node_modules
      npm rebuild
      patchShebangs node_modules
    '';
  };
}
