let
  inherit (builtins)
    attrNames
    filter
    isAttrs
    listToAttrs
    mapAttrs
    ;
  checkKinds = import ../checkKinds.nix;
  describe = import ../describe.nix;
  misspelt = import ../misspelt.nix;
  # Here they would be variables of the build, without an effect.
  ofFetchers = [
    "allPlatforms"
    "autoPatchElf"
    "importers"
    "installer"
    "linked"
    "npmrc"
    "otherLockfiles"
    "outputHashes"
    "overrides"
    "registries"
    "scripts"
    "shards"
    "storeVersion"
    "writable"
  ];
in
/**
  Checks arguments. One that is not of its kind throws when it is used, and not sooner, because an argument can depend on others
  (finalAttrs).

  # Inputs

  `what`
  : whose arguments they are, for the message

  `are`
  : of kinds.nix, `{ version = kinds.text; }`

  `own`
  : names of those that are checked elsewhere. An argument whose name is almost one of these or of `are` is an error, for it would be a
    variable of the build

  `needless`
  : names of those that nixpkgs' functions need

  `fetch`
  : how to write a call of the fetcher, which takes other arguments; null if there is none

  # Type

  ```
  checkArguments :: { what :: String; are :: AttrSet; own, needless :: [ String ]; fetch :: null | String; } -> AttrSet -> AttrSet
  ```
*/
{
  what,
  are,
  own ? [ ],
  needless ? [ ],
  fetch ? null,
}:
args:
let
  intended = misspelt (attrNames are ++ own);
  fetchWith = name: builtins.replaceStrings [ " };" ] [ " ${name} = …; };" ] fetch;
in
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
      value = throw "${what}: unknown '${name}'; did you mean '${intended name}'?";
    }) (filter (name: intended name != null) (attrNames args))
  )
  // listToAttrs (
    map (name: {
      inherit name;
      value = throw "${what}: ${name} is not needed: every package is fetched by the hash in the lockfile; leave it out";
    }) (filter (name: args ? ${name}) needless)
  )
  // listToAttrs (
    map (name: {
      inherit name;
      value = throw "${what}: ${name}: give it to the fetcher: `${fetchWith name}`";
    }) (filter (name: fetch != null && args ? ${name}) ofFetchers)
  )
