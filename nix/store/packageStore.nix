let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    mapAttrs
    ;
  mergeStore = import ./mergeStore.nix;
  shardPackages = import ./shardPackages.nix;
  storeName = import ./storeName.nix;
  toolDerivation = import ./toolDerivation.nix;
in
/**
  Packages as a store: each made into a fragment, alone or with others, and the fragments merged.

  # Inputs

  `tools`, `name`, `shards`, `patch`
  : as for fetchDeps, and from patching

  `about`
  : a file to have in the store, for hooks

  `format`
  : how a tool makes fragments: `{ name; builder; args; options; line; }`, the last two of a package: what it is as the tool's options (those
    that are null are left out), and as the fields of a line of its list

  # Type

  ```
  packageStore :: { tools, name, shards, patch, about, format } -> { "name@version" :: package; … } -> Derivation // {
    fragments :: { "name@version" :: Derivation; … };
  }
  ```
*/
{
  tools,
  name,
  shards,
  patch,
  about,
  format,
}:
packages:
let
  make =
    args:
    toolDerivation { inherit tools; } (
      args
      // {
        name = "${args.name}-${format.name}";
        inherit (format) builder;
        inherit patch;
        args = format.args ++ args.args or [ ];
      }
    );
  fragment =
    package:
    let
      options = format.options package;
    in
    make {
      name = storeName package;
      args = concatMap (
        option:
        if options.${option} == null then
          [ ]
        else
          [
            "--${option}"
            options.${option}
          ]
      ) (attrNames options);
    };
  shard =
    { name, packages }:
    make {
      inherit name;
      lines = map (package: concatStringsSep "\t" (format.line package)) packages;
    };

  single = mapAttrs (_: fragment) packages;
  grouped = shardPackages { inherit shards fragment shard; } (attrValues packages);
in
mergeStore { inherit tools; } {
  inherit name about;
  fragments = if shards == null then attrValues single else grouped.all;
}
// {
  fragments = if shards == null then single else grouped.byKey;
}
