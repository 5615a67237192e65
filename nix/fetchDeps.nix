let
  aboutFile = import ./store/aboutFile.nix;
  checkProject = import ./checkProject.nix;
  fetcherArguments = import ./fetcherArguments.nix;
  makeTree = import ./tree/makeTree.nix;
  packageInputs = import ./source/packageInputs.nix;
  packageStore = import ./store/packageStore.nix;
  patching = import ./store/patching.nix;
  platformOf = import ./platform.nix;
  projectTree = import ./tree/projectTree.nix;
in
/**
  What the fetchers of all managers do: they fetch every package of a lockfile by the hash in the lockfile, for a build to make
  node_modules from.

  # Inputs

  `manager`
  : a description of the package manager, which pnpm/default.nix, bun/default.nix and npm/default.nix are. `args` are the arguments below with
    their defaults, and `project` is the result of `read`.

    - `name`, `fetcher`: of the package manager, and of its function here
    - `example`: arguments of a call; `restore`: the command that makes a lockfile complete; `itself`: when the manager itself installs. These
      three are for messages.
    - `kinds`, `defaults args`: the kinds (kinds.nix) and the defaults of its own arguments, and of `name`, `npmrc`, `src` and `useFakeNode`
    - `settingsFiles`: the arguments that are files with settings, each with the usual name of the file
    - `registriesBeside folder`: the registries that files beside a lockfile name, for fetchNodeTarballs
    - `synonyms`, `instead given`: what to say about other arguments, as for checkNames and foreignArguments
    - `check args value`: throws if its own arguments do not go together, or returns the value
    - `installer args`: the default of `installer`
    - `overrideKind`: what functions in `overrides` get, "tarball" or "directory"
    - `interpreters args`: packages whose programs scripts are patched to
    - `readsSource`: whether `src` has an effect without `linked`
    - `tree args`, `treeFlags args`: the value of node-modules' --manager, and more of its options
    - `read { args, fail, platform }`: reads the project
    - `manifests { args, project, lock }`: `{ manifests; files; }` for makeTree; for `linked`
    - `store args`: the format for packageStore; only if the manager can install from a store

    A project has these attributes:

    - `file`, `lockfile`, `lock`: the name of the lockfile for messages, its path, and what is in it
    - `packages`: by key, each as pnpm/packages.nix describes it; with `listKeys` if node-modules' list has other names for it
    - `importers`: a set with their folders as names
    - `registries`: `{ default; "@scope"; }`
    - `isWanted package`, `mayRunScripts package`, `patchOf package`: whether to fetch it, whether its install scripts run, and the path of
      its patch or null
    - `storeFields package`: more attributes of the package, for `store`
    - `ofImporters { importers, prod }`, `ofPackage package`: parts of the lockfile, as lockfile/parts.nix describes them. ofPackage can add
      `folder`, the package's folder in that tree.
    - `about`: for hooks, `{ KIND = [ VALUE ]; }`

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
  inherit (inputs) tools;
  what = manager.fetcher;
  arguments = fetcherArguments { inherit manager inputs given; };
  inherit (arguments) args;

  platform = platformOf {
    inherit what;
    inherit (args) system libc;
  };
  project = manager.read {
    inherit args platform;
    fail = message: throw "${what}: ${message}";
  };
  inherit
    (packageInputs {
      inherit
        manager
        args
        tools
        project
        ;
    })
    packages
    wantedOf
    ;
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
    fakeNode = if args.useFakeNode then args.bun else null;
  };

  # Through the manager.
  store = packageStore {
    inherit tools patch;
    inherit (args) name shards;
    about = aboutFile project.about;
    format = manager.store args;
  } packages;

  # Straight from the lockfile.
  inherit
    (projectTree {
      inherit
        manager
        inputs
        args
        project
        packages
        wantedOf
        ;
      tree = makeTree {
        inherit tools patch platform;
        manager = manager.tree args;
      };
    })
    built
    treeOf
    ;

  tests = inputs.tests or { };
  described =
    description: derivation:
    derivation
    // {
      inherit packages tests;
      meta.description = description;
      passthru = { inherit tests; };
    };
  description =
    if args.linked then "A tree of a lockfile's packages, linked" else "A list of a lockfile's packages";
  result =
    if args.installer == "fragstore" then
      described description (treeOf false)
      // {
        inherit built;
        prod = described "${description}, without devDependencies" (treeOf true);
      }
    else
      described "A store of a lockfile's packages for ${manager.name}" store // { inherit (store) fragments; };
in
arguments.check (checkProject { inherit what args project; } result)
