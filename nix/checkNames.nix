let
  inherit (builtins) concatStringsSep length;
  fail = import ./text/fail.nix;
  near = import ./near.nix;
  joined = concatStringsSep ", ";
in
/**
  Throws if one of `given` is not among `known`. The message has the names that are most similar to it.

  # Inputs

  `what`
  : what the names are, for the message

  `known`, `given`
  : attribute sets, of which only the names count

  `synonyms`
  : what to suggest for a name to which no known name is similar, `{ name = "known name"; }`

  `value`
  : what is returned if all is well

  # Type

  ```
  checkNames :: { what :: String; known :: AttrSet; given :: AttrSet; synonyms ? :: AttrSet; } -> a -> a
  ```
*/
{
  what,
  known,
  given,
  synonyms ? { },
}:
value:
let
  names = builtins.attrNames (removeAttrs given (builtins.attrNames known));
  name = builtins.head names;
  all = builtins.attrNames known;
  candidates = if synonyms ? ${name} then [ synonyms.${name} ] else near name all;
  first = builtins.genList (builtins.elemAt all) (if length all < 12 then length all else 12);
in
if names == [ ] then
  value
else
  fail "${what}: unknown '${name}'; ${
    if candidates != [ ] then
      "did you mean ${joined (map (candidate: "'${candidate}'") candidates)}?"
    else if all == [ ] then
      "leave it out, none is known here"
    else
      "use one of ${joined first}${if length all > 12 then ", …" else ""}"
  }"
