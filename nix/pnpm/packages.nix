let
  inherit (builtins)
    all
    attrNames
    attrValues
    elem
    elemAt
    filter
    groupBy
    head
    isAttrs
    isBool
    isString
    mapAttrs
    match
    split
    ;
  attributes = import ../lockfile/attributes.nix;
  failLine = import ../text/fail.nix;
  isInside = import ../lockfile/isInside.nix;
  isLine = import ../lockfile/isLine.nix;
  texts = import ../lockfile/texts.nix;

  # What a resolution may hold; anything else would change what has to be fetched in a way not known here.
  knownResolutionKeys = [
    "commit"
    "directory"
    "gitHosted"
    "integrity"
    "path"
    "repo"
    "tarball"
    "type"
  ];

  # pnpm knows these hosts' archives by their URL; the lockfile says `gitHosted` only since pnpm 11.
  isGitHosted =
    url:
    match "https://codeload[.]github[.]com/[^/]+/[^/]+/tar[.]gz/.*" url != null
    || match "https://bitbucket[.]org/[^/]+/[^/]+/get/.*[.]tar[.]gz" url != null
    || match "https://gitlab[.]com/.*archive[.]tar[.]gz.*" url != null;
in
/**
  The packages that a lockfile names, by the key that they have there.

  # Inputs

  `file`
  : the lockfile's name, for messages

  `lock`
  : what readPnpmLock returns

  # Type

  ```
  pnpmPackages :: { file :: String; lock :: AttrSet; } -> { "name@version" :: {
    key :: String;                # `name@version`, as in the lockfile
    id :: String;                 # what pnpm's store knows the package by
    name, version :: String;      # version is null if the lockfile does not tell
    integrity :: null | String;
    source :: AttrSet;            # { tarball } (as the lockfile has it), { registry = true; },
                                  # { file }, { repo; commit; }, { directory } or { runtime }
    isDirectory :: Bool;
    isRuntime :: Bool;            # a JavaScript runtime: devEngines.runtime or engines.runtime in package.json
    gitHosted :: Bool;
    os, cpu, libc :: null | [ String ];
    optional :: Bool;             # whether pnpm may go without it where the platform is another
  }; … }
  ```
*/
{ file, lock }:
let
  # A lockfile names these files of the project, too.
  patches = filter isString (
    map (patch: (attributes patch).path or null) (attrValues (attributes (lock.patchedDependencies or null)))
  );
  outside = filter (path: !isInside path) (attrNames (attributes (lock.importers or null)) ++ patches);

  # Peers are in parentheses after the key: 'react-dom@19.0.0(react@19.0.0)'.
  withoutPeers = key: head (split "[(]" key);
  snapshotsOf = groupBy withoutPeers (attrNames lock.snapshots);

  readPackage =
    key: entry:
    let
      fail = what: failLine "${file}: packages: '${key}': ${what}";
      rewrite = "run `pnpm install --lockfile-only`, which writes the lockfile again";

      parts = match "(@[^@/]+/[^@/]+|[^@/]+)@(.+)" key;
      reference = elemAt parts 1;
      # An URL, `file:` or the like; a registry package has its version there.
      isPlainVersion = match "[^:]*" reference != null;

      resolution =
        if !isAttrs entry || !isAttrs (entry.resolution or null) then
          fail "it has no resolution; ${rewrite}"
        else
          entry.resolution;
      unknown = filter (key: !elem key knownResolutionKeys) (attrNames resolution);
      text =
        name:
        let
          value = resolution.${name} or null;
        in
        if value == null || isLine value && value != "" then value else fail "${name} is not a text; ${rewrite}";
      integrity = text "integrity";
      tarball = text "tarball";
      type = text "type";
      isRuntime = elem type [ "binary" "variations" ];
      need = name: if text name == null then fail "it has no ${name}; ${rewrite}" else text name;

      # The lockfile's own folder has an empty path.
      directory = if resolution.directory or null == "" then "." else need "directory";

      localFile = path: match "file:(.*)" path;

      source =
        if unknown != [ ] && (type == null || elem type [ "directory" "git" ]) then
          fail "its resolution has '${head unknown}', which fragstore does not know; use a newer fragstore, or depend on the package in another way"
        else if type == "directory" then
          if isInside directory then
            { inherit directory; }
          else
            fail "its folder '${directory}' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run `pnpm install`"
        else if type == "git" then
          {
            repo = need "repo";
            commit = need "commit";
          }
        else if isRuntime then
          { runtime = reference; }
        else if type != null then
          fail "its resolution is of type '${type}', which fragstore does not know (it knows directory, git, and tarballs); depend on the package in another way"
        else if tarball != null && localFile tarball != null then
          { file = head (localFile tarball); }
        else if tarball == null && localFile reference != null then
          { file = head (localFile reference); }
        else if tarball != null then
          { inherit tarball; }
        else if match "https?://.*" reference != null then
          { tarball = reference; }
        else if isPlainVersion then
          { registry = true; }
        else
          fail "fragstore does not know where it comes from ('${reference}'); use a newer fragstore, or depend on the package in another way";

      platformList = texts { fail = what: fail "${what}; ${rewrite}"; } entry;
      flag = where: value: if isBool value then value else fail "${where} is neither true nor false; ${rewrite}";
    in
    if parts == null || !isLine key then
      fail "its key is not 'name@version'; ${rewrite}"
    else
      {
        inherit key source integrity;
        inherit isRuntime;
        isDirectory = type == "directory" && source ? directory;
        id = if isPlainVersion then key else reference;
        name = elemAt parts 0;
        version = if entry ? version then toString entry.version else if isPlainVersion then reference else null;
        path = text "path";
        gitHosted =
          source ? tarball && (flag "gitHosted" (resolution.gitHosted or false) || isGitHosted source.tarball);
        os = platformList "os";
        cpu = platformList "cpu";
        libc = platformList "libc";
        # Used only for a package of another platform. One that is needed somewhere without being optional is installed
        # by pnpm all the same, with a warning.
        optional = all (
          snapshot: flag "snapshots: '${snapshot}': optional" (lock.snapshots.${snapshot}.optional or false)
        ) (snapshotsOf.${key} or [ ]);
      };
in
if !isAttrs lock.packages || !isAttrs lock.snapshots then
  throw "${file}: packages or snapshots is not a map; run `pnpm install --lockfile-only`, which writes the lockfile again"
else if outside != [ ] then
  failLine "${file}: the importer or patch '${head outside}' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run `pnpm install`"
else
  mapAttrs readPackage lock.packages
