/**
  Merge fragments into one store, of symlinks to them. store-merge itself is the builder.

  # Type

  ```
  mergeStore :: { tools } -> { name :: String; fragments :: [ Derivation ]; } -> Derivation
  ```
*/
{ tools }:
{ name, fragments }:
derivation {
  inherit name;
  inherit (tools) system;
  builder = tools.store-merge;
  args = [
    "--out"
    (builtins.placeholder "out")
    "--list-env"
    "listPath"
  ];
  # Arguments and environment have a size limit that a large lockfile would pass; a file has none.
  passAsFile = [ "list" ];
  list = builtins.concatStringsSep "\n" fragments;
  preferLocalBuild = true;
}
