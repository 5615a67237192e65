/**
  A bunfig.toml.

  # Type

  ```
  readBunfig :: Path -> AttrSet
  ```
*/
bunfig:
builtins.addErrorContext "while reading ${toString bunfig}; correct it where Nix says that it is not TOML" (
  builtins.fromTOML (import ../lockfile/readFile.nix bunfig)
)
