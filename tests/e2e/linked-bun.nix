# What the end-to-end tests build with linked stores for bun: `nix-build tests/e2e/linked-bun.nix -A features.app`.
{
  bin ? ../../build/bin,
  # The project that the tests change.
  src ? ./fixtures/bun-features,
}:
let
  env = import ../nix/stdenv { inherit bin; };
  inherit (env) stdenv;

  linkedDeps =
    args:
    env.fetchBunDeps (
      {
        linked = true;
        inherit (env) stdenv bunHook;
        bun = env.bun_1_4;
      }
      // args
    );

  features = linkedDeps {
    bunLock = src + "/bun.lock";
    useFakeNode = false;
    inherit (env) nodejs;
    # node-gyp finds its headers, and a compiler, in the machine's /usr.
    env.npm_config_nodedir = "/usr";
  };
in
{
  features = {
    deps = features;
    app = stdenv.mkDerivation {
      pname = "features";
      version = "1.0.0";
      inherit src;
      nativeBuildInputs = [
        env.bun_1_4
        env.nodejs
        env.bunHook
      ];
      bunDeps = features;
      buildPhase = ''
        find . -path '*/node_modules/*' ! -type l ! -type d > ../files
        bun build packages/app/cli.ts --compile --outfile cli
      '';
      installPhase = ''
        mkdir -p $out/bin $out/lib
        cp ../files $out/files
        cp cli $out/bin/cli
        cp -r . $out/lib/features
      '';
    };
  };
}
