let
  inherit (builtins)
    any
    attrNames
    attrValues
    concatStringsSep
    filter
    fromJSON
    head
    length
    readFile
    ;
  optionals = condition: list: if condition then list else [ ];
  folderOf = import ./folderOf.nix;
  joinPath = import ../lockfile/joinPath.nix;
  readBunLock = import ./readLock.nix;
  namesOf = import ../lockfile/namesOf.nix;
  trustedScripts = import ./trustedScripts.nix;
in
# bun, for ../doctor.nix.
{
  askedOf,
  core,
  directory,
  has,
  line,
  lockfile,
  manifest,
  npmrc,
  system,
  ...
}:
let
  lockPath = directory + "/${lockfile}";
  lock = readBunLock lockPath;
  # Those before refuse it as of an unknown version.
  oldest = (fromJSON (readFile ./versions.json)).lockfiles.${toString lock.lockfileVersion};
  bunfig = if has "bunfig.toml" then directory + "/bunfig.toml" else null;
  # Those that the project's files name, with the file.
  linkers =
    let
      named = import ./linkers.nix {
        inherit bunfig npmrc;
        isOld = false;
      };
    in
    optionals (line named.bunfig != null) [ "${named.bunfig} (bunfig.toml)" ]
    ++ optionals (named.npmrc != null) [ "${named.npmrc} (.npmrc)" ];
  trusted = trustedScripts { inherit manifest lock; };
in
{
  name = "bun";
  version =
    if askedOf "bun" != [ ] then
      "${(head (askedOf "bun")).where}; the lockfile wants ${oldest} or later"
    else
      "${oldest} or later reads the lockfile; package.json does not say which is meant (packageManager, engines.bun)";
  fetch = options: core.fetchBunDeps ({ bunLock = lockPath; inherit system; } // options);
  registries = import ./registries.nix {
    inherit npmrc bunfig;
    registries = { };
  };
  scripts =
    packages:
    let
      run = namesOf trusted.allows packages;
    in
    {
      inherit (run) names;
      text = "fetchBunDeps runs ${run.those} (${
        if trusted.said then
          "trustedDependencies"
        else
          "of those that bun trusts by itself, `bun pm default-trusted`; package.json has no trustedDependencies"
      })";
    };
  missing = _: {
    isKnown = true;
    rows = [ ];
    alsoIn = "";
  };
  rows = [
    {
      title = "linker";
      text =
        if linkers != [ ] then
          "${concatStringsSep ", " linkers}${
            if length linkers == 2 then ": bun 1.4 uses the first, older ones the second" else ""
          }; bunInstallFlags = \"--linker=…\" counts more"
        else
          "isolated (bunHook's default); for the other one, set bunInstallFlags = \"--linker=hoisted\", or linker = \"hoisted\" below [install] in bunfig.toml";
    }
  ];
  # A folder is named as the workspace that depends on it has it.
  folders =
    attrNames lock.workspaces
    ++ filter (
      folder: folder != null && !any (workspace: has "${joinPath workspace folder}/package.json") (attrNames lock.workspaces)
    ) (map folderOf (attrValues lock.packages));
  inputs = [ ];
  deps = [
    "  nativeBuildInputs = [ fragstore.bunHook ];"
    "  bunDeps = fragstore.fetchBunDeps {"
    "    bunLock = ./bun.lock;"
  ];
  withoutBuild = [
    "  # package.json has no build script; for `bun build` there is bunBuildFlags."
    "  dontUseBunBuild = true;"
    ""
  ];
}
