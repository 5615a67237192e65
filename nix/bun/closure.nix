let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    head
    intersectAttrs
    isAttrs
    isList
    isString
    listToAttrs
    match
    sort
    stringLength
    substring
    ;
  asSet = import ../asSet.nix;
  attributes = import ../lockfile/attributes.nix;
  bunOrigin = import ./origin.nix;
  reached = import ../lockfile/reached.nix;
  starts = prefix: text: substring 0 (stringLength prefix) text == prefix;

  # "a/@s/b" is in "a", and "a" in "".
  outerOf =
    place:
    let
      parts = match "(.*)/(@[^/]+/[^/]+|[^@/][^/]*)" place;
    in
    if parts == null then "" else head parts;
  ancestorsOf = place: if place == "" then [ ] else [ place ] ++ ancestorsOf (outerOf place);
  topOf = place: head (match "(@[^/]+/[^/]+|[^/]+).*" place);
  # The folder of the project that depends on one package alone.
  ownFolder = "package";
  infoOf = entry: head (filter isAttrs entry ++ [ { } ]);
  identOf = entry: if isList entry && entry != [ ] && isString (head entry) then head entry else "";
  # As in bunPackages.
  keyOf =
    entry:
    let
      parts = match "@?[^@]+@(.*)" (identOf entry);
      isOfProject = parts == null || match "(root|link|workspace|file):.*" (head parts) != null;
    in
    if isOfProject then
      null
    else
      (bunOrigin {
        fail = throw;
        rewrite = "";
        localFile = path: path;
      } {
        inherit entry;
        resolution = head parts;
      }).key;
  dependencyKinds =
    dev:
    [
      "dependencies"
      "optionalDependencies"
      "peerDependencies"
    ]
    ++ (if dev then [ "devDependencies" ] else [ ]);
  namesOf = dev: info: concatMap (kind: attrNames (attributes (info.${kind} or null))) (dependencyKinds dev);
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
    ofPackage :: { name, key :: String; } -> lock;       # of a folder `package` that depends on it as `name`, with what it depends on
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
      places = reached (next (!prod)) roots;
      folders = filter (folder: folder != null) (map (place: if place == "" then "" else workspaceOf place) places);
    in
    lock
    // {
      packages = intersectAttrs (asSet places) packages;
      # A dependency that the lockfile names is in it. The root is there in any case.
      workspaces = builtins.mapAttrs (
        folder: workspace:
        removeAttrs workspace (
          if !elem folder folders then
            dependencyKinds true
          else if prod then
            [ "devDependencies" ]
          else
            [ ]
        )
      ) (intersectAttrs (asSet ([ "" ] ++ folders)) workspaces);
    };

  ofPackage =
    { name, key }:
    let
      places = filter (place: keyOf packages.${place} == key) (attrNames packages);
      place = head (sort (a: b: stringLength a < stringLength b) places);
      # The package is in a workspace, and with it what is in the packages around it, nearest first: there it finds what it found.
      outer = ancestorsOf (outerOf place);
      movedOf =
        from:
        let
          around = filter (prefix: starts "${prefix}/" from) outer;
          below = prefix: substring (stringLength prefix) (-1) from;
        in
        if from == place || starts "${place}/" from then
          [ (at "${ownFolder}/${name}${below place}" from) ]
        else if around != [ ] then
          [ (at "${ownFolder}${below (head around)}" from) ]
        else
          [ ];
      at = to: from: {
        name = to;
        value = packages.${from};
        depth = stringLength from;
      };
      needed = reached (next false) [ place ];
      moved = sort (a: b: a.depth > b.depth) (concatMap movedOf needed);
      isReached = asSet needed;
      # Others may need those of them that they, too, can reach.
      stays = filter (from: isReached ? ${topOf from}) needed;
    in
    {
      inherit (lock) lockfileVersion;
      ${if lock ? configVersion then "configVersion" else null} = lock.configVersion;
      workspaces = {
        "" = { };
        ${ownFolder} = {
          name = ownFolder;
          dependencies.${name} = "*";
        };
      };
      packages =
        listToAttrs (moved ++ map (from: at from from) stays)
        // {
          ${ownFolder} = [ "${ownFolder}@workspace:${ownFolder}" ];
        };
    };
}
