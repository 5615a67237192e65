let
  toolDerivation = import ./toolDerivation.nix;
in
/**
  Merge fragments into one store, of symlinks to them. store-merge itself is the builder. `about` is a file to have in it.

  # Type

  ```
  mergeStore :: { tools } -> { name :: String; fragments :: [ Derivation ]; about :: String; } -> Derivation
  ```
*/
{ tools }:
{
  name,
  fragments,
  about,
}:
toolDerivation { inherit tools; } {
  inherit name;
  builder = "store-merge";
  args = [
    "--out"
    (builtins.placeholder "out")
    "--about"
    about
  ];
  lines = fragments;
}
