let
  inherit (builtins)
    head
    isAttrs
    length
    pathExists
    replaceStrings
    ;
  withoutByteOrderMark = import ../text/withoutByteOrderMark.nix;
  yamlDocuments = import ../lockfile/yamlDocuments.nix;
  readFile = import ../lockfile/readFile.nix;
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
  text = if pathExists lockfile then replaceStrings [ "\r\n" ] [ "\n" ] (withoutByteOrderMark (readFile lockfile)) else "";
  documents = yamlDocuments text;
  document = readYaml {
    fail = where: what: throw "${toString lockfile}: first document: ${where}: ${what}; run `pnpm install`, which writes the file again";
    text = head documents;
  };
  none = {
    importers = { };
    packages = { };
    snapshots = { };
  };
in
if length documents < 2 then
  none
else
  none // (if isAttrs document then document else { })
