let
  inherit (builtins)
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isPath
    isString
    stringLength
    substring
    toJSON
    ;
  printable = import ./text/printable.nix;
  short = text: if stringLength text > 60 then "${substring 0 60 text}…" else text;
in
/**
  What a value is, in words, for messages.

  # Type

  ```
  describe :: Any -> String
  ```

  # Example

  ```nix
  map describe [ "x" { } ]
  => [ "the string \"x\"" "a set" ]
  ```
*/
value:
if value == null then
  "null"
else if isString value then
  if value == "" then "an empty string" else "the string \"${short (printable value)}\""
else if isBool value || isInt value || isFloat value then
  toJSON value
else if isPath value then
  "the path ${short (printable (toString value))}"
else if isList value then
  if value == [ ] then "an empty list" else "a list"
else if isFunction value then
  "a function"
else if isAttrs value && value.type or null == "derivation" then
  "a derivation"
else
  "a set"
