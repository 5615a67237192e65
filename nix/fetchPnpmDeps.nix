let
  inherit (builtins)
    attrNames
    attrValues
    compareVersions
    filter
    foldl'
    functionArgs
    head
    intersectAttrs
    mapAttrs
    match
    ;
  checkNames = import ./checkNames.nix;
  configPackages = import ./pnpm/configPackages.nix;
  chooseStore = import ./store/chooseStore.nix;
  fragment = import ./pnpm/fragment.nix;
  checkKinds = import ./checkKinds.nix;
  isFile = import ./isFile.nix;
  kinds = import ./kinds.nix;
  linkedStore = import ./pnpm/linkedStore.nix;
  foreignArguments = import ./foreignArguments.nix;
  packageInput = import ./pnpm/packageInput.nix;
  packageStore = import ./store/packageStore.nix;
  patching = import ./store/patching.nix;
  platform = import ./platform.nix;
  pnpmPackages = import ./lockfile/pnpmPackages.nix;
  projectManifests = import ./pnpm/projectManifests.nix;
  readJsonc = import ./lockfile/readJsonc.nix;
  readPnpmEnvironment = import ./lockfile/readPnpmEnvironment.nix;
  readPnpmLock = import ./lockfile/readPnpmLock.nix;
  registriesOf = import ./pnpm/registries.nix;
  shard = import ./pnpm/shard.nix;
  storeVersionOf = import ./pnpm/storeVersion.nix;
  supportedPlatforms = import ./pnpm/supportedPlatforms.nix;
  workspaceSettings = import ./pnpm/workspaceSettings.nix;

  # What nixpkgs' function of this name takes.
  instead =
    let
      ofName = "leave it out, the store's name is `name`";
      forHook = "set it in the derivation, for pnpmConfigHook";
      ofSource = "give `lockfile`, a path beside your Nix file, and if the source is fetched, a copy of its pnpm-lock.yaml";
    in
    {
      pname = ofName;
      version = ofName;
      pnpmWorkspaces = forHook;
      pnpmInstallFlags = forHook;
      prePnpmInstall = forHook;
      sourceRoot = ofSource;
      patches = ofSource;
      prePatch = ofSource;
      postPatch = ofSource;
      src = ofSource;
      meta = "leave it out";
    };

  kindOf = {
    lockfile = kinds.fileLike "./pnpm-lock.yaml";
    otherLockfiles = kinds.listOf isFile // {
      are = "a list of paths, which are written without quotes";
      write = "NAME = [ ./packages/app/pnpm-lock.yaml ];";
    };
    inherit (kinds)
      pnpm
      storeVersion
      shards
      libc
      ;
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
    pnpmConfigHook = kinds.package;
    npmrc = kinds.orNull (kinds.fileLike "./.npmrc");
    registries = kinds.set;
    system = kinds.text;
    src = kinds.folder;
    env = kinds.variables;
    tests = kinds.set;
  };

  # No JSON, no settings: pnpm itself will say so.
  readManifest =
    folder:
    if builtins.pathExists (folder + "/package.json") then
      readJsonc { fail = { }; } (builtins.readFile (folder + "/package.json"))
    else
      { };

  present = file: if builtins.pathExists file then file else null;

  fetch =
    {
      lockfile ? throw "fetchPnpmDeps: give `lockfile = ./pnpm-lock.yaml;`",
      otherLockfiles ? [ ],
      tools,
      pnpm ? throw "fetchPnpmDeps: give `pnpm` (a derivation, or its version) or `storeVersion`",
      storeVersion ? storeVersionOf pnpm,
      name ? "pnpm-store",
      overrides ? { },
      patchShebangs ? true,
      autoPatchElf ? false,
      nativeBuildInputs ? [ ],
      useFakeNode ? false,
      bun ? null,
      nodejs ? null,
      initialPath ? [ ],
      autoPatchelfFlags ? [ ],
      bintools ? null,
      libraries ? [ ],
      shards ? null,
      npmrc ? present (dirOf lockfile + "/.npmrc"),
      registries ? { },
      outputHashes ? { },
      system ? tools.system,
      libc ? "glibc",
      allPlatforms ? false,
      linked ? false,
      prod ? false,
      src ? dirOf lockfile,
      env ? { },
      stdenv ? null,
      pnpmConfigHook ? null,
      tests ? { },
    }:
    let
      file = toString lockfile;
      lock = readPnpmLock lockfile;
      # Those of one lockfile, and where it is, for `file:`.
      packagesOf = lockfile: {
        inherit lockfile;
        packages = pnpmPackages {
          file = toString lockfile;
          lock = readPnpmLock lockfile;
        };
      };
      ofLockfiles = map packagesOf ([ lockfile ] ++ otherLockfiles);
      settingsFile = dirOf lockfile + "/pnpm-workspace.yaml";
      settings = workspaceSettings settingsFile;
      ofConfig = {
        inherit lockfile;
        packages = configPackages {
          inherit file storeVersion settings;
          environment = readPnpmEnvironment lockfile;
        };
      };
      locked = foldl' (
        all: one:
        let
          other = filter (key: all.${key}.integrity != one.packages.${key}.integrity) (
            attrNames (intersectAttrs one.packages all)
          );
        in
        if other == [ ] then
          all // one.packages
        else
          throw "fetchPnpmDeps: ${toString one.lockfile}: '${head other}' has another integrity than in another lockfile; make them the same, or build with a store for each lockfile"
      ) { } ([ ofConfig ] ++ ofLockfiles);
      checkKeys =
        argument: given:
        checkNames {
          what = "fetchPnpmDeps: ${argument}: ${file}";
          known = locked;
          inherit given;
        };

      supported = supportedPlatforms {
        platform = platform {
          what = "fetchPnpmDeps";
          inherit system libc;
        };
        # pnpm 9 reads settings in package.json alone, pnpm 10 there, too.
        settings =
          if storeVersion == "v11" then settings else (readManifest (dirOf lockfile)).pnpm or { } // settings;
      };
      # Kinds of packages that pnpm never looks for in the store: directories, which it reads where they lie, optional packages of
      # another platform, which it goes without, and runtimes, which the hook tells pnpm 11 and 12 to leave out.
      isWanted =
        package:
        (allPlatforms || supported package || !package.optional)
        && !package.isDirectory
        && !package.isRuntime;

      packages = foldl' (all: one: all // inputsOf one) { } ([ ofConfig ] ++ ofLockfiles);
      inputsOf =
        { lockfile, packages }:
        let
          wanted = removeAttrs packages (filter (key: !isWanted packages.${key}) (attrNames packages));
        in
        mapAttrs (
          _:
          packageInput {
            packages = attrValues (removeAttrs wanted (attrNames overrides));
            inherit
              storeVersion
              lockfile
              overrides
              outputHashes
              ;
            registries = registriesOf {
              inherit
                npmrc
                settingsFile
                settings
                storeVersion
                registries
                ;
            };
          }
        ) wanted;

      patch = patching {
        what = "fetchPnpmDeps";
        inherit
          patchShebangs
          autoPatchElf
          autoPatchelfFlags
          nativeBuildInputs
          initialPath
          bintools
          libraries
          ;
        interpreters = if useFakeNode then [ bun ] else [ nodejs ];
        fakeNode = if useFakeNode then bun else null;
      };

      unlinked = packageStore {
        inherit tools name shards;
        fragment = fragment { inherit tools storeVersion patch; };
        shard = shard { inherit tools storeVersion patch; };
      } packages;

      directories = filter (key: locked.${key}.isDirectory) (attrNames locked);
      localTarballs = filter (key: locked.${key}.source ? file) (attrNames locked);
      # Peers that are packages of the workspace.
      linkedTo =
        snapshot:
        filter (name: match "link:.*" (toString snapshot.dependencies.${name}) != null) (
          attrNames (snapshot.dependencies or { })
        );
      onWorkspace = filter (key: linkedTo lock.snapshots.${key} != [ ]) (attrNames lock.snapshots);
      runtimes = filter (key: locked.${key}.isRuntime) (attrNames locked);
      link =
        prod:
        if !(pnpm ? outPath) then
          throw "fetchPnpmDeps: linked: give the derivation of pnpm, because it makes the linked store"
        else if compareVersions pnpm.version "11.7" < 0 then
          throw "fetchPnpmDeps: linked: it needs pnpm 11.7 or later, and `pnpm` is ${pnpm.version}"
        else if stdenv == null || nodejs == null || pnpmConfigHook == null then
          throw "fetchPnpmDeps: linked: give `stdenv`, `nodejs` and `pnpmConfigHook`, which come with nixpkgs"
        else if directories != [ ] then
          throw "fetchPnpmDeps: linked: ${file}: '${head directories}' is a folder of the project that pnpm copies into node_modules, so that it cannot be linked beforehand; depend on it by `link:` or `workspace:`, without `injected`, or leave out `linked`"
        else if otherLockfiles != [ ] then
          throw "fetchPnpmDeps: linked: a linked store is made from one lockfile; leave out `linked`, or `otherLockfiles`"
        else if localTarballs != [ ] then
          throw "fetchPnpmDeps: linked: ${file}: '${head localTarballs}' is a tarball in the project, and a linked store is made without it; leave out `linked`, or say `linked = false`"
        else if onWorkspace != [ ] then
          throw "fetchPnpmDeps: linked: ${file}: '${head onWorkspace}' depends on '${
            head (linkedTo lock.snapshots.${head onWorkspace})
          }' of the workspace, which a linked store has no contents of; leave out `linked`, or say `linked = false`"
        else
          linkedStore {
            inherit
              stdenv
              pnpmConfigHook
              nodejs
              pnpm
              tools
              lockfile
              nativeBuildInputs
              env
              patch
              prod
              ;
            name = "${name}-linked${if prod then "-prod" else ""}";
            store = unlinked;
            project = projectManifests { inherit src lock; };
          };
    in
    if npmrc != null && !builtins.pathExists npmrc then
      throw "fetchPnpmDeps: npmrc: there is no file ${toString npmrc}; correct the path, or give null"
    else if storeVersion != "v11" && runtimes != [ ] then
      throw "fetchPnpmDeps: ${file}: '${head runtimes}' is a JavaScript runtime, which pnpm 9 and 10 install themselves; take it out of devEngines.runtime and engines.runtime in package.json, or use pnpm 11 or 12, where Nix's own takes its place"
    else
      checkKeys "overrides" overrides (
        checkKeys "outputHashes" outputHashes (chooseStore {
          what = "fetchPnpmDeps";
          description = "A pnpm store of a lockfile's packages";
          inherit linked prod unlinked tests;
          linkedStore = link false;
          prodStore = link true;
        })
      );
in
/**
  The store that pnpm installs a lockfile from: every package fetched by the hash that the lockfile has, made into a fragment by a
  derivation of its own, and the fragments merged.

  # Inputs

  `lockfile`
  : the pnpm-lock.yaml; .npmrc and pnpm-workspace.yaml are looked for beside it

  `otherLockfiles`
  : those of the workspace's packages, where pnpm-workspace.yaml says `sharedWorkspaceLockfile: false`

  `tools`
  : from tools.nix

  `pnpm`
  : the pnpm that will install (a derivation, or its version), or

  `storeVersion`
  : the layout that it reads: "v3" (pnpm 9), "v10" (pnpm 10) or "v11" (pnpm 11, 12)

  `name`
  : of the store's path

  `overrides`
  : packages whose contents are to be others: `{ "name@version" = tarball: PATH; }`, PATH being the tarball to take in its place

  `patchShebangs`
  : whether scripts are patched, those that are executable and those that a package.json names in `bin`: `#!/usr/bin/env node` becomes
    `#!` and a store path. One whose interpreter is in none of the packages below stays as it is.

  `nativeBuildInputs`
  : packages whose programs scripts are patched to run with, before those of the next two

  `nodejs`, `initialPath`
  : from nixpkgs, if there is one. If none of them is known and `nativeBuildInputs` is empty, no script is patched.

  `useFakeNode`
  : whether scripts for node run with `bun`, from nixpkgs too

  `autoPatchElf`
  : whether programs get `bintools`' dynamic linker, and programs and libraries a run path to those that they need, of
    `nativeBuildInputs` and `libraries` (from nixpkgs, if there is one). What the package itself has is found by $ORIGIN, as is what
    its own run path looks for in another package.

  `autoPatchelfFlags`
  : further options of cafs-add for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `shards`
  : a number of derivations to spread the packages over, for a faster cold build; null for one per package

  `registries`
  : `{ default = URL; "@scope" = URL; }`

  `npmrc`
  : the .npmrc that pnpm will have, to read registries from: that beside the lockfile if not given, null for none. Those in `registries`
    win. A token for a registry goes into the file that Nix's `netrc-file` option names.

  `outputHashes`
  : `{ "name@version" = HASH; }` for packages that the lockfile has no integrity for

  `system`, `libc`
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms`
  : whether to have optional packages of other platforms too

  `linked`
  : whether to have a linked store (pnpm 11.7 or later): pnpm installs the packages once, in a derivation after the merge, with the
    scripts run that the project allows, and an app's node_modules is symlinks

  `prod`
  : whether the linked store goes without devDependencies

  `src`
  : the project's folder, whose manifests and settings a linked store is made from; the folder of `lockfile` if not given. Nothing
    else in it matters.

  `env`
  : variables for scripts, `{ name = "value"; }`; `nativeBuildInputs` are what they find in PATH

  `stdenv`, `nodejs`, `pnpmConfigHook`
  : what a linked store is made with, from nixpkgs and from here, if there is a nixpkgs. The Node.js is to be that of the app.

  `tests`
  : what the result has as `passthru.tests`

  # Output

  The store's derivation, with `packages` (what was read of each package, by key) and `fragments` (each package's fragment, by
  key; with shards, the shard it is in). A linked store has `unlinked`, the store that it was made from, and `prod`, the linked store
  without devDependencies, too. What is to be other about it is said here, not by overrideAttrs.

  # Type

  ```
  fetchPnpmDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = pnpm_10; }
  ```

  What it reads is known without a build:

  ```nix
  builtins.attrNames (fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = "10"; }).fragments
  => [ "is-number@6.0.0" "is-odd@3.0.1" "semver@7.7.1" ]
  ```
*/
args:
foreignArguments {
  what = "fetchPnpmDeps";
  example = "{ lockfile = ./pnpm-lock.yaml; inherit pnpm; }";
  # A linked store needs the project.
  instead = if args.linked or false != false then removeAttrs instead [ "src" ] else instead;
} args (
  checkNames {
    what = "fetchPnpmDeps";
    known = functionArgs fetch;
    given = args;
    synonyms.bunLock = "lockfile";
  } (fetch (checkKinds {
    what = "fetchPnpmDeps";
    kinds = kindOf;
  } args))
)
