let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    intersectAttrs
    listToAttrs
    pathExists
    ;
  asSet = import ../asSet.nix;
  kinds = import ../kinds.nix;
  packagesOf = import ./packages.nix;
  placesOf = import ./places.nix;
  projectFolder = import ../store/projectFolder.nix;
  readLock = import ./readLock.nix;
  registriesOf = import ./registries.nix;
  selectFiles = import ../store/selectFiles.nix;
  supportsPlatform = import ../source/supportsPlatform.nix;

  present = file: if pathExists file then file else null;
in
# Everything that ../fetchDeps.nix needs to know about npm. It says what each attribute is for.
{
  name = "npm";
  fetcher = "fetchNpmDeps";
  example = "{ lockfile = ./package-lock.json; }";
  overrideKind = "tarball";
  # `npm install` leaves alone what the lockfile has a version for.
  restore = "npm update --package-lock-only";
  synonyms.bunLock = "lockfile";
  # What nixpkgs' fetchNpmDeps and importNpmLock take.
  instead = _: {
    npmDepsFetcherVersion = "leave it out, there is no hash that could change with it";
    forceGitDeps = "leave it out, git dependencies are fetched by commit";
    forceEmptyCache = "leave it out, there is no cache";
    makeCacheWritable = "leave it out, there is no cache";
    npmRoot = "give `lockfile`, a path of the package-lock.json";
    packageLock = "give `lockfile`, a path of the package-lock.json";
    package = "leave it out, the hook reads package.json in src";
    packageSourceOverrides = "give `overrides.\"name@version\" = package: NEW;`, of tarballs";
    fetcherOpts = "give `registries` or `npmrc`; a token goes into the file that Nix's `netrc-file` option names";
  };

  kinds.lockfile = kinds.fileLike "./package-lock.json";
  defaults = args: {
    name = "npm-deps";
    lockfile = throw "fetchNpmDeps: give `lockfile = ./package-lock.json;`";
    useFakeNode = false;
    npmrc = present (dirOf args.lockfile + "/.npmrc");
    src = dirOf args.lockfile;
  };
  settingsFiles.npmrc = ".npmrc";
  registriesBeside =
    folder:
    registriesOf {
      npmrc = present (folder + "/.npmrc");
      registries = { };
    };
  installer = _: "fragstore";
  check =
    args: value:
    if args.installer != "fragstore" then
      throw "fetchNpmDeps: installer is always \"fragstore\", because fragstore does not make npm's cache; leave it out"
    else
      value;
  interpreters = args: if args.useFakeNode then [ args.bun ] else [ args.nodejs ];
  readsSource = false;
  treeFlags = _: [ ];
  tree = _: "npm";

  read =
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
    };

  manifests =
    {
      args,
      project,
      lock,
    }:
    let
      folder = projectFolder {
        what = "fetchNpmDeps: src";
        inherit (args) src;
        lockfile = "package-lock.json";
        kind = "workspace";
      };
      folders = [ "" ] ++ filter (place: project.places.nameAt place == null && place != "") (attrNames lock.packages);
    in
    {
      manifests = listToAttrs (
        map (at: {
          name = folder.manifestFile at;
          value = folder.manifest at;
        }) folders
      );
      files = selectFiles {
        name = "npm-project";
        path = folder.root;
        files = [ ];
      };
    };
}
