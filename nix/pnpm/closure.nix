let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    filter
    head
    intersectAttrs
    mapAttrs
    match
    split
    stringLength
    substring
    ;
  asSet = import ../asSet.nix;
  attributes = import ../lockfile/attributes.nix;
  joinPath = import ../lockfile/joinPath.nix;
  listedPeers = import ./listedPeers.nix;
  reached = import ../lockfile/reached.nix;

  # What pnpm makes of a dependency: a key of `snapshots`, or null for a folder of the project (pnpm 9 to 12, refToRelative).
  keyOf =
    name: reference:
    if match "link:.*" reference != null then
      null
    else if match "@.*|[^@:(]*@.*" reference != null then
      reference
    else
      "${name}@${reference}";
  keysOf = dependencies: filter (key: key != null) (attrValues (mapAttrs keyOf dependencies));
  withoutPeers = key: head (split "[(]" key);
in
/**
  The part of a pnpm-lock.yaml that some importers need, or one package.

  # Inputs

  `lock`
  : what readPnpmLock returns

  `version`
  : pnpm's, such as "11.28.11", or "11" for the newest of these

  # Type

  ```
  closure :: { lock, version } -> {
    ofImporters :: { importers :: null | [ String ]; prod :: Bool; } -> lock;  # and of those in the workspace that they depend on
    ofPackage :: { name, key :: String; } -> lock;       # of a folder `package` that depends on it as `name`, with what it depends on
  }
  ```
*/
{ lock, version }:
let
  snapshotsOf = builtins.groupBy withoutPeers (attrNames lock.snapshots);
  dependenciesOf =
    key:
    let
      snapshot = attributes (lock.snapshots.${key} or { });
    in
    attributes (snapshot.dependencies or { }) // attributes (snapshot.optionalDependencies or { });
  next = key: keysOf (dependenciesOf key);

  isSince = first: if match "[0-9]+" version != null then true else builtins.compareVersions version first >= 0;
  dropsListed =
    if builtins.compareVersions version "12" >= 0 then
      isSince "12.7.0"
    else
      builtins.compareVersions version "11" >= 0 && isSince "11.28.0";
  listed =
    if dropsListed then
      listedPeers {
        inherit
          lock
          keyOf
          withoutPeers
          dependenciesOf
          next
          ;
        listed = mapAttrs (_: importer: keysOf (kinds false (attributes importer))) lock.importers;
        devOfRoot = keysOf (versions ((attributes (lock.importers."." or { })).devDependencies or { }));
      }
    else
      { };
  nextOf = prod: if prod then key: keysOf (removeAttrs (dependenciesOf key) (listed.${key} or [ ])) else next;
  part =
    { importers, snapshots }:
    {
      inherit importers;
      snapshots = intersectAttrs snapshots lock.snapshots;
      packages = intersectAttrs (asSet (map withoutPeers (attrNames snapshots))) lock.packages;
    };

  versions = kind: mapAttrs (_: dependency: dependency.version) (attributes kind);
  kinds =
    prod: importer:
    versions (importer.dependencies or { })
    // versions (importer.optionalDependencies or { })
    // (if prod then { } else versions (importer.devDependencies or { }));
  # The importers that one depends on, by a link or injected.
  linked =
    prod: folder:
    filter (folder: lock.importers ? ${folder}) (concatMap (
      reference:
      let
        path = match "link:(.*)" reference;
        injected = match "([^(]*@)?file:([^(]*).*" reference;
        joined = if path != null then joinPath folder (head path) else builtins.elemAt injected 1;
      in
      if path == null && injected == null then [ ] else [ (if joined == "" then "." else joined) ]
    ) (attrValues (kinds prod (attributes (lock.importers.${folder} or { })))));
in
{
  ofImporters =
    { importers, prod }:
    let
      wanted =
        if importers == null then
          lock.importers
        else
          intersectAttrs (asSet (reached (linked prod) importers)) lock.importers;
      pruned = if prod then mapAttrs (_: importer: removeAttrs (attributes importer) [ "devDependencies" ]) wanted else wanted;
    in
    if importers == null && !prod then
      lock
    else
      lock
      // part {
        importers = pruned;
        snapshots = asSet (
          reached (nextOf prod) (concatMap (importer: keysOf (kinds prod (attributes importer))) (attrValues pruned))
        );
      };

  ofPackage =
    { name, key }:
    let
      snapshot = head (snapshotsOf.${key} or [ key ]);
      reference = substring (stringLength name + 1) (-1) snapshot;
    in
    { inherit (lock) lockfileVersion; }
    // part {
      importers.package = {
        dependencies.${name} = {
          specifier = reference;
          version = reference;
        };
      };
      snapshots = asSet (reached next [ snapshot ]);
    };
}
