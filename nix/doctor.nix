let
  inherit (builtins)
    all
    any
    attrValues
    concatStringsSep
    elem
    elemAt
    filter
    length
    match
    pathExists
    stringLength
    substring
    tryEval
    ;
  attributes = import ./lockfile/attributes.nix;
  chooseLockfile = import ./doctor/lockfile.nix;
  fileInside = import ./source/fileInside.nix;
  isInside = import ./lockfile/isInside.nix;
  isGitAddress = import ./source/isGitAddress.nix;
  isLine = import ./lockfile/isLine.nix;
  downloadAdvice = import ./downloadAdvice.nix;
  downloads = import ./downloads.nix;
  expressionOf = import ./doctor/expression.nix;
  failLine = import ./text/fail.nix;
  nixString = import ./text/nixString.nix;
  readManifest = import ./lockfile/readManifest.nix;
  shellWord = import ./text/shellWord.nix;
  storeName = import ./store/storeName.nix;
  strongestHash = import ./source/strongestHash.nix;
  tarballUrl = import ./source/tarballUrl.nix;
  optionals = condition: list: if condition then list else [ ];
  # The value if it is a short text of one line, otherwise null. A project's file can have anything in this place.
  line = value: if isLine value && value != "" && stringLength value < 1000 then value else null;
in
/**
  A report about building a project with fragstore, with a Nix expression to begin with.

  # Inputs

  `directory`
  : the project's, a path

  `system`
  : the system to install for

  # Output

  `tarballs`: the paths in the Nix store that the packages of that system are fetched to. `text`: the report. In it, `@fetched@` is the place
  for what the caller finds out about these paths.

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

  chosen = chooseLockfile {
    inherit
      directory
      manifest
      has
      line
      fail
      ;
  };
  inherit (chosen) lockfile;
  lockPath = directory + "/${lockfile}";
  # What differs between the managers, each in its folder:
  #   name; version              which one is meant, in words
  #   fetch OPTIONS              calls its fetcher
  #   registries                 those of the project's settings
  #   scripts PACKAGES           { names; text; }: which install scripts run
  #   missing PACKAGES           { rows; isKnown; alsoIn; }: what the lockfile lacks, whether that is known, and where else hashes are
  #   rows                       more of the report, each { title; text; }
  #   folders                    those of the project that the lockfile names
  #   inputs, deps, withoutBuild parts of the expression; the last is for a project without a build script
  manager =
    import (./. + "/${chosen.manager}/doctor.nix")
      {
        inherit (chosen) askedOf;
        inherit
          core
          directory
          fail
          has
          line
          lockfile
          manifest
          npmrc
          system
          ;
      };

  # --- packages --------------------------------------------------------------------------------------------------------------

  fetch = options: attrValues (manager.fetch options).packages;
  packages = fetch { };
  # What is said of hashes and files holds wherever the expression is evaluated.
  everyPackage = fetch { allPlatforms = true; };
  npmrc = if has ".npmrc" then directory + "/.npmrc" else null;
  inherit (manager) registries;
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
  # Those outside are not looked at, and the root of a workspace does not need to be a package.
  withoutManifest = filter (
    folder: !elem folder [ "" "." ] && isInside folder && !has "${folder}/package.json"
  ) manager.folders;
  withoutPatch = filter (package: !(tryEval (package.patch == null)).success) everyPackage;
  withoutFile = filter (package: package.source ? file && !isThere package) everyPackage;
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

  # --- the report ------------------------------------------------------------------------------------------------------------

  name = line (manifest.name or null);
  version = line (manifest.version or null);

  row = title: text: "${substring 0 11 "${title}           "}${text}";
  more = text: "           ${text}";
  counted =
    number: what: if number == 1 then "1 ${what}" else "${toString number} ${what}s";

  missing = manager.missing everyPackage;
  hasAll = all isDownload everyPackage && parts == [ ] && missing.rows == [ ] && missing.isKnown;
  hashes =
    optionals (withoutHash == [ ]) [
      (row "hashes" "${if hasAll then "all" else "those of packages that are downloaded"} are in the lockfile${missing.alsoIn}")
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
          "${package.key}: its repository does not have an https, http, ssh or git address; depend on one that does, or on a tarball in the project"
      )
    ) fromGit
    ++ map (
      package:
      row "git" "${package.key} is the directory '${package.path}' of a repository, which fragstore cannot fetch yet; run `npm pack` there and give overrides.${nixString package.key} = _: ./TARBALL"
    ) parts
    ++ map (
      package: row "file" "${package.key}: the project has no file ${package.source.file}, and the build needs it; add it"
    ) withoutFile
    ++ map (
      package:
      row "patch" "${package.key}: the project has no regular file for its patch, and the build needs it; add it"
    ) withoutPatch
    ++ map (
      folder: row "folder" "the project has no ${folder}/package.json, but the lockfile has this folder; add it, or run `${manager.name} install`"
    ) withoutManifest
    ++ map (row "config") missing.rows;

  scripts = manager.scripts packages;
  hasOne = prefix: any (package: substring 0 (stringLength prefix) package.name == prefix) packages;
  # One whose program should be in another package, which is not there, runs, and says what to do when it fails.
  downloading = filter (name: downloads ? ${name} && hasOne (downloads.${name}.comesIn or "")) scripts.names;
  # What install scripts would download, and what to do: there are variables that have a script not download, or it does not run.
  downloadRows = map (
    name:
    row "download" "the install script of ${name} ${downloadAdvice downloads.${name}}"
  ) downloading;
  expression = expressionOf {
    inherit
      manager
      name
      version
      downloading
      ;
    withoutHash = map (package: package.key) withoutHash;
    hasBuild = (attributes (manifest.scripts or null)) ? build;
  };
in
{
  inherit tarballs;
  text = concatStringsSep "\n" (
    [
      (row "project" "${if name == null then "without a name" else name}${if version == null then "" else " ${version}"}")
      (row "lockfile" lockfile)
    ]
    ++ [
      (row manager.name manager.version)
      (row "packages" "${toString (length packages)} for ${system}@fetched@")
    ]
    ++ map (
      url:
      row "registry" "${url}: if it needs a token (HTTP error 401), write `machine ${hostOf url} login LOGIN password TOKEN` into the file that Nix's netrc-file option names; Nix does not read the one in .npmrc"
    ) (filter (url: isLine url && hostOf url != null && hostOf url != "registry.npmjs.org") (attrValues registries))
    ++ hashes
    ++ map ({ title, text }: row title text) manager.rows
    ++ [
      (row "scripts" scripts.text)
    ]
    ++ downloadRows
    ++ [ "" ]
    ++ expression
  );
}
