let
  inherit (builtins)
    addErrorContext
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

  # A text cut at its quotes: what comes before the first string, that string, what comes after it, …
  cutAtQuotes = text: filter isString (split "\"" text);
  isOutside = i: i / 2 * 2 == i;
  outside = pieces: genList (i: elemAt pieces (2 * i)) ((length pieces + 1) / 2);

  withoutTrailingCommas =
    piece:
    replaceStrings [ ",]" ",}" ] [ "]" "}" ] (
      # What may be between a comma and the bracket after it.
      replaceStrings [ " " "\t" "\r" "\n" byteOrderMark ] [ "" "" "" "" "" ] piece
    );
  byteOrderMark = fromJSON ''"\ufeff"'';

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
  jsoncError = import ./jsoncError.nix;
in
/**
  Read JSON as bun takes it in a bun.lock: there may be commas before a closing bracket, and comments, of a line or in a block, between
  values.

  # Inputs

  `fail`
  : called with what is wrong with a text that is not an object; must not return

  `name`
  : of the file

  # Type

  ```
  readJsonc :: { fail :: String -> a; name :: String; } -> String -> AttrSet
  ```
*/
{ fail, name }:
text:
let
  # Without escaped quotes, every quote begins or ends a string.
  plain = replaceStrings [ "\\\\" "\\\"" ] [ "\\u005c" "\\u0022" ] text;
  # In JSON a slash is in strings alone.
  cut = cutAtQuotes plain;
  hasComments = length (split "/" (concatStringsSep "" (outside cut))) > 1;
  pieces = if hasComments then cutAtQuotes (withoutComments plain) else cut;
  problem = jsoncError pieces;
in
if problem != null then
  fail problem
else
  # What is in the strings, Nix checks by itself.
  addErrorContext "while reading ${name}, which has a string that is not JSON" (
    fromJSON (
      concatStringsSep "\"" (
        genList (i: if isOutside i then withoutTrailingCommas (elemAt pieces i) else elemAt pieces i) (length pieces)
      )
    )
  )
