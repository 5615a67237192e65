let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    mapAttrs
    ;
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
  : how a tool makes fragments: `{ name; builder; args; options; line; }`. `options` and `line` are functions of a package. They return the
    tool's options for this package (null leaves an option out), and the fields of its line in the tool's list.

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
# Symlinks to the fragments.
toolDerivation { inherit tools; } {
  inherit name;
  builder = "store-merge";
  args = [
    "--out"
    (builtins.placeholder "out")
    "--about"
    about
  ];
  lines = if shards == null then attrValues single else grouped.all;
}
// {
  fragments = if shards == null then single else grouped.byKey;
}
