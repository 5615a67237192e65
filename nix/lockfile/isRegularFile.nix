let
  inherit (builtins)
    elemAt
    filter
    isString
    length
    readDir
    split
    ;
  joinPath = import ./joinPath.nix;
in
/**
  Whether a path, relative to a folder, leads to a regular file, through folders and no symlink: a symlink can lead anywhere.

  # Type

  ```
  isRegularFile :: Path -> String -> Bool
  ```
*/
root: file:
let
  steps = filter isString (split "/" (joinPath "" file));
  last = length steps - 1;
  kindOf = folder: i: (readDir folder).${elemAt steps i} or null;
  go =
    folder: i:
    if i == last then
      kindOf folder i == "regular"
    else
      kindOf folder i == "directory" && go (folder + "/${elemAt steps i}") (i + 1);
in
go root 0
