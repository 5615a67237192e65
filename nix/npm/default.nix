let
  inherit (builtins)
    attrNames
    filter
    listToAttrs
    pathExists
    ;
  kinds = import ../kinds.nix;
  projectFolder = import ../store/projectFolder.nix;
  registriesOf = import ./registries.nix;
  selectFiles = import ../store/selectFiles.nix;

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

  read = import ./project.nix;

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
