let
  inherit (builtins) concatStringsSep filter;
  known = filter (package: package != null);

  # The folders of packages' programs, or of their libraries, with colons between them.
  programs = package: "${package.bin or package.out or package}/bin";
  allPrograms = packages: concatStringsSep ":" (map programs packages);
  libraryFolder = package: "${package.lib or package.out or package}/lib";
  allLibraries = packages: concatStringsSep ":" (map libraryFolder packages);
in
/**
  The options and environment variables with which cafs-add and cache-entry-creator patch packages.

  # Inputs

  `what`
  : whose arguments these are, for messages

  `patchShebangs`, `autoPatchElf`, `autoPatchelfFlags`, `nativeBuildInputs`, `initialPath`, `bintools`, `libraries`
  : as for fetchDeps. A package that is not known is null.

  `interpreters`
  : packages whose programs are looked for after those of `nativeBuildInputs`, and before those of `initialPath`

  `fakeNode`
  : the bun that takes node's place, or null

  # Type

  ```
  patching :: AttrSet -> { options :: [ String ]; environment :: AttrSet; }
  ```
*/
{
  what,
  patchShebangs,
  autoPatchElf,
  autoPatchelfFlags,
  nativeBuildInputs,
  initialPath,
  bintools,
  libraries,
  interpreters,
  fakeNode,
}:
let
  interpreterPackages = known (nativeBuildInputs ++ interpreters ++ initialPath);
  shebangs =
    if !patchShebangs || interpreterPackages == [ ] then
      [ ]
    else
      [
        "--shebangs"
        "--interpreter-path"
        (allPrograms interpreterPackages)
      ];
  fakeNodeOptions =
    if shebangs == [ ] || fakeNode == null then
      [ ]
    else
      [
        "--map"
        "node=${programs fakeNode}/bun"
      ];
  elf =
    if !autoPatchElf then
      [ ]
    else
      [
        "--elf"
        "--libs"
        (allLibraries (known (nativeBuildInputs ++ libraries)))
      ]
      ++ autoPatchelfFlags;
in
if autoPatchElf && bintools == null then
  throw "${what}: autoPatchElf: give `bintools`, whose nix-support/dynamic-linker names the dynamic linker; nixpkgs has this package"
else
  {
    options = shebangs ++ fakeNodeOptions ++ elf;
    # The tools read there which dynamic linker programs get.
    environment = if autoPatchElf then { NIX_BINTOOLS = "${bintools}"; } else { };
  }
