let
  inherit (builtins)
    concatStringsSep
    elemAt
    filter
    fromJSON
    genList
    head
    isString
    length
    replaceStrings
    split
    ;

  # A text cut at its quotes: what stands before the first string, that string, what stands behind it, …
  cutAtQuotes = text: filter isString (split "\"" text);
  isOutside = i: i / 2 * 2 == i;
  withoutStrings =
    pieces: concatStringsSep "" (genList (i: elemAt pieces (2 * i)) ((length pieces + 1) / 2));

  # White space, which says nothing outside of strings, can stand between a comma and the bracket behind it.
  withoutTrailingCommas =
    piece:
    replaceStrings [ ",]" ",}" ] [ "]" "}" ] (
      replaceStrings [ " " "\t" "\r" "\n" ] [ "" "" "" "" ] piece
    );

  # Comments and strings can each hold what begins the other, so the tokens between which that changes are gone through in
  # order: in halves, which costs less than a text that grows token by token.
  withoutComments =
    text:
    let
      tokens = split "(\"|//|/[*]|[*]/|\n)" text;
      token = i: if isString (elemAt tokens i) then elemAt tokens i else head (elemAt tokens i);
      ends = {
        string = "\"";
        line = "\n";
        block = "*/";
      };
      begins = {
        "\"" = "string";
        "//" = "line";
        "/*" = "block";
      };
      step =
        mode: token:
        if mode == "code" then
          {
            mode = begins.${token} or "code";
            text = if token == "//" || token == "/*" then " " else token;
          }
        else
          {
            mode = if token == ends.${mode} then "code" else mode;
            text = if mode == "string" || token == "\n" then token else "";
          };
      go =
        mode: from: count:
        if count == 1 then
          step mode (token from)
        else
          let
            half = count / 2;
            left = go mode from half;
            right = go left.mode (from + half) (count - half);
          in
          {
            inherit (right) mode;
            text = left.text + right.text;
          };
    in
    (go "code" 0 (length tokens)).text;
in
/**
  Read JSON as bun takes it in a bun.lock: commas may stand before a closing bracket, and comments, of a line or in a block, between
  values.

  # Inputs

  `fail`
  : called if the text is cut off or no object; must not return. What else is wrong Nix itself says, which does not know the file.

  # Type

  ```
  readJsonc :: { fail :: a; } -> String -> AttrSet
  ```
*/
{ fail }:
text:
let
  # Without escaped quotes, every quote begins or ends a string.
  plain = replaceStrings [ "\\\\" "\\\"" ] [ "\\u005c" "\\u0022" ] text;
  pieces = cutAtQuotes plain;
  # In JSON a slash stands in strings alone.
  hasComments = length (split "/" (withoutStrings pieces)) > 1;
  bare = if hasComments then cutAtQuotes (withoutComments plain) else pieces;

  skeleton = withoutStrings bare;
  count = bracket: length (split bracket skeleton);
  isWhole =
    isOutside (length bare - 1)
    && count "[{]" > 1
    && count "[{]" == count "[}]"
    && count "[[]" == count "[]]";

  strict = genList (
    i: if isOutside i then withoutTrailingCommas (elemAt bare i) else elemAt bare i
  ) (length bare);
in
if isWhole then fromJSON (concatStringsSep "\"" strict) else fail
