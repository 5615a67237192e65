let
  inherit (builtins)
    concatStringsSep
    filter
    isString
    replaceStrings
    split
    substring
    ;
in
/**
  A name for a package's derivations. Characters that a Nix store path cannot have are replaced, and a long name is cut off.

  # Example

  ```nix
  storeName { name = "@scope/x"; version = "1.0.0"; }
  => "scope-x-1.0.0"
  ```
*/
{ name, version, ... }:
let
  text = replaceStrings [ "@" "/" ] [ "" "-" ] name + (if version == null then "" else "-${version}");
  safe = concatStringsSep "-" (filter isString (split "[^A-Za-z0-9+._?=-]+" (substring 0 160 text)));
in
# A store path's name may not begin with a dot.
if substring 0 1 safe == "." then "_${safe}" else safe
