let
  inherit (builtins)
    filter
    head
    pathExists
    ;
  isLine = import ../lockfile/isLine.nix;
  readManifest = import ../lockfile/readManifest.nix;
in
/**
  A project's package.json, to have its name and version from.

  # Inputs

  `fail`
  : throws a message

  `file`
  : the package.json

  # Type

  ```
  readPackageJson :: { fail :: String -> a; } -> Path -> AttrSet
  ```
*/
{ fail }:
file:
let
  package = readManifest {
    inherit fail;
    name = toString file;
  } file;
  wrong = filter (field: package ? ${field} && (!isLine package.${field} || package.${field} == "")) [ "name" "version" ];
in
if !pathExists file then
  fail "there is no ${toString file}; give the project's folder as a path, and in a flake, `git add` the file; or give `pname` and `version`"
else if pathExists (file + "/package.json") then
  fail "${toString file} is a folder; give the package.json in it"
else if wrong != [ ] then
  fail "\"${head wrong}\" in ${toString file} is not a text"
else
  package
