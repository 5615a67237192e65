let
  makePackage = import ./makePackage.nix;
in
/**
  stdenv.mkDerivation with pnpmConfigHook, for a project that pnpm builds. It makes node_modules, runs a script of package.json, and installs
  what the script made.

  # Inputs

  Those of stdenv.mkDerivation and of pnpmConfigHook, and these:

  `src`
  : the project, which can be an input of a flake. `pname` and `version` come from its package.json, unless you give them. If overrideAttrs
    changes `src`, they and the packages are those of the new `src`.

  `lockfile`
  : its pnpm-lock.yaml, if it is not `src + "/pnpm-lock.yaml"`

  `pnpm`, `nodejs`
  : the packages to build with, if not those of nixpkgs

  `pnpmDeps`
  : from fetchPnpmDeps, if it needs more arguments than the lockfile and pnpm

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
    build = script: ''pnpm run ${script} || hookFail mkPnpmPackage "the script "${script}" is missing or failed; see pnpm's output above"'';
    installs = _: true;
    install = null;
    attributes = _: { };
  }
  {
    inherit stdenv nodejs pnpm;
    hook = pnpmConfigHook;
  }
