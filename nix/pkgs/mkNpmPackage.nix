let
  inherit (builtins) pathExists;
  isInside = import ../lockfile/isInside.nix;
  kinds = import ../kinds.nix;
  makePackage = import ./makePackage.nix;
in
/**
  stdenv.mkDerivation with npmConfigHook, for a project that npm builds. It makes node_modules, runs a script of package.json, and installs.
  Without `install`, it installs like nixpkgs' buildNpmPackage: the package and its dependencies in `$out/lib/node_modules`, and its commands
  in `$out/bin`.

  # Inputs

  Those of stdenv.mkDerivation and of npmConfigHook, and these:

  `src`
  : the project, which can be an input of a flake. `pname` and `version` come from its package.json, unless you give them. If overrideAttrs
    changes `src`, they and the packages are those of the new `src`.

  `lockfile`
  : its package-lock.json, if it is not `src + "/package-lock.json"`

  `nodejs`
  : the Node.js to build with, if not that of nixpkgs. It brings npm.

  `npmDeps`
  : from fetchNpmDeps, if it needs more arguments than the lockfile

  `buildScript`
  : the script of package.json to run, or null for none. `npmBuildScript` and `dontNpmBuild = true` of buildNpmPackage do the same.

  `install`
  : what to install instead of the package: a file or folder of the project that becomes `$out`, or
    `{ "PATH/BELOW/OUT" = "FILE OR FOLDER"; }`

  `npmBuildFlags`, `npmPackFlags`, `npmFlags`
  : flags for `npm run`, for `npm pack` (which lists the files of the package), and for both

  `npmWorkspace`
  : the folder or name of the workspace to build and install. The workspaces that it depends on are installed too.

  `dontNpmPrune`, `dontNpmInstall`
  : install devDependencies too; have no installPhase

  # Type

  ```
  mkNpmPackage :: AttrSet | (finalAttrs -> AttrSet) -> Derivation
  ```

  # Example

  ```nix
  mkNpmPackage { src = ./.; install = "dist"; }
  ```
*/
{
  stdenv,
  nodejs,
  npmConfigHook,
  fetchNpmDeps,
}:
makePackage
  {
    what = "mkNpmPackage";
    lockfile = "package-lock.json";
    root = "npmRoot";
    deps = "npmDeps";
    write = "npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; };";
    programs = [ "nodejs" ];
    are = {
      npmWorkspace = kinds.text;
      dontNpmBuild = kinds.bool;
      dontNpmInstall = kinds.bool;
      dontNpmPrune = kinds.bool;
    };
    needless = [
      "hash"
      "npmDepsHash"
      "npmDepsFetcherVersion"
    ];
    fetch = _: lockfile: fetchNpmDeps { inherit lockfile; };
    # A workspace that is given by its name may be in any folder.
    package =
      root: args:
      let
        folder = args.npmWorkspace or ".";
      in
      if isInside folder && pathExists (root + "/${folder}/package.json") then folder else ".";
    buildScript =
      args:
      if args.dontNpmBuild or false then null else args.buildScript or args.npmBuildScript or "build";
    build = _: "npmBuildPackage";
    installs = args: !(args.dontNpmInstall or false);
    install = "npmInstallPackage";
    attributes = args: {
      npmBuildScript = args.buildScript or args.npmBuildScript or "build";
      buildInputs = args.buildInputs or [ ] ++ [ (args.nodejs or nodejs) ];
      # There are too many files for it, and most are text.
      dontStrip = args.dontStrip or true;
    };
  }
  {
    inherit stdenv nodejs;
    hook = npmConfigHook;
  }
