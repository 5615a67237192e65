let
  inherit (builtins) all isList isString;
in
/**
  A list of texts in an object of a lockfile, or null if the object does not have it. A single text counts as a list of one.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  # Type

  ```
  texts :: { fail :: String -> a; } -> AttrSet -> String -> null | [ String ]
  ```
*/
{ fail }:
object: name:
let
  value = object.${name} or null;
in
if isString value then
  [ value ]
else if value == null || isList value && all isString value then
  value
else
  fail "${name} is not a list of strings"
