let
  inherit (builtins)
    concatStringsSep
    filter
    head
    isAttrs
    isString
    match
    ;
  versions = import ./versions.nix;
in
/**
  The version of pnpm that a project's files ask for, and which file says so.

  # Inputs

  `said`
  : what package.json says of pnpm's version, the most important first: `version` (null if any will do), `where` it is, and `isExact`
    if it is not a range

  `hasTwoDocuments`
  : whether the lockfile has a document about pnpm itself

  `manifest`, `settings`
  : package.json and pnpm-workspace.yaml

  # Type

  ```
  whichPnpm :: AttrSet -> { major, why, version ? :: String; }
  ```
*/
{
  said,
  hasTwoDocuments,
  manifest,
  settings,
}:
let
  # The major of a version, or of a range the oldest that fits.
  majorOf = range: head (match "[v^~=> ]*([0-9]+)([^0-9].*)?" range);
  # Not "<11", ">=8", ">=9" or "*", which say too little.
  isTelling =
    one:
    isString one.version
    && (
      one ? isExact
      || match "[v^~=> ]*(${concatStringsSep "|" versions.majors})([^0-9].*)?" one.version != null && match ">=? *v?9[^<|]*" one.version == null
    );
  telling = filter isTelling said;
  has10 = filter (name: settings ? ${name}) [
    "onlyBuiltDependencies"
    "ignoredBuiltDependencies"
    "neverBuiltDependencies"
  ];
in
if telling != [ ] then
  {
    major = majorOf (head telling).version;
    why = (head telling).where;
  }
  // (if head telling ? isExact then { inherit (head telling) version; } else { })
else if hasTwoDocuments then
  {
    major = "11";
    why = "the lockfile was written by pnpm 11 or 12; package.json does not say which";
  }
else if isAttrs (manifest.pnpm or null) && manifest.pnpm != { } then
  {
    major = "10";
    why = "package.json has settings in \"pnpm\", which pnpm 11 and 12 do not read; it does not say which pnpm is meant";
  }
else if has10 != [ ] then
  {
    major = "10";
    why = "pnpm-workspace.yaml has ${head has10}, which pnpm 11 and 12 do not read; package.json does not say which pnpm is meant";
  }
else if settings ? allowBuilds then
  {
    major = "11";
    why = "pnpm-workspace.yaml has allowBuilds, which pnpm 11 and 12 read, and 10 from 10.26 on; package.json does not say which is meant";
  }
else
  {
    major = "10";
    why = "a guess, because any of pnpm 9 to 12 reads the lockfile, and package.json does not say which is meant (packageManager, engines.pnpm)";
  }
