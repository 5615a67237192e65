let
  listDerivation = import ../store/listDerivation.nix;
in
/**
  A fragment of several packages, made by one cafs-add.

  # Inputs

  `tools`, `storeVersion`
  : as for fetchPnpmDeps

  `patch`
  : from patching

  `name`
  : of the store path

  `packages`
  : a list from packageInput, without overridden ones

  # Type

  ```
  shard :: { tools, storeVersion, patch } -> { name, packages } -> Derivation
  ```
*/
{
  tools,
  storeVersion,
  patch,
}:
{ name, packages }:
let
  line =
    package:
    builtins.concatStringsSep "\t" [
      package.id
      (if package.keyIntegrity == null then "" else package.keyIntegrity)
      package.tarball
    ];
in
listDerivation { inherit tools; } {
  name = "${name}-${storeVersion}";
  builder = tools.cafs-add;
  args = [
    "--store-version"
    storeVersion
    "--out"
    (builtins.placeholder "out")
  ]
  ++ patch.options;
  inherit (patch) environment;
  lines = map line packages;
}
