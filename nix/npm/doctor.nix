let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    head
    isAttrs
    match
    ;
  readLock = import ./readLock.nix;
  namesOf = import ../lockfile/namesOf.nix;
in
# npm, for ../doctor.nix.
{
  askedOf,
  core,
  directory,
  lockfile,
  manifest,
  npmrc,
  system,
  ...
}:
let
  lockPath = directory + "/${lockfile}";
  lock = readLock lockPath;
  lockVersion = toString lock.lockfileVersion;
  # What npmConfigHook runs of the project's own.
  projectScripts =
    let
      scripts = manifest.scripts or null;
    in
    filter (name: isAttrs scripts && scripts ? ${name}) [
      "preinstall"
      "install"
      "postinstall"
      "prepare"
    ];
in
{
  name = "npm";
  version = "npm 7 or later reads the lockfile, whose lockfileVersion is ${lockVersion}; ${
    if askedOf "npm" != [ ] then (head (askedOf "npm")).where else "the npm of the build is that of nodejs"
  }";
  fetch = options: core.fetchNpmDeps ({ lockfile = lockPath; inherit system; } // options);
  registries = import ./registries.nix {
    inherit npmrc;
    registries = { };
  };
  scripts =
    packages:
    let
      run = namesOf (package: package.hasScripts) packages;
    in
    {
      inherit (run) names;
      text = "fetchNpmDeps runs ${run.those}${
        if run.names == [ ] then ": the lockfile has no package with one" else " (hasInstallScript in the lockfile)"
      }${
        if projectScripts == [ ] then
          ""
        else
          "; npmConfigHook runs the project's own: ${concatStringsSep ", " projectScripts}"
      }";
    };
  missing = _: {
    isKnown = true;
    rows = [ ];
    alsoIn = "";
  };
  rows = [ ];
  folders = filter (place: match "(.*/)?node_modules/.*" place == null) (attrNames lock.packages);
  inputs = [ "nodejs" ];
  deps = [
    "  nativeBuildInputs = [ nodejs fragstore.npmConfigHook ];"
    "  npmDeps = fragstore.fetchNpmDeps {"
    "    lockfile = ./${lockfile};"
  ];
  withoutBuild = [ ];
}
