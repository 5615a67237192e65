let
  inherit (builtins)
    head
    isString
    match
    pathExists
    ;
  enumerate = import ../text/enumerate.nix;
  isFile = import ../isFile.nix;
  kinds = import ../kinds.nix;
  projectManifests = import ./projectManifests.nix;
  registriesOf = import ./registries.nix;
  storeVersionOf = import ./storeVersion.nix;
  versionOf = import ./versionOf.nix;
  versions = import ./versions.nix;
  workspaceSettings = import ./workspaceSettings.nix;

  present = file: if pathExists file then file else null;

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
    if (builtins.tryEval args.pnpm).success && storeVersionOf args.pnpm != args.storeVersion then
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

  read = import ./project.nix;

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
