let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    filter
    head
    mapAttrs
    pathExists
    ;
  asSet = import ./asSet.nix;
  buildPackage = import ./tree/buildPackage.nix;
  checkKinds = import ./checkKinds.nix;
  checkNames = import ./checkNames.nix;
  describe = import ./describe.nix;
  folder = import ./tree/folder.nix;
  isFolder = import ./lockfile/isFolder.nix;
  foreignArguments = import ./foreignArguments.nix;
  hasSecret = import ./source/hasSecret.nix;
  kinds = import ./kinds.nix;
  lockfiles = import ./lockfiles.nix;
  makeOverride = import ./source/override.nix;
  makeTree = import ./tree/makeTree.nix;
  nixString = import ./text/nixString.nix;
  packageStore = import ./store/packageStore.nix;
  packageTarball = import ./source/packageTarball.nix;
  patching = import ./store/patching.nix;
  platformOf = import ./platform.nix;
  storeName = import ./store/storeName.nix;

  # What every manager's function takes.
  common = {
    name = kinds.storeName;
    overrides = kinds.byPackage;
    outputHashes = kinds.byPackage;
    patchShebangs = kinds.bool;
    autoPatchElf = kinds.bool;
    autoPatchelfFlags = kinds.strings;
    nativeBuildInputs = kinds.packages;
    useFakeNode = kinds.bool;
    bun = kinds.package;
    nodejs = kinds.package;
    registries = kinds.set;
    npmrc = kinds.orNull (kinds.fileLike "./.npmrc");
    system = kinds.text;
    libc = kinds.libc;
    allPlatforms = kinds.bool;
    installer = kinds.text;
    shards = kinds.shards;
    linked = kinds.bool;
    writable = kinds.orNull kinds.strings;
    importers = kinds.orNull kinds.folders;
    src = kinds.folder;
    scripts = kinds.set;
    env = kinds.environment;
  };
  # What `scripts` says of a package.
  ofScripts = {
    nativeBuildInputs = kinds.packages;
    env = kinds.environment;
  };
in
/**
  What the fetchers of all managers do: they fetch every package of a lockfile by the hash in the lockfile, for a build to make
  node_modules from.

  # Inputs

  `manager`
  : a description of the package manager, such as pnpm/default.nix

  `inputs`
  : what the library gives to each fetcher: `tools`; `stdenv`, `python3`, `initialPath`, `bintools` and `libraries` from nixpkgs; the defaults of
    the arguments `bun`, `nodejs`, `system` and `libc`; and `tests`, for passthru

  Then come the arguments that users give. Each manager has its own for the lockfile; all have these. The default is in brackets.

  `overrides` (`{ }`)
  : other contents for packages: `{ "name@version" = package: NEW; }`. null leaves an optional package out.

  `outputHashes` (`{ }`)
  : `{ "name@version" = HASH; }` for packages without an integrity in the lockfile

  `registries` (`{ }`)
  : `{ default = URL; "@scope" = URL; }`

  `npmrc` (the one beside the lockfile)
  : the .npmrc to read registries from, or null. `registries` has priority over it. Put a token for a registry into the file that Nix's
    `netrc-file` option names.

  `patchShebangs` (`true`)
  : whether to patch scripts: files that are executable, and files that a package.json names in `bin`. `#!/usr/bin/env node` becomes `#!`
    and a store path. A script stays as it is if none of the packages below has its interpreter.

  `nativeBuildInputs` (`[ ]`)
  : packages with interpreters and libraries. They are searched first, then nixpkgs' node, bash and coreutils. Without nixpkgs and
    without these, no script is patched.

  `useFakeNode`
  : whether scripts for node run with `bun`

  `nodejs`, `bun` (nixpkgs')
  : the Node.js and the bun that scripts are patched to

  `autoPatchElf` (`false`)
  : whether to patch programs and libraries. Programs get nixpkgs' dynamic linker. Programs and libraries get a run path to the libraries
    that they need, in `nativeBuildInputs` and in nixpkgs' C++ library. Libraries in the package itself are found by $ORIGIN.

  `autoPatchelfFlags` (`[ ]`)
  : more options for `autoPatchElf`, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `system`, `libc` (the platform of `pkgs`)
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms` (`false`)
  : whether to fetch packages of other platforms too

  `installer` (`"fragstore"`)
  : what makes node_modules. With "fragstore", the program node-modules writes them straight from the lockfile, and no package manager
    runs. With the manager's name, the manager itself installs from a store of fragments, if it can.

  `linked` (`false`)
  : whether the tree of node_modules is a derivation of its own, and node_modules in the project is symlinks into it. This needs
    `installer = "fragstore"`.

  `writable` (`[ "@prisma/client" ]`)
  : with `linked`: the names of packages that the build writes into. These, and the packages that depend on them, are real files in the
    project.

  `importers` (`null`: all)
  : folders of the project, such as `[ "apps/web" ]`. Only their dependencies, and those of the folders that they depend on, are fetched
    and installed.

  `scripts` (`{ }`)
  : install scripts of packages, by name. `{ electron = false; }` does not run the scripts of electron.
    `{ better-sqlite3 = { nativeBuildInputs = [ … ]; env = { … }; }; }` adds programs and variables. By default, fragstore
    runs the scripts that the project allows, each package in a derivation of its own. This needs `installer = "fragstore"` and nixpkgs.

  `env` (`{ }`)
  : variables for all install scripts, `{ name = "value"; }`. `nativeBuildInputs` are in the PATH of the scripts.

  `src` (the folder of the lockfile)
  : the project's folder. Only its manifests, settings and patches are read.

  `shards` (`null`: one derivation for each package)
  : how many derivations to spread the packages over, for a faster first build of a store

  `name`
  : the name of the store path

  # Output

  A derivation for the manager's hook. Its attribute `packages` describes each package, by name. With "fragstore" it has `built`, the
  packages whose install scripts have run, and `prod`, the same without devDependencies. With the manager it has `fragments`: each package's
  fragment, or its shard. Pass arguments instead of calling overrideAttrs, which has no effect here.

  # Type

  ```
  fetchDeps :: manager -> AttrSet -> AttrSet -> Derivation
  ```
*/
manager: inputs: given:
let
  what = manager.fetcher;
  fail = message: throw "${what}: ${message}";

  defaults = {
    inherit (manager) name;
    overrides = { };
    outputHashes = { };
    patchShebangs = true;
    autoPatchElf = false;
    autoPatchelfFlags = [ ];
    nativeBuildInputs = [ ];
    bun = inputs.bun or null;
    nodejs = inputs.nodejs or null;
    registries = { };
    system = inputs.system or inputs.tools.system;
    libc = inputs.libc or "glibc";
    allPlatforms = false;
    installer = manager.installer args;
    shards = null;
    linked = false;
    writable = null;
    importers = null;
    scripts = { };
    env = { };
  };
  kindOf = common // manager.kinds;
  args = defaults // manager.defaults args // checkKinds { inherit what; kinds = kindOf; } given;
  inherit (args)
    installer
    linked
    nodejs
    bun
    ;

  platform = platformOf {
    inherit what;
    inherit (args) system libc;
  };
  project = manager.read { inherit args fail platform; };
  withSecret = filter (
    package: hasSecret (package.source.tarball or package.source.repo or package.url or "")
  ) (attrValues project.packages);
  checkKeys =
    argument:
    checkNames {
      what = "${what}: ${argument}: ${project.file}";
      known = project.packages;
      given = args.${argument};
    };

  checkImporters =
    if args.importers == null then
      value: value
    else
      checkNames {
        what = "${what}: importers: ${project.file}";
        known = project.importers;
        given = asSet args.importers;
      };

  patch = patching {
    inherit what;
    inherit (args)
      patchShebangs
      autoPatchElf
      autoPatchelfFlags
      nativeBuildInputs
      ;
    initialPath = inputs.initialPath or [ ];
    bintools = inputs.bintools or null;
    libraries = inputs.libraries or [ ];
    interpreters = manager.interpreters args;
    fakeNode = if args.useFakeNode then bun else null;
  };

  # --- packages --------------------------------------------------------------------------------------------------------------

  isLeftOut =
    key:
    args.overrides ? ${key}
    && args.overrides.${key} == null
    && (
      project.packages.${key}.optional
      || fail "overrides.\"${key}\": null leaves a package out, but this one is not optional; give a function from its ${manager.overrideKind} to another"
    );
  isWanted =
    keys: key: keys ? ${key} && !isLeftOut key && project.isWanted project.packages.${key};
  wantedOf = keys: removeAttrs project.packages (filter (key: !isWanted keys key) (attrNames project.packages));
  wanted = wantedOf project.packages;
  tarballOf = package: packageTarball {
    lockfile = package.lockfile or project.lockfile;
    inherit (project) registries;
    inherit (args) outputHashes;
    inherit (manager) restore;
    packages = attrValues (removeAttrs wanted (attrNames args.overrides));
  } package;
  # A tarball of another content has another integrity; a folder has none.
  asFolder = package: tarball: folder { inherit (inputs) tools; } { inherit package tarball; };
  patchFileOf =
    package:
    let
      file = project.patchOf package;
    in
    if file == null then
      null
    else
      "${builtins.path {
        name = "package.patch";
        path = file;
      }}";
  inputOf =
    key: package:
    let
      original = package.original or (tarballOf package);
      overridden = args.overrides ? ${key};
      contents =
        if !overridden then
          "${original}"
        else
          makeOverride {
            what = "${what}: overrides.\"${key}\"";
            kind = manager.overrideKind;
            override = args.overrides.${key};
            original = if manager.overrideKind == "tarball" then original else asFolder package "${original}";
          };
      result = package // {
        inherit overridden contents;
        patch = patchFileOf package;
        # What a tree is made of.
        treeSource = if overridden && manager.overrideKind == "tarball" then "${asFolder package contents}" else contents;
      };
    in
    result // project.storeFields result;
  packages = mapAttrs inputOf wanted;

  # --- through the manager ---------------------------------------------------------------------------------------------------

  # What hooks need of the lockfile, as lines KIND<TAB>VALUE.
  aboutFile =
    about:
    builtins.toFile "about" (
      concatStringsSep "" (concatMap (kind: map (value: "${kind}\t${value}\n") about.${kind}) (attrNames about))
    );

  store = packageStore {
    inherit (inputs) tools;
    inherit (args) name shards;
    inherit patch;
    about = aboutFile project.about;
    format = manager.store args;
  } packages;

  # --- straight from the lockfile --------------------------------------------------------------------------------------------

  tree = makeTree {
    inherit (inputs) tools;
    inherit patch platform;
    manager = manager.tree args;
  };
  # A list calls a package by its key, or by several names.
  linesFor = fields: key: map (name: concatStringsSep "\t" ([ name ] ++ fields)) (packages.${key}.listKeys or [ key ]);
  # Its source, and its patch.
  linesOfUnbuilt =
    key:
    let
      package = packages.${key};
    in
    linesFor ([ package.treeSource ] ++ (if package.patch == null then [ ] else [ package.patch ])) key;
  linesOf = key: if built ? ${key} then linesFor [ "${built.${key}}" ] key else linesOfUnbuilt key;
  # What a package depends on comes with its own scripts run, but not where it depends on that package, too.
  linesBeside =
    owner: key:
    if key != owner && !parts.${key}.keys or { } ? ${owner} then linesOf key else linesOfUnbuilt key;
  # The lockfile as it is, or the part of it that is needed.
  lockfileOf =
    part:
    if part.lock == null then
      project.lockfile
    else
      builtins.toFile "lockfile.json" (builtins.toJSON part.lock);

  scriptsSaid =
    name: said:
    let
      argument = "scripts.${nixString name}";
    in
    if builtins.isBool said then
      said
    else if !builtins.isAttrs said || said ? outPath then
      fail "${argument} is ${describe said}, but must be false, or a set: `${argument} = { nativeBuildInputs = [ … ]; env = { … }; };`"
    else
      checkNames {
        what = "${what}: ${argument}";
        known = ofScripts;
        given = said;
      } (checkKinds { what = "${what}: ${argument}"; kinds = ofScripts; } said);
  scriptsOf =
    package:
    let
      said = if args.scripts ? ${package.name} then scriptsSaid package.name args.scripts.${package.name} else null;
    in
    # Without a stdenv there is nothing to run them with, and the project's own `pnpm rebuild` can do so.
    if said == false || said == null && (inputs.stdenv or null == null || !project.mayRunScripts package) then
      null
    else
      {
        nativeBuildInputs = args.nativeBuildInputs ++ said.nativeBuildInputs or [ ];
        env = args.env // said.env or { };
      };
  names = map (package: package.name) (attrValues project.packages);
  isNoName = name: !elem name names;
  unknownScripts = filter isNoName (attrNames args.scripts);
  # `prisma generate` writes into its client.
  writable = if args.writable == null then filter (name: !isNoName name) [ "@prisma/client" ] else args.writable;
  unknownWritable = filter isNoName writable;
  build = buildPackage {
    inherit (inputs) tools;
    stdenv = inputs.stdenv or (fail "install scripts need nixpkgs' stdenv: import fragstore with `pkgs`${
      if manager ? store then ", or give `installer = \"${manager.name}\"`" else ""
    }");
    python3 = inputs.python3 or null;
    inherit nodejs;
    bun = if nodejs == null || args.useFakeNode then bun else null;
  };
  building = removeAttrs packages (filter (key: scriptsOf packages.${key} == null) (attrNames packages));
  parts = mapAttrs (_: project.ofPackage) building;
  built = mapAttrs (
    key: package:
    build {
      inherit package;
      scripts = scriptsOf package;
      folder = parts.${key}.folder or "node_modules/${package.name}";
      deps = tree {
        name = "${storeName package}-deps";
        lockfile = lockfileOf parts.${key};
        lines = concatMap (linesBeside key) (attrNames (wantedOf parts.${key}.keys));
      };
    }
  ) building;

  straight =
    prod:
    let
      part = project.ofImporters {
        inherit prod;
        inherit (args) importers;
      };
      result = tree {
        name = "${args.name}${if linked then "-linked" else ""}${if prod then "-prod" else ""}";
        lockfile = lockfileOf part;
        lines = concatMap linesOf (attrNames (wantedOf part.keys));
        flags = concatMap (importer: [ "--importer" importer ]) (
          if args.importers == null then [ ] else args.importers
        ) ++ (if prod then [ "--prod" ] else [ ]) ++ (
          if linked then concatMap (name: [ "--writable" name ]) writable else [ ]
        ) ++ manager.treeFlags args;
        # A tree of a part of the lockfile is the same whatever the rest is.
        about = aboutFile (
          project.about
          // {
            ${if part.lock == null then "lockfile" else null} = [ (builtins.hashFile "sha256" project.lockfile) ];
          }
        );
        project =
          if linked then
            manager.manifests {
              inherit args project;
              lock = if part.lock == null then project.lock else part.lock;
            }
          else
            null;
      };
    in
    result;

  # --- what is returned --------------------------------------------------------------------------------------------------------

  tests = inputs.tests or { };
  description =
    if linked then "A tree of a lockfile's packages, linked" else "A list of a lockfile's packages";
  described =
    description: derivation:
    derivation
    // {
      inherit packages tests;
      meta.description = description;
      passthru = { inherit tests; };
    };
  # What has no effect costs nothing, and is said; what would be missed is an error.
  warn = message: value: builtins.trace "warning: ${what}: ${message}" value;
  warned =
    value:
    if installer == "fragstore" && args.shards != null then
      warn "shards has no effect, because no fragments are made${
        if manager ? store then " without ${manager.name}" else ""
      }; leave it out" value
    else if !args.autoPatchElf && args.autoPatchelfFlags != [ ] then
      warn "autoPatchelfFlags has no effect without `autoPatchElf = true`; add that, or leave it out" value
    else if given ? src && !linked && !manager.readsSource then
      warn "src has no effect without `linked = true`; add that, or leave it out" value
    else
      value;
  runsNone = argument: fail "${argument}: ${installer} itself installs, and no install scripts of packages run; leave out ${instead argument}";
  # What an argument that is for fragstore's own installer can be given up for.
  instead = argument: if given ? installer then "`installer`" else "`${argument}`; ${manager.itself}";
  result =
    if installer == "fragstore" then
      described description (straight false)
      // {
        inherit built;
        prod = described "${description}, without devDependencies" (straight true);
      }
    else if linked then
      fail "linked: ${installer} cannot make linked stores; leave out ${instead "linked"}"
    else if args.importers != null then
      fail "importers: ${installer} installs from a store of the whole lockfile; leave out ${instead "importers"}"
    else if builtins.any (said: said != false) (attrValues args.scripts) then
      runsNone "scripts"
    else if args.env != { } then
      runsNone "env"
    else
      described "A store of a lockfile's packages for ${manager.name}" store // { inherit (store) fragments; };
in
if !builtins.isAttrs given || given ? outPath then
  throw "${what} is given ${describe given} instead of arguments; write `${what} ${manager.example}`"
else
foreignArguments {
  inherit what;
  lockfile = lockfiles.${manager.name};
  inherit (manager) example;
  instead = manager.instead given // {
    prod = "take the attribute, `(${what} ${manager.example}).prod`";
  };
} given (
  checkNames {
    inherit what given;
    known = kindOf;
    # In words of package managers.
    synonyms = {
      cpu = "system";
      os = "system";
      supportedArchitectures = "system";
    }
    // manager.synonyms;
  } (
    manager.check args (
      if args.npmrc != null && !pathExists args.npmrc then
        fail "npmrc: there is no file ${toString args.npmrc}; correct the path, or give null"
      else if args.npmrc != null && isFolder args.npmrc then
        fail "npmrc: ${toString args.npmrc} is a folder; give the .npmrc in it"
      else if !elem installer [ "fragstore" manager.name ] then
        fail "installer is \"${installer}\", but must be \"fragstore\" or \"${manager.name}\""
      else if withSecret != [ ] then
        fail "${project.file}: the address of '${(head withSecret).name}' has a password or token, which everybody could read in the Nix store; remove it from package.json and the lockfile, and write it into the file that Nix's netrc-file option names"
      else if args.writable != null && !linked then
        fail "writable: without `linked` a build can write into every package; leave out `writable`"
      else if unknownWritable != [ ] then
        fail "writable: ${project.file} has no package '${head unknownWritable}'"
      else if unknownScripts != [ ] then
        fail "scripts.\"${head unknownScripts}\": ${project.file} has no package of this name"
      else
        checkKeys "overrides" (checkKeys "outputHashes" (checkImporters (warned result)))
    )
  )
)
