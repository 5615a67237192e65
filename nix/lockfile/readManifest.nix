let
  inherit (builtins) pathExists;
  readFile = import ./readFile.nix;
  isFolder = import ./isFolder.nix;
  readJsonc = import ./readJsonc.nix;
in
/**
  Reads a package.json. If there is none, the result is an empty set.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `name`
  : of the file, for messages

  # Type

  ```
  readManifest :: { fail :: String -> a; name :: String; } -> Path -> AttrSet
  ```
*/
{ fail, name }:
file:
if pathExists file && isFolder file then
  fail "${name} is a folder; put the file there"
else if pathExists file then
  readJsonc {
    inherit name;
    fail = what: fail "${name} is not a JSON object: ${what}; correct it";
  } (readFile file)
else
  { }
