let
  inherit (builtins)
    fromJSON
    genList
    replaceStrings
    substring
    ;
  hex = number: substring (number / 16) 1 digits + substring (number - number / 16 * 16) 1 digits;
  digits = "0123456789abcdef";
  range =
    prefix: first: last:
    map (number: prefix + hex number) (genList (i: first + i) (last - first + 1));

  # C0 without NUL, which Nix has in no string; DEL and C1, among them U+009B, which begins commands as ESC [ does; and what changes
  # the direction that text is shown in.
  codes = builtins.concatLists [
    (range "00" 1 31)
    (range "00" 127 159)
    (range "20" 42 46) # U+202A to U+202E
    (range "20" 102 105) # U+2066 to U+2069
  ];
  characters = map (code: fromJSON "\"\\u${code}\"") codes;
  escapes = map (code: "\\u${code}") codes;
in
/**
  A text as a terminal may be given it, in one line: every character that a terminal would obey is written as `\u` and its number.

  # Type

  ```
  printable :: String -> String
  ```

  # Example

  ```nix
  printable (builtins.fromJSON ''"a\u001b[2Jb"'')
  => "a\\u001b[2Jb"
  ```
*/
replaceStrings characters escapes
