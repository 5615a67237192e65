let
  inherit (builtins) concatStringsSep placeholder;
  listDerivation = import ../store/listDerivation.nix;
in
/**
  A tree of node_modules of a lockfile, or what makes one later. node-modules itself is the builder.

  # Inputs

  `tools`
  : from tools.nix

  `patch`
  : from patching

  `manager`
  : whose tree it is to be: "pnpm@10.33.0", "bun"

  `platform`
  : from platform.nix

  `name`
  : of the store path

  `lockfile`
  : the lockfile, as a path of the store

  `lines`
  : of the list: a package's key, a tab, and its tarball or folder

  `project`
  : the project's folder, for links into a tree; null for what a hook makes the tree from in the project

  `flags`
  : more options

  # Type

  ```
  makeTree :: { tools, patch, manager, platform } -> { name, lockfile, lines, project, flags } -> Derivation
  ```
*/
{
  tools,
  patch,
  manager,
  platform,
}:
{
  name,
  lockfile,
  lines,
  project ? null,
  flags ? [ ],
}:
listDerivation { inherit tools; } {
  inherit name lines;
  builder = tools.node-modules;
  args =
    (
      if project == null then
        [ "--pack" ]
      else
        [
          "--linked"
          "--project"
          "${project}"
        ]
    )
    ++ [
      "--manager"
      manager
      "--platform"
      (concatStringsSep "-" [
        platform.os
        platform.cpu
        platform.libc
      ])
      "--lockfile"
      "${lockfile}"
      "--out"
      (placeholder "out")
    ]
    ++ flags
    ++ patch.options;
  inherit (patch) environment;
}
