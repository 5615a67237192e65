let
  printable = import ./printable.nix;
in
/**
  Throw a message that may hold any text of a project.

  # Type

  ```
  fail :: String -> a
  ```
*/
message: throw (printable message)
