let
  inherit (builtins) stringLength substring;
  mark = builtins.fromJSON ''"\ufeff"'';
in
/**
  The text of a file without the byte order mark that some editors begin it with.

  # Type

  ```
  withoutByteOrderMark :: String -> String
  ```
*/
text: if substring 0 (stringLength mark) text == mark then substring (stringLength mark) (-1) text else text
