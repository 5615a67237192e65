let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    toFile
    ;
in
/**
  The file that tells hooks what they need to know of a lockfile: lines KIND<TAB>VALUE.

  # Type

  ```
  aboutFile :: { KIND :: [ String ]; … } -> String
  ```
*/
about:
toFile "about" (
  concatStringsSep "" (concatMap (kind: map (value: "${kind}\t${value}\n") about.${kind}) (attrNames about))
)
