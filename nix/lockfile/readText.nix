let
  inherit (builtins)
    head
    length
    match
    replaceStrings
    split
    stringLength
    substring
    ;
  # A file from a checkout with CRLF line ends has them throughout, so its first line tells.
  hasCrlf = text: match ".*\r" (head (split "\n" (substring 0 1024 text))) != null;
  byteOrderMark = builtins.fromJSON ''"\ufeff"'';
in
/**
  The text of a lockfile, without a byte order mark, its line ends as they were written. A text with merge conflict markers is an
  error.

  # Inputs

  `install`
  : the command that resolves conflicts, for the message

  `lockfile`
  : a path, or the string of one

  # Type

  ```
  readText :: { install :: String; } -> Path -> String
  ```
*/
{ install }:
lockfile:
let
  raw = builtins.readFile lockfile;
  bare =
    if substring 0 (stringLength byteOrderMark) raw == byteOrderMark then
      substring (stringLength byteOrderMark) (-1) raw
    else
      raw;
  text = if hasCrlf bare then replaceStrings [ "\r\n" ] [ "\n" ] bare else bare;
  hasConflict = length (split "\n(<<<<<<<|=======|>>>>>>>)( |\n|$)" ("\n" + text)) > 1;
in
if hasConflict then
  throw "${toString lockfile}: it has merge conflict markers (<<<<<<<, =======, >>>>>>>); run `${install}`, which resolves them, and commit the result"
else
  text
