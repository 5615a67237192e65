# What the end-to-end tests build with npm's hook. npm itself is the machine's.
{ env }:
let
  inherit (env) stdenv fetchNpmDeps npmConfigHook nodejs;
  lockfile = ./fixtures/npm/package-lock.json;
  project =
    args:
    stdenv.mkDerivation (
      {
        pname = "npm-fixture";
        version = "1.0.0";
        src = ./fixtures/npm;
        nativeBuildInputs = [
          nodejs
          npmConfigHook
        ];
        npmDeps = fetchNpmDeps { inherit lockfile; };
        phases = "unpackPhase configurePhase buildPhase installPhase";
        buildPhase = "npm run build";
      }
      // args
    );
in
{
  # A workspace, the root's prepare, a script that uses a package's command, and npm's own commands.
  workspace = project {
    installPhase = ''
      mkdir $out
      cp prepared built $out
      node_modules/.bin/lib > $out/bin
      npm exec --offline -- semver 2.0.0 > $out/exec
      npm ls --all > $out/ls
      npm prune --omit=dev --no-save
      npm rebuild
      ls node_modules > $out/pruned
      npm pack --dry-run --json --workspace=packages/lib > $out/pack
    '';
  };
  # Links into a tree, and at the end what runs without devDependencies.
  linked = project rec {
    npmDeps = fetchNpmDeps {
      inherit lockfile;
      linked = true;
    };
    npmProdDeps = npmDeps.prod;
    installPhase = ''
      mkdir $out
      readlink node_modules/is-odd > $out/link
      npmInstallProd
      cp -r node_modules packages $out
    '';
  };
  noDeps = project { npmDeps = ""; };
  other = project {
    npmDeps = fetchNpmDeps { lockfile = builtins.toFile "package-lock.json" ''{ "lockfileVersion": 3, "packages": { "": { } } }''; };
  };
}
