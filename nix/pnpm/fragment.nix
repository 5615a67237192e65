let
  storeName = import ../store/storeName.nix;
in
/**
  The fragment of one package: a store that holds that package alone. cafs-add itself is the builder.

  # Inputs

  `tools`, `storeVersion`
  : as for fetchPnpmDeps

  `patch`
  : from patching

  `package`
  : from packageInput

  # Type

  ```
  fragment :: { tools, storeVersion, patch } -> package -> Derivation
  ```
*/
{
  tools,
  storeVersion,
  patch,
}:
package:
derivation (
  patch.environment
  // {
    name = "${storeName package}-${storeVersion}";
    inherit (tools) system;
    builder = tools.cafs-add;
    args = [
      "--store-version"
      storeVersion
      "--out"
      (builtins.placeholder "out")
      "--id"
      package.id
      "--tarball"
      package.tarball
    ]
    ++ (
      if package.keyIntegrity == null then
        [ ]
      else
        [
          # An override keeps the key that the lockfile has, or pnpm would not find the package.
          (if package.overridden then "--key-integrity" else "--integrity")
          package.keyIntegrity
        ]
    )
    ++ patch.options;
    # It takes less time to build than to ask another machine.
    preferLocalBuild = true;
  }
)
