# The attribute set of nix/, and what of it needs nixpkgs. `pkgs` is looked at for that alone: without it, give `system`.
{
  pkgs ? import <nixpkgs> { },
  system ? builtins.currentSystem or pkgs.stdenv.buildPlatform.system,
  bin ? ./build/bin,
}:
let
  tools = import ./nix/tools.nix { inherit bin system; };
in
import ./nix { inherit tools; }
// {
  bunHook = pkgs.callPackage ./hooks/bun-hook.nix { inherit tools; };
  pnpmConfigHook = pkgs.callPackage ./hooks/pnpm-config-hook.nix { };
  treePatchHook = pkgs.callPackage ./hooks/tree-patch-hook.nix { inherit tools; };
}
