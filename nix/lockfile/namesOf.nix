let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    groupBy
    ;
in
/**
  The names of the packages that a function picks, and how to speak of them.

  # Type

  ```
  namesOf :: (package -> Bool) -> [ package ] -> { names :: [ String ]; those :: String; }
  ```
*/
allows: packages:
let
  names = attrNames (groupBy (package: package.name) (filter allows packages));
in
{
  inherit names;
  those = if names == [ ] then "none" else "those of ${concatStringsSep ", " names}";
}
