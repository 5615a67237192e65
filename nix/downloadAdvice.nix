let
  inherit (builtins) attrNames concatStringsSep map;
  nixString = import ./text/nixString.nix;
in
/**
  What an entry of downloads.nix says, in clauses for a message.

  # Type

  ```
  downloadAdvice :: { does, instead :: String; variables :: AttrSet; } -> String
  ```

  # Example

  ```nix
  downloadAdvice {
    does = "downloads Electron";
    variables.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";
    instead = "run the app with nixpkgs' electron";
  }
  => "downloads Electron; set ELECTRON_SKIP_BINARY_DOWNLOAD = \"1\"; run the app with nixpkgs' electron"
  ```
*/
{
  does,
  variables,
  instead,
  ...
}:
concatStringsSep "; " (
  [ does ]
  ++ map (name: "set ${name} = ${nixString variables.${name}}") (attrNames variables)
  ++ [ instead ]
)
