# The attribute set of nix/, and what of it needs nixpkgs. `pkgs` is looked at for that alone: without it, give `system`.
args@{
  pkgs ? import <nixpkgs> { },
  system ? builtins.currentSystem or pkgs.stdenv.buildPlatform.system,
  bin ? ./build/bin,
}:
let
  tools = import ./nix/tools.nix { inherit bin system; };
  hasPkgs = args ? pkgs || (builtins.tryEval <nixpkgs>).success;
  # What packages are patched to run with; without it they stay as they come.
  patchInputs = {
    bun = pkgs.bun or null;
    nodejs = pkgs.nodejs or null;
    initialPath = [
      (pkgs.bash or null)
      (pkgs.coreutils or null)
    ];
    bintools = pkgs.bintools or null;
    libraries = [ (pkgs.stdenv.cc.cc.lib or null) ];
  };
  hooks = {
    bunHook = pkgs.callPackage ./hooks/bun-hook.nix { inherit tools; };
    pnpmConfigHook = pkgs.callPackage ./hooks/pnpm-config-hook.nix { inherit tools; };
    treePatchHook = pkgs.callPackage ./hooks/tree-patch-hook.nix { inherit tools; };
  };
  # What linked stores are made with.
  inputsWith = hook: if hasPkgs then { inherit (pkgs) stdenv; } // hook else { };
in
import ./nix {
  inherit tools;
  patchInputs = if hasPkgs then patchInputs else { };
  bunInputs = inputsWith { inherit (hooks) bunHook; };
  pnpmInputs = inputsWith { inherit (hooks) pnpmConfigHook; };
}
// hooks
