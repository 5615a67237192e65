let
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    filter
    hashFile
    mapAttrs
    toFile
    toJSON
    ;
  aboutFile = import ../store/aboutFile.nix;
  buildPackage = import ./buildPackage.nix;
  scriptsOf = import ./scriptsOf.nix;
  storeName = import ../store/storeName.nix;
in
/**
  A project's node_modules straight from the lockfile, with the install scripts of packages run, each package in a derivation of its own.

  # Inputs

  `manager`, `inputs`, `args`
  : as for fetchDeps

  `project`
  : what `manager.read` returns

  `packages`, `wantedOf`
  : from packageInputs

  `tree`
  : makeTree, for this manager and platform

  # Type

  ```
  projectTree :: { manager, inputs, args, project, packages, wantedOf, tree } -> {
    built :: { KEY :: Derivation; … };  # the packages whose install scripts run
    treeOf :: Bool -> Derivation;       # without devDependencies?
  }
  ```
*/
{
  manager,
  inputs,
  args,
  project,
  packages,
  wantedOf,
  tree,
}:
let
  inherit (args)
    bun
    importers
    linked
    nodejs
    ;
  what = manager.fetcher;

  # --- the list of packages --------------------------------------------------------------------------------------------------

  # A list calls a package by its key, or by several names.
  linesFor = fields: key: map (name: concatStringsSep "\t" ([ name ] ++ fields)) (packages.${key}.listKeys or [ key ]);
  # Its source, and its patch.
  linesOfUnbuilt =
    key:
    let
      package = packages.${key};
    in
    linesFor ([ package.treeSource ] ++ (if package.patch == null then [ ] else [ package.patch ])) key;
  linesOf = key: if built ? ${key} then linesFor [ "${built.${key}}" ] key else linesOfUnbuilt key;
  # What a package depends on comes with its own scripts run, but not where it depends on that package, too.
  linesBeside =
    owner: key:
    if key != owner && !parts.${key}.keys or { } ? ${owner} then linesOf key else linesOfUnbuilt key;

  # --- packages with install scripts -----------------------------------------------------------------------------------------

  scripts = scriptsOf {
    inherit what args;
    # Without a stdenv there is nothing to run them with, and the project's own `pnpm rebuild` can do so.
    mayRun = package: inputs.stdenv or null != null && project.mayRunScripts package;
  };
  build = buildPackage {
    inherit (inputs) tools;
    stdenv = inputs.stdenv or (throw "${what}: install scripts need nixpkgs' stdenv: import fragstore with `pkgs`${
      if manager ? store then ", or give `installer = \"${manager.name}\"`" else ""
    }");
    python3 = inputs.python3 or null;
    inherit nodejs;
    bun = if nodejs == null || args.useFakeNode then bun else null;
  };
  building = removeAttrs packages (filter (key: scripts packages.${key} == null) (attrNames packages));
  parts = mapAttrs (_: project.ofPackage) building;
  built = mapAttrs (
    key: package:
    build {
      inherit package;
      scripts = scripts package;
      folder = parts.${key}.folder or "node_modules/${package.name}";
      deps = tree {
        name = "${storeName package}-deps";
        lockfile = fileOf parts.${key}.lock;
        lines = concatMap (linesBeside key) (attrNames (wantedOf parts.${key}.keys));
      };
    }
  ) building;

  # --- the tree --------------------------------------------------------------------------------------------------------------

  fileOf = lock: toFile "lockfile.json" (toJSON lock);
  flagsOf = flag: concatMap (value: [ flag value ]);
  hasPackage = name: any (package: package.name == name) (attrValues project.packages);
  # `prisma generate` writes into its client.
  writable = if args.writable == null then filter hasPackage [ "@prisma/client" ] else args.writable;
  treeOf =
    prod:
    let
      part = project.ofImporters { inherit prod importers; };
      # It needs the lockfile as it is, and not only a part of it.
      isWhole = part.lock == null;
    in
    tree {
      name = "${args.name}${if linked then "-linked" else ""}${if prod then "-prod" else ""}";
      lockfile = if isWhole then project.lockfile else fileOf part.lock;
      lines = concatMap linesOf (attrNames (wantedOf part.keys));
      flags =
        flagsOf "--importer" (if importers == null then [ ] else importers)
        ++ (if prod then [ "--prod" ] else [ ])
        ++ flagsOf "--writable" (if linked then writable else [ ])
        ++ manager.treeFlags args;
      # A tree of a part of the lockfile is the same whatever the rest is.
      about = aboutFile (
        project.about // (if isWhole then { lockfile = [ (hashFile "sha256" project.lockfile) ]; } else { })
      );
      project =
        if linked then
          manager.manifests {
            inherit args project;
            lock = if isWhole then project.lock else part.lock;
          }
        else
          null;
    };
in
{
  inherit built treeOf;
}
