let
  inherit (builtins)
    isAttrs
    pathExists
    replaceStrings
    ;
  yamlDocuments = import ../lockfile/yamlDocuments.nix;
  isFolder = import ../lockfile/isFolder.nix;
  readFile = import ../lockfile/readFile.nix;
  readYaml = import ../lockfile/readYaml.nix;
  withoutByteOrderMark = import ../text/withoutByteOrderMark.nix;
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
    text = builtins.head (yamlDocuments (withoutByteOrderMark text));
  };
in
if !pathExists file then
  { }
else if isFolder file then
  throw "${toString file} is a folder; put the file there"
else if hasControl then
  throw "${toString file}: it has control characters, which YAML does not allow; remove them"
else if settings == null then
  { }
else if !isAttrs settings then
  throw "${toString file}: it is not a map of settings; correct it"
else if !isAttrs (settings.configDependencies or { }) then
  throw "${toString file}: configDependencies is not a map; correct it"
else
  settings
