let
  inherit (builtins)
    attrNames
    filter
    head
    isString
    mapAttrs
    match
    ;
  withoutCredentials = import ./withoutCredentials.nix;
in
/**
  Returns the given registries, or throws if the set is not `{ default = URL; "@scope" = URL; }`.

  # Inputs

  `what`
  : what was given, for the message

  # Type

  ```
  checkRegistries :: String -> AttrSet -> AttrSet
  ```
*/
what: registries:
let
  isName = name: match "default|@[^@/]+" name != null;
  isUrl = url: isString url && match "https?://[^[:space:]]+" url != null;
  wrongNames = filter (name: !isName name) (attrNames registries);
  wrongUrls = filter (name: !isUrl registries.${name}) (attrNames registries);
in
if wrongNames != [ ] then
  throw "${what}: '${head wrongNames}' is neither 'default' nor an \"@scope\""
else if wrongUrls != [ ] then
  throw "${what}.\"${head wrongUrls}\" is not the URL of a registry (http or https)"
else
  mapAttrs (_: withoutCredentials) registries
