let
  bunRegistry = import ./bunRegistry.nix;
  storeName = import ./storeName.nix;

  # What a package holds, as a directory: its entry in a cache, under a name that says nothing of it.
  directory =
    { tools }:
    package:
    "${
      derivation {
        name = "${storeName package}-original";
        inherit (tools) system;
        builder = tools.cache-entry-creator;
        args = [
          "--out"
          (builtins.placeholder "out")
          "--name"
          "package@0.0.0"
          "--package"
          package.original
        ];
        preferLocalBuild = true;
      }
    }/package@0.0.0@@@1";
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
  bunPackageInput :: { tools, overrides, registries } -> package -> package // {
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
  registry = bunRegistry { inherit registries; } package;
  # bun 1.4 names a tarball's folder by its integrity.
  nameIntegrity = if builtins.match "tarball:.*" package.key != null then package.integrity else null;
}
