let
  inherit (builtins) attrValues mapAttrs;
  mergeStore = import ./mergeStore.nix;
  shardPackages = import ./shardPackages.nix;
in
/**
  Packages as a store: each made into a fragment, alone or with others, and the fragments merged.

  # Inputs

  `tools`, `name`, `shards`
  : as for fetchPnpmDeps

  `fragment`, `shard`
  : as for shardPackages

  # Type

  ```
  packageStore :: { tools, name, shards, fragment, shard } -> { "name@version" :: package; … } -> Derivation // {
    packages :: { "name@version" :: package; … };
    fragments :: { "name@version" :: Derivation; … };
  }
  ```
*/
{
  tools,
  name,
  shards,
  fragment,
  shard,
}:
packages:
let
  single = mapAttrs (_: fragment) packages;
  grouped = shardPackages { inherit shards fragment shard; } (attrValues packages);
in
mergeStore { inherit tools; } {
  inherit name;
  fragments = if shards == null then attrValues single else grouped.all;
}
// {
  inherit packages;
  fragments = if shards == null then single else grouped.byKey;
}
