let
  inherit (builtins)
    head
    isAttrs
    isString
    filter
    pathExists
    readFile
    replaceStrings
    split
    substring
    ;
  readYaml = import ../lockfile/readYaml.nix;
in
/**
  What a pnpm-lock.yaml of pnpm 11 or 12 has of pnpm itself and of `configDependencies`: its first document, if there are two. It is not
  checked like the project's, which readPnpmLock reads.

  # Type

  ```
  readPnpmEnvironment :: Path -> { importers, packages, snapshots :: AttrSet; … }
  ```
*/
lockfile:
let
  # A file that is not there is readPnpmLock's to name.
  text = if pathExists lockfile then replaceStrings [ "\r\n" ] [ "\n" ] (readFile lockfile) else "";
  document = readYaml {
    fail = where: what: throw "${toString lockfile}: first document: ${where}: ${what}; run `pnpm install`, which writes the file again";
    text = substring 4 (-1) (head (filter isString (split "\n---\n" text)));
  };
  none = {
    importers = { };
    packages = { };
    snapshots = { };
  };
in
if builtins.match "---" (head (split "\n" (substring 0 5 text))) == null then
  none
else
  none // (if isAttrs document then document else { })
