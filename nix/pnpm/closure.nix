let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    filter
    genericClosure
    head
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    match
    split
    stringLength
    substring
    ;
  joinPath = import ../lockfile/joinPath.nix;
  attributes = value: if isAttrs value then value else { };

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
  asSet = keys: listToAttrs (map (name: { inherit name; value = null; }) keys);
in
/**
  The part of a pnpm-lock.yaml that some importers need, or one package.

  # Inputs

  `lock`
  : what readPnpmLock returns

  # Type

  ```
  closure :: { lock } -> {
    ofImporters :: { importers :: null | [ String ]; prod :: Bool; } -> lock;  # and of those in the workspace that they depend on
    ofPackage :: { name, key :: String; dependencies :: Bool; } -> lock;       # of a folder `package` that depends on it as `name`, with what it depends on, or without
  }
  ```
*/
{ lock }:
let
  snapshotsOf = builtins.groupBy withoutPeers (attrNames lock.snapshots);
  next =
    key:
    let
      snapshot = attributes (lock.snapshots.${key} or { });
    in
    keysOf (attributes (snapshot.dependencies or { }) // attributes (snapshot.optionalDependencies or { }));
  reached =
    roots:
    asSet (
      map (item: item.key) (genericClosure {
        startSet = map (key: { inherit key; }) roots;
        operator = item: map (key: { inherit key; }) (next item.key);
      })
    );
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
  linked =
    prod: folder:
    concatMap (
      reference:
      let
        path = match "link:(.*)" reference;
      in
      if path == null then [ ] else [ (joinPath folder (head path)) ]
    ) (attrValues (kinds prod (attributes (lock.importers.${folder} or { }))));
in
{
  ofImporters =
    { importers, prod }:
    let
      wanted =
        if importers == null then
          lock.importers
        else
          intersectAttrs (asSet (
            map (item: item.key) (genericClosure {
              startSet = map (key: { inherit key; }) importers;
              operator =
                item:
                map (key: { key = if key == "" then "." else key; }) (
                  filter (folder: lock.importers ? ${folder}) (linked prod item.key)
                );
            })
          )) lock.importers;
      pruned = if prod then mapAttrs (_: importer: removeAttrs (attributes importer) [ "devDependencies" ]) wanted else wanted;
    in
    if importers == null && !prod then
      lock
    else
      lock
      // part {
        importers = pruned;
        snapshots = reached (concatMap (importer: keysOf (kinds prod (attributes importer))) (attrValues pruned));
      };

  ofPackage =
    {
      name,
      key,
      dependencies,
    }:
    let
      snapshot = head (snapshotsOf.${key} or [ key ]);
      reference = substring (stringLength name + 1) (-1) snapshot;
      alone = part {
        importers.package = {
          dependencies.${name} = {
            specifier = reference;
            version = reference;
          };
        };
        snapshots = if dependencies then reached [ snapshot ] else { ${snapshot} = null; };
      };
    in
    { inherit (lock) lockfileVersion; }
    // (if dependencies then alone else alone // { snapshots.${snapshot} = { }; });
}
