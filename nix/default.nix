/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix

  `inputs`
  : what else the library gives to the fetchers: see fetchDeps.nix

  `tests`
  : the passthru.tests of each fetcher, by the fetcher's name

  # Type

  ```
  default :: { tools, inputs, tests :: AttrSet; } -> { fetchBunDeps, fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{
  tools,
  inputs ? { },
  tests ? { },
}:
let
  # A new manager is a folder, its function's file, and a row here.
  fetchers = {
    fetchBunDeps = ./fetchBunDeps.nix;
    fetchNpmDeps = ./fetchNpmDeps.nix;
    fetchPnpmDeps = ./fetchPnpmDeps.nix;
  };
in
{
  inherit tools;
}
// builtins.mapAttrs (
  name: file:
  import file (
    inputs
    // {
      inherit tools;
      tests = tests.${name} or { };
    }
  )
) fetchers
