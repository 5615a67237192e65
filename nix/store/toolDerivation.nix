/**
  A derivation whose builder is one of the static tools: no shell, no stdenv.

  # Inputs

  `tools`
  : from tools.nix

  `name`
  : of the store path

  `builder`
  : the tool's name

  `args`
  : its arguments

  `patch`
  : from patching, for a tool that patches packages

  `lines`
  : what it reads by its `--list-env` option; null for none

  # Type

  ```
  toolDerivation :: { tools } -> { name, builder :: String; args :: [ String ]; patch :: AttrSet; lines :: null | [ String ]; } -> Derivation
  ```
*/
{ tools }:
{
  name,
  builder,
  args,
  patch ? {
    options = [ ];
    environment = { };
  },
  lines ? null,
}:
derivation (
  patch.environment
  // {
    inherit name;
    inherit (tools) system;
    builder = tools.${builder};
    args =
      args
      ++ patch.options
      ++ (
        if lines == null then
          [ ]
        else
          [
            "--list-env"
            "listPath"
          ]
      );
    # It takes less time to build than to send to another machine, which would get every tarball, one path each. What is built from a linked
    # tree there gets the tree, as one path. With max-jobs = 0 Nix sends it all the same. Substitutes stay allowed: whoever has a tree from a
    # binary cache makes one query for it, and neither asks for its tarballs nor fetches them (tests/e2e/two-machines.bats has all three).
    preferLocalBuild = true;
  }
  // (
    if lines == null then
      { }
    else
      {
        # Arguments and environment have a size limit that a large lockfile would pass; a file has none.
        passAsFile = [ "list" ];
        list = builtins.concatStringsSep "\n" lines;
      }
  )
)
