let
  inherit (builtins)
    concatStringsSep
    elemAt
    filter
    foldl'
    genList
    head
    length
    match
    stringLength
    substring
    ;
in
/**
  Read a YAML block scalar: `|` keeps its line ends, `>` folds them into spaces.

  # Inputs

  `fail`, `splitLines`
  : from readYaml

  `where`
  : the place, for messages

  `indent`
  : what the scalar's key is indented by

  `header`
  : `|` or `>`, with an indentation digit and a chomping sign if there are any

  `text`
  : the lines below the header, beginning with a line end
*/
{
  fail,
  splitLines,
}:
where: indent: header: text:
let
  parts = match "([|>])([1-9]?)([-+]?)([1-9]?) *" header;
  folded = elemAt parts 0 == ">";
  chomp = elemAt parts 2;
  digit = elemAt parts 1 + elemAt parts 3;

  lines = builtins.tail (splitLines text);
  indentOf = line: stringLength (head (builtins.split "[^ ]" line));
  isBlank = line: indentOf line == stringLength line;
  filled = filter (line: !isBlank line) lines;
  column =
    if digit != "" then
      indent + builtins.fromJSON digit
    else if filled != [ ] then
      indentOf (head filled)
    else
      indent + 1;

  contentOf =
    line:
    if isBlank line then
      substring column (-1) line
    else if indentOf line < column then
      fail where "a line of a block scalar is not indented enough: ${line}"
    else
      substring column (-1) line;
  contents = map contentOf lines;

  # The last line with text in it: what comes after is up to the chomping sign.
  end = foldl' (end: i: if isBlank (elemAt lines i) then end else i + 1) 0 (genList (i: i) (length lines));
  body = genList (elemAt contents) end;
  lineEnds = n: concatStringsSep "" (genList (_: "\n") n);
  tail =
    if chomp == "-" then
      ""
    else if chomp == "+" then
      lineEnds (length lines - (if end > 0 then end - 1 else 0))
    else if end > 0 then
      "\n"
    else
      "";

  # A single line end between two lines of text becomes a space; each blank line becomes one line end; lines that are
  # indented further keep theirs.
  fold =
    (foldl'
      (
        state: line:
        let
          blank = line == "";
          more = !blank && match "[ \t]" (substring 0 1 line) != null;
          joint =
            if state.first then
              lineEnds state.blanks
            else if more || state.more then
              lineEnds (state.blanks + 1)
            else if state.blanks > 0 then
              lineEnds state.blanks
            else
              " ";
        in
        if blank then
          state // { blanks = state.blanks + 1; }
        else
          {
            text = state.text + joint + line;
            blanks = 0;
            first = false;
            inherit more;
          }
      )
      {
        text = "";
        blanks = 0;
        first = true;
        more = false;
      }
      body
    ).text;
in
if parts == null || (elemAt parts 1 != "" && elemAt parts 3 != "") then
  fail where "not the header of a block scalar: ${header}"
else
  (if folded then fold else concatStringsSep "\n" body) + tail
