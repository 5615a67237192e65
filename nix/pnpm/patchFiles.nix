let
  inherit (builtins)
    attrNames
    concatMap
    groupBy
    head
    isString
    listToAttrs
    mapAttrs
    match
    split
    ;
  attributes = import ../lockfile/attributes.nix;
  fileInside = import ../source/fileInside.nix;
  failLine = import ../text/fail.nix;
in
/**
  The patches that a lockfile's packages have. A package's key in `snapshots` has the hash of its patch; the path of the file is
  in the lockfile (pnpm 9 and 10), or in pnpm-workspace.yaml. `file` is the lockfile, for messages, and `folder` the project's.

  # Type

  ```
  patchFiles :: { file, folder, lock, settings, manifest } -> { "name@version" :: Path; … }
  ```
*/
{
  file,
  folder,
  lock,
  settings,
  manifest,
}:
let
  patches = attributes (lock.patchedDependencies or null);
  written = attributes ((manifest.pnpm or { }).patchedDependencies or null) // attributes (settings.patchedDependencies or null);
  fileOf =
    name:
    let
      patch = patches.${name}.path or written.${name} or null;
      fail = what: failLine "${file}: patchedDependencies: '${name}': ${what}";
    in
    if !isString patch then
      fail "pnpm-workspace.yaml does not name a file for it; run `pnpm install --lockfile-only`"
    else
      fileInside {
        inherit fail;
        lockfile = folder + "/pnpm-lock.yaml";
        file = patch;
      };
  byHash = mapAttrs (_: names: fileOf (head names)) (groupBy (name: patches.${name}.hash or patches.${name}) (attrNames patches));
  ofSnapshot =
    snapshot:
    let
      hash = match ".*[(]patch_hash=([^()]+)[)].*" snapshot;
    in
    if hash == null || !byHash ? ${head hash} then
      [ ]
    else
      [
        {
          name = head (split "[(]" snapshot);
          value = byHash.${head hash};
        }
      ];
in
if patches == { } then { } else listToAttrs (concatMap ofSnapshot (attrNames lock.snapshots))
