let
  inherit (builtins)
    filter
    isAttrs
    listToAttrs
    mapAttrs
    ;
  checkKinds = import ../checkKinds.nix;
  describe = import ../describe.nix;
in
/**
  Arguments that throw, when they are looked at, if they are not of their kind. They cannot be looked at sooner, for one may be made
  of others (finalAttrs).

  # Inputs

  `what`
  : whose arguments they are, for the message

  `are`
  : of kinds.nix, `{ version = kinds.text; }`

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
if !isAttrs args || args ? outPath then
  throw "${what} is given ${describe args} instead of arguments; write `${what} { … }`"
else
  checkKinds {
    inherit what;
    kinds = mapAttrs (_: kind: kind // { lazy = true; }) are;
  } args
  // listToAttrs (
    map (name: {
      inherit name;
      value = throw "${what}: ${name} is not needed: every package is fetched by the hash in the lockfile; leave it out";
    }) (filter (name: args ? ${name}) needless)
  )
