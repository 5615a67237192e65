let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    filter
    fromJSON
    head
    isAttrs
    isList
    isString
    length
    match
    pathExists
    readFile
    replaceStrings
    split
    stringLength
    toJSON
    tryEval
    ;
  isLine = import ./lockfile/isLine.nix;
  storeName = import ./storeName.nix;
  tarballUrl = import ./tarballUrl.nix;
  joined = concatStringsSep ", ";
  optionals = condition: list: if condition then list else [ ];
  # A text of a file that may hold anything, or null.
  line = value: if isLine value && value != "" then value else null;
  # As Nix code.
  quoted = text: replaceStrings [ "\${" ] [ "\\\${" ] (toJSON text);
  attributes = value: if isAttrs value then value else { };
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
  fail = what: throw "${toString directory}: ${what}";
  has = name: pathExists (directory + "/${name}");

  # --- which package manager -------------------------------------------------------------------------------------------------

  manifest = if has "package.json" then attributes (fromJSON (readFile (directory + "/package.json"))) else { };
  # "pnpm@10.33.0+sha512.…"
  asked = match "(pnpm|bun)@([0-9]+)([.][0-9.]+)?([-+].*)?" (
    if isLine (manifest.packageManager or null) then manifest.packageManager else ""
  );
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
  fitting = if asked == null then found else filter (name: elem name ofManager.${head asked}) found;
  lockfile =
    if elem "pnpm-lock.yaml" fitting && length fitting > 1 then
      fail "it has ${joined fitting}; remove those that do not count, or say in package.json which does: \"packageManager\": \"pnpm@…\" or \"bun@…\""
    else if fitting != [ ] then
      head fitting
    else if found != [ ] then
      fail "package.json asks for ${head asked}, but the lockfile is ${joined found}; run `${head asked} install`, or change packageManager"
    else if others != [ ] then
      fail "it has ${joined others}; what is read here is pnpm-lock.yaml (`pnpm import` makes one of another lockfile) and bun.lock"
    else
      fail "it has neither pnpm-lock.yaml nor bun.lock; run `pnpm install` or `bun install`, and commit the file that comes of it";
  isPnpm = lockfile == "pnpm-lock.yaml";
  lockPath = directory + "/${lockfile}";

  # --- pnpm ------------------------------------------------------------------------------------------------------------------

  hasTwoDocuments = builtins.substring 0 4 (readFile lockPath) == "---\n";
  engine = line ((attributes (manifest.engines or null)).pnpm or null);
  # The oldest that is meant, if that reads the lockfile.
  engineMajor = if engine == null then null else match "[^0-9]*(9|10|11|12)([^0-9].*)?" engine;
  guess =
    if asked != null then
      {
        major = builtins.elemAt asked 1;
        why = "packageManager in package.json is ${manifest.packageManager}";
      }
    else if engineMajor != null then
      {
        major = head engineMajor;
        why = "engines.pnpm in package.json is ${engine}";
      }
    else if hasTwoDocuments then
      {
        major = "11";
        why = "the lockfile was written by pnpm 11 or 12; package.json does not say which";
      }
    else
      {
        major = "10";
        why = "any of pnpm 9 to 12 reads the lockfile; package.json does not say which is meant";
      };
  storeVersion = import ./pnpm/storeVersion.nix guess.major;
  pnpmAttribute = "pnpm_${guess.major}";

  # --- packages --------------------------------------------------------------------------------------------------------------

  deps =
    if isPnpm then
      core.fetchPnpmDeps {
        lockfile = lockPath;
        inherit storeVersion system;
      }
    else
      core.fetchBunDeps {
        bunLock = lockPath;
        inherit system;
      };
  wanted = attrValues deps.packages;
  npmrc = if has ".npmrc" then directory + "/.npmrc" else null;
  registries = attrValues (
    if !isPnpm then
      import ./bun/registries.nix {
        inherit npmrc;
        bunfig = if has "bunfig.toml" then directory + "/bunfig.toml" else null;
        registries = { };
      }
    else if npmrc != null then
      import ./npmrcRegistries.nix npmrc
    else
      { }
  );
  isDownload = package: package.source ? registry || package.source ? tarball;
  withoutHash = filter (package: isDownload package && package.integrity == null) wanted;
  tarballs = map (package: package.tarball or package.original) (
    filter (package: isDownload package && package.integrity != null) wanted
  );
  fromGit = filter (package: package.source ? repo) wanted;

  hashLine = package: "${package.key}: nix-prefetch-url --name ${storeName package}.tgz '${
    replaceStrings [ "'" ] [ "%27" ] (tarballUrl {
      inherit fail package;
      registries = { };
    })
  }'";

  # --- build scripts ---------------------------------------------------------------------------------------------------------

  # People write this file, and readYaml reads no comments. Behind a quotation mark a "#" may be text.
  withoutComments =
    text:
    let
      bare =
        line:
        let
          before = match "([^'\"#]*[^'\"# ])? *#.*" line;
          isComment = stringLength line < 1000 && match "([^#'\"]* )?#.*" line != null;
        in
        if !isComment then
          [ line ]
        else if head before == null then
          [ ]
        else
          before;
    in
    concatStringsSep "\n" (concatMap bare (filter isString (split "\n" (replaceStrings [ "\r" ] [ "" ] text))));
  workspace =
    if isPnpm && has "pnpm-workspace.yaml" then
      tryEval (
        let
          settings = import ./lockfile/readYaml.nix {
            fail = _: what: throw what;
            text = withoutComments (readFile (directory + "/pnpm-workspace.yaml"));
          };
        in
        builtins.deepSeq settings settings
      )
    else
      {
        success = true;
        value = { };
      };
  settings = attributes workspace.value;
  names = list: if isList list then filter isString list else [ ];
  allowBuilds = attributes (settings.allowBuilds or null);
  allowed =
    names ((attributes (manifest.pnpm or null)).onlyBuiltDependencies or null)
    ++ names (settings.onlyBuiltDependencies or null)
    ++ filter (name: allowBuilds.${name} == true) (attrNames allowBuilds);
  trusted = names (manifest.trustedDependencies or null);
  runs = filter (name: builtins.any (package: package.name == name) wanted) (if isPnpm then allowed else trusted);
  scripts =
    if !isPnpm && manifest ? trustedDependencies then
      if runs == [ ] then "none run" else "bunHook runs those of ${joined runs} (trustedDependencies)"
    else if !isPnpm then
      "bunHook runs those of packages that bun trusts by itself; package.json has no trustedDependencies"
    else if !workspace.success then
      "pnpm-workspace.yaml has more than can be read here; see what it allows"
    else if runs != [ ] then
      "pnpm may run those of ${joined runs}; pnpmConfigHook runs none: have `pnpm rebuild ${concatStringsSep " " runs}` in preBuild, or a linked store"
    else
      "none is allowed, and pnpmConfigHook runs none";

  # --- the report ------------------------------------------------------------------------------------------------------------

  name = line (manifest.name or null);
  version = line (manifest.version or null);
  hasBuild = (attributes (manifest.scripts or null)) ? build;

  row = title: text: "${builtins.substring 0 11 "${title}           "}${text}";
  more = text: "           ${text}";
  counted =
    number: what: if number == 1 then "1 ${what}" else "${toString number} ${what}s";

  hashes =
    optionals (withoutHash == [ ] && fromGit == [ ]) [ (row "hashes" "all are in the lockfile") ]
    ++ optionals (withoutHash != [ ]) [
      (row "hashes" "${counted (length withoutHash) "package"} without one in the lockfile; outputHashes below needs what these print:")
    ]
    ++ map (package: more (hashLine package)) withoutHash
    ++ map (
      package: row "git" "${package.key} is cloned while Nix evaluates, by its commit; outputHashes can hold its hash"
    ) fromGit;

  expression =
    [
      "{ stdenv, ${if isPnpm then "nodejs, ${pnpmAttribute}, " else ""}fragstore }:"
      "stdenv.mkDerivation {"
      "  pname = ${quoted (storeName { name = if name == null then "project" else name; version = null; })};"
      "  version = ${quoted (if version == null then "0" else version)};"
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
      [ "    outputHashes = {" ] ++ map (package: "      ${quoted package.key} = \"sha256:HASH\";") withoutHash ++ [ "    };" ]
    )
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
        else if asked == null then
          row "bun" "any of 1.2 to 1.4 that reads the lockfile; package.json does not say which is meant"
        else
          row "bun" "packageManager in package.json is ${manifest.packageManager}"
      )
      (row "packages" "${toString (length wanted)} for ${system}@fetched@")
    ]
    ++ map (
      url: row "registry" "${url}; a token for it goes into the file that Nix's netrc-file option names"
    ) (filter isLine registries)
    ++ hashes
    ++ [
      (row "scripts" scripts)
      ""
    ]
    ++ expression
  );
}
