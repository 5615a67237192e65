let
  versions = import ./versions.nix;
in
/**
  The version of the pnpm that installs: that of the argument `pnpm`, or the newest major that has the store layout.

  # Type

  ```
  versionOf :: { pnpm :: String | Derivation; storeVersion :: String; … } -> String
  ```
*/
args:
# Without it, `pnpm` is an error that asks for it.
if (builtins.tryEval args.pnpm).success then args.pnpm.version or args.pnpm else versions.newest.${args.storeVersion}
