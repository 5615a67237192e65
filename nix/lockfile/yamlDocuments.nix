let
  inherit (builtins)
    elem
    filter
    head
    isString
    match
    split
    stringLength
    substring
    ;
  # At most 256 bytes: a longer line is a comment, or does not matter here.
  firstLine = text: head (split "\n" (substring 0 256 text));
  afterLine =
    text:
    if stringLength (firstLine text) < 256 then
      substring (stringLength (firstLine text) + 1) (-1) text
    else
      substring (stringLength (head (split "\n" text)) + 1) (-1) text;
  isBefore = line: match "[ \t]*([#%].*)?" line != null;
  isMark = line: substring 0 3 line == "---" && elem (substring 3 1 line) [ "" " " "\t" ];

  # What comes after the first "---", or null if something else comes before it.
  afterMark =
    text:
    let
      line = firstLine text;
    in
    if isMark line then
      substring 3 (-1) text
    else if text != "" && isBefore line then
      afterMark (afterLine text)
    else
      null;

  withoutEnd =
    text:
    let
      length = stringLength text;
      tail = substring (if length > 64 then length - 64 else 0) 64 text;
      end = match ".*(\n[.][.][.][ \t\n]*)" tail;
    in
    if end == null then text else substring 0 (length - stringLength (head end)) text;
in
/**
  The documents of a YAML text, without the lines that mark where one begins (`---`) and ends (`...`), and without directives (`%YAML 1.2`)
  before the first. A text that does not begin with `---`, after comments, is one document.

  # Type

  ```
  yamlDocuments :: String -> [ String ]
  ```
*/
text:
let
  marked = afterMark text;
in
map withoutEnd (
  if marked == null then [ text ] else filter isString (split "\n---[ \t]*(#[^\n]{0,200})?\n" marked)
)
