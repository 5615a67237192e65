let
  inherit (builtins) replaceStrings;
in
/**
  A text as Nix code: a string, or the name of an attribute, that is this text whatever it holds.

  # Type

  ```
  nixString :: String -> String
  ```

  # Example

  ```nix
  nixString "a\${b}"
  => "\"a\\\${b}\""
  ```
*/
text:
"\"${
  replaceStrings [ "\\" "\"" "\${" "\n" "\r" "\t" ] [ "\\\\" "\\\"" "\\\${" "\\n" "\\r" "\\t" ] text
}\""
