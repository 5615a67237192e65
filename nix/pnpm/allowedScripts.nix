let
  inherit (builtins)
    any
    attrNames
    elem
    elemAt
    filter
    head
    isList
    isString
    match
    split
    ;
  attributes = import ../lockfile/attributes.nix;
  isLine = import ../lockfile/isLine.nix;
  names = list: if isList list then filter (name: isLine name && name != "") list else [ ];

  # "esbuild", "esbuild@0.25.0 || 0.26.0"
  isNamed =
    package: entry:
    let
      parts = match "(@?[^@]+)@(.+)" entry;
      versions = filter isString (split " *[|][|] *" (elemAt parts 1));
    in
    if parts == null then package.name == entry else package.name == head parts && elem package.version versions;
in
/**
  Which packages' install scripts a project allows by name.

  # Inputs

  `version`, `settingsIn`
  : of pnpm, such as "10.33.0" or "10"; and the files that it reads settings in

  `manifest`, `settings`
  : package.json, and pnpm-workspace.yaml as workspaceSettings returns it

  # Type

  ```
  allowedScripts :: AttrSet -> {
    allows :: package -> Bool;
    refuses :: package -> Bool;  # by name, so that nothing is to be said of it
    allowsAll :: Bool;  # whether pnpm runs those of all packages
    namesFile :: Bool;  # whether a file says which, which is not read here
  }
  ```
*/
{
  version,
  settingsIn,
  manifest,
  settings,
}:
let
  # Versions of pnpm that read package.json know these lists. The others know only allowBuilds, which 10.26 and later know, too.
  readsLists = elem "package.json" settingsIn;
  ofPackageJson = if readsLists then attributes (manifest.pnpm or null) else { };
  ofWorkspace = if readsWorkspace then attributes settings else { };
  readsWorkspace = elem "pnpm-workspace.yaml" settingsIn;
  readsAllowBuilds = match "10[.]([0-9]|1[0-9]|2[0-5])([^0-9].*)?" version == null;
  list = name: if readsLists then names (ofWorkspace.${name} or ofPackageJson.${name} or null) else [ ];
  allowBuilds = attributes (if readsAllowBuilds then ofWorkspace.allowBuilds or null else null);
  inAllowBuilds = allowed: filter (name: isLine name && allowBuilds.${name} == allowed) (attrNames allowBuilds);
  entries = list "onlyBuiltDependencies" ++ inAllowBuilds true;
  refused = list "ignoredBuiltDependencies" ++ list "neverBuiltDependencies" ++ inAllowBuilds false;
in
{
  allows = package: any (isNamed package) entries;
  refuses = package: any (isNamed package) refused;
  # Without a list of what may run, pnpm 9 runs all, and pnpm 10 does so if it has a list of what may not.
  allowsAll =
    ofWorkspace.dangerouslyAllowAllBuilds or false == true
    || entries == [ ] && (!readsWorkspace || list "neverBuiltDependencies" != [ ]);
  namesFile = readsLists && (ofPackageJson // ofWorkspace) ? onlyBuiltDependenciesFile;
}
