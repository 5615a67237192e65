let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isAttrs
    ;
  failLine = import ../text/fail.nix;
  isInside = import ../lockfile/isInside.nix;
  isLine = import ../lockfile/isLine.nix;
  readsYarnLock = import ./readsYarnLock.nix;
  readJsonc = import ../lockfile/readJsonc.nix;
  readText = import ../lockfile/readText.nix {
    name = "package-lock.json";
    manager = "npm";
    install = rewrite;
    others."yarn.lock" =
      file:
      if readsYarnLock file then
        "it is Yarn's lockfile; run `${rewrite}`, which makes a package-lock.json of it, and give that"
      else
        "it is the lockfile of Yarn 2 or later, whose versions npm does not take; run `pnpm import`, which does, and give the pnpm-lock.yaml to fetchPnpmDeps, or run `${rewrite}`, and give the package-lock.json";
  };
  rewrite = "npm install --package-lock-only";
in
/**
  Read a package-lock.json of lockfileVersion 2 or 3 (npm 7 to 12), purely, and check that it is one.

  # Inputs

  `lockfile`
  : a path, or the string of one

  # Type

  ```
  readLock :: Path -> { packages :: { PLACE :: AttrSet; … }; … }
  ```
*/
lockfile:
let
  file = toString lockfile;
  fail = what: failLine "${file}: ${what}";
  document = readJsonc {
    name = file;
    fail = what: fail "${what}; restore the file (`git checkout ${baseNameOf file}`), or run `${rewrite}`";
  } (readText lockfile);
  version = document.lockfileVersion or null;
  packages = document.packages or null;
  wrong = filter (place: !isAttrs packages.${place}) (attrNames packages);
  # A link leads somewhere.
  wrongLinks = filter (
    place: packages.${place}.link or false == true && !isLine (packages.${place}.resolved or null)
  ) (attrNames packages);
  foldersOf = place: [ place ] ++ (if packages.${place}.link or false == true then [ packages.${place}.resolved ] else [ ]);
  outside = filter (folder: isLine folder && !isInside folder) (concatMap foldersOf (attrNames packages));
in
if version == null then
  fail "it has no lockfileVersion, so it is not a package-lock.json; run `${rewrite}`"
else if version == 1 then
  fail "lockfileVersion 1 does not say where packages go; run `npm install --package-lock-only --lockfile-version 3` with npm 7 or later"
else if version != 2 && version != 3 then
  fail "lockfileVersion ${builtins.toJSON version} is not known here (2 and 3, npm 7 to 12); use a newer fragstore, or run `npm install --package-lock-only --lockfile-version 3`"
else if !isAttrs packages || !isAttrs (packages."" or null) then
  fail "\"packages\" does not have the project itself; run `${rewrite}`"
else if wrong != [ ] then
  fail "packages: '${head wrong}' is not an object; run `${rewrite}`"
else if wrongLinks != [ ] then
  fail "packages: '${head wrongLinks}' is a link, but its \"resolved\" is not a folder; run `${rewrite}`"
else if outside != [ ] then
  fail "packages: the folder '${head outside}' is outside of the lockfile's folder, and fragstore reads only files in that folder; move it into the project and run `npm install`"
else
  document
