let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    head
    isAttrs
    isList
    length
    match
    pathExists
    readFile
    stringLength
    substring
    tryEval
    ;
  attributes = import ./lockfile/attributes.nix;
  fileInside = import ./source/fileInside.nix;
  isGitAddress = import ./source/isGitAddress.nix;
  isLine = import ./lockfile/isLine.nix;
  downloadAdvice = import ./downloadAdvice.nix;
  downloads = import ./downloads.nix;
  failLine = import ./text/fail.nix;
  nixString = import ./text/nixString.nix;
  readManifest = import ./lockfile/readManifest.nix;
  shellWord = import ./text/shellWord.nix;
  storeName = import ./store/storeName.nix;
  strongestHash = import ./source/strongestHash.nix;
  tarballUrl = import ./source/tarballUrl.nix;
  joined = concatStringsSep ", ";
  optionals = condition: list: if condition then list else [ ];
  # A text of a file that may hold anything, or null.
  line = value: if isLine value && value != "" && stringLength value < 1000 then value else null;
in
/**
  What there is to say about building a project with fragstore: a report, and the expression to begin with.

  # Inputs

  `directory`
  : the project's, a path

  `system`
  : the system to install for

  # Output

  `tarballs`: the paths in the Nix store that the packages of that system are fetched to; `text`: the report, in which `@fetched@` stands
  for what is known of them.

  # Type

  ```
  doctor :: { directory :: Path; system :: String; } -> { text :: String; tarballs :: [ String ]; }
  ```
*/
{ directory, system }:
let
  core = import ./. { tools = { inherit system; }; };
  fail = what: failLine "${toString directory}: ${what}";
  has = name: pathExists (directory + "/${name}");

  # --- which package manager -------------------------------------------------------------------------------------------------

  manifestPath = directory + "/package.json";
  manifest =
    if has "package.json" then
      readManifest {
        fail = failLine;
        name = toString manifestPath;
      } manifestPath
    else if has "pnpm-workspace.yaml" then
      { }
    else
      fail "it has no package.json; give the folder of a project";

  # What package.json says of package managers, the word that counts first: { name; version; where; }, version null if any will do, and
  # a range without isExact.
  packageManager = line (manifest.packageManager or null);
  # "pnpm@10.33.0+sha512.…"
  pinned = if packageManager == null then null else match "([a-z]+)@([0-9][^+]*)([+].*)?" packageManager;
  devEngines =
    let
      given = (attributes (manifest.devEngines or null)).packageManager or [ ];
    in
    filter (engine: isAttrs engine && line (engine.name or null) != null) (
      if isList given then given else [ given ]
    );
  asked =
    optionals (pinned != null) [
      {
        name = head pinned;
        version = elemAt pinned 1;
        isExact = true;
        field = "packageManager";
        where = "packageManager in package.json is ${packageManager}";
      }
    ]
    ++ map (engine: {
      inherit (engine) name;
      version = line (engine.version or null);
      field = "devEngines.packageManager";
      where = "devEngines.packageManager in package.json is ${engine.name} ${toString (line (engine.version or null))}";
    }) devEngines;
  askedOf =
    name:
    let
      version = line ((attributes (manifest.engines or null)).${name} or null);
    in
    filter (one: one.name == name) asked
    ++ optionals (version != null) [
      {
        inherit name version;
        where = "engines.${name} in package.json is ${version}";
      }
    ];

  found = filter has [
    "pnpm-lock.yaml"
    "bun.lock"
    "bun.lockb"
  ];
  others = filter has [
    "package-lock.json"
    "npm-shrinkwrap.json"
    "yarn.lock"
  ];
  ofManager = {
    pnpm = [ "pnpm-lock.yaml" ];
    bun = [
      "bun.lock"
      "bun.lockb"
    ];
  };
  fitting = if asked == [ ] then found else filter (name: elem name (ofManager.${wanted} or [ ])) found;
  wanted = (head asked).name;
  # The folder above that has a lockfile, or null.
  above =
    folder:
    if pathExists (folder + "/pnpm-lock.yaml") || pathExists (folder + "/bun.lock") then
      toString folder
    else if folder == dirOf folder then
      null
    else
      above (dirOf folder);
  lockfile =
    if elem "pnpm-lock.yaml" fitting && length fitting > 1 then
      fail "it has ${joined fitting}; remove those that do not count, or say in package.json which does: \"packageManager\": \"pnpm@…\" or \"bun@…\""
    else if fitting != [ ] then
      head fitting
    else if found != [ ] && ofManager ? ${wanted} then
      fail "package.json asks for ${wanted}, but the lockfile is ${joined found}; run `${wanted} install`, or correct ${(head asked).field}"
    else if found != [ ] then
      fail "package.json asks for ${wanted}, but the lockfile is ${joined found}; correct ${(head asked).field}"
    else if others != [ ] then
      fail "it has ${joined others}, and what is read here is pnpm's lockfile or bun's; ${
        if asked == [ ] || ofManager ? ${wanted} then "" else "take ${wanted} out of ${(head asked).field} in package.json, then "
      }run `pnpm import` for a pnpm-lock.yaml of the same versions, or `bun install --lockfile-only --save-text-lockfile` for a bun.lock (bun 1.4 or later)"
    else if above (dirOf directory) != null then
      fail "it has no lockfile of its own, but ${above (dirOf directory)} has one; give that folder if this one is a part of its workspace, or run `pnpm install` or `bun install` here"
    else
      fail "it has neither pnpm-lock.yaml nor bun.lock; run `pnpm install` or `bun install`, and commit the file that comes of it";
  isPnpm = lockfile == "pnpm-lock.yaml";
  lockPath = directory + "/${lockfile}";

  # --- pnpm ------------------------------------------------------------------------------------------------------------------

  guess = import ./doctor/whichPnpm.nix {
    said = askedOf "pnpm";
    hasTwoDocuments = substring 0 4 (readFile lockPath) == "---\n";
    inherit manifest settings;
  };
  storeVersion =
    if match "[0-8]" guess.major != null then
      fail "${guess.why}, but pnpm ${guess.major} cannot read the lockfile, whose lockfileVersion ${(import ./lockfile/readPnpmLock.nix lockPath).lockfileVersion} is that of pnpm 9 and later; correct package.json"
    else
      import ./pnpm/storeVersion.nix guess.major;
  pnpmAttribute = "pnpm_${guess.major}";

  # --- bun -------------------------------------------------------------------------------------------------------------------

  bunLock = import ./lockfile/readBunLock.nix lockPath;
  # Those before refuse it as of an unknown version.
  oldestBun =
    (builtins.fromJSON (readFile ./bun/versions.json)).lockfiles.${toString bunLock.lockfileVersion};

  # Those that the project's files name, with the file.
  linkers =
    let
      named = import ./bun/linkers.nix { inherit bunfig npmrc; };
    in
    optionals (line named.bunfig != null) [ "${named.bunfig} (bunfig.toml)" ]
    ++ optionals (named.npmrc != null) [ "${named.npmrc} (.npmrc)" ];
  bunfig = if has "bunfig.toml" then directory + "/bunfig.toml" else null;

  # --- packages --------------------------------------------------------------------------------------------------------------

  fetch =
    options:
    attrValues
      (
        if isPnpm then
          core.fetchPnpmDeps ({ lockfile = lockPath; inherit storeVersion system; } // options)
        else
          core.fetchBunDeps ({ bunLock = lockPath; inherit system; } // options)
      ).packages;
  packages = fetch { };
  # What is said of hashes and files holds wherever the expression is evaluated.
  everyPackage = fetch { allPlatforms = true; };
  npmrc = if has ".npmrc" then directory + "/.npmrc" else null;
  registries =
    if !isPnpm then
      import ./bun/registries.nix {
        inherit npmrc bunfig;
        registries = { };
      }
    else
      import ./pnpm/registries.nix {
        inherit npmrc storeVersion;
        settingsFile = directory + "/pnpm-workspace.yaml";
        settings = if workspace.success then settings else { };
        registries = { };
      };
  isDownload = package: package.source ? registry || package.source ? tarball;
  hasHash = package: package.integrity != null && strongestHash package.integrity != null;
  tarballs = map (package: package.contents) (
    filter (package: isDownload package && !isPart package && hasHash package) packages
  );
  isPart = package: package.path or null != null;
  parts = filter isPart everyPackage;
  withoutHash = filter (package: isDownload package && !isPart package && !hasHash package) everyPackage;
  fromGit = filter (package: package.source ? repo && !isPart package) everyPackage;
  isThere =
    package:
    (tryEval (fileInside {
      fail = throw;
      lockfile = lockPath;
      inherit (package.source) file;
    })).success;
  withoutFile = filter (package: package.source ? file && !isThere package) everyPackage;
  # pnpm wants them before it installs anything.
  configDependencies = filter (name: !any (package: package.name == name) everyPackage) (
    attrNames (attributes (if isPnpm then settings.configDependencies or null else null))
  );

  # Of what a netrc file can name, or null.
  hostOf =
    url:
    let
      parts = match "https?://([^/@]*@)?([A-Za-z0-9._-]+)([:/].*)?" url;
    in
    if parts == null then null else elemAt parts 1;

  hashLine = package: "${package.key}: nix-prefetch-url --name ${storeName package}.tgz ${
    shellWord (tarballUrl {
      inherit fail package registries;
    })
  }";

  # --- build scripts ---------------------------------------------------------------------------------------------------------

  workspace =
    if isPnpm && has "pnpm-workspace.yaml" then
      tryEval (import ./doctor/readSettings.nix (directory + "/pnpm-workspace.yaml"))
    else
      {
        success = true;
        value = { };
      };
  settings = attributes workspace.value;
  scripts = import ./doctor/scripts.nix {
    inherit isPnpm manifest packages;
    pnpm = guess;
    settings = if workspace.success then settings else null;
    npmrc = if npmrc == null then "" else readFile npmrc;
    lock = bunLock;
  };

  # --- the report ------------------------------------------------------------------------------------------------------------

  name = line (manifest.name or null);
  version = line (manifest.version or null);
  hasBuild = (attributes (manifest.scripts or null)) ? build;

  row = title: text: "${substring 0 11 "${title}           "}${text}";
  more = text: "           ${text}";
  counted =
    number: what: if number == 1 then "1 ${what}" else "${toString number} ${what}s";

  hasAll = all isDownload everyPackage && parts == [ ] && workspace.success && configDependencies == [ ];
  hashes =
    optionals (withoutHash == [ ]) [
      (row "hashes" "${if hasAll then "all" else "those of packages that are downloaded"} are in the lockfile${
        if isPnpm && settings ? configDependencies then " or in pnpm-workspace.yaml" else ""
      }")
    ]
    ++ optionals (withoutHash != [ ]) [
      (row "hashes" "${counted (length withoutHash) "package"} without one in the lockfile; outputHashes below needs what these print:")
    ]
    ++ map (package: more (hashLine package)) withoutHash
    ++ map (
      package:
      row "git" (
        if isGitAddress package.source.repo then
          "${package.key} is cloned while Nix evaluates, by its commit; outputHashes can hold its hash"
        else
          "${package.key}: its repository is not at an https, http, ssh or git address, and no other is read; depend on one that is, or on a tarball in the project"
      )
    ) fromGit
    ++ map (
      package:
      row "git" "${package.key} is the directory '${package.path}' of a repository, which cannot be taken out of it yet; run `npm pack` there and give overrides.${nixString package.key} = _: ./TARBALL"
    ) parts
    ++ map (
      package: row "file" "${package.key}: the project has no file ${package.source.file}, and the build needs it; add it"
    ) withoutFile
    ++ map (
      name: row "config" "${name} (configDependencies in pnpm-workspace.yaml) is not fetched, and pnpm wants it; take it out for the build"
    ) (filter isLine configDependencies);

  # What install scripts would download, and what to do: there are variables that have a script not download, or it does not run.
  downloadRows = map (
    name:
    row "download" "the install script of ${name} ${downloadAdvice downloads.${name}}"
  ) scripts.downloading;
  variables = foldl' (set: name: set // downloads.${name}.variables) { } scripts.downloading;
  without = filter (name: downloads.${name}.variables == { }) scripts.downloading;
  forScripts =
    optionals (scripts.downloading != [ ]) [ "    # There is no network for install scripts." ]
    ++ map (name: "    env.${name} = ${nixString variables.${name}};") (attrNames variables)
    ++ map (name: "    scripts.${nixString name} = false;") without;

  expression =
    [
      "# pkgs.callPackage ./package.nix { inherit fragstore; }"
      "{ stdenv, ${if isPnpm then "nodejs, ${pnpmAttribute}, " else ""}fragstore }:"
      "stdenv.mkDerivation {"
      "  pname = ${nixString (storeName { name = if name == null then "project" else name; version = null; })};"
      "  version = ${nixString (if version == null then "0" else version)};"
      "  src = ./.;"
      ""
    ]
    ++ (
      if isPnpm then
        [
          "  nativeBuildInputs = [ nodejs ${pnpmAttribute} fragstore.pnpmConfigHook ];"
          "  pnpmDeps = fragstore.fetchPnpmDeps {"
          "    lockfile = ./pnpm-lock.yaml;"
          "    pnpm = ${pnpmAttribute};"
        ]
      else
        [
          "  nativeBuildInputs = [ fragstore.bunHook ];"
          "  bunDeps = fragstore.fetchBunDeps {"
          "    bunLock = ./bun.lock;"
        ]
    )
    ++ optionals (withoutHash != [ ]) (
      [ "    outputHashes = {" ] ++ map (package: "      ${nixString package.key} = \"sha256:HASH\";") withoutHash ++ [ "    };" ]
    )
    ++ forScripts
    ++ [
      "  };"
      ""
    ]
    ++ optionals (!hasBuild && !isPnpm) [
      "  # package.json has no build script; for `bun build` there is bunBuildFlags."
      "  dontUseBunBuild = true;"
      ""
    ]
    ++ optionals hasBuild [
      "  buildPhase = ''"
      "    runHook preBuild"
      "    ${if isPnpm then "pnpm" else "bun"} run build"
      "    runHook postBuild"
      "  '';"
      ""
    ]
    ++ [
      "  installPhase = ''"
      "    runHook preInstall"
      "    mkdir $out"
      "    # cp -r what the build made to $out"
      "    runHook postInstall"
      "  '';"
      "}"
    ];
in
{
  inherit tarballs;
  text = concatStringsSep "\n" (
    [
      (row "project" "${if name == null then "without a name" else name}${if version == null then "" else " ${version}"}")
      (row "lockfile" lockfile)
    ]
    ++ [
      (
        if isPnpm then
          row "pnpm" "${guess.major}: ${guess.why}"
        else if askedOf "bun" != [ ] then
          row "bun" "${(head (askedOf "bun")).where}; the lockfile wants ${oldestBun} or later"
        else
          row "bun" "${oldestBun} or later reads the lockfile; package.json does not say which is meant (packageManager, engines.bun)"
      )
      (row "packages" "${toString (length packages)} for ${system}@fetched@")
    ]
    ++ map (
      url:
      row "registry" "${url}: if it wants a token (HTTP error 401), have `machine ${hostOf url} login LOGIN password TOKEN` in the file that Nix's netrc-file option names; Nix does not read the one in .npmrc"
    ) (filter (url: isLine url && hostOf url != null && hostOf url != "registry.npmjs.org") (attrValues registries))
    ++ hashes
    ++ optionals (!isPnpm) [
      (row "linker" (
        if linkers != [ ] then
          "${joined linkers}${
            if length linkers == 2 then ": with bun 1.4 the first counts, before it the second" else ""
          }; bunInstallFlags = \"--linker=…\" counts more"
        else
          "isolated (bunHook's default); for the other have bunInstallFlags = \"--linker=hoisted\", or linker = \"hoisted\" below [install] in bunfig.toml"
      ))
    ]
    ++ [
      (row "scripts" scripts.text)
    ]
    ++ downloadRows
    ++ [ "" ]
    ++ expression
  );
}
