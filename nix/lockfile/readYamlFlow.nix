let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    elemAt
    fromJSON
    head
    isList
    length
    listToAttrs
    match
    replaceStrings
    split
    stringLength
    substring
    ;

  # A flow collection as pnpm writes it takes one line; the limit keeps std::regex from overflowing the stack on a
  # hostile one.
  maxLength = 16384;

  constants = {
    true = true;
    True = true;
    TRUE = true;
    false = false;
    False = false;
    FALSE = false;
    null = null;
    Null = null;
    NULL = null;
    "~" = null;
  };

  singleQuoted = "'([^']|'')*'";
  doubleQuoted = ''"([^"\\]|\\.)*"'';

  quotes = [
    "'"
    "\""
  ];

  # What js-yaml reads as something else than a string, beyond decimal numbers; pnpm quotes a string that looks so.
  otherNumber = concatStringsSep "|" [
    "[-+]?0b[01_]+"
    "[-+]?0x[0-9a-fA-F_]+"
    "[-+]?0o?[0-7_]+"
    "[-+]?[0-9][0-9_]*"
    "[-+]?[0-9][0-9_]*\\.[0-9_]*"
    "[-+]?[0-9][0-9_]*(\\.[0-9_]*)?[eE][-+]?[0-9]+"
    "[-+]?\\.[0-9_]+([eE][-+]?[0-9]+)?"
    "[-+]?\\.(inf|Inf|INF)"
    "\\.(nan|NaN|NAN)"
    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"
  ];
in
/**
  Read what YAML puts on one line: scalars, and flow maps and lists such as `{integrity: sha512-…}` and `[x64, '!arm']`.

  # Inputs

  `fail`
  : as for readYaml

  # Type

  ```
  readYamlFlow :: { fail } -> { value, scalar, key :: String -> String -> Any }
  ```

  `value` reads a scalar or a flow collection, `scalar` only a scalar, `key` a scalar that stays a string whatever
  it looks like; each takes the place (for messages) and the text.
*/
{ fail }:
let
  plainString =
    where: text:
    if
      # Most scalars hold nothing that could mean anything else.
      match "[A-Za-z0-9/][A-Za-z0-9/+=@._-]*" text != null
      || match "[^],[{}#&*!|>'\"%@` \t?:-].*|[-?:][^ ].*" (substring 0 2 text) != null
        && match "[ \t]" (substring (stringLength text - 1) 1 text) == null
        && length (split "\t|\r|: | #|:$" text) == 1
    then
      text
    else
      fail where "not written as pnpm writes it: ${text}";

  plain =
    where: text:
    if match "[-+.0-9]" (substring 0 1 text) != null then
      if match "-?(0|[1-9][0-9]*)(\\.[0-9]+)?" text != null then
        fromJSON text
      else if match otherNumber text != null then
        fail where "a number or date of a kind that pnpm does not write: ${text}"
      else
        plainString where text
    else if constants ? ${text} then
      constants.${text}
    else
      plainString where text;

  # JSON knows some of YAML's escapes; the others are rewritten to \u first.
  unescape =
    where: text:
    let
      escapes = {
        "0" = fail where "a NUL in a double-quoted value: ${text}";
        a = "\\u0007";
        v = "\\u000b";
        e = "\\u001b";
        " " = " ";
        N = "\\u0085";
        _ = "\\u00a0";
        L = "\\u2028";
        P = "\\u2029";
      };
      part =
        part:
        if !isList part then
          replaceStrings [ "\t" "\n" ] [ "\\t" "\\n" ] part
        else
          let
            hex = elemAt part 1;
            wide = elemAt part 2;
            char = elemAt part 3;
          in
          if hex != null then
            "\\u00${hex}"
          else if wide != null then
            fail where "an escape that pnpm does not write, \\U${wide}, in: ${text}"
          else if match ''["\\/bfnrtu]'' char != null then
            "\\${char}"
          else
            escapes.${char} or (fail where "unknown escape \\${char} in: ${text}");
    in
    fromJSON "\"${concatStringsSep "" (map part (split ''\\(x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(.))'' text))}\"";

  quotedString =
    where: text:
    let
      first = substring 0 1 text;
      inner = substring 1 (stringLength text - 2) text;
    in
    if stringLength text > maxLength then
      fail where "a quoted value longer than ${toString maxLength} bytes"
    else if first == "'" && match singleQuoted text != null then
      replaceStrings [ "''" ] [ "'" ] inner
    else if first == "\"" && match doubleQuoted text != null then
      unescape where inner
    else
      fail where "a quote is not closed, or there is text after it: ${text}";

  isQuote = text: elem (substring 0 1 text) quotes;
  key = where: text: if isQuote text then quotedString where text else plainString where text;
  scalar = where: text: if isQuote text then quotedString where text else plain where text;

  # A scalar without quotes: what begins with none goes on up to a mark, quotes in it being its own.
  plainToken = "[^][{},'\":[:space:]]([^][{},:]|:[^][{}, ])*";

  # Tokens are { mark } (one of [ ] { } , :) or { text } (a scalar as written); other text is none.
  tokenize =
    text:
    let
      tokens =
        part:
        if !isList part then
          if part == "" then [ ] else [ { other = part; } ]
        else if elemAt part 1 != null then
          # A quoted key needs no blank after its colon.
          [ { text = elemAt part 1; } ] ++ (if elemAt part 4 == ":" then [ { mark = ":"; } ] else [ ])
        else if elemAt part 5 != null then
          [ { text = withoutBlanks (elemAt part 5); } ]
        else
          [ { mark = substring 0 1 (head part); } ];
    in
    concatMap tokens (
      split " *((${singleQuoted}|${doubleQuoted})(:?)|(${plainToken})|[][{},]|:( |$)) *" text
    );
  withoutBlanks = text: head (match "(.*[^ ]) *" text);

  collection =
    where: text:
    let
      tokens = tokenize text;
      wrong = fail where "not a flow collection as pnpm writes it: ${text}";
      tokenAt = i: if i < length tokens then elemAt tokens i else wrong;
      markAt = i: (tokenAt i).mark or null;
      # Each reads at token `i` and returns the value and where it ended.
      node =
        i:
        if markAt i == "{" then
          sequence "}" pair (i + 1) (
            pairs:
            let
              map = listToAttrs pairs;
            in
            if length (builtins.attrNames map) == length pairs then map else fail where "a key is there twice: ${text}"
          )
        else if markAt i == "[" then
          sequence "]" node (i + 1) (items: items)
        else if markAt i != null then
          wrong
        else
          {
            value = scalar where (tokenAt i).text;
            next = i + 1;
          };
      pair =
        i:
        let
          value = node (i + 2);
        in
        if markAt i == null && markAt (i + 1) == ":" then
          {
            value = {
              name = key where (tokenAt i).text;
              inherit (value) value;
            };
            inherit (value) next;
          }
        else
          wrong;
      sequence =
        close: item: start: finish:
        let
          go =
            i: items:
            let
              read = item i;
            in
            if markAt i == close then
              {
                value = finish items;
                next = i + 1;
              }
            else if markAt read.next == "," then
              go (read.next + 1) (items ++ [ read.value ])
            else if markAt read.next == close then
              go read.next (items ++ [ read.value ])
            else
              wrong;
        in
        go start [ ];
      read = node 0;
    in
    if stringLength text > maxLength then
      fail where "a flow collection longer than ${toString maxLength} bytes"
    else if read.next != length tokens then
      wrong
    else
      read.value;
in
{
  inherit key scalar;
  value =
    where: text:
    let
      # What almost every package has, without making tokens: `{integrity: sha512-…}`.
      pair = match "[{]([a-z]+): (sha[0-9]+-[A-Za-z0-9+/=]+)}" text;
    in
    if pair != null then
      { ${elemAt pair 0} = elemAt pair 1; }
    else if substring 0 1 text == "{" || substring 0 1 text == "[" then
      collection where text
    else
      scalar where text;
}
