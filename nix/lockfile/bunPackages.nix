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
    listToAttrs
    mapAttrs
    match
    ;
  bunOrigin = import ./bunOrigin.nix;
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

  # A list of the package at a path, or of nothing if there is nothing to fetch.
  readEntry =
    path:
    let
      entry = lock.packages.${path};
      fail = what: throw "${file}: packages: '${path}': ${what}";

      parts = match "((@[^@/]+/)?[^@/]+)@(.*)" (head entry);
      resolution = elemAt parts 2;
      origin = bunOrigin { inherit fail rewrite; } { inherit entry resolution; };

      isDirectory = parts == null || match "(root|link|workspace|file):.*" resolution != null;
      # Behind the name, for a registry's package behind where its tarball is.
      behind = filter (part: !isString part) entry;
      info = if behind != [ ] && isAttrs (head behind) then head behind else fail "it has no dependencies object; ${rewrite}";

      # bun writes a list of one as a text.
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
    else if isDirectory || (info.bundled or false) == true then
      [ ]
    else
      [
        (
          origin
          // {
            name = head parts;
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
