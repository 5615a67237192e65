let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    isList
    isPath
    isString
    listToAttrs
    match
    pathExists
    readFile
    split
    stringLength
    unsafeDiscardStringContext
    ;
  isLine = import ../lockfile/isLine.nix;
  joinPath = import ../lockfile/joinPath.nix;
  readJsonc = import ../lockfile/readJsonc.nix;
  selectFiles = import ../selectFiles.nix;
in
/**
  What of a project decides which packages pnpm installs and how, and nothing else: an edit of another file, or of the scripts in a
  package.json, gives the same.

  # Inputs

  `src`
  : the project: the folder of its pnpm-lock.yaml

  `lock`
  : what readPnpmLock returns

  # Type

  ```
  projectManifests :: { src :: Path; lock :: AttrSet; } -> {
    manifests :: { "packages/app/package.json" :: AttrSet; … };  # without scripts
    files :: Path;  # a directory of pnpm-workspace.yaml, .npmrc, .pnpmfile.cjs and patches
  }
  ```
*/
{ src, lock }:
let
  root = if isPath src then src else /. + unsafeDiscardStringContext "${src}";
  fail = what: throw "fetchPnpmDeps: src: ${what}";
  isInside = file: isLine file && match "[.][.](/.*)?" file == null;

  importers = lock.importers or { };
  manifestOf =
    importer:
    let
      file = joinPath importer "package.json";
      manifest = readJsonc { fail = fail "${file} is no JSON object, or cut off"; } (readFile (root + "/${file}"));
    in
    if !isInside file then
      fail "the importer '${importer}' is outside of ${toString src}"
    else if !pathExists (root + "/${file}") then
      # The root of a workspace does not need to be a package.
      if importer == "." && importers.${importer} == { } then
        [ ]
      else
        fail "there is no ${file} in ${toString src}, but in pnpm-lock.yaml an importer '${importer}'; give the folder of pnpm-lock.yaml"
    else
      [
        {
          name = file;
          value = removeAttrs manifest [ "scripts" ];
        }
      ];

  # People write this file, and so it is not read as YAML: all in it that is named as a patch is taken for one.
  workspace = root + "/pnpm-workspace.yaml";
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
in
{
  manifests = listToAttrs (concatMap manifestOf (attrNames importers));
  files = selectFiles {
    name = "pnpm-project";
    path = root;
    files = [
      ".npmrc"
      ".pnpmfile.cjs"
      ".pnpmfile.mjs"
      "pnpm-workspace.yaml"
    ]
    ++ filter isInside (concatMap patchesOf lines);
  };
}
