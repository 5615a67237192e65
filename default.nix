# The attribute set of nix/. `pkgs` is for the layer that needs nixpkgs (hooks, mkDerivation helpers) and is looked at by nothing
# else: without it, give `system`.
{
  pkgs ? import <nixpkgs> { },
  system ? builtins.currentSystem or pkgs.stdenv.buildPlatform.system,
  bin ? ./build/bin,
}:
import ./nix {
  tools = import ./nix/tools.nix { inherit bin system; };
}
