let
  checkRegistries = import ../source/checkRegistries.nix;
  npmrcRegistries = import ../source/npmrcRegistries.nix;
in
/**
  The registries in an .npmrc, and those that the user gives, which have priority.

  # Type

  ```
  registries :: { npmrc :: null | Path; registries :: AttrSet; } -> { default :: String; "@scope" :: String; … }
  ```
*/
{ npmrc, registries }:
(if npmrc == null then { } else npmrcRegistries npmrc) // checkRegistries "fetchNpmDeps: registries" registries
