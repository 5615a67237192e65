let
  inherit (builtins)
    any
    attrNames
    compareVersions
    elem
    elemAt
    filter
    head
    isAttrs
    isList
    isString
    match
    split
    ;
  isLine = import ../lockfile/isLine.nix;
  attributes = value: if isAttrs value then value else { };
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
  Which packages' install scripts a project allows by name. pnpm 9 reads settings in package.json, 11 and later those in
  pnpm-workspace.yaml, 10 both.

  # Inputs

  `major`, `version`
  : of pnpm: "10", and "10.33.0" or null

  `manifest`, `settings`
  : package.json, and pnpm-workspace.yaml as workspaceSettings returns it

  # Type

  ```
  allowedScripts :: AttrSet -> {
    list :: String -> [ String ];  # a setting that is a list of packages
    entries :: [ String ];         # names, some with versions
    allows :: package -> Bool;
  }
  ```
*/
{
  major,
  version,
  manifest,
  settings,
}:
let
  ofPackageJson = if elem major [ "9" "10" ] then attributes (manifest.pnpm or null) else { };
  ofWorkspace = if major == "9" then { } else attributes settings;
  readsLists = elem major [ "9" "10" ];
  readsAllowBuilds = major != "9" && !(major == "10" && version != null && compareVersions version "10.26" < 0);
  list = name: if readsLists then names (ofWorkspace.${name} or ofPackageJson.${name} or null) else [ ];
  allowBuilds = attributes (if readsAllowBuilds then ofWorkspace.allowBuilds or null else null);
  entries =
    list "onlyBuiltDependencies" ++ filter (name: isLine name && allowBuilds.${name} == true) (attrNames allowBuilds);
in
{
  inherit list entries;
  allows = package: any (isNamed package) entries;
}
