let
  inherit (builtins) match replaceStrings;
in
/**
  A text as one word of a shell, which is this text whatever it holds. What needs no quotes gets none.

  # Type

  ```
  shellWord :: String -> String
  ```

  # Example

  ```nix
  map shellWord [ "@scope/x" "it's" ]
  => [ "@scope/x" "'it'\\''s'" ]
  ```
*/
text:
if match "[A-Za-z0-9@+=,./_-]+" text != null then text else "'${replaceStrings [ "'" ] [ "'\\''" ] text}'"
