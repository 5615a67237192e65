/**
  Names as the names of a set's attributes, to ask for and to intersect by.

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
