let
  near = import ./near.nix;
in
/**
  Throw if one of `given` is not among `known`, naming those that are near it.

  # Inputs

  `what`
  : what the names are, for the message

  `known`, `given`
  : attribute sets, of which only the names count

  `synonyms`
  : what some names mean that are not near it, `{ name = "known name"; }`

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
  candidates =
    if synonyms ? ${name} then [ synonyms.${name} ] else near name (builtins.attrNames known);
in
if !builtins.isAttrs given then
  throw "${what}: it is no attribute set"
else if names == [ ] then
  value
else
  throw "${what}: there is no '${name}'${
    if candidates == [ ] then "" else "; near it: ${builtins.concatStringsSep ", " candidates}"
  }"
