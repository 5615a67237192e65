let
  inherit (builtins) pathExists storeDir;
  isInside = import ../lockfile/isInside.nix;
  isRegularFile = import ../lockfile/isRegularFile.nix;
  joinPath = import ../lockfile/joinPath.nix;
in
/**
  The path of a tarball that a lockfile names: a regular file in the lockfile's folder. No `..`, absolute path or symlink leads out of it.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `lockfile`
  : its path

  `file`
  : the path from the lockfile's folder on

  # Type

  ```
  fileInside :: { fail :: String -> a; lockfile :: Path; file :: String; } -> Path
  ```
*/
{
  fail,
  lockfile,
  file,
}:
let
  root = dirOf lockfile;
in
if !isInside file then
  fail "its tarball '${file}' is outside of the lockfile's folder, ${toString root}, and fragstore reads only files in that folder; move it into the project and run the install again"
# A lockfile alone in the Nix store has no folder.
else if toString root == storeDir || !pathExists (root + "/${file}") then
  fail "there is no file ${toString root}/${file}; give the lockfile as a path in the project (./${baseNameOf lockfile}), with this file in its place"
else if !isRegularFile root file then
  fail "${toString root}/${file} is not a regular file, or is reached through a symlink; put the file itself there"
else
  root + "/${joinPath "" file}"
