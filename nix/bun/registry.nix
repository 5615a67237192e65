let
  inherit (builtins) head match;
  isNpmRegistry = url: match "https?://registry[.]npmjs[.]org/?" url != null;
in
/**
  The registry that is in the name of a package's folder in bun's cache, or null. It is the one that bun's settings name for the package.
  The default registry is in no name if it is npm's own. The address of the tarball in the lockfile does not matter.

  # Inputs

  `registries`
  : as for fetchBunDeps

  `package`
  : from bunPackages or nixPackages

  # Type

  ```
  registry :: { registries } -> package -> null | String # a URL, or from a bun.nix a host
  ```
*/
{ registries }:
package:
let
  scope = match "(@[^/]+)/.*" package.name;
in
if package.version == null then
  null
else if scope != null && registries ? ${head scope} then
  registries.${head scope}
else if registries ? default then
  if isNpmRegistry registries.default then null else registries.default
else
  package.host or null
