# fragstore for a package set; nix/overlay.nix and flake.nix give the same. Without nixpkgs, give `system`: what is there then needs no more
# than builtins and the tools.
args@{
  pkgs ? import <nixpkgs> { },
  system ? if args ? pkgs then pkgs.stdenv.buildPlatform.system else builtins.currentSystem,
  # The folder of tools that `make` built; null for tools that Nix builds.
  bin ? if builtins.pathExists ./build/bin/tree-patch then ./build/bin else null,
}:
let
  hasPkgs = args ? pkgs || (builtins.tryEval <nixpkgs>).success;
  inherit (pkgs) buildPackages;
  inherit (pkgs.stdenv) hostPlatform;
  # In nativeBuildInputs, such a package is that of the build platform, and elsewhere that of the host platform.
  spliced = pkgs.__splicedPackages or pkgs;

  toolsOf =
    pkgs:
    if bin != null then
      import ./nix/tools.nix { inherit bin system; }
    else if hasPkgs then
      (if pkgs.stdenv.hostPlatform.isLinux then pkgs.pkgsStatic else pkgs).callPackage ./nix/pkgs/tools.nix {
        tests = fragstore.tests.tools;
      }
    else
      throw "fragstore: give `pkgs`, whose compiler builds the tools, or `bin`, the folder of tools that `make` built";
  tools = toolsOf buildPackages;

  # What packages are patched to run with, and what their install scripts run with. Without nixpkgs, packages stay as they are.
  inputs = {
    inherit (pkgs) stdenv;
    python3 = pkgs.python3 or null;
    bun = spliced.bun or null;
    nodejs = spliced.nodejs or null;
    initialPath = [
      (pkgs.bash or null)
      (pkgs.coreutils or null)
    ];
    bintools = pkgs.stdenv.cc.bintools or pkgs.bintools or null;
    libraries = [ (pkgs.stdenv.cc.cc.lib or null) ];
    inherit (hostPlatform) system;
    libc = if hostPlatform.isMusl then "musl" else "glibc";
  };
  # A hook runs on the build platform, for packages of the host platform.
  hook =
    name: file:
    buildPackages.callPackage file {
      inherit tools;
      tests = fragstore.tests.${name};
    };
  hooks = builtins.mapAttrs hook {
    bunHook = ./hooks/bun/hook.nix;
    nodeModulesShellHook = ./hooks/dev-shell/hook.nix;
    npmConfigHook = ./hooks/npm/hook.nix;
    pnpmConfigHook = ./hooks/pnpm/hook.nix;
    treePatchHook = ./hooks/tree-patch/hook.nix;
  };
  core = import ./nix {
    inherit tools;
    inputs = if hasPkgs then inputs else { };
    tests = if hasPkgs then fragstore.tests else { };
  };
  fragstore =
    core
    // hooks
    // builtins.mapAttrs (_: file: fragstore.callPackage file { }) {
      bun2nix = ./nix/pkgs/bun2nix.nix;
      doctor = ./nix/pkgs/doctor.nix;
      mkBunDerivation = ./nix/pkgs/mkBunDerivation.nix;
      mkNpmPackage = ./nix/pkgs/mkNpmPackage.nix;
      mkPnpmPackage = ./nix/pkgs/mkPnpmPackage.nix;
      writeBunApplication = ./nix/pkgs/writeBunApplication.nix;
      writeBunScriptBin = ./nix/pkgs/writeBunScriptBin.nix;
    }
    // {
      fetchNodeTarballs = buildPackages.callPackage ./nix/pkgs/fetchNodeTarballs.nix { inherit tools; };
      tools = if hasPkgs then toolsOf pkgs else tools;
      # For a user's file: its arguments are found here first.
      callPackage = pkgs.newScope fragstore;
      tests = import ./nix/pkgs/tests.nix { inherit pkgs fragstore; };
    };
in
fragstore
