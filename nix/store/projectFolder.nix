let
  inherit (builtins)
    isPath
    pathExists
    unsafeDiscardStringContext
    ;
  isFile = import ../isFile.nix;
  failLine = import ../text/fail.nix;
  isInside = import ../lockfile/isInside.nix;
  isRegularFile = import ../lockfile/isRegularFile.nix;
  joinPath = import ../lockfile/joinPath.nix;
  readManifest = import ../lockfile/readManifest.nix;
in
/**
  A project's folder, to read manifests from.

  # Inputs

  `what`
  : begins messages: "fetchPnpmDeps: src"

  `src`
  : the folder of the lockfile

  `lockfile`, `kind`
  : the name of the lockfile, and what it calls a folder with a package.json: "pnpm-lock.yaml" and "importer", "bun.lock" and "workspace"

  # Type

  ```
  projectFolder :: AttrSet -> {
    root :: Path;
    isInside :: String -> Bool;     # whether a path relative to root, as joinPath makes it, stays in root
    has :: String -> Bool;          # whether a folder has a manifest
    manifest :: String -> AttrSet;  # a folder's package.json, without scripts
    manifestFile :: String -> String;
  }
  ```
*/
{
  what,
  src,
  lockfile,
  kind,
}:
let
  article = if kind == "importer" then "an" else "a";
  fail = problem: failLine "${what}: ${problem}";
  root =
    if !isFile src then
      fail "it is not the path of a folder; give the folder of ${lockfile}"
    else if !pathExists folder then
      fail "${toString folder} does not exist while Nix evaluates; give the folder of ${lockfile} in your project as a path"
    else
      folder;
  folder = if isPath src then src else /. + unsafeDiscardStringContext "${src}";
  manifestFile = folder: joinPath folder "package.json";
  has = folder: pathExists (root + "/${manifestFile folder}");
in
{
  inherit
    root
    isInside
    has
    manifestFile
    ;
  manifest =
    folder:
    let
      file = manifestFile folder;
    in
    if !isInside file then
      fail "the ${kind} '${folder}' is outside of ${toString src}"
    else if !has folder then
      fail "there is no ${file} in ${toString src}, but ${lockfile} has ${article} ${kind} '${folder}'; give the folder of ${lockfile}"
    else if !isRegularFile root file then
      fail "${file} in ${toString src} is not a regular file, or is reached through a symlink; put the file itself there"
    else
      removeAttrs (readManifest {
        inherit fail;
        name = file;
      } (root + "/${file}")) [ "scripts" ];
}
