let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elemAt
    filter
    groupBy
    head
    isAttrs
    isList
    isString
    length
    mapAttrs
    match
    ;
  bunNeeded = import ./needed.nix;
  bunOrigin = import ./origin.nix;
  failLine = import ../text/fail.nix;
  isInside = import ../lockfile/isInside.nix;
  isLine = import ../lockfile/isLine.nix;
  joinPath = import ../lockfile/joinPath.nix;
  texts = import ../lockfile/texts.nix;
  rewrite = "run `bun install --lockfile-only`, which writes the lockfile again";
in
/**
  The packages that a lockfile names and that bun takes from its cache, by the names that bun2nix has for them: `name@version`,
  `tarball:URL`, `github:owner-repo-commit` or `git:commit`. Workspaces, links and directories are not among them, because bun takes them
  from the project. Nor are bundled packages, which come in the tarball of the package that bundles them.

  # Inputs

  `file`
  : the lockfile's name, for messages

  `lock`
  : what readBunLock returns

  # Type

  ```
  bunPackages :: { file :: String; lock :: AttrSet; } -> { "name@version" :: {
    key :: String;
    name :: String;               # of an alias, the real name
    version :: null | String;     # null if the lockfile does not tell
    resolution :: String;         # what comes after the name: a version, or where a tarball or commit is from
    integrity :: null | String;
    source :: AttrSet;            # { tarball } (a URL), { registry = true; }, { file } (from the lockfile on) or { repo; commit; }
    os, cpu, libc :: null | [ String ];
    optional :: Bool;             # whether no package needs it
  }; … }
  ```
*/
{ file, lock }:
let
  needed = bunNeeded {
    fail = what: failLine "${file}: ${what}; ${rewrite}";
    inherit lock;
  };

  # What is not an object in a workspace, or the workspace itself.
  wrongIn =
    folder:
    let
      workspace = lock.workspaces.${folder};
      wrong = filter (kind: !isAttrs (workspace.${kind} or { })) [
        "dependencies"
        "devDependencies"
        "optionalDependencies"
        "peerDependencies"
      ];
    in
    if !isAttrs workspace then
      [ "'${folder}'" ]
    else
      map (kind: "'${folder}': ${kind}") wrong;
  wrongWorkspaces = concatMap wrongIn (attrNames lock.workspaces);

  # A lockfile names these files of the project, too.
  patches = lock.patchedDependencies or { };
  outside = filter (path: !isInside path) (
    attrNames lock.workspaces ++ filter isString (attrValues patches)
  );

  # Where a tarball or folder in the project may be: bun writes its path as the workspace has it that depends on it by that name.
  placesOf =
    name: path:
    let
      isThis = text: text == path || text == "file:${path}";
      dependsOnIt =
        directory:
        any (kind: isThis ((lock.workspaces.${directory}.${kind} or { }).${name} or null)) [
          "dependencies"
          "devDependencies"
          "optionalDependencies"
        ];
    in
    map (directory: at directory path) (filter dependsOnIt (attrNames lock.workspaces));
  at = directory: path: if match "/.*" path == null then joinPath directory path else path;
  localFile =
    fail: name: path:
    let
      places = placesOf name path;
      files = if places == [ ] then [ (at "" path) ] else places;
    in
    if all (other: other == head files) files then head files else differ fail files;
  # bun names both by the same path.
  differ =
    fail: files:
    fail "it is a different file for each of ${concatStringsSep " and " files}, but bun has one place for both; give them different names";

  # A list of the package at a path, or of nothing if there is nothing to fetch.
  readEntry =
    path:
    let
      entry = lock.packages.${path};
      fail = what: failLine "${file}: packages: '${path}': ${what}";

      parts = match "((@[^@/]+/)?[^@/]+)@(.*)" (head entry);
      resolution = elemAt parts 2;
      origin = bunOrigin {
        inherit fail rewrite;
        localFile = localFile fail installedName;
      } { inherit entry resolution; };

      isDirectory = parts == null || match "(root|link|workspace|file):.*" resolution != null;
      folder = if parts == null then null else match "file:(.*)" resolution;
      outsideFolders =
        if folder == null then [ ] else filter (place: !isInside place) (placesOf installedName (head folder));
      # After the name; for a registry's package, after the address of its tarball.
      rest = filter (part: !isString part) entry;
      info = if rest != [ ] && isAttrs (head rest) then head rest else fail "it has no dependencies object; ${rewrite}";

      platformList = texts { fail = what: fail "${what}; ${rewrite}"; } info;

      # An alias is depended on by the name that it has in node_modules.
      scoped = match "(.*/)?(@[^/]+/[^/]+)" path;
      place = if scoped != null then scoped else match "(.*/)?([^/]+)" path;
      installedName = if place == null then fail "its path does not end in a package's name; ${rewrite}" else elemAt place 1;
    in
    if !isList entry || entry == [ ] || !isString (head entry) || parts == null && head entry != "@root:" then
      fail "it does not begin with 'name@version'; ${rewrite}"
    else if !all isLine (filter isString entry) then
      fail "it has control characters; ${rewrite}"
    else if isDirectory && outsideFolders != [ ] then
      fail "its folder '${head outsideFolders}' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run `bun install`"
    else if isDirectory || (info.bundled or false) == true then
      [ ]
    else
      [
        (
          origin
          // {
            name = head parts;
            inherit resolution;
            os = platformList "os";
            cpu = platformList "cpu";
            libc = platformList "libc";
            optional = !needed ? ${installedName};
          }
        )
      ];

  # One package can be at many paths, and one commit can come from many places.
  merge =
    key: entries:
    let
      package = head entries;
      isCommit = match "(git|github):.*" key != null;
      same = other: other.source == package.source && other.integrity == package.integrity;
      files = attrNames (groupBy (entry: entry.source.file or "") entries);
    in
    if isCommit || all same entries then
      package // { optional = all (entry: entry.optional) entries; }
    else if package.source ? file && length files > 1 then
      differ (what: throw "${file}: packages: '${key}': ${what}") files
    else
      failLine "${file}: packages: '${key}' is there more than once, from different places or with different integrity; ${rewrite}";
in
if !isAttrs lock.packages || !isAttrs lock.workspaces || !isAttrs patches then
  throw "${file}: packages, workspaces or patchedDependencies is not an object; ${rewrite}"
else if wrongWorkspaces != [ ] then
  failLine "${file}: workspaces: ${head wrongWorkspaces} is not an object; ${rewrite}"
else if outside != [ ] then
  failLine "${file}: the workspace or patch '${head outside}' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run `bun install`"
else
  mapAttrs merge (groupBy (package: package.key) (concatMap readEntry (attrNames lock.packages)))
