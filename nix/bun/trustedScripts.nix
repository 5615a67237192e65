let
  inherit (builtins)
    elem
    filter
    isList
    isString
    readFile
    split
    ;
  # The file has comments, but no package has such a name.
  byDefault = filter isString (split "\n" (readFile ./defaultTrusted.txt));
in
/**
  Which packages' install scripts bun runs: those of the packages that the project trusts. If the project does not say which, those of the
  packages that bun trusts by itself.

  # Inputs

  `manifest`, `lock`
  : package.json, and what readBunLock returns

  # Type

  ```
  trustedScripts :: { manifest, lock } -> {
    said :: Bool;  # whether the project says which
    allows :: package -> Bool;
  }
  ```
*/
{ manifest, lock }:
let
  trusted = manifest.trustedDependencies or lock.trustedDependencies or byDefault;
in
{
  said = manifest ? trustedDependencies || lock ? trustedDependencies;
  allows = package: isList trusted && elem package.name trusted;
}
