let
  inherit (builtins)
    attrNames
    attrValues
    compareVersions
    filter
    functionArgs
    isFunction
    isString
    mapAttrs
    pathExists
    ;
  chooseStore = import ./store/chooseStore.nix;
  foreignArguments = import ./foreignArguments.nix;
  fragment = import ./bun/fragment.nix;
  linkedStore = import ./bun/linkedStore.nix;
  nixPackages = import ./bun/nixPackages.nix;
  packageInput = import ./bun/packageInput.nix;
  projectManifests = import ./bun/projectManifests.nix;
  bunPackages = import ./lockfile/bunPackages.nix;
  readRegistries = import ./bun/registries.nix;
  shard = import ./bun/shard.nix;
  checkNames = import ./checkNames.nix;
  checkKinds = import ./checkKinds.nix;
  isFile = import ./isFile.nix;
  kinds = import ./kinds.nix;
  packageStore = import ./store/packageStore.nix;
  packageTarball = import ./source/packageTarball.nix;
  patching = import ./store/patching.nix;
  platform = import ./platform.nix;
  readBunLock = import ./lockfile/readBunLock.nix;
  supportsPlatform = import ./source/supportsPlatform.nix;

  kindOf = {
    bunLock = kinds.orNull (kinds.fileLike "./bun.lock");
    bunNix = kinds.orFunction (kinds.orNull (kinds.fileLike "./bun.nix"));
    pkgs = kinds.orNull kinds.set;
    inherit (kinds) shards libc;
    name = kinds.storeName;
    overrides = kinds.byPackage;
    outputHashes = kinds.byPackage;
    patchShebangs = kinds.bool;
    autoPatchElf = kinds.bool;
    useFakeNode = kinds.bool;
    allPlatforms = kinds.bool;
    linked = kinds.bool;
    prod = kinds.bool;
    nativeBuildInputs = kinds.packages;
    initialPath = kinds.packagesOrNulls;
    libraries = kinds.packagesOrNulls;
    autoPatchelfFlags = kinds.strings;
    bun = kinds.package;
    nodejs = kinds.package;
    bintools = kinds.package;
    bunHook = kinds.package;
    npmrc = kinds.orNull (kinds.fileLike "./.npmrc");
    npmrcPath = kindOf.npmrc;
    bunfig = kinds.orNull (kinds.fileLike "./bunfig.toml");
    bunfigPath = kindOf.bunfig;
    registries = kinds.set;
    system = kinds.text;
    src = kinds.folder;
    env = kinds.variables;
    tests = kinds.set;
  };

  present = file: if file != null && pathExists file then file else null;
  # What lies in the project beside one of its files.
  beside = name: file: if isFile file then present (dirOf file + "/${name}") else null;

  fetch =
    {
      bunNix ? null,
      bunLock ? beside "bun.lock" bunNix,
      tools,
      pkgs ? null,
      name ? "bun-cache",
      overrides ? { },
      patchShebangs ? true,
      autoPatchElf ? false,
      nativeBuildInputs ? [ ],
      useFakeNode ? true,
      bun ? null,
      nodejs ? null,
      initialPath ? [ ],
      autoPatchelfFlags ? [ ],
      bintools ? null,
      libraries ? [ ],
      shards ? null,
      npmrcPath ? beside ".npmrc" (if bunLock != null then bunLock else bunNix),
      npmrc ? present npmrcPath,
      bunfigPath ? beside "bunfig.toml" (if bunLock != null then bunLock else bunNix),
      bunfig ? present bunfigPath,
      registries ? { },
      outputHashes ? { },
      system ? tools.system,
      libc ? "glibc",
      allPlatforms ? false,
      linked ? false,
      prod ? false,
      src ? dirOf bunLock,
      env ? { },
      stdenv ? null,
      bunHook ? null,
      tests ? { },
    }:
    let
      isLocked = bunNix == null;
      file = if isLocked then toString bunLock else if isFunction bunNix then "bunNix" else toString bunNix;
      allRegistries = readRegistries { inherit npmrc bunfig registries; };

      lock = readBunLock bunLock;
      fromLock =
        if bunLock == null then
          { }
        else
          bunPackages {
            file = toString bunLock;
            inherit lock;
          };
      original = packageTarball {
        lockfile = bunLock;
        registries = allRegistries;
        inherit outputHashes;
        canLeaveOut = true;
        packages = attrValues (removeAttrs wanted (attrNames overrides));
        restore = "bun install --lockfile-only";
      };
      # A bun.nix does not have what bun.lock says of tarballs, which bun 1.4 looks for.
      integrityOf = key: fromLock.${key}.integrity or null;
      named =
        if isLocked then
          mapAttrs (_: package: package // { original = original package; }) fromLock
        else
          mapAttrs (key: package: package // { integrity = integrityOf key; }) (nixPackages {
            inherit file bunNix pkgs;
          });

      supported = supportsPlatform (platform {
        what = "fetchBunDeps";
        inherit system libc;
      });
      # bun skips every package of another system or processor, and optional ones of another libc. Before 1.4.4 it does not read
      # `libc` in bun.lock; which bun will install may not be known.
      readsLibc = compareVersions (bun.version or "0") "1.4.4" >= 0;
      isSupported =
        package:
        supported (if readsLibc && package.optional then package else package // { libc = null; });
      # A bun.nix does not tell a package's platform, the bun.lock beside it does.
      isWanted =
        key:
        allPlatforms || bunLock == null || !fromLock ? ${key} || isSupported fromLock.${key};
      isLeftOut =
        key:
        overrides ? ${key}
        && overrides.${key} == null
        && (
          fromLock.${key}.optional or true
          || throw "fetchBunDeps: overrides.\"${key}\": null leaves a package out, but this one is not optional; give a function from its directory to another"
        );
      wanted = removeAttrs named (
        filter (key: isLeftOut key || !isWanted key) (attrNames named)
      );

      patch = patching {
        what = "fetchBunDeps";
        inherit
          patchShebangs
          autoPatchElf
          autoPatchelfFlags
          nativeBuildInputs
          initialPath
          bintools
          libraries
          ;
        interpreters = [ bun ] ++ (if useFakeNode then [ ] else [ nodejs ]);
        fakeNode = if useFakeNode then bun else null;
      };

      unlinked = packageStore {
        inherit tools name shards;
        fragment = fragment { inherit tools patch; };
        shard = shard { inherit tools patch; };
      } (mapAttrs (_: packageInput {
        inherit tools overrides;
        registries = allRegistries;
      }) wanted);
      link =
        full:
        if bunLock == null then
          throw "fetchBunDeps: linked: give `bunLock`"
        else if stdenv == null || bunHook == null then
          throw "fetchBunDeps: linked: give `stdenv` and `bunHook`, which come with nixpkgs"
        else if compareVersions (bun.version or "1.4") "1.4" < 0 then
          throw "fetchBunDeps: linked: it needs bun 1.4 or newer, and `bun` is ${bun.version}"
        else
          linkedStore {
            inherit
              stdenv
              bun
              bunHook
              tools
              bunLock
              npmrc
              bunfig
              nativeBuildInputs
              env
              patch
              full
              ;
            nodejs = if useFakeNode then null else nodejs;
            name = "${name}-linked${if full == null then "" else "-prod"}";
            cache = unlinked;
            project = projectManifests {
              inherit src lock;
              tarballs = filter isString (map (package: package.source.file or null) (attrValues fromLock));
            };
          };
      linkedFull = link null;

      checkKeys =
        argument: given:
        checkNames {
          what = "fetchBunDeps: ${argument}: ${file}";
          known = named;
          inherit given;
        };
    in
    if bunLock == null && bunNix == null then
      throw "fetchBunDeps: give `bunLock` (bun's own bun.lock) or `bunNix` (a bun.nix that bun2nix made)"
    else if npmrc != null && !pathExists npmrc then
      throw "fetchBunDeps: npmrc: there is no file ${toString npmrc}; correct the path, or give null"
    else if bunfig != null && !pathExists bunfig then
      throw "fetchBunDeps: bunfig: there is no file ${toString bunfig}; correct the path, or give null"
    else if !isLocked && outputHashes != { } then
      throw "fetchBunDeps: outputHashes: a bun.nix has its own hashes; change them there"
    else
      checkKeys "overrides" overrides (
        checkKeys "outputHashes" outputHashes (chooseStore {
          what = "fetchBunDeps";
          description = "A bun cache of a lockfile's packages";
          inherit linked prod unlinked tests;
          linkedStore = linkedFull;
          prodStore = link linkedFull;
        })
      );
in
/**
  The install cache that bun installs a lockfile from: every package fetched by the hash that the lockfile has, made into a
  fragment by a derivation of its own, and the fragments merged. The cache is at `share/bun-cache` in it.

  # Inputs

  `bunLock`
  : the bun.lock, or

  `bunNix`
  : a bun.nix that bun2nix made of it. The bun.lock beside it, or given as `bunLock` too, says which packages are of which platform, and
    the integrities of tarballs, by which bun 1.4 looks for them.

  `tools`
  : from tools.nix

  `pkgs`
  : for what a bun.nix asks for besides bun2nix's own fetchers

  `name`
  : of the cache's path

  `overrides`
  : packages whose contents are to be others: `{ "name@version" = package: NEW; }`, of directories: the package's, and the one to
    take in its place; null leaves an optional package out, such as one that the registry no longer has. Those that come from elsewhere than a registry are named `tarball:URL`, `github:owner-repo-commit`,
    `git:commit`.

  `patchShebangs`
  : whether scripts are patched, those that are executable and those that a package.json names in `bin`: `#!/usr/bin/env node` becomes
    `#!` and a store path. One whose interpreter is in none of the packages below stays as it is.

  `nativeBuildInputs`
  : packages whose programs scripts are patched to run with, before those of the next three

  `bun`, `nodejs`, `initialPath`
  : from nixpkgs, if there is one. Before bun 1.4.4, or if it is not known, packages of another libc are fetched too. If none of them is known and `nativeBuildInputs` is empty, no script is patched.

  `useFakeNode`
  : whether scripts for node run with bun; else `nodejs` is looked into

  `autoPatchElf`
  : whether programs get `bintools`' dynamic linker, and programs and libraries a run path to those that they need, of
    `nativeBuildInputs` and `libraries` (from nixpkgs, if there is one). What the package itself has is found by $ORIGIN, as is what
    its own run path looks for in another package.

  `autoPatchelfFlags`
  : further options of cache-entry-creator for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `shards`
  : a number of derivations to spread the packages over, for a faster cold build; null for one per package

  `registries`
  : `{ default = URL; "@scope" = URL; }`

  `npmrc`, `bunfig` (bun2nix's `npmrcPath`, `bunfigPath`, which need not exist)
  : the .npmrc and the bunfig.toml that bun will have, to read registries from: those beside the lockfile if not given, null for
    none. Those in `registries` win. A token for a registry goes into the file that Nix's `netrc-file` option names.

  `outputHashes`
  : `{ "name@version" = HASH; }` for packages that the lockfile has no integrity for

  `system`, `libc`
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms`
  : whether to have packages of other platforms too, which bun installs with `--cpu=*` or `--os=*`. With a bun.nix that has no
    bun.lock beside it, nothing tells a package's platform, and all are taken.

  `linked`
  : whether to install the packages of the cache, too, once for all builds: into a linked store (see linkedStore.nix), for bun 1.4 and
    later. A project's node_modules is symlinks then.

  `prod`
  : whether the linked store is without devDependencies

  `src`
  : for a linked store: the project, if that is not where the lockfile is. What decides what bun installs is taken of it, and an edit
    of anything else builds nothing here.

  `env`
  : variables for install scripts, which run in a linked store with the programs of `nativeBuildInputs`; for addons there is
    `{ npm_config_nodedir = nodejs; }`, with `useFakeNode` false by itself

  `stdenv`, `bunHook`
  : what makes a linked store, from nixpkgs and hooks/

  `tests`
  : what the result has as `passthru.tests`

  # Output

  The cache's derivation, or the linked store's, with `packages` (what was read of each package, by name) and `fragments` (each
  package's fragment, by name; with shards, the shard it is in). A linked store has besides `unlinked`, the cache, and `prod`, the same
  without devDependencies. What is to be other about it is said here, not by overrideAttrs.

  # Type

  ```
  fetchBunDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchBunDeps { bunLock = ./bun.lock; }
  ```
*/
args:
foreignArguments {
  what = "fetchBunDeps";
  example = "{ bunLock = ./bun.lock; }";
  instead.pname = "leave it out, the cache's name is `name`";
  instead.version = "leave it out, the cache's name is `name`";
} args (checkNames {
  what = "fetchBunDeps";
  known = functionArgs fetch;
  given = args;
  synonyms.lockfile = "bunLock";
} (fetch (checkKinds {
  what = "fetchBunDeps";
  kinds = kindOf;
} args)))
