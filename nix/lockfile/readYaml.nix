let
  inherit (builtins)
    concatLists
    concatStringsSep
    elem
    elemAt
    genList
    head
    length
    listToAttrs
    match
    split
    stringLength
    substring
    ;

  splitLines = text: builtins.filter builtins.isString (split "\n" text);
  last = list: elemAt list (length list - 1);
  # Regexes here only ever meet one line or one character at a time: std::regex recurses once per character matched,
  # and a `match` over a whole lockfile would overflow the evaluator's stack.
  # Only a short piece is split: most lines are short, and each split makes a list of all that it finds.
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
  spaces = n: concatStringsSep "" (genList (_: " ") n);
in
/**
  Read a YAML document of the kind that pnpm writes, without import-from-derivation.

  The subset is what js-yaml emits for pnpm: block and flow maps and lists, plain and quoted scalars on one line, literal
  and folded block scalars, explicit keys (`? `). Comments, anchors, aliases, tags, tabs and values that go on
  over several lines are errors, not guesses.

  Values are read when they are looked at: a lockfile's `deprecated` messages cost nothing until someone asks for them.

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
  readBlockScalar = import ./readYamlBlockScalar.nix { inherit fail splitLines spaces; };

  # `text` begins with a line end; `minIndent` is what the block must be indented by at least.
  readBlock =
    where: minIndent: text:
    let
      lead = leadOf text;
      indent = stringLength (last (splitLines lead));
      parts = split "\n${spaces indent}([^ \n])" text;
      items = genList (i: head (elemAt parts (2 * i + 1)) + elemAt parts (2 * i + 2)) ((length parts - 1) / 2);
    in
    if stringLength lead == 128 then
      fail where "more blank lines, or a wider indentation, than pnpm writes"
    else if indent < minIndent then
      fail where "a line is not indented as pnpm indents it: ${firstLine (head items)}"
    else if elem (substring 0 2 (head items)) listMarks then
      genList (i: readListItem "${where}[${toString i}]" indent (elemAt items i)) (length items)
    else
      readMap where indent items;

  readListItem =
    where: indent: item:
    if elem (substring 0 2 item) listMarks then
      readCompact where indent (substring 1 (-1) item)
    else
      fail where "expected '- ', found: ${firstLine item}";

  readMap =
    where: indent: items:
    let
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
    if length (builtins.attrNames map) == length entries then
      map
    else
      fail where "a key stands there twice: ${
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

  # The key that an item begins with: its name, and its length with the quotes and the colon.
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

  # YAML gives a key that is not marked with '? ' at most 1024 characters.
  readLongKey =
    where: item:
    let
      line = substring 0 1026 (firstLine item);
      quoted = match ''('([^']|${"''"})*'|"([^"\\]|\\.)*"):( .*)?'' line;
      plain = split ":( |$)" line;
      written = if isQuote line then head quoted else head plain;
    in
    if if isQuote line then quoted == null else length plain == 1 then
      fail where "expected 'key: value', found: ${line}"
    else if stringLength written > 1024 then
      fail where "a key is longer than YAML allows: ${line}"
    else
      {
        name = readFlow.key where written;
        length = stringLength written + 1;
      };

  # What stands after `key:`: on the same line, or as a block below.
  readValue =
    where: indent: text:
    let
      line = firstLine text;
      below = substring (stringLength line) (-1) text;
      value = substring (stringLength (leadOf line)) (-1) line;
    in
    if value == "" then
      if isBlank below then null else readBlock where (indent + 1) below
    else if elem (substring 0 1 value) blockScalarMarks then
      readBlockScalar where indent value below
    else if !isBlank below then
      fail where "a value goes on over several lines: ${firstLine value}"
    else
      readFlow.value where value;

  # What stands after `-`, or after the `:` of an explicit key: a value, or a block that begins on the same line.
  readCompact =
    where: indent: text:
    let
      line = firstLine text;
      lead = leadOf line;
      value = substring (stringLength lead) (-1) line;
      isBlock =
        match "- .*|-|[?] .*" (substring 0 3 value) != null
        || (
          if isQuote value then
            match ''('([^']|${"''"})*'|"([^"\\]|\\.)*"):( .*)?'' (substring 0 1026 value) != null
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
# The last line's end is no line of its own, any more than those that part the items of a block.
if isBlank text then
  null
else
  readBlock "" 0 (
    "\n" + (if substring (stringLength text - 1) 1 text == "\n" then substring 0 (stringLength text - 1) text else text)
  )
