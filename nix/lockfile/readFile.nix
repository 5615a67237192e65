/**
  The text of a file of a project. If the file has a NUL byte, Nix itself ends with an error, because no builtin can find the byte before.
  Newer versions of Nix print this context with the error.

  # Type

  ```
  readFile :: Path -> String
  ```
*/
file:
builtins.addErrorContext "while reading ${toString file}; if Nix cannot represent its contents, it has a NUL byte: restore it from version control" (
  builtins.readFile file
)
