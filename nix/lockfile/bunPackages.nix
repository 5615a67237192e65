let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    groupBy
    head
    isAttrs
    isList
    isString
    length
    listToAttrs
    mapAttrs
    match
    ;
  rewrite = "run `bun install --lockfile-only` to have bun write the lockfile anew";
in
/**
  The packages that a lockfile names and that bun takes from its cache, by the names that bun2nix has for them: `name@version`,
  `tarball:URL`, `github:owner-repo-commit` or `git:commit`. Workspaces, links and directories it takes from where they lie, and a
  bundled package comes in the tarball of the one that bundles it.

  # Inputs

  `file`
  : the lockfile's name, for messages

  `lock`
  : what readBunLock returns

  # Type

  ```
  bunPackages :: { file :: String; lock :: AttrSet; } -> { "name@version" :: {
    key :: String;
    name :: String;               # of an alias, the real name
    version :: null | String;     # null if the lockfile does not tell
    integrity :: null | String;
    source :: AttrSet;            # { tarball } (a URL), { registry = true; }, { file } or { repo; commit; }
    os, cpu, libc :: null | [ String ];
    optional :: Bool;             # whether no package needs it
  }; … }
  ```
*/
{ file, lock }:
let
  # The names that a workspace or a package depends on, not only optionally.
  needed = listToAttrs (
    concatMap
      (
        info:
        map (name: {
          inherit name;
          value = true;
        }) (attrNames ((info.dependencies or { }) // (info.devDependencies or { })))
      )
      (attrValues lock.workspaces ++ filter isAttrs (builtins.concatLists (attrValues lock.packages)))
  );

  readEntry =
    path:
    let
      entry = lock.packages.${path};
      fail = what: throw "${file}: packages: '${path}': ${what}";
      count = length entry;
      at = index: if index < count then elemAt entry index else null;
      text =
        what: index:
        if isString (at index) then at index else fail "its ${what} is not a text; ${rewrite}";
      # None where bun knew none: it left the place out, or empty.
      integrity = index: if at index == null || at index == "" then null else text "integrity" index;

      parts = match "((@[^@/]+/)?[^@/]+)@(.*)" (head entry);
      resolution = elemAt parts 2;
      # A registry's package has where its tarball is for its second element: a URL, or "" for where the registry has it.
      isNpm = isString (at 1);
      info = if isNpm then at 2 else at 1;

      github = match "github:([^/]+)/([^#]+)#(.+)" resolution;
      git = match "(git[+:@].*)#[^#]*" resolution;
      origin =
        if isNpm then
          {
            key = head entry;
            version = resolution;
            integrity = if count < 4 then fail "it has no integrity; ${rewrite}" else integrity 3;
            source = if at 1 == "" then { registry = true; } else { tarball = at 1; };
          }
        else if match "https?://.*" resolution != null then
          {
            key = "tarball:${resolution}";
            integrity = integrity 2;
            source.tarball = resolution;
          }
        else if github != null then
          {
            key = "github:${text "commit" 2}";
            integrity = integrity 3;
            # What GitHub's API, which bun asks, leads to.
            source.tarball = "https://codeload.github.com/${elemAt github 0}/${elemAt github 1}/legacy.tar.gz/${elemAt github 2}";
          }
        else if git != null then
          {
            key = "git:${text "commit" 2}";
            integrity = null;
            source = {
              repo = head git;
              commit = at 2;
            };
          }
        else if match ".*[.](tgz|tar[.]gz)" resolution != null then
          {
            key = "tarball:${resolution}";
            integrity = integrity 2;
            source.file = resolution;
          }
        else
          fail "it comes from a place that is not known here ('${resolution}'); use a newer fragstore, or have the package in another way";

      platformList =
        what:
        let
          value = info.${what} or null;
        in
        if isString value then
          [ value ]
        else if value == null || isList value && all isString value then
          value
        else
          fail "${what} is not a list of texts; ${rewrite}";

      # An alias is depended on by the name that it has in node_modules.
      installedName = elemAt (match "(.*/)?((@[^/]+/)?[^/]+)" path) 1;
    in
    if !isList entry || entry == [ ] || !isString (head entry) || parts == null && head entry != "@root:" then
      fail "it does not begin with 'name@version'; ${rewrite}"
    else if parts == null || !isNpm && match "(root|link|workspace|file):.*" resolution != null then
      [ ]
    else if !isAttrs info then
      fail "it has no dependencies object; ${rewrite}"
    else if (info.bundled or false) == true then
      [ ]
    else
      [
        (
          origin
          // {
            name = head parts;
            version = origin.version or null;
            os = platformList "os";
            cpu = platformList "cpu";
            libc = platformList "libc";
            optional = !needed ? ${installedName};
          }
        )
      ];

  # One package can stand at many paths.
  merge =
    key: entries:
    let
      package = head entries;
      same = other: other.source == package.source && other.integrity == package.integrity;
    in
    if all same entries then
      package // { optional = all (entry: entry.optional) entries; }
    else
      throw "${file}: packages: '${key}' is there more than once, from different places or with different integrity; ${rewrite}";
in
if !isAttrs lock.packages || !isAttrs lock.workspaces then
  throw "${file}: packages or workspaces is not an object; ${rewrite}"
else
  mapAttrs merge (groupBy (package: package.key) (concatMap readEntry (attrNames lock.packages)))
