let
  inherit (builtins) isString length split;
in
/**
  Whether a value is a text without control characters, as what becomes part of a line has to be.

  # Type

  ```
  isLine :: Any -> Bool
  ```
*/
value: isString value && length (split "[[:cntrl:]]" value) == 1
