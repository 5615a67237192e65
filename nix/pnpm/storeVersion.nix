let
  enumerate = import ../text/enumerate.nix;
  versions = import ./versions.nix;
in
/**
  The store layout that a pnpm reads.

  # Inputs

  `pnpm`
  : a version ("10.33.0"), or a derivation that has one

  # Type

  ```
  storeVersion :: String | Derivation -> String
  ```

  # Example

  ```nix
  storeVersion "10.33.0"
  => "v10"
  ```
*/
pnpm:
let
  version = pnpm.version or pnpm;
  major = builtins.head (builtins.splitVersion version);
in
if !builtins.isString version then
  throw "fetchPnpmDeps: give `pnpm` (a derivation, or its version) or `storeVersion`"
else if versions.known ? ${major} then
  versions.known.${major}.store
else
  throw "fetchPnpmDeps: pnpm ${version}: its store layout is not known here; use pnpm ${enumerate "or" versions.majors}"
