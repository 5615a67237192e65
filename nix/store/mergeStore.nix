let
  toolDerivation = import ./toolDerivation.nix;
in
/**
  Merge fragments into one store, of symlinks to them. store-merge itself is the builder.

  # Type

  ```
  mergeStore :: { tools } -> { name :: String; fragments :: [ Derivation ]; } -> Derivation
  ```
*/
{ tools }:
{ name, fragments }:
toolDerivation { inherit tools; } {
  inherit name;
  builder = "store-merge";
  args = [
    "--out"
    (builtins.placeholder "out")
  ];
  lines = fragments;
}
