let
  inherit (builtins)
    attrNames
    concatMap
    filter
    listToAttrs
    map
    match
    stringLength
    substring
    toJSON
    ;
  readPnpmLock = import ./readLock.nix;
in
/**
  What pnpmConfigHook needs to know of the lockfiles: lists of values by kind.

  `importer`
  : folders of the project that have packages

  `git`, `runtime`
  : keys of packages: of packages from git repositories, and of JavaScript runtimes

  `refused`
  : NAME@VERSION of packages whose install scripts the project does not want

  `configManifest`, `configLockfile`
  : a package.json and a pnpm-lock.yaml that have the project's configDependencies as dependencies, if there are any

  # Type

  ```
  aboutProject :: { storeVersion, packages, scripts, lock, lockfile, otherLockfiles, environment, config } -> { kind :: [ String ]; … }
  ```
*/
{
  storeVersion,
  packages,
  scripts,
  lock,
  lockfile,
  otherLockfiles,
  environment,
  config,
}:
let
  keys = attrNames packages;
  importersOf = lock: attrNames (lock.importers or { });
  isLine = text: match "[^\n]*" text != null;
  root = toString (dirOf lockfile);
  # "packages/a" for "…/packages/a/pnpm-lock.yaml". A lockfile outside of the project has no importers in it.
  importersOfOther =
    other:
    let
      folder = toString (dirOf other);
      length = stringLength root;
    in
    if substring 0 (length + 1) folder == "${root}/" then
      map (importer: "${substring (length + 1) (-1) folder}/${importer}") (importersOf (readPnpmLock other))
    else
      [ ];

  # The configDependencies that the project itself declares. Only the lockfiles of pnpm 11 and later mark the others (`optional`).
  declared = filter (key: storeVersion != "v11" || !config.${key}.optional) (attrNames config);
  versions = listToAttrs (
    map (key: {
      inherit (config.${key}) name;
      value = config.${key}.version;
    }) declared
  );
  dependencies = builtins.mapAttrs (_: version: {
    specifier = version;
    inherit version;
  }) versions;
  configLock =
    if storeVersion == "v11" then
      environment // { importers."." = { inherit dependencies; }; }
    else
      {
        lockfileVersion = "9.0";
        importers."." = { inherit dependencies; };
        packages = builtins.mapAttrs (_: package: { resolution = { inherit (package) integrity; }; }) config;
        snapshots = builtins.mapAttrs (_: _: { }) config;
      };
  ifConfigured = value: if declared == [ ] then [ ] else [ (toJSON value) ];
in
{
  importer = filter isLine (importersOf lock ++ concatMap importersOfOther otherLockfiles);
  git = filter (key: match ".+@(https?|git|ssh|git[+][a-z]+)://.*" key != null) keys;
  runtime = filter (key: packages.${key}.isRuntime) keys;
  refused = map (key: "${packages.${key}.name}@${packages.${key}.version}") (
    filter (key: scripts.refuses packages.${key}) keys
  );
  configManifest = ifConfigured { dependencies = versions; };
  configLockfile = ifConfigured configLock;
}
