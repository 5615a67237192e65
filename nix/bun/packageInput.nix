let
  registryOf = import ./registry.nix;
  cacheEntry = import ./cacheEntry.nix;
  makeOverride = import ../source/override.nix;
  storeName = import ../store/storeName.nix;

  # What a package holds, as a directory: its folder in a cache, under a name that says nothing of it. A derivation, as bun2nix
  # has it, for functions that ask for its name.
  directory =
    { tools }:
    package:
    let
      entry = cacheEntry { inherit tools; } {
        name = "${storeName package}-original";
        folder = "";
        key = "package@0.0.0";
        contents = "${package.original}";
        options = { };
        patch = {
          options = [ ];
          environment = { };
        };
      };
    in
    entry // { outPath = "${entry}/package@0.0.0@@@1"; };
in
/**
  A package with what its fragment is made from.

  # Inputs

  `tools`, `overrides`, `registries`
  : as for fetchBunDeps

  `package`
  : from bunPackages or nixPackages, with `original`: its tarball, or a directory

  # Type

  ```
  packageInput :: { tools, overrides, registries } -> package -> package // {
    contents :: String;              # a tarball or a directory
    overridden :: Bool;              # whether that is another than the lockfile's integrity is of
    registry :: null | String;       # what is in the name of bun's folder besides the package's
    nameIntegrity :: null | String;  # likewise
  }
  ```
*/
{
  tools,
  overrides,
  registries,
}:
package:
let
  # bun 1.4 names a tarball's folder by its integrity.
  nameIntegrity = if builtins.match "tarball:.*" package.key != null then package.integrity else null;
in
package
// {
  inherit nameIntegrity;
  # A bun.nix has its tarballs unpacked.
  overridden = overrides ? ${package.key} || package.unpacked or false && nameIntegrity != null;
  contents =
    if overrides ? ${package.key} then
      makeOverride {
        what = "fetchBunDeps: overrides.\"${package.key}\"";
        kind = "directory";
        override = overrides.${package.key};
        original = directory { inherit tools; } package;
      }
    else
      "${package.original}";
  registry = registryOf { inherit registries; } package;
}
