let
  inherit (builtins)
    concatMap
    elemAt
    filter
    head
    isString
    length
    match
    split
    substring
    ;
  attributes = import ../lockfile/attributes.nix;
  describe = import ../describe.nix;
  readBunfig = import ./readBunfig.nix;
  readFile = import ../lockfile/readFile.nix;
in
/**
  The linkers that a project's settings have, null where they have none. If both have one, bun 1.4 takes that of bunfig.toml, an older bun
  that of .npmrc.

  # Inputs

  `isOld`
  : whether it is bun 1.2 or 1.3, which take a comment after a value for a part of it (seen with 1.2.23, 1.3.14 and 1.4.5)

  # Output

  "hoisted" or "isolated"; of .npmrc also an environment variable, `${NAME}`

  # Type

  ```
  linkers :: { bunfig, npmrc :: null | Path; isOld :: Bool; } -> { bunfig, npmrc :: null | String; }
  ```
*/
{
  bunfig,
  npmrc,
  isOld,
}:
let
  ofBunfig = (attributes ((if bunfig == null then { } else readBunfig bunfig).install or null)).linker or null;

  # What is after a [section] does not count.
  settings = head (split "(^|\n)[ \t]*\\[" (if npmrc == null then "" else readFile npmrc));
  valueOf =
    line:
    let
      parts = match "[ \t]*\"?node-linker\"?[ \t]*=[ \t]*(.*)" line;
      written = head parts;
      isQuoted = match "[\"'].*" written != null;
      value = head (
        match "(.*[^ \t\r]|)[ \t\r]*" (if isOld || isQuoted then written else head (split "[;#]" written))
      );
      bare = if match "\"[^\"]*\"|'[^']*'" value == null then value else substring 1 (builtins.stringLength value - 2) value;
    in
    if parts == null then
      [ ]
    else if bare == "pnpm" then
      [ "isolated" ]
    else if match "hoisted|isolated|[$][{][^}]+[}]" bare != null then
      [ bare ]
    else
      [ ];
  ofNpmrc = concatMap valueOf (filter isString (split "\n" settings));
in
{
  bunfig =
    if ofBunfig == null || ofBunfig == "hoisted" || ofBunfig == "isolated" then
      ofBunfig
    else
      throw "${toString bunfig}: install.linker is ${describe ofBunfig}, which bun refuses; write \"isolated\" or \"hoisted\"";
  npmrc = if ofNpmrc == [ ] then null else elemAt ofNpmrc (length ofNpmrc - 1);
}
