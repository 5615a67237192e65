let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    isAttrs
    isList
    isPath
    isString
    listToAttrs
    match
    pathExists
    readFile
    removeAttrs
    unsafeDiscardStringContext
    ;
  joinPath = import ../lockfile/joinPath.nix;
  readJsonc = import ../lockfile/readJsonc.nix;
  selectFiles = import ../selectFiles.nix;
in
/**
  What of a project decides what bun installs, and nothing else: an edit of another file, or of the scripts in a package.json, gives
  the same.

  # Inputs

  `src`
  : the project: the folder of its bun.lock

  `lock`
  : what readBunLock returns

  `tarballs`
  : those in the project that it depends on, as paths from src on

  # Type

  ```
  projectManifests :: { src :: Path; lock :: AttrSet; tarballs :: [ String ]; } -> {
    manifests :: { "packages/app/package.json" :: AttrSet; … }; # without scripts
    programs :: [ String ];  # of workspaces; bun links only those that are there
    files :: Path;           # a directory of patches, tarballs, and folders that `file:` takes as they are
  }
  ```
*/
{
  src,
  lock,
  tarballs,
}:
let
  root = if isPath src then src else unsafeDiscardStringContext "${src}";
  fail = what: throw "fetchBunDeps: src: ${what}";

  workspaces = attrNames lock.workspaces;
  manifestOf =
    folder:
    let
      file = joinPath folder "package.json";
      manifest = readJsonc { fail = fail "${file} is no JSON, or cut off"; } (readFile (root + "/${file}"));
    in
    if !pathExists (root + "/${file}") then
      fail "there is no ${file} in ${toString src}, but a workspace in bun.lock; give the folder of bun.lock"
    else if !isAttrs manifest then
      fail "${file} is no object"
    else
      manifest;

  programsOf =
    folder:
    let
      bin = (manifestOf folder).bin or { };
      programs = if isString bin then [ bin ] else if isAttrs bin then filter isString (attrValues bin) else [ ];
    in
    filter (program: pathExists (root + "/${program}")) (map (joinPath folder) programs);

  # "name@file:folder"
  folderOf =
    entry:
    let
      parts = if isList entry && entry != [ ] && isString (elemAt entry 0) then match "(@?[^@]+)@file:(.*)" (elemAt entry 0) else null;
    in
    if parts == null then [ ] else [ (joinPath "" (elemAt parts 1)) ];
in
{
  manifests = listToAttrs (
    map (folder: {
      name = joinPath folder "package.json";
      value = removeAttrs (manifestOf folder) [ "scripts" ];
    }) workspaces
  );
  programs = concatMap programsOf workspaces;
  files = selectFiles {
    name = "bun-project";
    path = root;
    files = map (joinPath "") (attrValues (lock.patchedDependencies or { })) ++ tarballs;
    folders = filter (folder: match ".*[.](tgz|tar[.]gz)" folder == null) (
      concatMap folderOf (attrValues lock.packages)
    );
  };
}
