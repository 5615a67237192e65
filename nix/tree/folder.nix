let
  storeName = import ../store/storeName.nix;
in
/**
  The contents of a package's tarball, as a folder that has the same name for every package.

  # Type

  ```
  folder :: { tools } -> { package, tarball } -> Derivation
  ```
*/
{ tools }:
{ package, tarball }:
let
  entry = derivation {
    name = "${storeName package}-original";
    inherit (tools) system;
    builder = tools.cache-entry-creator;
    args = [
      "--out"
      (builtins.placeholder "out")
      "--name"
      "package@0.0.0"
      "--package"
      tarball
    ];
    # It takes less time to build than to ask another machine.
    preferLocalBuild = true;
  };
in
entry // { outPath = "${entry}/package@0.0.0@@@1"; }
