let
  known = {
    "9" = "v3";
    "10" = "v10";
    "11" = "v11";
    "12" = "v11";
  };
in
/**
  The store layout that a pnpm reads: v3 for pnpm 9, v10 for 10, v11 for 11 and 12.

  # Inputs

  `pnpm`
  : a version ("10.33.0"), or a derivation that has one

  # Type

  ```
  storeVersion :: String | Derivation -> String
  ```
*/
pnpm:
let
  version = pnpm.version or pnpm;
  major = builtins.head (builtins.splitVersion version);
in
if !builtins.isString version then
  throw "fetchPnpmDeps: give `pnpm` (a derivation, or its version) or `storeVersion`"
else
  known.${major} or (throw "pnpm ${version}: its store layout is not known here; use pnpm 9, 10, 11 or 12")
