let
  inherit (builtins)
    any
    concatMap
    elemAt
    match
    stringLength
    substring
    ;
  asSet = import ../asSet.nix;
  # "a/b/c" is in "a/b" and "a".
  foldersOf =
    file:
    let
      parts = match "(.*)/[^/]*" file;
    in
    if parts == null then [ ] else [ (elemAt parts 0) ] ++ foldersOf (elemAt parts 0);
in
/**
  A directory with only some files and folders of another directory. Those that do not exist are left out.

  # Inputs

  `name`
  : of the store path

  `path`
  : the other directory

  `files`, `folders`
  : as paths from there on

  # Type

  ```
  selectFiles :: { name :: String; path :: Path; files, folders :: [ String ]; } -> Path
  ```
*/
{
  name,
  path,
  files,
  folders ? [ ],
}:
let
  isWanted = asSet (files ++ folders);
  isWhole = asSet folders;
  isOnTheWay = asSet (concatMap foldersOf (files ++ folders));
  from = stringLength (toString path) + 1;
in
builtins.path {
  inherit name path;
  filter =
    file: type:
    let
      relative = substring from (-1) file;
    in
    isWanted ? ${relative}
    || type == "directory" && isOnTheWay ? ${relative}
    || any (folder: isWhole ? ${folder}) (foldersOf relative);
}
