let
  inherit (builtins)
    isAttrs
    pathExists
    readFile
    replaceStrings
    stringLength
    substring
    ;
  readYaml = import ../lockfile/readYaml.nix;
  byteOrderMark = builtins.fromJSON ''"\ufeff"'';
  withoutStart =
    start: text:
    if substring 0 (stringLength start) text == start then
      substring (stringLength start) (-1) text
    else
      text;
in
/**
  The settings in a pnpm-workspace.yaml, none if there is no such file. A setting is read, and errors in it are found, only when it is used.

  # Type

  ```
  workspaceSettings :: Path -> AttrSet
  ```
*/
file:
let
  text = replaceStrings [ "\r\n" ] [ "\n" ] (readFile file);
  hasControl = builtins.length (builtins.split "[[:cntrl:]]" (replaceStrings [ "\n" "\t" "\r" ] [ "" "" "" ] text)) > 1;
  settings = readYaml {
    fail =
      where: what:
      throw "${toString file}: ${if where == "" then "" else "${where}: "}${what}; write it without anchors, tags and tabs";
    text = withoutStart "---\n" (withoutStart byteOrderMark text);
  };
in
if pathExists file && hasControl then
  throw "${toString file}: it has control characters, which YAML does not allow; remove them"
else if pathExists file && isAttrs settings then settings else { }
