let
  inherit (builtins)
    concatLists
    elemAt
    filter
    foldl'
    genList
    head
    isList
    length
    match
    seq
    split
    tail
    ;
  isOutside = i: i / 2 * 2 == i;
  # Brackets, commas, colons, line ends and words. A longer match might overflow the evaluator's stack.
  signsOf =
    piece:
    filter (sign: sign != byteOrderMark) (
      map head (filter isList (split "([][{}:,\n]|[^][{}:,\"\n\r\t ]{1,40})" piece))
    );
  byteOrderMark = builtins.fromJSON ''"\ufeff"'';
  isWord = sign: match "true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?" sign != null;

  # Where in an object or list the reader is: before a key, a colon, a value, or at the end of a value. `open` are the brackets that
  # are to come, innermost first; `last` is the line of what came last.
  start = {
    line = 1;
    last = 1;
    at = "value";
    open = [ ];
    error = null;
  };
  go = at: state: state // { inherit at; last = state.line; };
  opens = bracket: at: state: go at (state // { open = [ bracket ] ++ state.open; });
  closes =
    bracket: state:
    if state.open != [ ] && head state.open == bracket then
      go "end" (state // { open = tail state.open; })
    else
      unexpected bracket state;
  separates =
    state:
    if state.open == [ ] then
      unexpected "," state
    else
      go (if head state.open == "}" then "key" else "value") state;
  unexpected =
    sign: state:
    let
      line = number: "line ${toString number}: ";
      beginsValue = sign == "\"" || sign == "{" || sign == "[" || isWord sign;
    in
    state
    // {
      error =
        if state.at == "end" && beginsValue then
          if state.open == [ ] then
            line state.line + "there is something after the end"
          else
            line state.last + "there is no comma after the last value"
        else
          line state.line + "${if sign == "\"" then "a string" else "'${sign}'"} is not expected here";
    };

  expected = {
    key = {
      "\"" = go "colon";
      "}" = closes "}";
    };
    colon.":" = go "value";
    value = {
      "\"" = go "end";
      "{" = opens "}" "key";
      "[" = opens "]" "value";
      "]" = closes "]";
    };
    end = {
      "," = separates;
      "}" = closes "}";
      "]" = closes "]";
    };
  };
  step =
    state: sign:
    if state.error != null then
      state
    else if sign == "\n" then
      state // { line = state.line + 1; }
    else if expected.${state.at} ? ${sign} then
      expected.${state.at}.${sign} state
    else if state.at == "value" && isWord sign then
      go "end" state
    else
      unexpected sign state;
  strictly = state: sign: let next = step state sign; in seq next.line (seq next.error next);
in
/**
  What is wrong with a text that should be one JSON object, and in which line; null if nothing is wrong. A comma before a closing bracket
  is allowed. The contents of strings are not checked.

  # Inputs

  `pieces`
  : the text without comments, cut at its quotes

  # Type

  ```
  jsoncError :: [ String ] -> null | String
  ```
*/
pieces:
let
  signs = concatLists (
    genList (i: if isOutside i then signsOf (elemAt pieces i) else [ "\"" ]) (length pieces)
  );
  end = foldl' strictly start signs;
in
if end.error != null then
  end.error
else if end.open != [ ] then
  "line ${toString end.last}: it is cut off there"
else if end.at == "value" then
  "it is empty"
else if head (filter (sign: sign != "\n") signs) != "{" then
  "it does not begin with {"
else
  null
