let
  inherit (builtins)
    attrNames
    concatMap
    fromTOML
    groupBy
    hashString
    listToAttrs
    map
    partition
    substring
    ;

  # The shard of a package. It depends only on the name, so a package is in the same shard for every lockfile.
  shardOf =
    shards: name:
    let
      inherit (fromTOML "number = 0x${substring 0 7 (hashString "sha256" name)}") number;
    in
    toString (number - number / shards * shards);
in
/**
  The fragments of packages when they are grouped into shards: fewer derivations make a cold build faster, and a change rebuilds the
  whole shard that it is in. A package with an override still has a fragment of its own.

  # Inputs

  `shards`
  : how many

  `fragment`
  : makes the fragment of one package

  `shard`
  : makes that of several: `{ name, packages }`

  `packages`
  : a list of packages from packageInputs

  # Type

  ```
  shardPackages :: { shards, fragment, shard } -> [ package ] -> {
    all :: [ Derivation ];
    byKey :: { "name@version" :: Derivation; … };
  }
  ```
*/
{
  shards,
  fragment,
  shard,
}:
packages:
let
  parts = partition (package: package.overridden) packages;
  overridden = map (package: {
    fragment = fragment package;
    packages = [ package ];
  }) parts.right;

  groups = groupBy (package: shardOf shards package.name) parts.wrong;
  grouped = map (number: {
    fragment = shard {
      name = "shard-${number}-of-${toString shards}";
      packages = groups.${number};
    };
    packages = groups.${number};
  }) (attrNames groups);

  made = grouped ++ overridden;
in
{
  all = map (entry: entry.fragment) made;
  byKey = listToAttrs (
    concatMap (
      entry:
      map (package: {
        name = package.key;
        value = entry.fragment;
      }) entry.packages
    ) made
  );
}
