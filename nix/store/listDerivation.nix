/**
  A derivation whose builder is one of the static tools, which reads the lines of its `--list-env` option.

  # Inputs

  `tools`
  : from tools.nix

  `name`
  : of the store path

  `builder`
  : a tool

  `args`
  : its arguments, without the list

  `environment`
  : further variables

  `lines`
  : of the list

  # Type

  ```
  listDerivation :: { tools } -> { name, builder :: String; environment :: AttrSet; args, lines :: [ String ]; } -> Derivation
  ```
*/
{ tools }:
{
  name,
  builder,
  args,
  environment ? { },
  lines,
}:
derivation (
  environment
  // {
    inherit name builder;
    inherit (tools) system;
    args = args ++ [
      "--list-env"
      "listPath"
    ];
    # Arguments and environment have a size limit that a large lockfile would pass; a file has none.
    passAsFile = [ "list" ];
    list = builtins.concatStringsSep "\n" lines;
    # It takes less time to build than to ask another machine.
    preferLocalBuild = true;
  }
)
