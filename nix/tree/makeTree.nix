let
  inherit (builtins) concatStringsSep placeholder;
  toolDerivation = import ../store/toolDerivation.nix;
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
  : for a linked tree, the parts of the project that it depends on: `files`, a folder, and `manifests`, its package.json files. null if a hook
    makes the tree later, in the project itself.

  `about`
  : a file to have in it, for hooks; null for none

  `flags`
  : more options

  # Type

  ```
  makeTree :: { tools, patch, manager, platform } -> { name, lockfile, lines, project, about, flags } -> Derivation
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
  about ? null,
  flags ? [ ],
}:
toolDerivation { inherit tools; } {
  inherit name lines patch;
  builder = "node-modules";
  args =
    (
      if project == null then
        [ "--pack" ]
      else
        [
          "--linked"
          "--project"
          "${project.files}"
          "--manifests"
          (builtins.toFile "manifests.json" (builtins.toJSON project.manifests))
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
    ++ (
      if about == null then
        [ ]
      else
        [
          "--about"
          about
        ]
    )
    ++ flags;
}
