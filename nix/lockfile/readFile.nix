/**
  The text of a file of a project. Nix itself ends with an error where a file has a NUL byte, which no builtin finds before; newer versions
  of Nix then print this context.

  # Type

  ```
  readFile :: Path -> String
  ```
*/
file:
builtins.addErrorContext "while reading ${toString file}; if Nix cannot represent its contents, it has a NUL byte: restore it from version control" (
  builtins.readFile file
)
