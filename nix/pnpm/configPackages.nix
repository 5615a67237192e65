let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    intersectAttrs
    isString
    listToAttrs
    map
    mapAttrs
    match
    ;
  asSet = import ../asSet.nix;
  pnpmPackages = import ./packages.nix;
in
/**
  The packages that the project has as `configDependencies`, which pnpm installs before all others. Since pnpm 11, they are in the
  lockfile's first document, with pnpm itself. With pnpm 10, they are only in pnpm-workspace.yaml, as `name: version+integrity`.

  # Inputs

  `file`, `storeVersion`
  : as for pnpmPackages and fetchPnpmDeps

  `environment`
  : what readPnpmEnvironment returns

  `settings`
  : what workspaceSettings returns

  # Type

  ```
  configPackages :: { file, storeVersion, environment, settings } -> { "name@version" :: package; … }
  ```
*/
{
  file,
  storeVersion,
  environment,
  settings,
}:
let
  # Of the lockfile: what is declared, and platforms' packages that those depend on.
  declared = environment.importers.".".configDependencies or { };
  keys = map (name: "${name}@${declared.${name}.version}") (attrNames declared);
  optionalKeys = concatMap (
    key:
    let
      optional = environment.snapshots.${key}.optionalDependencies or { };
    in
    map (name: "${name}@${optional.${name}}") (attrNames optional)
  ) keys;
  locked = pnpmPackages {
    inherit file;
    lock = environment // {
      packages = intersectAttrs (asSet (keys ++ optionalKeys)) environment.packages;
    };
  };
  withOptional = locked // mapAttrs (_: package: package // { optional = true; }) (
    intersectAttrs (asSet optionalKeys) locked
  );

  # Of pnpm-workspace.yaml; the integrity holds the version.
  written = settings.configDependencies or { };
  packageOf =
    name:
    let
      spec = written.${name};
      parts = match "([^+]+)[+](.+)" (if isString spec then spec else spec.integrity or "");
    in
    if parts == null then
      [ ]
    else
      [
        {
          name = "${name}@${elemAt parts 0}";
          value.resolution = {
            integrity = elemAt parts 1;
          }
          // (if spec ? tarball then { inherit (spec) tarball; } else { });
        }
      ];
in
if storeVersion == "v11" then
  withOptional
else if storeVersion == "v10" then
  pnpmPackages {
    inherit file;
    lock = {
      packages = listToAttrs (concatMap packageOf (attrNames written));
      snapshots = { };
    };
  }
else
  { }
