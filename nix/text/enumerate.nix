let
  inherit (builtins)
    concatStringsSep
    elemAt
    genList
    length
    ;
in
/**
  A list in words, for messages.

  # Type

  ```
  enumerate :: String -> [ String ] -> String
  ```

  # Example

  ```nix
  enumerate "or" [ "9" "10" "11" ]
  => "9, 10 or 11"
  ```
*/
word: items:
let
  last = length items - 1;
  first = concatStringsSep ", " (genList (elemAt items) last);
in
if last == 0 then elemAt items 0 else "${first} ${word} ${elemAt items last}"
