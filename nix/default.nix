/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix; what the functions use unless they are given others

  # Type

  ```
  default :: { tools :: AttrSet; } -> { fetchBunDeps, fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{ tools }:
{
  inherit tools;
  fetchBunDeps = args: import ./fetchBunDeps.nix ({ inherit tools; } // args);
  fetchPnpmDeps = args: import ./fetchPnpmDeps.nix ({ inherit tools; } // args);
}
