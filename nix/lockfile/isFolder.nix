let
  inherit (builtins) readDir storeDir unsafeDiscardStringContext;
in
/**
  Whether a path that exists is a folder. A path directly in the Nix store counts as a file, because Nix does not say what it is.

  # Type

  ```
  isFolder :: Path -> Bool
  ```
*/
path:
toString (dirOf path) != storeDir && (readDir (dirOf path)).${unsafeDiscardStringContext (baseNameOf path)} or null == "directory"
