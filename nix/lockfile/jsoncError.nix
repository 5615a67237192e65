let
  inherit (builtins)
    concatLists
    elemAt
    filter
    foldl'
    genList
    head
    isString
    length
    match
    split
    tail
    ;
  isOutside = i: i / 2 * 2 == i;
  # Brackets, commas, colons, line ends and words. A longer match might overflow the evaluator's stack.
  signsOf = piece: map head (filter (part: !isString part) (split "([][{}:,\n]|[^][{}:,\"[:space:]]{1,40})" piece));

  opening = {
    "{" = "}";
    "[" = "]";
  };
  isClosing = sign: sign == "}" || sign == "]";
  isWord = sign: match "true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?" sign != null;

  # Where in an object or list the reader is: before a key, a colon, a value, or behind a value. `open` are the brackets that are to
  # come, innermost first; `last` is the line of what came last.
  start = {
    line = 1;
    last = 1;
    at = "value";
    open = [ ];
    error = null;
  };
  fail = state: error: state // { inherit error; };
  inside = state: if head state.open == "}" then "key" else "value";
  afterValue = state: state // { at = "end"; last = state.line; };

  step =
    state: sign:
    if state.error != null then
      state
    else if sign == "\n" then
      state // { line = state.line + 1; }
    else if state.at == "end" && (sign == "\"" || opening ? ${sign} || isWord sign) then
      fail state (
        if state.open == [ ] then
          "line ${toString state.line}: there is something after the end"
        else
          "line ${toString state.last}: there is no comma after the last value"
      )
    else if sign == "\"" && state.at == "key" then
      state // { at = "colon"; last = state.line; }
    else if (sign == "\"" || isWord sign) && state.at == "value" then
      afterValue state
    else if sign == ":" && state.at == "colon" then
      state // { at = "value"; last = state.line; }
    else if sign == "," && state.at == "end" && state.open != [ ] then
      state // { at = inside state; last = state.line; }
    else if opening ? ${sign} && state.at == "value" then
      let
        opened = state // { open = [ opening.${sign} ] ++ state.open; last = state.line; };
      in
      opened // { at = inside opened; }
    else if isClosing sign && state.open != [ ] && head state.open == sign && (state.at == "end" || state.at == inside state) then
      afterValue (state // { open = tail state.open; })
    else
      fail state "line ${toString state.line}: ${if sign == "\"" then "a string" else "'${sign}'"} is not expected here";

  go = state: sign: let next = step state sign; in builtins.seq next.line (builtins.seq next.error next);
in
/**
  What is wrong with a text that is not JSON, commas before closing brackets being allowed, and in which line.

  # Inputs

  `pieces`
  : the text, cut at its quotes

  # Type

  ```
  jsoncError :: [ String ] -> String
  ```
*/
pieces:
let
  signs = concatLists (
    genList (i: if isOutside i then signsOf (elemAt pieces i) else [ "\"" ] ++ linesIn (elemAt pieces i)) (length pieces)
  );
  linesIn = text: filter (part: part == "\n") (signsOf text);
  end = foldl' go start signs;
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
  "a string has a line end or a \\ that JSON does not have"
