let
  workspaceSettings = import ./workspaceSettings.nix;
in
/**
  All settings in a pnpm-workspace.yaml, or an error if some cannot be read.

  # Type

  ```
  readSettings :: Path -> AttrSet
  ```
*/
file:
let
  settings = workspaceSettings file;
in
builtins.deepSeq settings settings
