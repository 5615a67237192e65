let
  inherit (builtins)
    any
    attrNames
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    head
    isAttrs
    isList
    mapAttrs
    match
    pathExists
    ;
  attributes = import ../lockfile/attributes.nix;
  readsYarnLock = import ../npm/readsYarnLock.nix;
  joined = concatStringsSep ", ";
  optionals = condition: list: if condition then list else [ ];
  # By manager. Of its lockfiles the first counts. One that cannot be read is the manager's to name.
  lockfilesOf = mapAttrs (_: lockfile: lockfile.names ++ lockfile.unreadable or [ ]) (import ../lockfiles.nix);
  managers = attrNames lockfilesOf;
  lockfiles = concatMap (name: lockfilesOf.${name}) managers;
  managerOf = lockfile: head (filter (name: elem lockfile lockfilesOf.${name}) managers);
in
/**
  Which lockfile a project is built from, and whose it is: the only one, or the one of the package manager that package.json names.

  # Inputs

  `directory`, `manifest`
  : the project's, and its package.json

  `has`
  : whether the project has a file

  `line`
  : a value if it is a short text of one line, otherwise null

  `fail`
  : called with what is wrong; must not return

  # Type

  ```
  lockfile :: { directory, manifest, has, line, fail } -> {
    lockfile :: String;  # its name
    manager :: String;
    askedOf :: String -> [ AttrSet ];  # what package.json says of a package manager, the word that counts first
  }
  ```
*/
{
  directory,
  manifest,
  has,
  line,
  fail,
}:
let
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
  # A version is null if any will do, and a range has no isExact.
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

  found = filter has lockfiles;
  fitting = if asked == [ ] then found else filter (name: elem name (lockfilesOf.${wanted} or [ ])) found;
  wanted = (head asked).name;
  # The folder above that has a lockfile, or null.
  above =
    folder:
    if any (name: pathExists (folder + "/${name}")) lockfiles then
      toString folder
    else if folder == dirOf folder then
      null
    else
      above (dirOf folder);
  lockfile =
    if any (name: managerOf name != managerOf (head fitting)) fitting then
      fail "it has ${joined fitting}; remove those that you do not use, or name the one that you use in package.json: \"packageManager\": \"pnpm@…\", \"bun@…\" or \"npm@…\""
    else if fitting != [ ] then
      head fitting
    else if found != [ ] && lockfilesOf ? ${wanted} then
      fail "package.json asks for ${wanted}, but the lockfile is ${joined found}; run `${wanted} install`, or correct ${(head asked).field}"
    else if found != [ ] then
      fail "package.json asks for ${wanted}, but the lockfile is ${joined found}; correct ${(head asked).field}"
    else if has "yarn.lock" then
      fail "it has a yarn.lock, but fragstore reads only lockfiles of pnpm, bun and npm; ${
        if asked == [ ] || lockfilesOf ? ${wanted} then "" else "take ${wanted} out of ${(head asked).field} in package.json, then "
      }run `pnpm import` for a pnpm-lock.yaml of the same versions, or `bun install --lockfile-only --save-text-lockfile` for a bun.lock (bun 1.4 or later)${
        if readsYarnLock (directory + "/yarn.lock") then ", or `npm install --package-lock-only` for a package-lock.json" else ""
      }"
    else if above (dirOf directory) != null then
      fail "it has no lockfile of its own, but ${above (dirOf directory)} has one; give that folder if this one is a part of its workspace, or run `pnpm install`, `bun install` or `npm install` here"
    else
      fail "it has no lockfile of pnpm, bun or npm; run `pnpm install`, `bun install` or `npm install`, and commit the lockfile";
in
{
  inherit lockfile askedOf;
  manager = managerOf lockfile;
}
