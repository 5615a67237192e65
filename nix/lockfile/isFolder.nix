let
  inherit (builtins) readDir storeDir unsafeDiscardStringContext;
in
/**
  Whether a path that is there is a folder. Of one that is in the Nix store itself that is not known, and it is taken for a file.

  # Type

  ```
  isFolder :: Path -> Bool
  ```
*/
path:
toString (dirOf path) != storeDir && (readDir (dirOf path)).${unsafeDiscardStringContext (baseNameOf path)} or null == "directory"
