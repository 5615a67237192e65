let
  inherit (builtins)
    attrNames
    elemAt
    fromJSON
    groupBy
    head
    length
    mapAttrs
    readFile
    sort
    ;
  known = fromJSON (readFile ./versions.json);
  isOlder = a: b: fromJSON a < fromJSON b;
  majors = sort isOlder (attrNames known);
  ofStore = groupBy (major: known.${major}.store) majors;
in
/**
  What is known of pnpm's versions: versions.json, which tests compare with the tools and the real pnpms.

  # Type

  ```
  versions :: {
    known :: { MAJOR :: {
      store :: String;          # the layout of its store
      variables :: String;      # how the names of variables that set a setting begin
      settings :: [ String ];   # the files of a project that it reads settings in, beside .npmrc
    }; … };
    majors, stores :: [ String ];           # oldest first
    ofStore :: { STORE :: [ String ]; … };  # the majors that have a layout
    newest :: { STORE :: String; … };       # of these the newest
  }
  ```
*/
{
  inherit known majors ofStore;
  stores = sort (a: b: isOlder (head ofStore.${a}) (head ofStore.${b})) (attrNames ofStore);
  newest = mapAttrs (_: majors: elemAt majors (length majors - 1)) ofStore;
}
