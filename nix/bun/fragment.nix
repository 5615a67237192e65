let
  cacheEntry = import ./cacheEntry.nix;
  storeName = import ../store/storeName.nix;
in
/**
  The fragment of one package for bun: an install cache that holds that package alone.

  # Inputs

  `tools`
  : as for fetchBunDeps

  `patch`
  : from patching

  `package`
  : from packageInput

  # Type

  ```
  fragment :: { tools, patch } -> package -> Derivation
  ```
*/
{ tools, patch }:
package:
cacheEntry { inherit tools; } {
  name = "${storeName package}-bun";
  folder = "/share/bun-cache";
  inherit (package) key contents;
  inherit patch;
  options = {
    inherit (package) registry;
    # Other contents keep the folder that the lockfile's integrity names, or bun would not find them.
    ${if package.overridden then "key-integrity" else "integrity"} = package.nameIntegrity;
  };
}
