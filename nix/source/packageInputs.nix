let
  inherit (builtins)
    attrNames
    attrValues
    filter
    mapAttrs
    ;
  folder = import ../tree/folder.nix;
  makeOverride = import ./override.nix;
  packageTarball = import ./packageTarball.nix;
in
/**
  What each package that is wanted is made from: its tarball or folder, or another one in its place, and its patch.

  # Inputs

  `manager`, `args`, `tools`
  : as for fetchDeps

  `project`
  : what `manager.read` returns

  # Type

  ```
  packageInputs :: { manager, args, tools, project } -> {
    # A package of the project, with these and project.storeFields.
    packages :: { KEY :: package // {
      contents :: String;         # a path in the store
      treeSource :: String;       # the same for a tree
      overridden :: Bool;
      patch :: null | String;
    }; … };
    wantedOf :: AttrSet -> AttrSet;  # the project's packages that are wanted and are among the names of the set
  }
  ```
*/
{
  manager,
  args,
  tools,
  project,
}:
let
  what = manager.fetcher;
  isLeftOut =
    key:
    args.overrides ? ${key}
    && args.overrides.${key} == null
    && (
      project.packages.${key}.optional
      || throw "${what}: overrides.\"${key}\": null leaves a package out, but this one is not optional; give a function from its ${manager.overrideKind} to another"
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
  isOfTarballs = manager.overrideKind == "tarball";
  # A tarball of another content has another integrity; a folder has none.
  asFolder = package: tarball: folder { inherit tools; } { inherit package tarball; };
  overriddenContents =
    key: package: original:
    makeOverride {
      what = "${what}: overrides.\"${key}\"";
      kind = manager.overrideKind;
      override = args.overrides.${key};
      original = if isOfTarballs then original else asFolder package "${original}";
    };
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
      contents = if overridden then overriddenContents key package original else "${original}";
      result = package // {
        inherit overridden contents;
        patch = patchFileOf package;
        treeSource = if overridden && isOfTarballs then "${asFolder package contents}" else contents;
      };
    in
    result // project.storeFields result;
in
{
  packages = mapAttrs inputOf wanted;
  inherit wantedOf;
}
