let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    groupBy
    head
    isString
    length
    mapAttrs
    match
    split
    stringLength
    substring
    ;
  asSet = import ../asSet.nix;
  attributes = import ../lockfile/attributes.nix;
  reached = import ../lockfile/reached.nix;

  # The peers in parentheses at the end of a key, without their own: "a@1(b@2(c@3))(d@4)" has b@2 and d@4.
  segmentsOf =
    id: key:
    (foldl'
      (
        at: token:
        if isString token then
          if at.depth == 1 && token != "" then at // { segments = at.segments ++ [ token ]; } else at
        else
          at // { depth = at.depth + (if token == [ "(" ] then 1 else -1); }
      )
      {
        depth = 0;
        segments = [ ];
      }
      (split "([()])" (substring (stringLength id) (-1) key))
    ).segments;
in
/**
  Which optional peers packages have only because an importer lists them: an install without devDependencies does not follow these
  edges. `tools/pnpm/listed_peers.h` says which of them, and with which pnpm.

  # Inputs

  `lock`
  : what readPnpmLock returns

  `keyOf`, `withoutPeers`, `dependenciesOf`, `next`
  : a NAME and a REFERENCE to a key of `snapshots` or null; and from such a key to that of `packages`, to the references by name, and
    to the keys that it leads to

  `listed`, `devOfRoot`
  : the keys that each importer lists, and those among the devDependencies of the root

  # Type

  ```
  listedPeers :: { lock, keyOf, withoutPeers, dependenciesOf, next, listed, devOfRoot } -> { KEY :: [ NAME ]; … };
  ```
*/
{
  lock,
  keyOf,
  withoutPeers,
  dependenciesOf,
  next,
  listed,
  devOfRoot,
}:
let
  # Each with `peer`, the key that it leads to.
  given = concatMap (
    key:
    let
      id = withoutPeers key;
      package = attributes (lock.packages.${id} or { });
      optional = filter (name: (package.peerDependenciesMeta.${name}.optional or false) == true) (
        attrNames (attributes (package.peerDependencies or { }))
      );
      dependencies = dependenciesOf key;
      segments = filter (segment: match "patch_hash=.*" segment == null) (segmentsOf id key);
      isHashed = length segments == 1 && match "[0-9a-f]{32}" (head segments) != null;
    in
    filter (edge: edge.peer != null && (isHashed || elem (withoutPeers edge.peer) segments)) (
      map (name: {
        inherit key name;
        peer = keyOf name dependencies.${name};
      }) (filter (name: dependencies ? ${name}) optional)
    )
  ) (filter (key: match ".*[)]" key != null) (attrNames lock.snapshots));

  isListed = mapAttrs (_: asSet) listed;
  isDevOfRoot = asSet devOfRoot;
  # Peers that the same importers do not list are looked at together.
  others =
    edge:
    if isDevOfRoot ? ${edge.peer} then
      [ ]
    else
      filter (importer: !(isListed.${importer} ? ${edge.peer})) (attrNames listed);
  groups = groupBy (edge: concatStringsSep "\n" (others edge)) given;
  ofGroup =
    edges:
    let
      isReached = asSet (reached next (concatMap (importer: listed.${importer}) (others (head edges))));
    in
    filter (edge: !(isReached ? ${edge.key})) edges;
in
mapAttrs (_: map (edge: edge.name)) (groupBy (edge: edge.key) (concatMap ofGroup (attrValues groups)))
