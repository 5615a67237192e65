let
  makeOverride = import ../source/override.nix;
  packageTarball = import ../source/packageTarball.nix;
in
/**
  A package with what its fragment is made from.

  # Inputs

  `storeVersion`, `overrides`, and what packageTarball takes of the user
  : as for fetchPnpmDeps

  `packages`
  : as for packageTarball

  `package`
  : from pnpmPackages

  # Type

  ```
  packageInput :: { storeVersion, overrides, lockfile, registries, outputHashes, packages } -> package -> package // {
    tarball :: String;
    overridden :: Bool;              # whether the tarball is another than the lockfile means
    keyIntegrity :: null | String;   # the integrity in the store's key; null: the key is by id
  }
  ```
*/
{
  storeVersion,
  overrides,
  lockfile,
  registries,
  outputHashes,
  packages,
}:
let
  tarballOf = packageTarball {
    inherit
      lockfile
      registries
      outputHashes
      packages
      ;
    restore = "pnpm install --fix-lockfile --lockfile-only";
  };
in
package:
let
  overridden = overrides ? ${package.key};
  original = tarballOf package;
in
package
// {
  inherit overridden;
  tarball =
    if overridden then
      makeOverride {
        what = "fetchPnpmDeps: overrides.\"${package.key}\"";
        kind = "tarball";
        override = overrides.${package.key};
        inherit original;
      }
    else
      "${original}";
  # pnpm 11 and 12 know a git-hosted package by its id, whatever integrity the lockfile has for it.
  keyIntegrity = if package.gitHosted && storeVersion == "v11" then null else package.integrity;
}
