/**
  A bunfig.toml.

  # Type

  ```
  readBunfig :: Path -> AttrSet
  ```
*/
bunfig:
builtins.addErrorContext "while reading ${toString bunfig}" (
  builtins.fromTOML (builtins.readFile bunfig)
)
