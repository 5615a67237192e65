let
  inherit (builtins)
    any
    attrNames
    attrValues
    concatStringsSep
    elem
    elemAt
    filter
    head
    isList
    isString
    length
    match
    readFile
    split
    substring
    tryEval
    ;
  allowedScripts = import ./allowedScripts.nix;
  attributes = import ../lockfile/attributes.nix;
  downloads = import ../downloads.nix;
  enumerate = import ../text/enumerate.nix;
  isLine = import ../lockfile/isLine.nix;
  yamlDocuments = import ../lockfile/yamlDocuments.nix;
  readPnpmLock = import ./readLock.nix;
  namesOf = import ../lockfile/namesOf.nix;
  shellWord = import ../text/shellWord.nix;
  versions = import ./versions.nix;
  workspaceSettings = import ./workspaceSettings.nix;
in
# pnpm, for ../doctor.nix.
{
  askedOf,
  core,
  directory,
  fail,
  lockfile,
  manifest,
  npmrc,
  system,
  ...
}:
let
  lock = readPnpmLock lockPath;
  lockPath = directory + "/${lockfile}";
  guess = import ./whichPnpm.nix {
    said = askedOf "pnpm";
    hasTwoDocuments = length (yamlDocuments (readFile lockPath)) == 2;
    inherit manifest settings;
  };
  storeVersion =
    if match "[0-8]" guess.major != null then
      fail "${guess.why}, but pnpm ${guess.major} cannot read lockfileVersion ${lock.lockfileVersion}, which pnpm 9 and later write; correct package.json"
    else if !versions.known ? ${guess.major} then
      fail "${guess.why}, which fragstore does not know; use pnpm ${enumerate "or" versions.majors}"
    else
      import ./storeVersion.nix guess.major;
  attribute = "pnpm_${guess.major}";
  settingsFile = directory + "/pnpm-workspace.yaml";
  # Whole, because one setting that cannot be read may be any.
  workspace =
    let
      written = workspaceSettings settingsFile;
    in
    tryEval (builtins.deepSeq written written);
  settings = attributes workspace.value;

  settingsIn = versions.known.${guess.major}.settings;
  allowed = allowedScripts {
    version = guess.version or guess.major;
    settings = if workspace.success then settings else null;
    inherit settingsIn manifest;
  };
  # What decides this, too, and is not read here.
  elsewhere =
    if !workspace.success && elem "pnpm-workspace.yaml" settingsIn then
      "pnpm-workspace.yaml has YAML that fragstore does not read"
    else if allowed.namesFile then
      "onlyBuiltDependenciesFile names a file"
    else if
      npmrc != null
      && length (split "(^|\n)[ \t]*(ignore-scripts|dangerously-allow-all-builds|(only|never)-built-dependencies)" (readFile npmrc)) > 1
    then
      ".npmrc has settings about install scripts"
    else
      null;
  # Settings that only pnpm itself can follow, each with its file.
  linkerOfNpmrc = filter isList (
    split "(^|\n)[ \t]*node-linker[ \t]*=[ \t]*[\"']?(hoisted|pnp)" (if npmrc == null then "" else readFile npmrc)
  );
  onlyByPnpm =
    (
      if elem "pnpm-workspace.yaml" settingsIn then
        filter (text: text != null) [
          (if elem (settings.nodeLinker or null) [ "hoisted" "pnp" ] then "nodeLinker: ${settings.nodeLinker} (pnpm-workspace.yaml)" else null)
          (if settings.enableGlobalVirtualStore or null == true then "enableGlobalVirtualStore: true (pnpm-workspace.yaml)" else null)
          (if settings.symlink or null == false then "symlink: false (pnpm-workspace.yaml)" else null)
        ]
      else
        [ ]
    )
    # pnpm 11 and 12 have no settings of this kind there.
    ++ (
      if elem "package.json" settingsIn && linkerOfNpmrc != [ ] then
        [ "node-linker=${elemAt (head linkerOfNpmrc) 1} (.npmrc)" ]
      else
        [ ]
    );
  toRun = "write scripts.NAME = { }; into fetchPnpmDeps for each package whose script must run";
  # With configDependencies pnpm itself installs.
  byPnpmItself =
    run:
    let
      # One that begins as an option does would be one.
      rebuilt = filter (name: !downloads ? ${name} && substring 0 1 name != "-") run.names;
    in
    "pnpmConfigHook runs none, because pnpm itself installs${if settings ? configDependencies then " configDependencies" else ""}${
      if rebuilt == [ ] then
        ""
      else
        ": write `pnpm rebuild ${concatStringsSep " " (map shellWord rebuilt)}` into preBuild, if you need what they make"
    }";
in
{
  name = "pnpm";
  version = "${guess.major}: ${guess.why}";
  fetch = options: core.fetchPnpmDeps ({ lockfile = lockPath; inherit storeVersion system; } // options);
  registries = import ./registries.nix {
    inherit
      npmrc
      storeVersion
      settings
      settingsFile
      ;
    registries = { };
  };
  scripts =
    packages:
    let
      run = namesOf allowed.allows packages;
    in
    if settings ? configDependencies || onlyByPnpm != [ ] then
      {
        names = [ ];
        text = byPnpmItself run;
      }
    else if elsewhere != null then
      {
        names = [ ];
        text = "${elsewhere}, and fetchPnpmDeps does not know which scripts it allows; ${toRun}";
      }
    else
      {
        inherit (run) names;
        text =
          if allowed.allowsAll then
            "the project allows all, but fetchPnpmDeps runs ${run.those}; ${toRun}"
          else
            "fetchPnpmDeps runs ${run.those}${if run.names == [ ] then ": the project allows none" else ""}";
      };
  # pnpm wants configDependencies before it installs anything.
  missing = packages: {
    isKnown = workspace.success;
    rows = map (
      name: "${name} (configDependencies in pnpm-workspace.yaml) is not fetched, but pnpm wants it; remove it for the build"
    ) (
      filter (name: isLine name && !any (package: package.name == name) packages) (
        attrNames (attributes (settings.configDependencies or null))
      )
    );
    alsoIn = if settings ? configDependencies then " or in pnpm-workspace.yaml" else "";
  };
  rows =
    if onlyByPnpm == [ ] then
      [ ]
    else
      [
        {
          title = "installer";
          text = "pnpm itself, for ${concatStringsSep ", " onlyByPnpm}";
        }
      ];
  folders = attrNames (lock.importers or { }) ++ filter isString (map (package: (attributes ((attributes package).resolution or null)).directory or null) (attrValues lock.packages));
  inputs = [
    "nodejs"
    attribute
  ];
  deps = [
    "  nativeBuildInputs = [ nodejs ${attribute} fragstore.pnpmConfigHook ];"
    "  pnpmDeps = fragstore.fetchPnpmDeps {"
    "    lockfile = ./pnpm-lock.yaml;"
    "    pnpm = ${attribute};"
  ]
  ++ (if onlyByPnpm == [ ] then [ ] else [ "    installer = \"pnpm\";" ]);
  withoutBuild = [ ];
}
