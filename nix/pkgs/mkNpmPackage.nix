let
  inherit (builtins) pathExists;
  isInside = import ../lockfile/isInside.nix;
  kinds = import ../kinds.nix;
  makePackage = import ./makePackage.nix;
in
/**
  stdenv.mkDerivation with npmConfigHook, for a project that npm builds: its packages, a script of its package.json, and what that made.
  Without `install` it installs as nixpkgs' buildNpmPackage: the package in `$out/lib/node_modules`, with the packages that it runs with, and
  its commands in `$out/bin`.

  # Inputs

  Those of stdenv.mkDerivation and of npmConfigHook, and

  `src`
  : the project, which may be a flake's input; `pname` and `version` are from its package.json, unless given. With another `src` by
    overrideAttrs they and the packages are that one's.

  `lockfile`
  : its package-lock.json, if that is not `src + "/package-lock.json"`

  `nodejs`
  : that to build with, if not nixpkgs' own; npm comes with it

  `npmDeps`
  : from fetchNpmDeps, for when more is to be said there than the lockfile

  `buildScript`
  : the script of package.json to run, or null for none; buildNpmPackage's `npmBuildScript` and `dontNpmBuild = true` do the same

  `install`
  : what to install in place of the package: a file or folder of the project that becomes `$out`, or
    `{ "PATH/BELOW/OUT" = "FILE OR FOLDER"; }`

  `npmBuildFlags`, `npmPackFlags`, `npmFlags`
  : flags for `npm run`, for `npm pack`, which says what belongs to the package, and for both

  `npmWorkspace`
  : the workspace to build and install, by its folder or name. Other workspaces that it depends on are installed with it.

  `dontNpmPrune`, `dontNpmInstall`
  : install devDependencies, too; have no installPhase

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
