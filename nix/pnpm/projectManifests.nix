let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elemAt
    filter
    isList
    isString
    length
    listToAttrs
    match
    pathExists
    split
    stringLength
    ;
  joinPath = import ../lockfile/joinPath.nix;
  readFile = import ../lockfile/readFile.nix;
  projectFolder = import ../store/projectFolder.nix;
  selectFiles = import ../store/selectFiles.nix;

  # What tools/pnpm/settings.c reads of an .npmrc.
  npmrcSettings = [
    "auto-install-peers"
    "dedupe-direct-deps"
    "enable-global-virtual-store"
    "hoist"
    "hoist-pattern"
    "hoist-workspace-packages"
    "modules-dir"
    "node-linker"
    "node-version"
    "public-hoist-pattern"
    "shamefully-hoist"
    "shared-workspace-lockfile"
    "store-dir"
    "symlink"
    "virtual-store-dir"
    "virtual-store-dir-max-length"
  ];
in
/**
  The parts of a project that decide which packages pnpm installs and how, and nothing else. If another file changes, or the scripts in a
  package.json, the result stays the same.

  # Inputs

  `src`
  : the project: the folder of its pnpm-lock.yaml

  `lock`
  : what readPnpmLock returns

  # Type

  ```
  projectManifests :: { src :: Path; lock :: AttrSet; } -> {
    manifests :: { "packages/app/package.json" :: AttrSet; ".npmrc" :: String; "packages/app/.npmrc" = ""; … };  # without scripts and tokens
    files :: Path;  # a directory of pnpm-workspace.yaml, .pnpmfile.cjs and patches
  }
  ```
*/
{ src, lock }:
let
  project = projectFolder {
    what = "fetchPnpmDeps: src";
    inherit src;
    lockfile = "pnpm-lock.yaml";
    kind = "importer";
  };
  inherit (project) isInside root;

  importers = lock.importers or { };
  # The root of a workspace does not need to be a package.
  isNone = importer: importer == "." && importers.${importer} == { } && !project.has importer;

  # People write this file, and so it is not read as YAML: all in it that is named as a patch is taken for one.
  workspace = root + "/pnpm-workspace.yaml";
  hasSecret = pathExists workspace && length (split "//[^/@[:space:]]*:[^/@[:space:]]*@" (readFile workspace)) > 1;
  lines =
    if lock ? patchedDependencies && pathExists workspace then
      filter isString (split "\n" (readFile workspace))
    else
      [ ];
  # A longer line might overflow the evaluator's stack.
  patchesOf =
    line:
    if stringLength line > 4096 then
      [ ]
    else
      map (part: joinPath "" (elemAt part 0)) (
        filter isList (split "([^][:space:]'\"{},[]+[.](patch|diff))" line) ++ spaced line
      );
  # Alone on its line, a name may have spaces.
  spaced =
    line:
    filter isList [ (match ".*:[[:space:]]+['\"]?([^'\"]*[.](patch|diff))['\"]?[[:space:]]*(#.*)?" line) ];

  # Everybody can read the Nix store, and an .npmrc may hold tokens and passwords: no line comes there but those that decide on the tree.
  # Of the importers' own it only counts that they are there.
  npmrc = root + "/.npmrc";
  npmrcOf = importer: joinPath importer ".npmrc";
  hasNpmrc = importer: isInside (npmrcOf importer) && pathExists (root + "/${npmrcOf importer}");
  decides = line: match "[ \t]*(${concatStringsSep "|" npmrcSettings})(\\[])?[ \t]*(=.*)?" line != null;
in
if hasSecret then
  throw "fetchPnpmDeps: linked: ${toString workspace} has an address with a password, which everybody could read in the Nix store; remove it there, and write it into the file that Nix's netrc-file option names"
else
{
  manifests =
    listToAttrs (
      map (importer: {
        name = project.manifestFile importer;
        value = project.manifest importer;
      }) (filter (importer: !isNone importer) (attrNames importers))
    )
    // listToAttrs (
      map (importer: {
        name = npmrcOf importer;
        value = "";
      }) (filter hasNpmrc (attrNames importers))
    )
    // (
      if pathExists npmrc then
        {
          ".npmrc" = concatStringsSep "\n" (
            filter (line: isString line && decides line) (split "\r?\n" (readFile npmrc))
          );
        }
      else
        { }
    );
  files = selectFiles {
    name = "pnpm-project";
    path = root;
    files = [
      ".pnpmfile.cjs"
      ".pnpmfile.mjs"
      "pnpm-workspace.yaml"
    ]
    ++ filter isInside (concatMap patchesOf lines);
  };
}
