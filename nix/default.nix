/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix; what `fetchPnpmDeps` uses unless it is given others

  # Type

  ```
  default :: { tools :: AttrSet; } -> { fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{ tools }:
{
  inherit tools;
  fetchPnpmDeps = args: import ./fetchPnpmDeps.nix ({ inherit tools; } // args);
}
