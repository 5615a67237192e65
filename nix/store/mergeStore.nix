let
  listDerivation = import ./listDerivation.nix;
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
listDerivation { inherit tools; } {
  inherit name;
  builder = tools.store-merge;
  args = [
    "--out"
    (builtins.placeholder "out")
  ];
  lines = fragments;
}
