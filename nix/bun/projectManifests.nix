let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    filter
    head
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
  isLine = import ../lockfile/isLine.nix;
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
  root = if isPath src then src else /. + unsafeDiscardStringContext "${src}";
  fail = what: throw "fetchBunDeps: src: ${what}";

  isInside = file: isLine file && match "[.][.](/.*)?" file == null;

  workspaces = attrNames lock.workspaces;
  manifestOf =
    folder:
    let
      file = joinPath folder "package.json";
      manifest = readJsonc { fail = fail "${file} is no JSON object, or cut off"; } (readFile (root + "/${file}"));
    in
    if !isInside file then
      fail "the workspace '${folder}' is outside of ${toString src}"
    else if !pathExists (root + "/${file}") then
      fail "there is no ${file} in ${toString src}, but in bun.lock a workspace '${folder}'; give the folder of bun.lock"
    else
      manifest;

  programsOf =
    folder:
    let
      bin = (manifestOf folder).bin or { };
      programs = if isString bin then [ bin ] else if isAttrs bin then attrValues bin else [ ];
    in
    filter (program: isInside program && pathExists (root + "/${program}")) (
      map (joinPath folder) (filter isString programs)
    );

  # "name@file:folder"
  folderOf =
    entry:
    let
      parts =
        if isList entry && entry != [ ] && isString (head entry) then
          match "@?[^@]+@file:(.*)" (head entry)
        else
          null;
      folder = joinPath "" (head parts);
    in
    if parts == null || match ".*[.](tgz|tar[.]gz)" folder != null then
      [ ]
    else if isInside folder && folder != "" then
      [ folder ]
    else
      fail "'${head entry}' is a folder that is not inside of ${toString src}, so that what is in it is not known; leave out `linked`";
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
    files = filter isInside (
      map (joinPath "") (filter isString (attrValues (lock.patchedDependencies or { })) ++ tarballs)
    );
    folders = concatMap folderOf (attrValues lock.packages);
  };
}
