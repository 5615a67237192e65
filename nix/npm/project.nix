let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    intersectAttrs
    listToAttrs
    ;
  asSet = import ../asSet.nix;
  packagesOf = import ./packages.nix;
  placesOf = import ./places.nix;
  readLock = import ./readLock.nix;
  registriesOf = import ./registries.nix;
  supportsPlatform = import ../source/supportsPlatform.nix;

in
/**
  A project that npm installs: what fetchDeps.nix calls one. `places` in it is from places.nix.

  # Type

  ```
  project :: { args, platform, … } -> AttrSet
  ```
*/
{ args, platform, ... }:
let
  inherit (args) lockfile;
  file = toString lockfile;
  lock = readLock lockfile;
  places = placesOf lock.packages;
  packages = packagesOf { inherit file lock places; };
  partOf = taken: {
    lock = if taken == null then null else lock // { packages = { "" = lock.packages.""; } // intersectAttrs (asSet taken) lock.packages; };
    keys =
      if taken == null then
        packages
      else
        let
          isTaken = asSet taken;
        in
        removeAttrs packages (
          filter (key: !builtins.any (place: isTaken ? ${place}) packages.${key}.listKeys) (attrNames packages)
        );
  };
  linkTo =
    importer:
    head (filter (place: places.targetOf place == importer) places.links);
  rootsOf =
    prod: importer: if importer == "." then places.rootDependencies prod else [ (linkTo importer) ];
in
{
  inherit
    file
    lock
    lockfile
    packages
    places
    ;
  importers = asSet ([ "." ] ++ map places.targetOf places.links);
  about.git = concatMap (
    key:
    if packages.${key}.source ? repo && !args.overrides ? ${key} then map (place: "${key}\t${place}") packages.${key}.listKeys else [ ]
  ) (attrNames packages);
  about.importer = [ "." ] ++ filter (place: place != "" && places.nameAt place == null) (attrNames lock.packages);
  isWanted = package: args.allPlatforms || !package.optional || supportsPlatform platform package;
  registries = registriesOf { inherit (args) npmrc registries; };
  mayRunScripts = package: package.hasScripts;
  patchOf = _: null;
  # The package stays at its place. Each one around it has nothing but the next one in it, so that npm finds a reason for all.
  ofPackage =
    package:
    let
      place = head package.listKeys;
      part = partOf (places.reached true [ place ] ++ around place);
      around = at: if places.nameAt at == null then [ at ] else [ at ] ++ around (places.ownerOf at);
      outer =
        at:
        let
          owner = places.ownerOf at;
          isFolder = places.nameAt owner == null;
          holder = {
            name = owner;
            value = removeAttrs lock.packages.${owner} [ "devDependencies" "optionalDependencies" "peerDependencies" "workspaces" ] // {
              dependencies.${places.nameAt at} = "*";
            };
          };
          link = {
            name = "node_modules/folder";
            value = {
              resolved = owner;
              link = true;
            };
          };
          root = {
            name = "";
            value.dependencies.folder = "file:${owner}";
          };
        in
        if !isFolder then
          [ holder ] ++ outer owner
        else if owner == "" then
          [ holder ]
        else
          [ holder link root ];
    in
    part
    // {
      folder = place;
      lock = part.lock // {
        packages = part.lock.packages // listToAttrs (outer place);
      };
    };
  # node-modules leaves out what is not wanted; here only what need not be fetched counts.
  ofImporters =
    { importers, prod }:
    let
      roots = if importers == null then places.rootDependencies prod ++ places.links else concatMap (rootsOf prod) importers;
      part = partOf (places.reached prod roots);
    in
    if importers == null && !prod then partOf null else part // { lock = null; };
  storeFields = _: { };
}
