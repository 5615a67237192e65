let
  registryOf = import ./registry.nix;
  cacheEntry = import ./cacheEntry.nix;
  storeName = import ../storeName.nix;

  # What a package holds, as a directory: its folder in a cache, under a name that says nothing of it.
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
      };
    in
    "${entry}/package@0.0.0@@@1";
in
/**
  A package with what its fragment is made from.

  # Inputs

  `tools`, `overrides`, `registries`
  : as for fetchBunDeps

  `package`
  : from bunPackages, with `original`: its tarball, or a directory

  # Type

  ```
  packageInput :: { tools, overrides, registries } -> package -> package // {
    contents :: String;              # a tarball or a directory
    overridden :: Bool;              # whether that is another than the original
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
  overridden = overrides ? ${package.key};
  override = overrides.${package.key};
in
package
// {
  inherit overridden;
  contents =
    if !overridden then
      "${package.original}"
    else if builtins.isFunction override || override ? __functor then
      "${override (directory { inherit tools; } package)}"
    else
      throw "fetchBunDeps: overrides.\"${package.key}\" is not a function, from the directory that the package is to the one that it is to be";
  registry = registryOf { inherit registries; } package;
  # bun 1.4 names a tarball's folder by its integrity.
  nameIntegrity = if builtins.match "tarball:.*" package.key != null then package.integrity else null;
}
