let
  inherit (builtins)
    concatLists
    concatStringsSep
    filter
    isList
    isPath
    isString
    ;
  isPackage = package: isString package || isPath package || package ? outPath;
  # Where a package's programs are.
  programs = package: "${package.bin or package.out or package}/bin";
in
/**
  The options by which cafs-add and cache-entry-creator patch packages: none if there is nothing to patch them with.

  # Inputs

  `what`
  : whose arguments these are, for messages

  `patchShebangs`, `nativeBuildInputs`, `initialPath`
  : as for fetchBunDeps

  `interpreters`
  : further packages to look into; those that are null are not known

  `fakeNode`
  : the bun that takes node's place, or null

  # Type

  ```
  patchOptions :: AttrSet -> [ String ]
  ```
*/
{
  what,
  patchShebangs,
  nativeBuildInputs,
  interpreters,
  initialPath,
  fakeNode ? null,
}:
let
  packages = filter (package: package != null) (nativeBuildInputs ++ interpreters ++ initialPath);
in
if !isList nativeBuildInputs || filter (package: !isPackage package) nativeBuildInputs != [ ] then
  throw "${what}: nativeBuildInputs is not a list of packages"
else if !patchShebangs || packages == [ ] then
  [ ]
else
  concatLists [
    [
      "--shebangs"
      "--interpreter-path"
      (concatStringsSep ":" (map programs packages))
    ]
    (
      if fakeNode == null then
        [ ]
      else
        [
          "--map"
          "node=${programs fakeNode}/bun"
        ]
    )
  ]
