let
  inherit (builtins)
    elem
    filter
    genList
    head
    replaceStrings
    stringLength
    substring
    ;
  characters = text: genList (i: substring i 1 text) (stringLength text);
  upper = characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  lower = characters "abcdefghijklmnopqrstuvwxyz" ++ [ "" "" ];
  plain = replaceStrings upper lower;
  # A text, and the text without its first letter, without its second, and so on. If two texts differ in one letter, their lists have an entry
  # in common.
  shortened = text: [ text ] ++ genList (i: substring 0 i text + substring (i + 1) (-1) text) (stringLength text);
in
/**
  The known name that another one is a misspelling of, or null: it differs in case, in `-` and `_`, or in one letter. Short names are
  like too many others, so only those of six letters and more are considered.

  # Type

  ```
  misspelt :: [ String ] -> String -> null | String
  ```
*/
known:
let
  candidates = map (original: {
    inherit original;
    texts = shortened (plain original);
  }) (filter (original: stringLength original >= 6) known);
in
name:
let
  texts = shortened (plain name);
  found = filter (candidate: filter (text: elem text candidate.texts) texts != [ ]) candidates;
in
if elem name known || found == [ ] then null else (head found).original
