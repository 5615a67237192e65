let
  listDerivation = import ../store/listDerivation.nix;
in
/**
  A fragment of several packages for bun, made by one cache-entry-creator.

  # Inputs

  `tools`
  : as for fetchBunDeps

  `patch`
  : from patching

  `name`
  : of the store path

  `packages`
  : a list from packageInput, without overridden ones

  # Type

  ```
  shard :: { tools, patch } -> { name, packages } -> Derivation
  ```
*/
{ tools, patch }:
{ name, packages }:
let
  line =
    package:
    builtins.concatStringsSep "\t" (
      [
        package.key
        (if package.nameIntegrity == null then "" else package.nameIntegrity)
        package.contents
      ]
      ++ (if package.registry == null then [ ] else [ package.registry ])
    );
in
listDerivation { inherit tools; } {
  name = "${name}-bun";
  builder = tools.cache-entry-creator;
  args = [
    "--out"
    "${builtins.placeholder "out"}/share/bun-cache"
  ]
  ++ patch.options;
  inherit (patch) environment;
  lines = map line packages;
}
