let
  inherit (builtins)
    attrNames
    elem
    filter
    foldl'
    head
    intersectAttrs
    isAttrs
    isString
    mapAttrs
    match
    pathExists
    ;
  aboutProject = import ./aboutProject.nix;
  allowedScripts = import ./allowedScripts.nix;
  closureOf = import ./closure.nix;
  configPackages = import ./configPackages.nix;
  enumerate = import ../text/enumerate.nix;
  failLine = import ../text/fail.nix;
  isFile = import ../isFile.nix;
  kinds = import ../kinds.nix;
  partsOf = import ../lockfile/parts.nix;
  patchFiles = import ./patchFiles.nix;
  pnpmPackages = import ./packages.nix;
  projectFolder = import ../store/projectFolder.nix;
  projectManifests = import ./projectManifests.nix;
  readManifest = import ../lockfile/readManifest.nix;
  readPnpmEnvironment = import ./readEnvironment.nix;
  readPnpmLock = import ./readLock.nix;
  registriesOf = import ./registries.nix;
  storeVersionOf = import ./storeVersion.nix;
  supportedPlatforms = import ./supportedPlatforms.nix;
  versions = import ./versions.nix;
  workspaceSettings = import ./workspaceSettings.nix;

  present = file: if pathExists file then file else null;

  hasPnpm = args: (builtins.tryEval args.pnpm).success;
  versionOf =
    args: if hasPnpm args then args.pnpm.version or args.pnpm else versions.newest.${args.storeVersion};

  forHook = "set it in the derivation, for pnpmConfigHook";
in
# Everything that ../fetchDeps.nix needs to know about pnpm. It says what each attribute is for.
{
  name = "pnpm";
  fetcher = "fetchPnpmDeps";
  example = "{ lockfile = ./pnpm-lock.yaml; inherit pnpm; }";
  overrideKind = "tarball";
  restore = "pnpm install --fix-lockfile --lockfile-only";
  synonyms.bunLock = "lockfile";
  # What nixpkgs' function of this name takes.
  instead =
    given:
    {
      pnpmWorkspaces = forHook;
      pnpmInstallFlags = forHook;
      prePnpmInstall = forHook;
    }
    // (if given ? lockfile then { } else { src = "give `lockfile`, a path beside your Nix file"; });

  kinds = {
    lockfile = kinds.fileLike "./pnpm-lock.yaml";
    otherLockfiles = kinds.listOf isFile // {
      are = "a list of paths, which are written without quotes";
      write = "NAME = [ ./packages/app/pnpm-lock.yaml ];";
    };
    pnpm = {
      is = value: value ? version && isString value.version || isString value && match "[0-9]+([.].*)?" value != null;
      are = "the package of the pnpm that installs, without quotes, or its version as a string";
      write = "NAME = pnpm_10;` or `NAME = \"10.33.0\";";
    };
    storeVersion = {
      is = value: isString value && versions.ofStore ? ${value};
      are = enumerate "or" (
        map (store: "\"${store}\" (pnpm ${enumerate "and" versions.ofStore.${store}})") versions.stores
      );
      write = "NAME = \"v10\";";
    };
  };
  defaults = args: {
    name = "pnpm-store";
    lockfile = throw "fetchPnpmDeps: give `lockfile = ./pnpm-lock.yaml;`";
    otherLockfiles = [ ];
    pnpm = throw "fetchPnpmDeps: give `pnpm` (a derivation, or its version) or `storeVersion`";
    storeVersion = storeVersionOf args.pnpm;
    useFakeNode = false;
    npmrc = present (dirOf args.lockfile + "/.npmrc");
    src = dirOf args.lockfile;
  };
  settingsFiles.npmrc = ".npmrc";
  registriesBeside =
    folder:
    let
      settingsFile = folder + "/pnpm-workspace.yaml";
    in
    registriesOf {
      npmrc = present (folder + "/.npmrc");
      inherit settingsFile;
      settings = workspaceSettings settingsFile;
      storeVersion = "v11";
      registries = { };
    };
  # Several lockfiles, and what pnpm runs before it installs, are for pnpm itself.
  itself = "pnpm itself installs where there are configDependencies, or several lockfiles (sharedWorkspaceLockfile: false)";
  installer =
    args:
    let
      settings = workspaceSettings (dirOf args.lockfile + "/pnpm-workspace.yaml");
    in
    if args.otherLockfiles != [ ] || settings ? configDependencies || settings.sharedWorkspaceLockfile or true == false then
      "pnpm"
    else
      "fragstore";
  check =
    args: value:
    if hasPnpm args && storeVersionOf args.pnpm != args.storeVersion then
      throw "fetchPnpmDeps: storeVersion is \"${args.storeVersion}\", but pnpm ${args.pnpm.version or args.pnpm} reads \"${storeVersionOf args.pnpm}\"; leave out storeVersion"
    else if args.otherLockfiles != [ ] && args.installer == "fragstore" then
      throw "fetchPnpmDeps: otherLockfiles: only pnpm itself installs from several lockfiles; leave out `linked`, `importers` and `installer`"
    else
      value;
  interpreters = args: if args.useFakeNode then [ args.bun ] else [ args.nodejs ];
  # For settings and patches.
  readsSource = true;
  treeFlags = _: [ ];
  tree = args: "pnpm@${versionOf args}";

  read =
    {
      args,
      fail,
      platform,
    }:
    let
      inherit (args) lockfile storeVersion;
      file = toString lockfile;
      folder =
        if args.src == dirOf lockfile then
          args.src
        else if pathExists (given + "/package.json") || pathExists (given + "/pnpm-workspace.yaml") then
          given
        else
          fail "src: there is no package.json in ${toString given}; give the folder of pnpm-lock.yaml";
      given =
        (projectFolder {
          what = "fetchPnpmDeps: src";
          inherit (args) src;
          lockfile = "pnpm-lock.yaml";
          kind = "importer";
        }).root;
      lock = readPnpmLock lockfile;
      settingsFile = folder + "/pnpm-workspace.yaml";
      settings = workspaceSettings settingsFile;
      manifest = readManifest {
        fail = failLine;
        name = toString (folder + "/package.json");
      } (folder + "/package.json");
      configured = configPackages {
        inherit file storeVersion settings;
        environment = readPnpmEnvironment lockfile;
      };
      # Each with its lockfile, for `file:`.
      packagesOf =
        lockfile:
        mapAttrs (_: package: package // { inherit lockfile; }) (pnpmPackages {
          file = toString lockfile;
          lock = readPnpmLock lockfile;
        });
      packages = foldl' (
        all: lockfile:
        let
          own = packagesOf lockfile;
          other = filter (key: all.${key}.integrity != own.${key}.integrity) (attrNames (intersectAttrs own all));
        in
        if other == [ ] then
          all // own
        else
          fail "${toString lockfile}: '${head other}' has a different integrity in another lockfile; make both the same, or build each lockfile separately"
      ) configured ([ lockfile ] ++ args.otherLockfiles);
      supported = supportedPlatforms {
        inherit platform;
        settings = ofManifest // settings;
      };
      settingsIn = versions.known.${versions.newest.${storeVersion}}.settings;
      ofManifest =
        if elem "package.json" settingsIn && isAttrs (manifest.pnpm or null) then manifest.pnpm else { };
      scripts = allowedScripts {
        version = versionOf args;
        inherit settingsIn;
        inherit manifest settings;
      };
      patches = patchFiles {
        inherit
          file
          folder
          lock
          settings
          manifest
          ;
      };
      runtimes = filter (key: packages.${key}.isRuntime) (attrNames packages);
      checked =
        value:
        if storeVersion != "v11" && runtimes != [ ] then
          fail "${file}: '${head runtimes}' is a JavaScript runtime, which pnpm 9 and 10 install themselves; remove it from devEngines.runtime and engines.runtime in package.json, or use pnpm 11 or 12 (then the build uses the runtime from Nix)"
        else
          value;
    in
    partsOf {
      closure = closureOf {
        inherit lock;
        version = versionOf args;
      };
      inherit packages;
      packagesOf = part: part.packages;
    }
    // {
      inherit file lock lockfile;
      inherit (lock) importers;
      packages = checked packages;
      # Kinds of packages that pnpm never looks for in the store: directories, which it reads where they lie, optional packages of
      # another platform, which it does not need, and runtimes, which the hook tells pnpm 11 and 12 to leave out.
      isWanted =
        package: (args.allPlatforms || supported package || !package.optional) && !package.isDirectory && !package.isRuntime;
      registries = registriesOf {
        inherit (args) npmrc storeVersion registries;
        inherit settingsFile settings;
      };
      mayRunScripts = scripts.allows;
      patchOf = package: patches.${package.key} or null;
      # pnpm 11 and 12 know a git-hosted package by its id, whatever integrity the lockfile has for it.
      storeFields = package: {
        keyIntegrity = if package.gitHosted && storeVersion == "v11" then null else package.integrity;
      };
      about = aboutProject {
        inherit
          storeVersion
          packages
          scripts
          lock
          ;
        inherit (args) lockfile otherLockfiles;
        environment = readPnpmEnvironment lockfile;
        config = configured;
      };
      directories = filter (key: packages.${key}.isDirectory) (attrNames packages);
    };

  manifests =
    {
      args,
      project,
      lock,
    }:
    if project.directories != [ ] then
      throw "fetchPnpmDeps: linked: ${project.file}: '${head project.directories}' is a folder of the project that pnpm copies into node_modules, so it cannot be linked; depend on it by `link:` or `workspace:`, without `injected`, or leave out `linked`"
    else
      projectManifests {
        inherit (args) src;
        inherit lock;
      };

  store =
    args:
    {
      name = args.storeVersion;
      builder = "cafs-add";
      args = [
        "--store-version"
        args.storeVersion
        "--out"
        (builtins.placeholder "out")
      ];
      line = package: [
        package.id
        (if package.keyIntegrity == null then "" else package.keyIntegrity)
        package.contents
      ];
      # An override keeps the key that the lockfile has, or pnpm would not find the package.
      options = package: {
        inherit (package) id;
        tarball = package.contents;
        ${if package.overridden then "key-integrity" else "integrity"} = package.keyIntegrity;
      };
    };
}
