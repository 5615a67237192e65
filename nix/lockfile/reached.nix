let
  inherit (builtins) genericClosure;
  asItems = map (key: { inherit key; });
in
/**
  What is reached from some keys, these among it, each once.

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
