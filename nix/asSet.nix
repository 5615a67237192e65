/**
  A set that has the given names as attributes, to look names up or to intersect.

  # Type

  ```
  asSet :: [ String ] -> { NAME = true; … }
  ```

  # Example

  ```nix
  asSet [ "a" "b" ]
  => { a = true; b = true; }
  ```
*/
names:
builtins.listToAttrs (
  map (name: {
    inherit name;
    value = true;
  }) names
)
