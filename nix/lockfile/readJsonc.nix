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
    match
    replaceStrings
    split
    substring
    ;

  # A text cut at its quotes: what stands before the first string, that string, what stands behind it, …
  cutAtQuotes = text: filter isString (split "\"" text);
  isOutside = i: i / 2 * 2 == i;
  outside = pieces: genList (i: elemAt pieces (2 * i)) ((length pieces + 1) / 2);
  inside = pieces: genList (i: elemAt pieces (2 * i + 1)) (length pieces / 2);

  # White space, and a byte order mark, which say nothing outside of strings, can stand between a comma and the bracket behind it.
  withoutTrailingCommas =
    piece:
    replaceStrings [ ",]" ",}" ] [ "]" "}" ] (
      replaceStrings [ " " "\t" "\r" "\n" byteOrderMark ] [ "" "" "" "" "" ] piece
    );
  byteOrderMark = fromJSON ''"\ufeff"'';

  # Whether what is within quotes has neither line ends nor escapes that there are not.
  areStrings =
    texts:
    let
      plain = replaceStrings [ "\\/" "\\b" "\\f" "\\n" "\\r" "\\t" "\\u" ] [ "" "" "" "" "" "" "" ] texts;
    in
    plain == replaceStrings [ "\\" "\n" "\r" "\t" ] [ "" "" "" "" ] plain;

  # Whether there is one object, and nothing else: what each string is replaced by is a quote here.
  isObject =
    skeleton:
    let
      # A longer match might overflow the evaluator's stack.
      words = split "([^][{},:\"]{1,40})" skeleton;
      isWord = word: match "true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?" word != null;
      values = concatStringsSep "" (
        map (part: if isString part then part else if isWord (head part) then "v" else "?") words
      );
    in
    substring 0 1 values == "{" && reduce (replaceStrings [ "\":" "\"" ] [ "k" "v" ] values) == "v";

  # k: a key with its colon, v: a value, p: pairs of both, l: two values and more. Longer ones become shorter ones until none does.
  reduce =
    text:
    let
      next =
        replaceStrings
          [ "kv" "p,p" "v,v" "v,l" "l,v" "l,l" "[]" "[v]" "[l]" "{}" "{p}" ]
          [ "p" "p" "l" "l" "l" "l" "v" "v" "v" "v" "v" ]
          text;
    in
    if next == text then text else reduce next;

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
  Read JSON as bun takes it in a bun.lock: commas may stand before a closing bracket, and comments, of a line or in a block, between
  values.

  # Inputs

  `fail`
  : called with what is wrong with a text that is not an object; must not return. Only of control characters and \\u in strings Nix itself says what is wrong, and it does
    not know the file.

  # Type

  ```
  readJsonc :: { fail :: String -> a; } -> String -> AttrSet
  ```
*/
{ fail }:
text:
let
  # Without escaped quotes, every quote begins or ends a string.
  plain = replaceStrings [ "\\\\" "\\\"" ] [ "\\u005c" "\\u0022" ] text;
  pieces = cutAtQuotes plain;
  # In JSON a slash stands in strings alone.
  hasComments = length (split "/" (concatStringsSep "" (outside pieces))) > 1;
  bare = if hasComments then cutAtQuotes (withoutComments plain) else pieces;

  strict = genList (
    i: if isOutside i then withoutTrailingCommas (elemAt bare i) else elemAt bare i
  ) (length bare);
in
if
  isOutside (length bare - 1)
  && isObject (concatStringsSep "\"" (outside strict))
  && areStrings (concatStringsSep " " (inside strict))
then
  fromJSON (concatStringsSep "\"" strict)
else
  fail (jsoncError bare)
