let
  inherit (builtins)
    any
    concatLists
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isString
    length
    listToAttrs
    map
    match
    split
    stringLength
    substring
    tail
    ;

  splitLines = text: filter isString (split "\n" text);
  last = list: elemAt list (length list - 1);
  # Regexes here only ever meet one line or one character at a time: std::regex recurses once per character matched,
  # and a `match` over a whole lockfile would overflow the evaluator's stack.
  # Only a short piece is split: most lines are short, and each split makes a list of everything that it finds.
  firstLine =
    text:
    let
      line = head (split "\n" (substring 0 160 text));
    in
    if stringLength line < 160 then line else head (split "\n" text);
  # The blanks and line ends that a text begins with, looking no further than 128 of them.
  leadOf = text: head (split "[^ \n].*" (substring 0 128 text));
  isBlank = text: leadOf text == text;
  isQuote = text: elem (substring 0 1 text) quotes;
  quotes = [
    "'"
    "\""
  ];
  # How an item begins that is the value of an explicit key.
  valueMarks = [
    ": "
    ":\n"
    ":"
  ];
  blockScalarMarks = [
    "|"
    ">"
  ];
  listMarks = [
    "- "
    "-\n"
    "-"
  ];
  singleQuoted = "'([^']|'')*'";
  doubleQuoted = ''"([^"\\]|\\.)*"'';
  flowMarks = [
    "{"
    "["
  ];
  isListItem = item: elem (substring 0 2 item) listMarks;
  # From a text's second line on, with the line end before it.
  afterFirstLine = text: substring (stringLength (firstLine text)) (-1) text;
  spaces = n: concatStringsSep "" (genList (_: " ") n);
  lineEnds = n: concatStringsSep "" (genList (_: "\n") n);
  # Keeps std::regex from overflowing the stack on a hostile file.
  maxLength = 16384;
in
/**
  Read a YAML document of the kind that pnpm, formatters and people write, without import-from-derivation.

  The subset is block and flow maps and lists, plain and quoted scalars, literal and folded block scalars, explicit keys (`? `),
  and comments. Anchors, aliases, tags and tabs are errors, not guesses.

  Values are read only when they are used: a lockfile's `deprecated` messages cost nothing.

  # Inputs

  `fail`
  : `where: what: …`, called with the place (`packages.'x@1'`) and what is wrong there; must not return

  `text`
  : the document

  # Type

  ```
  readYaml :: { fail :: String -> String -> a; text :: String; } -> Any
  ```
*/
{ fail, text }:
let
  readFlow = import ./readYamlFlow.nix { inherit fail; };
  readBlockScalar = import ./readYamlBlockScalar.nix { inherit fail splitLines; };

  # `text` begins with a line end; `minIndent` is what the block must be indented by at least, a list below a key one less.
  readBlock =
    where: minIndent: text:
    let
      lead = leadOf text;
      indent = stringLength (last (splitLines lead));
      # A comment belongs to the item before it, and so does what closes a flow collection.
      parts = split "\n${spaces indent}([^] \n#}])" text;
      items = genList (i: head (elemAt parts (2 * i + 1)) + elemAt parts (2 * i + 2)) ((length parts - 1) / 2);
      first = substring (stringLength lead) 2 text;
      isList = elem first listMarks;
    in
    if stringLength lead == 128 then
      fail where "more blank lines, or a wider indentation, than pnpm writes"
    else if first == "" then
      null
    else if substring 0 1 first == "#" then
      readBlock where minIndent (afterFirstLine (substring (stringLength lead) (-1) text))
    else if indent < minIndent && !(isList && indent + 1 == minIndent) then
      fail where "a line is not indented as pnpm indents it: ${firstLine (head items)}"
    else if isList then
      genList (i: readListItem "${where}[${toString i}]" indent (elemAt items i)) (length items)
    else if elem (substring 0 1 first) flowMarks then
      readLines where text
    else
      readMap where indent text (withLists indent items);

  # A list may be indented no further than the key that it is the value of, and belongs to that one's item.
  withLists =
    indent: items:
    if any isListItem items then
      let
        add =
          items: item:
          if items != [ ] && isListItem item then
            [ "${head items}\n${spaces indent}${item}" ] ++ tail items
          else
            [ item ] ++ items;
        reversed = foldl' add [ ] items;
        count = length reversed;
      in
      genList (i: elemAt reversed (count - 1 - i)) count
    else
      items;

  readListItem =
    where: indent: item:
    if elem (substring 0 2 item) listMarks then
      readCompact where indent (substring 1 (-1) item)
    else
      fail where "expected '- ', found: ${firstLine item}";

  # `text` is the block that `items` are of, for when it is a value on a line below its key, and not a map.
  readMap =
    where: indent: text: items:
    let
      item = head items;
      isValueBelow = substring 0 2 item != "? " && !isValue item && readKey where item == null;
      readEntry =
        i:
        let
          item = elemAt items i;
          mark = substring 0 2 item;
          next = if i + 1 < length items then elemAt items (i + 1) else "";
          key = readKey where item;
        in
        if mark == "? " then
          if isValue next then
            [
              (entry (readFlow.scalar where (substring 2 (-1) (firstLine item))) (
                where: readCompact where indent (substring 1 (-1) next)
              ))
            ]
          else
            fail where "'? ' with no ': ' after it: ${firstLine item}"
        else if isValue item then
          if i > 0 && substring 0 2 (elemAt items (i - 1)) == "? " then
            [ ]
          else
            fail where "': ' with no '? ' before it: ${firstLine item}"
        else if key == null then
          fail where "expected 'key: value', found: ${substring 0 1026 (firstLine item)}"
        else
          [ (entry key.name (where: readValue where indent (substring key.length (-1) item))) ];
      isValue = item: elem (substring 0 2 item) valueMarks;
      entry = name: read: {
        inherit name;
        value = read (if where == "" then name else "${where}.'${name}'");
      };
      entries = concatLists (genList readEntry (length items));
      map = listToAttrs entries;
    in
    if isValueBelow then
      readLines where text
    else if length (builtins.attrNames map) == length entries then
      map
    else
      fail where "a key is there twice: ${
        (builtins.foldl'
          (
            seen: entry:
            if seen ? twice then
              seen
            else if seen.names ? ${entry.name} then
              { twice = entry.name; }
            else
              { names = seen.names // { ${entry.name} = null; }; }
          )
          { names = { }; }
          entries
        ).twice
      }";

  # The key that an item begins with: its name, and its length with the quotes and the colon. Null if it begins with none.
  readKey =
    where: item:
    let
      # Most keys are short and plain; so they take no more than one match.
      short = match "([A-Za-z0-9][A-Za-z0-9/@._-]*):([ \n].*)?" (substring 0 80 item);
    in
    if short == null then
      readLongKey where item
    else
      {
        name = head short;
        length = stringLength (head short) + 1;
      };

  # YAML gives a key that is not marked with '? ' at most 1024 characters, but Prettier writes longer ones, too.
  readLongKey =
    where: item:
    let
      line = substring 0 4096 (firstLine item);
      quoted = match "(${singleQuoted}|${doubleQuoted}):( .*)?" line;
      plain = split ":( |$)" line;
      written = if isQuote line then head quoted else head plain;
    in
    if if isQuote line then quoted == null else length plain == 1 then
      null
    else
      {
        name = readFlow.key where written;
        length = stringLength written + 1;
      };

  # What comes after `key:`: on the same line, or as a block below.
  readValue =
    where: indent: text:
    let
      line = firstLine text;
      below = substring (stringLength line) (-1) text;
      value = substring (stringLength (leadOf line)) (-1) line;
    in
    if value == "" || substring 0 1 value == "#" then
      if isBlank below then null else readBlock where (indent + 1) below
    else if elem (substring 0 1 value) blockScalarMarks then
      readBlockScalar where indent (withoutComments where value) below
    else if isBlank below && !hasComment value && substring (stringLength value - 1) 1 value != " " then
      readFlow.value where value
    else
      readLines where text;

  # A scalar or flow collection with comments, or on several lines.
  readLines =
    where: text:
    let
      bare = withoutComments where text;
      lines = map (line: elemAt (match "[ \t]*(.*[^ \t]|)[ \t]*" line) 0) (splitLines bare);
      # Before the first line that has something, and after the last one, there is nothing to fold.
      folded =
        (foldl'
          (
            state: line:
            let
              isEscaped = state.isDouble && match ''(.*[^\\])?(\\\\)*\\'' state.text != null;
            in
            if line == "" then
              state // { blanks = state.blanks + 1; }
            else
              {
                text =
                  if state.text == "" then
                    line
                  else if isEscaped then
                    substring 0 (stringLength state.text - 1) state.text + line
                  else
                    state.text + (if state.blanks == 0 || state.isFlow then " " else lineEnds state.blanks) + line;
                blanks = 0;
                isDouble = if state.text == "" then substring 0 1 line == "\"" else state.isDouble;
                isFlow = if state.text == "" then elem (substring 0 1 line) flowMarks else state.isFlow;
              }
          )
          {
            text = "";
            blanks = 0;
            isDouble = false;
            isFlow = false;
          }
          lines
        ).text;
    in
    if folded == "" then null else readFlow.value where folded;

  # A text of one value or more lines, quoted ones left alone.
  withoutComments =
    where: text:
    let
      part =
        part:
        if isString part then
          part
        else if elemAt part 0 != null then
          elemAt part 0
        else
          "";
    in
    if !hasComment text then
      text
    else if stringLength text > maxLength then
      fail where "a value with comments, or on several lines, that is longer than ${toString maxLength} bytes"
    else
      concatStringsSep "" (
        map part (split "((^|[[{,: \n])(${singleQuoted}|${doubleQuoted}))|[ \t\n]+#[^\n]*" text)
      );
  hasComment = text: length (split "[ \t\n]#" text) > 1;

  # What comes after `-`, or after the `:` of an explicit key: a value, or a block that begins on the same line.
  readCompact =
    where: indent: text:
    let
      line = firstLine text;
      lead = leadOf line;
      value = withoutComments where (substring (stringLength lead) (-1) line);
      isBlock =
        match "- .*|-|[?] .*" (substring 0 3 value) != null
        || (
          if isQuote value then
            match "(${singleQuoted}|${doubleQuoted}):( .*)?" (substring 0 1026 value) != null
          else
            match "[[{|>]" (substring 0 1 value) == null && length (split ":( |$)" value) > 1
        );
      column = indent + 1 + stringLength lead;
    in
    if isBlock then
      readBlock where (indent + 1) ("\n" + spaces column + substring (stringLength lead) (-1) text)
    else
      readValue where indent text;
in
# The end of the last line is not a line of its own, nor are the line ends between the items of a block.
if isBlank text then
  null
else
  readBlock "" 0 (
    "\n" + (if substring (stringLength text - 1) 1 text == "\n" then substring 0 (stringLength text - 1) text else text)
  )
