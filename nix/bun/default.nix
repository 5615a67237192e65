let
  inherit (builtins)
    attrNames
    attrValues
    compareVersions
    filter
    groupBy
    head
    isFunction
    isString
    mapAttrs
    match
    pathExists
    readFile
    ;
  bunPackages = import ./packages.nix;
  closureOf = import ./closure.nix;
  fileInside = import ../source/fileInside.nix;
  failLine = import ../text/fail.nix;
  isFile = import ../isFile.nix;
  kinds = import ../kinds.nix;
  linkersOf = import ./linkers.nix;
  nixPackages = import ./nixPackages.nix;
  partsOf = import ../lockfile/parts.nix;
  projectManifests = import ./projectManifests.nix;
  readBunLock = import ./readLock.nix;
  readManifest = import ../lockfile/readManifest.nix;
  readRegistries = import ./registries.nix;
  registryOf = import ./registry.nix;
  supportsPlatform = import ../source/supportsPlatform.nix;
  trustedScripts = import ./trustedScripts.nix;
  versions = builtins.fromJSON (readFile ./versions.json);

  present = file: if file != null && pathExists file then file else null;
  # The file NAME beside a file of the project.
  beside = name: file: if isFile file then present (dirOf file + "/${name}") else null;
  projectFile = args: if args.bunLock != null then args.bunLock else args.bunNix;
  settingsFile = example: kinds.orNull (kinds.fileLike example);
in
# Everything that ../fetchDeps.nix needs to know about bun. It says what each attribute is for.
{
  name = "bun";
  fetcher = "fetchBunDeps";
  example = "{ bunLock = ./bun.lock; }";
  overrideKind = "directory";
  restore = "bun install --lockfile-only";
  synonyms.lockfile = "bunLock";
  instead = _: { };

  kinds = {
    bunLock = settingsFile "./bun.lock";
    bunNix = kinds.orFunction (settingsFile "./bun.nix");
    pkgs = kinds.orNull kinds.set;
    npmrcPath = settingsFile "./.npmrc";
    bunfig = settingsFile "./bunfig.toml";
    bunfigPath = settingsFile "./bunfig.toml";
  };
  defaults = args: {
    name = "bun-cache";
    bunNix = null;
    bunLock = beside "bun.lock" args.bunNix;
    pkgs = null;
    npmrcPath = beside ".npmrc" (projectFile args);
    npmrc = present args.npmrcPath;
    bunfigPath = beside "bunfig.toml" (projectFile args);
    bunfig = present args.bunfigPath;
    useFakeNode = true;
    src = dirOf args.bunLock;
  };
  settingsFiles = {
    npmrc = ".npmrc";
    bunfig = "bunfig.toml";
  };
  registriesBeside =
    folder:
    readRegistries {
      npmrc = present (folder + "/.npmrc");
      bunfig = present (folder + "/bunfig.toml");
      registries = { };
    };
  # A bun.nix alone does not say where packages go.
  itself = "bun itself installs from a bunNix";
  installer = args: if args.bunNix == null then "fragstore" else "bun";
  check =
    args: value:
    if args.bunLock == null && args.bunNix == null then
      throw "fetchBunDeps: give `bunLock` (bun's own bun.lock) or `bunNix` (a bun.nix that bun2nix made)"
    else if args.bunNix != null && args.outputHashes != { } then
      throw "fetchBunDeps: outputHashes: a bun.nix has its own hashes; change them there"
    else
      value;
  interpreters = args: [ args.bun ] ++ (if args.useFakeNode then [ ] else [ args.nodejs ]);
  tree = args: if args.bun ? version then "bun@${args.bun.version}" else "bun";
  readsSource = false;
  # As bunHook has it: isolated, unless the project says otherwise.
  treeFlags =
    args:
    let
      linkers = linkersOf {
        inherit (args) bunfig npmrc;
        inherit isOld;
      };
      isOld = compareVersions (args.bun.version or versions.newest) "1.4" < 0;
      linker = head (filter (linker: linker != null) (said ++ [ "isolated" ]));
      said = if isOld then [ linkers.npmrc linkers.bunfig ] else [ linkers.bunfig linkers.npmrc ];
    in
    if args.linked then
      [
        "--layout"
        (
          if match "[$].*" linker != null then
            throw "fetchBunDeps: linked: node-linker in ${toString args.npmrc} is an environment variable, which Nix does not read; write isolated or hoisted"
          else
            linker
        )
      ]
    else
      [ ];

  read =
    {
      args,
      fail,
      platform,
    }:
    let
      inherit (args) bunLock bunNix;
      isLocked = bunNix == null;
      file = if isLocked then toString bunLock else if isFunction bunNix then "bunNix" else toString bunNix;
      registries = readRegistries { inherit (args) npmrc bunfig registries; };
      lock = if bunLock == null then { } else readBunLock bunLock;
      fromLock =
        if bunLock == null then
          { }
        else
          bunPackages {
            file = toString bunLock;
            inherit lock;
          };
      # A bun.nix does not have what bun.lock says of tarballs, which bun 1.4 looks for, nor of platforms.
      packages =
        if isLocked then
          fromLock
        else
          mapAttrs (
            key: package:
            package
            // {
              integrity = fromLock.${key}.integrity or null;
              optional = fromLock.${key}.optional or true;
              resolution = fromLock.${key}.resolution or (toString package.version);
            }
          ) (nixPackages {
            inherit file bunNix;
            inherit (args) pkgs;
          });

      supported = supportsPlatform platform;
      # bun skips every package of another system or processor, and optional ones of another libc. An older one does not read `libc`
      # in bun.lock; which bun will install may not be known.
      readsLibc = compareVersions (args.bun.version or "0") versions.readsLibc >= 0;
      isSupported =
        package: supported (if readsLibc && package.optional then package else package // { libc = null; });

      manifestFile = dirOf bunLock + "/package.json";
      manifest =
        if bunLock == null then
          { }
        else
          readManifest {
            fail = failLine;
            name = toString manifestFile;
          } manifestFile;
      trusted = trustedScripts { inherit manifest lock; };
      patches = lock.patchedDependencies or { };
    in
    partsOf {
      closure = closureOf { inherit lock; };
      inherit packages;
      packagesOf =
        lock:
        bunPackages {
          file = toString bunLock;
          inherit lock;
        };
    }
    // {
      inherit file lock packages registries;
      importers = removeAttrs lock.workspaces [ "" ] // { "." = true; };
      lockfile = bunLock;
      isWanted =
        package: args.allPlatforms || bunLock == null || !fromLock ? ${package.key} || isSupported fromLock.${package.key};
      mayRunScripts = trusted.allows;
      patchOf =
        package:
        let
          named = patches."${package.name}@${package.resolution}" or null;
        in
        if named == null then
          null
        else
          fileInside {
            fail = what: failLine "${file}: patchedDependencies: '${package.key}': ${what}";
            lockfile = bunLock;
            file = named;
          };
      about = {
        importer = map (folder: if folder == "" then "." else folder) (attrNames (lock.workspaces or { "" = { }; }));
        foreign = filter (key: fromLock ? ${key} && !isSupported (fromLock.${key} // { optional = true; })) (attrNames fromLock);
        patched = attrNames patches;
        trusted = attrNames (groupBy (package: package.name) (filter trusted.allows (attrValues packages)));
      };
      tarballs = filter isString (map (package: package.source.file or null) (attrValues fromLock));
      # The part of the name of bun's folder that is not the package's name.
      storeFields =
        package:
        let
          # bun 1.4 names a tarball's folder by its integrity.
          nameIntegrity = if match "tarball:.*" package.key != null then package.integrity else null;
        in
        {
          inherit nameIntegrity;
          # A bun.nix has its tarballs unpacked.
          overridden = package.overridden || package.unpacked or false && nameIntegrity != null;
          registry = registryOf { inherit registries; } package;
        };
    };

  manifests =
    {
      args,
      project,
      lock,
    }:
    projectManifests {
      inherit (args) src;
      inherit lock;
      inherit (project) tarballs;
    };

  store = _: {
    name = "bun";
    builder = "cache-entry-creator";
    args = [
      "--out"
      "${builtins.placeholder "out"}/share/bun-cache"
    ];
    line =
      package:
      [
        package.key
        (if package.nameIntegrity == null then "" else package.nameIntegrity)
        package.contents
      ]
      ++ (if package.registry == null then [ ] else [ package.registry ]);
    options = package: {
      name = package.key;
      package = package.contents;
      inherit (package) registry;
      # Other contents keep the folder that the lockfile's integrity names, or bun would not find them.
      ${if package.overridden then "key-integrity" else "integrity"} = package.nameIntegrity;
    };
  };
}
