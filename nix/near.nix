let
  inherit (builtins)
    filter
    genList
    length
    lessThan
    sort
    stringLength
    substring
    ;
  min = a: b: if a < b then a else b;
  # How many leading bytes two texts share.
  common =
    byteOf: a: b:
    let
      go = i: if i < min (stringLength a) (stringLength b) && byteOf i a == byteOf i b then go (i + 1) else i;
    in
    go 0;
  prefix = common (i: substring i 1);
  suffix = common (i: text: substring (stringLength text - 1 - i) 1 text);
in
/**
  The known names that are nearest to a name that is not known, nearest first, at most five.

  Names are near if they have the same beginning and the same end. This finds a name with one letter too many, too few or wrong, and another
  version of the same package.

  # Type

  ```
  near :: String -> [ String ] -> [ String ]
  ```
*/
name: known:
let
  score = other: prefix name other + suffix name other;
  scored = filter (entry: entry.score * 2 >= stringLength name) (
    map (other: {
      inherit other;
      score = score other;
    }) known
  );
  ordered = sort (a: b: lessThan b.score a.score) scored;
in
genList (i: (builtins.elemAt ordered i).other) (min 5 (length ordered))
