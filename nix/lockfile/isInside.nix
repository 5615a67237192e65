let
  inherit (builtins) match substring;
  isLine = import ./isLine.nix;
  joinPath = import ./joinPath.nix;
in
/**
  Whether a path of a lockfile or package.json stays in the folder that it is relative to, as far as the path itself says.

  # Type

  ```
  isInside :: String -> Bool
  ```

  # Example

  ```nix
  map isInside [ "a/../b" "../b" "/etc" ]
  => [ true false false ]
  ```
*/
path:
isLine path && substring 0 1 path != "/" && match "[.][.](/.*)?" (joinPath "" path) == null
