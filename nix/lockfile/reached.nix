let
  inherit (builtins) genericClosure;
  asItems = map (key: { inherit key; });
in
/**
  All keys that can be reached from some keys, each once. The result includes these keys.

  # Type

  ```
  reached :: (String -> [ String ]) -> [ String ] -> [ String ]
  ```

  # Example

  ```nix
  reached (key: { a = [ "b" "c" ]; b = [ "a" ]; c = [ ]; }.${key}) [ "a" ]
  => [ "a" "b" "c" ]
  ```
*/
next: roots:
map (item: item.key) (genericClosure {
  startSet = asItems roots;
  operator = item: asItems (next item.key);
})
