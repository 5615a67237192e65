let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    head
    isString
    match
    ;
  attributes = import ../lockfile/attributes.nix;
  reached = import ../lockfile/reached.nix;
in
/**
  The places of a package-lock.json, and how packages find each other there: as Node does, nearest first.

  # Inputs

  `packages`
  : of the lockfile

  # Type

  ```
  places :: AttrSet -> {
    nameAt :: String -> null | String;        # by which what is at a place is found; null: a folder of the project
    ownerOf :: String -> String;              # in whose node_modules the place is
    reached :: Bool -> [ String ] -> [ String ];  # the places, and everything that they depend on, with or without devDependencies
    links :: [ String ];                      # those of the project itself
    rootDependencies :: Bool -> [ String ];   # of the project itself, but workspaces
    targetOf :: String -> null | String;      # where the link at a place leads
  }
  ```
*/
packages:
let
  split = match "((.*)/)?node_modules/(@[^/]+/[^/]+|[^/]+)";
  nameAt =
    place:
    let
      parts = split place;
    in
    if parts == null then null else elemAt parts 2;
  ownerOf =
    place:
    let
      parts = split place;
      folder = match "(.*)/[^/]+" place;
    in
    if parts == null then
      if folder == null then "" else head folder
    else if elemAt parts 1 == null then
      ""
    else
      elemAt parts 1;
  targetOf =
    place: if packages.${place}.link or false == true then packages.${place}.resolved or null else null;
  # Where what is at PLACE finds NAME; null: nowhere.
  find =
    place: name:
    let
      here = if place == "" then "node_modules/${name}" else "${place}/node_modules/${name}";
    in
    if packages ? ${here} then
      here
    else if place == "" then
      null
    else
      find (ownerOf place) name;
  namesOf =
    prod: place:
    concatMap (kind: attrNames (attributes (packages.${place}.${kind} or null))) (
      [
        "dependencies"
        "optionalDependencies"
        "peerDependencies"
      ]
      ++ (if nameAt place == null && !prod then [ "devDependencies" ] else [ ])
    );
  next =
    prod: place:
    let
      target = targetOf place;
    in
    if target != null then
      filter (place: packages ? ${place}) [ target ]
    else
      filter (found: found != null) (map (find place) (namesOf prod place));
in
{
  inherit nameAt ownerOf targetOf;
  reached = prod: reached (next prod);
  links = filter (place: isString (targetOf place) && ownerOf place == "") (attrNames packages);
  rootDependencies =
    prod:
    let
      isWorkspace =
        place:
        targetOf place != null
        && packages."" ? workspaces
        && match "file:.*" (
          (packages."".dependencies or { } // packages."".devDependencies or { }).${nameAt place} or ""
        ) == null;
    in
    filter (place: !isWorkspace place) (next prod "");
}
