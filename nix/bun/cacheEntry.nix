/**
  A package's folder in a cache as bun has it. cache-entry-creator itself is the builder.

  # Inputs

  `tools`
  : as for fetchBunDeps

  `name`
  : of the store path

  `folder`
  : of the cache, in the store path: "" or "/…"

  `key`
  : the package, as bunPackages names it

  `contents`
  : its tarball, or a directory

  `options`
  : further ones, by name; those that are null are left out

  `patch`
  : from patching

  # Type

  ```
  cacheEntry :: { tools } -> { name, folder, key, contents :: String; options :: AttrSet; patch :: AttrSet; } -> Derivation
  ```
*/
{ tools }:
{
  name,
  folder,
  key,
  contents,
  options,
  patch,
}:
derivation (
  patch.environment
  // {
    inherit name;
    inherit (tools) system;
    builder = tools.cache-entry-creator;
    args = [
      "--out"
      "${builtins.placeholder "out"}${folder}"
      "--name"
      key
      "--package"
      contents
    ]
    ++ builtins.concatMap (
      option:
      if options.${option} == null then
        [ ]
      else
        [
          "--${option}"
          options.${option}
        ]
    ) (builtins.attrNames options)
    ++ patch.options;
    # It takes less time to build than to ask another machine.
    preferLocalBuild = true;
  }
)
