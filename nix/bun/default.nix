let
  inherit (builtins)
    compareVersions
    filter
    head
    match
    pathExists
    readFile
    ;
  isFile = import ../isFile.nix;
  kinds = import ../kinds.nix;
  linkersOf = import ./linkers.nix;
  projectManifests = import ./projectManifests.nix;
  readRegistries = import ./registries.nix;
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

  read = import ./project.nix;

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
