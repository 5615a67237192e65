let
  inherit (builtins)
    attrNames
    attrValues
    filter
    head
    isString
    listToAttrs
    ;
  folderOf = import ./folderOf.nix;
  joinPath = import ../lockfile/joinPath.nix;
  projectFolder = import ../store/projectFolder.nix;
  selectFiles = import ../store/selectFiles.nix;
in
/**
  The parts of a project that decide what bun installs, and nothing else. If another file changes, or the scripts in a package.json, the
  result stays the same.

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
    files :: Path;  # a directory of patches, tarballs, and folders that `file:` takes as they are
  }
  ```
*/
{
  src,
  lock,
  tarballs,
}:
let
  project = projectFolder {
    what = "fetchBunDeps: src";
    inherit src;
    lockfile = "bun.lock";
    kind = "workspace";
  };
  inherit (project) isInside root;
  checkedFolder =
    entry:
    let
      folder = joinPath "" (folderOf entry);
    in
    if isInside folder && folder != "" then
      folder
    else
      throw "fetchBunDeps: src: '${head entry}' is a folder outside of ${toString src}, so its contents are not known; leave out `linked`";
in
{
  manifests = listToAttrs (
    map (folder: {
      name = project.manifestFile folder;
      value = project.manifest folder;
    }) (attrNames lock.workspaces)
  );
  files = selectFiles {
    name = "bun-project";
    path = root;
    files = filter isInside (
      map (joinPath "") (filter isString (attrValues (lock.patchedDependencies or { })) ++ tarballs)
    );
    folders = map checkedFolder (filter (entry: folderOf entry != null) (attrValues lock.packages));
  };
}
