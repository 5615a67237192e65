let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    genericClosure
    head
    intersectAttrs
    isAttrs
    isList
    isString
    listToAttrs
    match
    stringLength
    substring
    ;
  attributes = value: if isAttrs value then value else { };
  asSet = keys: listToAttrs (map (name: { inherit name; value = null; }) keys);
  starts = prefix: text: substring 0 (stringLength prefix) text == prefix;

  # "a/@s/b" is in "a", and "a" in "".
  outerOf =
    place:
    let
      parts = match "(.*)/(@[^/]+/[^/]+|[^@/][^/]*)" place;
    in
    if parts == null then "" else head parts;
  infoOf = entry: head (filter isAttrs entry ++ [ { } ]);
  identOf = entry: if isList entry && entry != [ ] && isString (head entry) then head entry else "";
  namesOf =
    dev: info:
    concatMap (kind: attrNames (attributes (info.${kind} or null))) (
      [
        "dependencies"
        "optionalDependencies"
        "peerDependencies"
      ]
      ++ (if dev then [ "devDependencies" ] else [ ])
    );
in
/**
  The part of a bun.lock that some workspaces need, or one package. `packages` in it has for each place what is there, and a package
  finds another where Node would: nearest first.

  # Inputs

  `lock`
  : what readBunLock returns

  # Type

  ```
  closure :: { lock } -> {
    ofImporters :: { importers :: null | [ String ]; prod :: Bool; } -> lock;  # and of the workspaces that they depend on
    ofPackage :: { name, key :: String; dependencies :: Bool; } -> lock;       # installed as `name`, with what it depends on, or without
  }
  ```
*/
{ lock }:
let
  inherit (lock) packages workspaces;
  # Where the package at PLACE finds NAME; null: nowhere.
  find =
    place: name:
    let
      here = if place == "" then name else "${place}/${name}";
    in
    if packages ? ${here} then
      here
    else if place == "" then
      null
    else
      find (outerOf place) name;
  workspaceOf =
    place:
    let
      parts = match "@?[^@]+@workspace:(.*)" (identOf packages.${place});
    in
    if parts == null then null else head parts;
  next =
    dev: place:
    let
      folder = if place == "" then "" else workspaceOf place;
      info = if folder != null then attributes (workspaces.${folder} or null) else infoOf packages.${place};
    in
    filter (found: found != null) (map (find place) (namesOf (dev && folder != null) info));
  reached =
    dev: roots:
    map (item: item.key) (genericClosure {
      startSet = map (key: { inherit key; }) roots;
      operator = item: map (key: { inherit key; }) (next dev item.key);
    });
  placeOfFolder =
    folder:
    if folder == "" || folder == "." then
      ""
    else
      head (filter (place: workspaceOf place == folder) (attrNames packages) ++ [ null ]);
in
{
  ofImporters =
    { importers, prod }:
    let
      roots = if importers == null then [ "" ] ++ filter (place: workspaceOf place != null) (attrNames packages) else filter (place: place != null) (map placeOfFolder importers);
      places = reached (!prod) roots;
      folders = filter (folder: folder != null) (map (place: if place == "" then "" else workspaceOf place) places);
    in
    lock
    // {
      packages = intersectAttrs (asSet places) packages;
      workspaces = intersectAttrs (asSet ([ "" ] ++ folders)) workspaces;
    };

  ofPackage =
    {
      name,
      key,
      dependencies,
    }:
    let
      at = filter (place: identOf packages.${place} == key) (attrNames packages);
      nearest = head (builtins.sort (a: b: stringLength a < stringLength b) at);
      outer = outerOf nearest;
      installed = if outer == "" then nearest else substring (stringLength outer + 1) (-1) nearest;
      places = if dependencies then reached false [ nearest ] else [ nearest ];
      # What is within the outer package's place moves to the top.
      moved = filter (place: outer != "" && starts "${outer}/" place) places;
      inner = place: substring (stringLength outer + 1) (-1) place;
      rest = filter (place: outer == "" || !starts "${outer}/" place) places;
      collides = builtins.any (place: packages ? ${place} && builtins.elem place rest) (map inner moved);
      entry = place: value: {
        name = place;
        value = packages.${value};
      };
      taken =
        if collides then
          map (place: entry place place) (reached false [ (head (builtins.match "(@[^/]+/[^/]+|[^/]+).*" nearest)) ])
        else
          map (place: entry place place) rest ++ map (place: entry (inner place) place) moved;
      root = if collides then head (match "(@[^/]+/[^/]+|[^/]+).*" nearest) else installed;
    in
    {
      inherit (lock) lockfileVersion;
      ${if lock ? configVersion then "configVersion" else null} = lock.configVersion;
      workspaces."" = {
        inherit name;
        dependencies.${root} = "*";
      };
      packages = listToAttrs taken;
    };
}
