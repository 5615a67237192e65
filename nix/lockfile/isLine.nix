let
  inherit (builtins) isString length split;
  printable = import ../text/printable.nix;
  isAscii = text: length (split "[^ -~]" text) == 1;
in
/**
  Whether a value is a text without control characters. Only such a text can become a part of a line.

  # Type

  ```
  isLine :: Any -> Bool
  ```
*/
value: isString value && (isAscii value || printable value == value)
