let
  inherit (builtins)
    attrNames
    isAttrs
    isString
    listToAttrs
    match
    ;
  readBunfig = import ./readBunfig.nix;
  withoutCredentials = import ../source/withoutCredentials.nix;
in
/**
  The registries that a bunfig.toml names in `[install]`: `registry` as `default`, and those in `scopes`, written with or without
  "@". Each is a URL or a table that has one.

  # Type

  ```
  bunfigRegistries :: Path -> { default :: String; "@scope" :: String; … }
  ```
*/
bunfig:
let
  install = (readBunfig bunfig).install or { };
  scopes = install.scopes or { };
  registry =
    what: value:
    let
      url = if isString value then value else value.url or null;
    in
    if isString url && match "https?://[^$[:space:]]+" url != null then
      withoutCredentials url
    else
      throw "${toString bunfig}: ${what} has no URL, or its URL has an environment variable, which fragstore does not read; give the URL in `registries`";
in
if !isAttrs scopes then
  throw "${toString bunfig}: install.scopes is not a table"
else
  (if install ? registry then { default = registry "install.registry" install.registry; } else { })
  // listToAttrs (
    map (scope: {
      name = if match "@.*" scope == null then "@${scope}" else scope;
      value = registry "install.scopes.${scope}" scopes.${scope};
    }) (attrNames scopes)
  )
