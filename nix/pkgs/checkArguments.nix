let
  inherit (builtins)
    filter
    intersectAttrs
    isAttrs
    isBool
    isList
    isString
    listToAttrs
    mapAttrs
    match
    ;
  isFile = import ../isFile.nix;
  isLine = import ../lockfile/isLine.nix;

  kinds = {
    "a text" = value: isLine value && value != "";
    "a script, as a string" = isString;
    "a program's name (of letters, digits and +._?=-)" = value: isString value && match "[a-zA-Z0-9+._?=-]+" value != null;
    "a path (written without quotes)" = isFile;
    "true or false" = isBool;
    "a list" = isList;
    "a list of strings" = value: isList value && filter (item: !isString item) value == [ ];
    "a set" = isAttrs;
  };
in
/**
  Arguments that throw, when they are looked at, if they are not of their kind. They cannot be looked at sooner, for one may be made
  of others (finalAttrs).

  # Inputs

  `what`
  : whose arguments they are, for the message

  `are`
  : the kinds, `{ version = "a text"; }`

  `needless`
  : names of those that nixpkgs' functions need

  # Type

  ```
  checkArguments :: { what :: String; are :: AttrSet; needless :: [ String ]; } -> AttrSet -> AttrSet
  ```
*/
{
  what,
  are,
  needless ? [ ],
}:
args:
if !isAttrs args then
  throw "${what}: it is no attribute set"
else
  args
  // mapAttrs (
    name: kind:
    if kinds.${kind} args.${name} then args.${name} else throw "${what}: ${name} is not ${kind}"
  ) (intersectAttrs args are)
  // listToAttrs (
    map (name: {
      inherit name;
      value = throw "${what}: ${name} is not needed: every package is fetched by the hash that the lockfile has";
    }) (filter (name: args ? ${name}) needless)
  )
