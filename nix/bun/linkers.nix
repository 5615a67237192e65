let
  inherit (builtins)
    elemAt
    filter
    isList
    length
    readFile
    split
    ;
  attributes = import ../lockfile/attributes.nix;
  readBunfig = import ./readBunfig.nix;
  isLine = import ../lockfile/isLine.nix;
in
/**
  The linkers that a project's settings have, null where they have none. If both have one, bun 1.4 takes that of bunfig.toml, an older bun
  that of .npmrc.

  # Type

  ```
  linkers :: { bunfig, npmrc :: null | Path; } -> { bunfig, npmrc :: null | String; }
  ```
*/
{ bunfig, npmrc }:
let
  ofBunfig =
    (attributes ((if bunfig == null then { } else readBunfig bunfig).install or null)).linker or null;
  ofNpmrc = filter isList (
    split "(^|\n)[ \t]*node-linker[ \t]*=[ \t]*\"?(hoisted|isolated|pnpm)" (
      if npmrc == null then "" else readFile npmrc
    )
  );
in
{
  bunfig = if isLine ofBunfig then ofBunfig else null;
  npmrc = if ofNpmrc == [ ] then null else elemAt (elemAt ofNpmrc (length ofNpmrc - 1)) 1;
}
