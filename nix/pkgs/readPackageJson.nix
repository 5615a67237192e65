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
  Reads a project's package.json, for its name and version.

  # Inputs

  `fail`
  : throws a message

  `args`
  : what the user gave, which has priority

  `file`
  : the package.json, or null

  # Type

  ```
  readPackageJson :: { fail :: String -> a; args :: AttrSet; file :: null | Path; } -> {
    package :: AttrSet;
    named :: String -> String -> a;  # an argument, or else a field of package.json; it fails if there is neither
  }
  ```
*/
{
  fail,
  args,
  file,
}:
let
  read = readManifest {
    inherit fail;
    name = toString file;
  } file;
  wrong = filter (field: read ? ${field} && (!isLine read.${field} || read.${field} == "")) [ "name" "version" ];
  package =
    if file == null then
      { }
    else if !pathExists file then
      fail "there is no ${toString file}; give the project's folder as a path, and in a flake, `git add` the file; or give `pname` and `version`"
    else if pathExists (file + "/package.json") then
      fail "${toString file} is a folder; give the package.json in it"
    else if wrong != [ ] then
      fail "\"${head wrong}\" in ${toString file} is not a text"
    else
      read;
in
{
  inherit package;
  named =
    argument: field:
    args.${argument} or package.${field} or (
      if file == null then
        fail "give `${argument}`, or `packageJson = ./package.json;` to read it from there"
      else
        fail "${toString file} has no \"${field}\"; give `${argument}`"
    );
}
