let
  storeName = import ../store/storeName.nix;
in
/**
  What a package's tarball holds, as a folder, under a name that says nothing of it.

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
