/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix; what the functions use unless they are given others

  `interpreters`
  : likewise `bun`, `nodejs` and `initialPath`, which packages are patched to run with

  # Type

  ```
  default :: { tools, interpreters :: AttrSet; } -> { fetchBunDeps, fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{
  tools,
  interpreters ? { },
}:
{
  inherit tools;
  fetchBunDeps = args: import ./fetchBunDeps.nix ({ inherit tools; } // interpreters // args);
  fetchPnpmDeps = args: import ./fetchPnpmDeps.nix ({ inherit tools; } // interpreters // args);
}
