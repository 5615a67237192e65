let
  inherit (builtins)
    attrNames
    filter
    head
    intersectAttrs
    mapAttrs
    replaceStrings
    ;
  describe = import ./describe.nix;
in
/**
  Checks arguments. If one is not of its kind, it throws: at once, or if the kind is lazy, when the argument is used.

  # Inputs

  `what`
  : whose arguments they are, for the message

  `kinds`
  : of kinds.nix, `{ NAME = kinds.bool; }`

  # Type

  ```
  checkKinds :: { what :: String; kinds :: AttrSet; } -> AttrSet -> AttrSet
  ```
*/
{ what, kinds }:
given:
let
  known = intersectAttrs given kinds;
  isLazy = name: kinds.${name}.lazy or false;
  isWrong = name: !kinds.${name}.is given.${name};
  wrong = filter (name: !isLazy name && isWrong name) (attrNames known);
  refuse =
    name:
    let
      kind = kinds.${name};
      value = given.${name};
      wrong = (kind.wrong or (_: null)) value;
      has = if wrong == null then "" else " that has ${wrong}";
    in
    throw "${what}: ${name} is ${describe value}${has}, but must be ${kind.are}: `${
      replaceStrings [ "NAME" ] [ name ] kind.write
    }`";
in
if wrong != [ ] then
  refuse (head wrong)
else
  given
  // mapAttrs (name: _: if isWrong name then refuse name else given.${name}) (
    removeAttrs known (filter (name: !isLazy name) (attrNames known))
  )
