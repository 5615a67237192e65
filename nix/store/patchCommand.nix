let
  inherit (builtins) concatStringsSep;
  quote = import ../text/shellWord.nix;
in
/**
  The shell's words for a tree-patch that patches what it is given as fragments are patched; for one that does nothing, if they are not.

  # Inputs

  `tools`
  : from tools.nix

  `patch`
  : from patching

  # Type

  ```
  patchCommand :: { tools } -> patch -> String
  ```
*/
{ tools }:
patch:
if patch.options == [ ] then
  ":"
else
  concatStringsSep " " (map quote ([ tools.tree-patch ] ++ patch.options))
