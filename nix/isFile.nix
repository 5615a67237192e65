let
  inherit (builtins) isPath isString substring;
in
/**
  Whether a value says where a file or folder is: a path, the string of an absolute one, or a derivation.

  # Type

  ```
  isFile :: Any -> Bool
  ```
*/
value: isPath value || isString value && substring 0 1 value == "/" || value ? outPath
