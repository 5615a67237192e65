let
  makePackage = import ./makePackage.nix;
in
/**
  stdenv.mkDerivation with pnpmConfigHook, for a project that pnpm builds: its packages, a script of its package.json, and what that made.

  # Inputs

  Those of stdenv.mkDerivation and of pnpmConfigHook, and

  `src`
  : the project, which may be a flake's input; `pname` and `version` are from its package.json, unless given. With another `src` by
    overrideAttrs they and the packages are that one's.

  `lockfile`
  : its pnpm-lock.yaml, if that is not `src + "/pnpm-lock.yaml"`

  `pnpm`, `nodejs`
  : those to build with, if not nixpkgs' own

  `pnpmDeps`
  : from fetchPnpmDeps, for when more is to be said there than the lockfile and the pnpm

  `buildScript`
  : the script of package.json to run, or null for none

  `install`
  : what to install: a file or folder of the project that becomes `$out`, or `{ "PATH/BELOW/OUT" = "FILE OR FOLDER"; }`

  # Type

  ```
  mkPnpmPackage :: AttrSet | (finalAttrs -> AttrSet) -> Derivation
  ```

  # Example

  ```nix
  mkPnpmPackage { src = ./.; install = "dist"; }
  ```
*/
{
  stdenv,
  pnpm,
  nodejs,
  pnpmConfigHook,
  fetchPnpmDeps,
}:
makePackage
  {
    what = "mkPnpmPackage";
    lockfile = "pnpm-lock.yaml";
    root = "pnpmRoot";
    deps = "pnpmDeps";
    write = "pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; inherit pnpm; };";
    programs = [
      "nodejs"
      "pnpm"
    ];
    are = { };
    needless = [
      "hash"
      "fetcherVersion"
      "pnpmDepsHash"
      "npmDepsHash"
    ];
    fetch = { pnpm, ... }: lockfile: fetchPnpmDeps { inherit lockfile pnpm; };
    package = _: _: ".";
    buildScript = args: args.buildScript or "build";
    build = script: "pnpm run ${script}";
    installs = _: true;
    install = null;
    attributes = _: { };
  }
  {
    inherit stdenv nodejs pnpm;
    hook = pnpmConfigHook;
  }
