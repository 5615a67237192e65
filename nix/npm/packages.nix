let
  inherit (builtins)
    attrNames
    elemAt
    filter
    groupBy
    head
    isList
    isString
    mapAttrs
    match
    ;
  failLine = import ../text/fail.nix;
  isLine = import ../lockfile/isLine.nix;
  rewrite = "run `npm install --package-lock-only`";
  # A list of texts; npm takes a text for a list of it.
  isTexts = value: value == null || isString value || isList value && builtins.all isString value;
  asList = value: if isString value then [ value ] else value;
in
/**
  The packages of a package-lock.json that are to be fetched: not links, folders of the project, nor what comes with another's
  tarball. Those that are the same at several places are one.

  # Inputs

  `file`
  : the lockfile's path, for messages

  `lock`, `places`
  : what readLock and places return

  # Type

  ```
  packages :: { file, lock, places } -> {
    "name@version" :: {
      key, name, version :: String;
      listKeys :: [ String ];   # its places
      integrity :: null | String;
      source :: { registry = true; } | { tarball :: String; } | { file :: String; } | { repo, commit :: String; };
      optional, hasScripts :: Bool;
      os, cpu, libc :: null | [ String ];
    };
    …
  }
  ```
*/
{
  file,
  lock,
  places,
}:
let
  inherit (lock) packages;
  isBundled =
    place:
    let
      owner = places.ownerOf place;
      bundles = packages.${owner} or { };
    in
    packages.${place}.inBundle or false == true
    && places.nameAt owner != null
    && (bundles ? bundleDependencies || isBundled owner);
  isFetched =
    place: places.nameAt place != null && places.targetOf place == null && !isBundled place;

  read =
    place:
    let
      entry = packages.${place};
      fail = what: failLine "${file}: packages: '${place}': ${what}";
      name = entry.name or (places.nameAt place);
      version = entry.version or null;
      resolved = entry.resolved or null;
      matches = pattern: if resolved == null then null else match pattern resolved;
      git = matches "(git[+:].*)#([^#]*)";
      github = match "git[+]ssh://git@(github[.]com)/(.*)" (head git);
      local = matches "file:(.*)";
      # Any of these is the npm registry to npm, which takes the configured one in its place.
      isRegistry =
        resolved == null
        || match "https?://registry[.](npmjs[.]org|yarnpkg[.]com)/.*/-/[^/]*-${
          builtins.replaceStrings [ "." "+" ] [ "[.]" "[+]" ] (head (builtins.split "[+]" version))
        }[.]tgz" resolved != null;
      checked =
        value:
        if !isLine name || match "(@[^/@]+/)?[^/@.][^/]*" name == null then
          fail "its name is not a package name; ${rewrite}"
        else if resolved != null && !isLine resolved then
          fail "\"resolved\" is not a string of one line; ${rewrite}"
        else if entry ? integrity && !isLine entry.integrity then
          fail "\"integrity\" is not a string of one line; ${rewrite}"
        else if !(isTexts (entry.os or null) && isTexts (entry.cpu or null) && isTexts (entry.libc or null)) then
          fail "\"os\", \"cpu\" or \"libc\" is not a list of strings; ${rewrite}"
        else if resolved == null && !isLine version then
          fail "it has neither \"version\" nor \"resolved\"; ${rewrite}"
        else
          value;
    in
    checked {
      inherit name version place;
      key =
        if git != null || local != null || matches ".*#.*" != null || version == null then
          "${name}@${resolved}"
        else
          "${name}@${version}";
      integrity = if git != null then null else entry.integrity or null;
      source =
        if git != null then
          {
            # The same repository without an account.
            repo = if github != null then "https://github.com/${elemAt github 1}" else elemAt git 0;
            commit = elemAt git 1;
          }
        else if local != null then
          { file = head local; }
        else if version != null && isRegistry then
          { registry = true; }
        else
          { tarball = resolved; };
      optional = entry.optional or false == true;
      hasScripts = entry.hasInstallScript or false == true;
      os = asList (entry.os or null);
      cpu = asList (entry.cpu or null);
      libc = asList (entry.libc or null);
    };

  # One that has an integrity counts for the others.
  merge =
    _: same:
    let
      known = filter (package: package.integrity != null) same ++ same;
    in
    removeAttrs (head known) [ "place" ]
    // {
      listKeys = map (package: package.place) same;
      optional = builtins.all (package: package.optional) same;
    };
in
mapAttrs merge (groupBy (package: package.key) (map read (filter isFetched (attrNames packages))))
