let
  inherit (builtins)
    attrNames
    attrValues
    compareVersions
    filter
    groupBy
    isFunction
    isString
    mapAttrs
    match
    readFile
    ;
  bunPackages = import ./packages.nix;
  closureOf = import ./closure.nix;
  fileInside = import ../source/fileInside.nix;
  failLine = import ../text/fail.nix;
  nixPackages = import ./nixPackages.nix;
  partsOf = import ../lockfile/parts.nix;
  readBunLock = import ./readLock.nix;
  readManifest = import ../lockfile/readManifest.nix;
  readRegistries = import ./registries.nix;
  registryOf = import ./registry.nix;
  supportsPlatform = import ../source/supportsPlatform.nix;
  trustedScripts = import ./trustedScripts.nix;
  versions = builtins.fromJSON (readFile ./versions.json);

in
/**
  A project that bun installs: what fetchDeps.nix calls one. `tarballs` in it are those in the project that it depends on.

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
  inherit (args) bunLock bunNix;
  isLocked = bunNix == null;
  file = if isLocked then toString bunLock else if isFunction bunNix then "bunNix" else toString bunNix;
  registries = readRegistries { inherit (args) npmrc bunfig registries; };
  lock = if bunLock == null then { } else readBunLock bunLock;
  fromLock =
    if bunLock == null then
      { }
    else
      bunPackages {
        file = toString bunLock;
        inherit lock;
      };
  # A bun.nix does not have what bun.lock says of tarballs, which bun 1.4 looks for, nor of platforms.
  packages =
    if isLocked then
      fromLock
    else
      mapAttrs (
        key: package:
        package
        // {
          integrity = fromLock.${key}.integrity or null;
          optional = fromLock.${key}.optional or true;
          resolution = fromLock.${key}.resolution or (toString package.version);
        }
      ) (nixPackages {
        inherit file bunNix;
        inherit (args) pkgs;
      });

  supported = supportsPlatform platform;
  # bun skips every package of another system or processor, and optional ones of another libc. An older one does not read `libc`
  # in bun.lock; which bun will install may not be known.
  readsLibc = compareVersions (args.bun.version or "0") versions.readsLibc >= 0;
  isSupported =
    package: supported (if readsLibc && package.optional then package else package // { libc = null; });

  manifestFile = dirOf bunLock + "/package.json";
  manifest =
    if bunLock == null then
      { }
    else
      readManifest {
        fail = failLine;
        name = toString manifestFile;
      } manifestFile;
  trusted = trustedScripts { inherit manifest lock; };
  patches = lock.patchedDependencies or { };
in
partsOf {
  closure = closureOf { inherit lock; };
  inherit packages;
  packagesOf =
    lock:
    bunPackages {
      file = toString bunLock;
      inherit lock;
    };
}
// {
  inherit file lock packages registries;
  importers = removeAttrs lock.workspaces [ "" ] // { "." = true; };
  lockfile = bunLock;
  isWanted =
    package: args.allPlatforms || bunLock == null || !fromLock ? ${package.key} || isSupported fromLock.${package.key};
  mayRunScripts = trusted.allows;
  patchOf =
    package:
    let
      named = patches."${package.name}@${package.resolution}" or null;
    in
    if named == null then
      null
    else
      fileInside {
        fail = what: failLine "${file}: patchedDependencies: '${package.key}': ${what}";
        lockfile = bunLock;
        file = named;
      };
  about = {
    importer = map (folder: if folder == "" then "." else folder) (attrNames (lock.workspaces or { "" = { }; }));
    foreign = filter (key: fromLock ? ${key} && !isSupported (fromLock.${key} // { optional = true; })) (attrNames fromLock);
    patched = attrNames patches;
    trusted = attrNames (groupBy (package: package.name) (filter trusted.allows (attrValues packages)));
  };
  tarballs = filter isString (map (package: package.source.file or null) (attrValues fromLock));
  # The part of the name of bun's folder that is not the package's name.
  storeFields =
    package:
    let
      # bun 1.4 names a tarball's folder by its integrity.
      nameIntegrity = if match "tarball:.*" package.key != null then package.integrity else null;
    in
    {
      inherit nameIntegrity;
      # A bun.nix has its tarballs unpacked.
      overridden = package.overridden || package.unpacked or false && nameIntegrity != null;
      registry = registryOf { inherit registries; } package;
    };
}
