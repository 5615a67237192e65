let
  storeName = import ./storeName.nix;
in
/**
  The fragment of one package for bun: an install cache that holds that package alone. cache-entry-creator itself is the builder.

  # Inputs

  `tools`
  : as for fetchBunDeps

  `package`
  : from bunPackageInput

  # Type

  ```
  bunFragment :: { tools } -> package -> Derivation
  ```
*/
{ tools }:
package:
let
  option = name: value: if value == null then [ ] else [ name value ];
in
derivation {
  name = "${storeName package}-bun";
  inherit (tools) system;
  builder = tools.cache-entry-creator;
  args = [
    "--out"
    "${builtins.placeholder "out"}/share/bun-cache"
    "--name"
    package.key
    "--package"
    package.contents
  ]
  ++ option "--registry" package.registry
  # Other contents keep the name that the lockfile's integrity gives, or bun would not find them.
  ++ option (if package.overridden then "--key-integrity" else "--integrity") package.nameIntegrity;
  # It takes less time to build than to ask another machine.
  preferLocalBuild = true;
}
