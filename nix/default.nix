/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix; what the functions use unless they are given others

  `patchInputs`
  : likewise `bun`, `nodejs`, `initialPath`, `bintools` and `libraries`, which packages are patched to run with

  # Type

  ```
  default :: { tools, patchInputs :: AttrSet; } -> { fetchBunDeps, fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{
  tools,
  patchInputs ? { },
}:
{
  inherit tools;
  fetchBunDeps = args: import ./fetchBunDeps.nix ({ inherit tools; } // patchInputs // args);
  fetchPnpmDeps = args: import ./fetchPnpmDeps.nix ({ inherit tools; } // patchInputs // args);
}
