let
  inherit (builtins)
    attrNames
    elem
    filter
    foldl'
    head
    intersectAttrs
    isAttrs
    mapAttrs
    pathExists
    ;
  aboutProject = import ./aboutProject.nix;
  allowedScripts = import ./allowedScripts.nix;
  closureOf = import ./closure.nix;
  configPackages = import ./configPackages.nix;
  failLine = import ../text/fail.nix;
  partsOf = import ../lockfile/parts.nix;
  patchFiles = import ./patchFiles.nix;
  pnpmPackages = import ./packages.nix;
  projectFolder = import ../store/projectFolder.nix;
  readManifest = import ../lockfile/readManifest.nix;
  readPnpmEnvironment = import ./readEnvironment.nix;
  readPnpmLock = import ./readLock.nix;
  registriesOf = import ./registries.nix;
  supportedPlatforms = import ./supportedPlatforms.nix;
  versionOf = import ./versionOf.nix;
  versions = import ./versions.nix;
  workspaceSettings = import ./workspaceSettings.nix;
in
/**
  A project that pnpm installs: what fetchDeps.nix calls one. `directories` in it are keys of the packages that are folders of the project.

  # Type

  ```
  project :: { args, fail, platform } -> AttrSet
  ```
*/
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
  # Kinds of packages that pnpm never looks for in the store: directories, which it reads where they are, optional packages of
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
}
