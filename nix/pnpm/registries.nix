let
  inherit (builtins)
    attrNames
    concatMap
    isAttrs
    isString
    listToAttrs
    mapAttrs
    match
    ;
  checkRegistries = import ../source/checkRegistries.nix;
  npmrcRegistries = import ../source/npmrcRegistries.nix;
in
/**
  The registries that pnpm asks. They come from .npmrc, from pnpm-workspace.yaml, and from the arguments of fetchPnpmDeps; a later one has
  priority. pnpm 9 does not read registries in pnpm-workspace.yaml, and pnpm 10 does not read `registry` there.

  # Inputs

  `npmrc`
  : a path, or null

  `settingsFile`, `settings`
  : the path of pnpm-workspace.yaml, for messages, and what workspaceSettings returns

  `storeVersion`, `registries`
  : as for fetchPnpmDeps

  # Type

  ```
  registries :: AttrSet -> { default :: String; "@scope" :: String; … }
  ```
*/
{
  npmrc,
  settingsFile,
  settings,
  storeVersion,
  registries,
}:
let
  where = "${toString settingsFile}: registries";
  # `{ "@scope": URL }`, or with the newest pnpm 11 and 12 `{ URL: { scopes: [ "@scope", "@" ] } }`, "@" being the default.
  routes = concatMap (
    name:
    let
      entry = declared.${name};
    in
    if isString entry then
      [ { inherit name; value = entry; } ]
    else
      map (scope: {
        name = if scope == "@" then "default" else scope;
        value = name;
      }) (entry.scopes or [ ])
  ) (attrNames declared);
  declared =
    let
      value = settings.registries or { };
    in
    if isAttrs value then value else throw "${where} is not a map";
  # One without a dollar sign, which pnpm would replace by something of the environment.
  known =
    name: url:
    if isString url && match "https?://[^$[:space:]]+" url != null then
      url
    else
      throw "${where}: '${name}' has no URL, or its URL has an environment variable, which fragstore does not read; give the URL in `registries`";
  checked = registries: mapAttrs known (checkRegistries where registries);
in
(if npmrc == null then { } else npmrcRegistries npmrc)
// (
  if storeVersion == "v11" && settings ? registry then checked { default = settings.registry; } else { }
)
// (if storeVersion == "v3" then { } else checked (listToAttrs routes))
// checkRegistries "fetchPnpmDeps: registries" registries
