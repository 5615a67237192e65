let
  inherit (builtins)
    all
    concatStringsSep
    deepSeq
    elemAt
    filter
    head
    isString
    match
    readFile
    replaceStrings
    split
    stringLength
    ;
  isLine = import ../lockfile/isLine.nix;
  readYaml = import ../lockfile/readYaml.nix;
in
/**
  Read a pnpm-workspace.yaml, which people write, with readYaml, which reads what programs write.

  That has no comments (behind a quotation mark that is not closed a "#" may be text), and lists only where they are indented: with
  everything twice as wide, there is room to indent every list.

  # Type

  ```
  readSettings :: Path -> Any
  ```
*/
file:
let
  isShort = line: stringLength line < 1000;
  bare =
    line:
    let
      before = match "([^'\"#]*('[^']*'|\"[^\"]*\")?[^'\"#]*) #.*" line;
    in
    if !isShort line then
      line
    else if match " *(#.*|---.*)?" line != null then
      ""
    else
      head (match "(.*[^ ]|) *" (if before == null then line else head before));
  wide =
    line:
    let
      item = match "( *)-( +)(.*)" line;
      other = match "( *)(.*)" line;
      twice = blanks: blanks + blanks;
    in
    if !isShort line then
      line
    else if item != null then
      "${twice (head item)} -${twice (elemAt item 1)}${elemAt item 2}"
    else
      "${twice (head other)}${elemAt other 1}";
  lines = filter isString (split "\n" (replaceStrings [ "\r" "\t" ] [ "" " " ] (readFile file)));
  settings = readYaml {
    fail = _: what: throw what;
    text = concatStringsSep "\n" (map wide (filter (line: line != "") (map bare lines)));
  };
in
# YAML has none, and Nix would end the evaluation.
if all isLine lines then deepSeq settings settings else throw "unreadable"
