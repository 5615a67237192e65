# What the tests of mkNpmPackage build, and what nixpkgs' buildNpmPackage would do with npmConfigHook: `nix-build tests/e2e/npm-package.nix -A cli`.
{
  bin ? ../../build/bin,
}:
let
  pkgs = import ../nix/stdenv { inherit bin; };
  fragstore = import ../.. { inherit pkgs bin; };
  inherit (fragstore) fetchNpmDeps mkNpmPackage npmConfigHook;
  src = ./fixtures/npm-workspaces;
  cli = {
    inherit src;
    npmWorkspace = "packages/cli";
    npmBuildFlags = [
      "--"
      "built"
    ];
  };
  # As nixpkgs' has it: phases as stdenv has them, with the hook among nativeBuildInputs.
  hooked =
    args:
    pkgs.stdenv.mkDerivation (
      {
        pname = "hooked";
        version = "1.0.0";
        src = ./fixtures/npm;
        nativeBuildInputs = [
          pkgs.nodejs
          npmConfigHook
        ];
        npmDeps = fetchNpmDeps { lockfile = ./fixtures/npm/package-lock.json; };
        buildPhase = "npm run build";
        installPhase = "cp built $out";
      }
      // args
    );
  changed = command: args: hooked ({ postPatch = "sed -i '${command}' package.json"; } // args);
  linkedDeps = fetchNpmDeps {
    lockfile = ./fixtures/npm/package-lock.json;
    linked = true;
  };
  # buildNpmPackage as nixpkgs' is used.
  buildNpmPackage =
    args:
    hooked (
      {
        src = ../../nix/templates/npm-cli;
        nativeBuildInputs = [
          pkgs.nodejs
          npmConfigHook
          (pkgs.makeSetupHook { name = "npm-hooks"; } ./fixtures/npm-hooks.sh)
        ];
        npmBuildScript = "build";
        buildPhase = "";
        installPhase = "";
      }
      // args
    );
  ofCli = args: fetchNpmDeps ({ lockfile = ../../nix/templates/npm-cli/package-lock.json; } // args);
in
{
  # A workspace, by its folder, and by its name with structuredAttrs.
  cli = mkNpmPackage cli;
  cliByName = mkNpmPackage (
    cli
    // {
      __structuredAttrs = true;
      pname = "by-name";
      version = "1";
      npmWorkspace = "@ws/cli";
    }
  );
  # The whole project, which has no version, and a script of a package below src.
  all = mkNpmPackage {
    src = ./fixtures;
    npmRoot = "npm-workspaces";
    version = "1";
    buildScript = null;
    postBuild = "echo yes > npm-workspaces/packages/lib/postBuild";
  };
  tool = mkNpmPackage {
    inherit src;
    npmWorkspace = "packages/tool";
    dontNpmBuild = true;
    dontNpmPrune = true;
  };
  none = mkNpmPackage {
    src = ./fixtures/npm;
    npmBuildScript = "build";
    dontNpmInstall = true;
    preBuild = "export GREETING=hello";
    postBuild = "echo $GREETING > $out";
  };
  noScript = mkNpmPackage (cli // { npmBuildScript = "biuld"; });
  noWorkspace = mkNpmPackage (cli // { npmWorkspace = "packages/clo"; version = "1"; });
  noCommand = mkNpmPackage (cli // { buildScript = null; npmPackFlags = [ "--ignore-scripts" ]; postBuild = "rm packages/cli/say.js"; });

  # node_modules is there from configurePhase on, as after nixpkgs' own hook.
  dontConfigure = hooked { dontConfigure = true; };
  configured = hooked {
    postPatch = "cp package-lock.json kept; rm package-lock.json; cp kept package-lock.json";
    configurePhase = "node_modules/.bin/semver 2.0.0 > configured";
    installPhase = "cp configured $out";
  };
  notRun = hooked {
    dontPatch = true;
    buildPhase = "node_modules/.bin/semver 1.0.0";
  };

  # nixpkgs' own hooks for building and installing.
  behind = buildNpmPackage {
    npmDeps = ofCli { };
    makeCacheWritable = true;
    forceGitDeps = true;
    dontConfigure = true;
  };
  behindLinked = buildNpmPackage rec {
    npmDeps = ofCli { linked = true; };
    npmProdDeps = npmDeps.prod;
  };
  behindWithoutProd = buildNpmPackage { npmDeps = ofCli { linked = true; }; };

  # package.json is newer than the lockfile, or a phase has changed it.
  unlocked = changed "s/\"dependencies\": {/& \"left-pad\": \"1.3.0\",/" { };
  unlockedLinked = changed "s/\"dependencies\": {/& \"left-pad\": \"1.3.0\",/" { npmDeps = linkedDeps; };
  otherRange = changed "s/\"is-odd\": \"3.0.1\"/\"is-odd\": \"^4.0.0\"/" { npmDepsHash = "sha256-A"; };
  otherRangeLinked = changed "s/\"is-odd\": \"3.0.1\"/\"is-odd\": \"^4.0.0\"/" { npmDeps = linkedDeps; };
  # A range that the locked version is in.
  widerRange = changed "s/\"is-odd\": \"3.0.1\"/\"is-odd\": \"^3.0.0\"/" { };
}
