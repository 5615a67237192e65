let
  inherit (builtins)
    elemAt
    head
    match
    replaceStrings
    ;
  isNpmRegistry = url: match "https?://registry[.]npmjs[.]org/?" url != null;
in
/**
  The registry that is in the name of a package's folder in bun's cache: a URL, or a host where no more is known; null if none is.

  bun names the registry that it is configured to have the package from, unless that is npm's own as the default, whatever the
  lockfile says. A package whose tarball is elsewhere says where, when nothing is configured.

  # Inputs

  `registries`
  : as for fetchBunDeps

  `package`
  : from bunPackages

  # Type

  ```
  registry :: { registries } -> package -> null | String
  ```
*/
{ registries }:
package:
let
  scope = match "(@[^/]+)/.*" package.name;
  default = registries.default or null;
  url = package.source.tarball or null;
  # A registry that has its tarballs where npm's has them is known whole.
  usual = match "(https?://.*/)${replaceStrings [ "." "+" ] [ "[.]" "[+]" ] package.name}/-/[^/]+" url;
  host = match "https?://([^/@]*@)?([^/:]+).*" url;
  withoutCredentials =
    registry:
    let
      parts = match "(https?://)([^/@]*@)?(.*)" registry;
    in
    head parts + elemAt parts 2;
in
if package.version == null then
  null
else if scope != null && registries ? ${head scope} then
  withoutCredentials registries.${head scope}
else if default != null then
  if isNpmRegistry default then null else withoutCredentials default
else if url == null || host == null || elemAt host 1 == "registry.npmjs.org" then
  null
else if usual != null then
  withoutCredentials (head usual)
else
  elemAt host 1
