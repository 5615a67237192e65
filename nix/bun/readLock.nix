let
  inherit (builtins)
    attrNames
    foldl'
    fromJSON
    isInt
    readFile
    toJSON
    ;
  failLine = import ../text/fail.nix;
  readJsonc = import ../lockfile/readJsonc.nix;
  readText = import ../lockfile/readText.nix {
    name = "bun.lock";
    manager = "bun";
    install = "bun install";
    others = {
      "yarn.lock" = _: "it is Yarn's lockfile; run `bun install --lockfile-only --save-text-lockfile` with bun 1.4 or later, which makes a bun.lock of it, and give that";
      "bun.lockb" = _: "it is bun's binary lockfile, which cannot be read here; ${toText}, and give that";
      ".nix" = _: "it is a Nix file, and not a bun.lock; if bun2nix made it, give it as `bunNix`";
    };
  };
  toText = "run `bun install --save-text-lockfile --frozen-lockfile --lockfile-only` to have bun write a bun.lock";
  # Which bun reads which lockfileVersion.
  inherit (fromJSON (readFile ./versions.json)) lockfiles newest;
  last = foldl' (a: b: if a < b then b else a) 0 (map fromJSON (attrNames lockfiles));
  rewrite = "run `bun install --lockfile-only`, which writes the file again";
in
/**
  Read a bun.lock, purely, and check that it is one. From lockfileVersion 2 on bun is stricter, 3 has overrides within overrides; what is
  read here is the same in all.

  # Inputs

  `lockfile`
  : a path, or the string of one

  # Type

  ```
  readBunLock :: Path -> { lockfileVersion :: Int; packages :: AttrSet; workspaces :: AttrSet; … }
  ```
*/
lockfile:
let
  file = toString lockfile;
  document = readJsonc {
    name = file;
    fail = what: failLine "${file}: ${what}; restore the file (`git checkout ${baseNameOf file}`), or ${rewrite}";
  } (readText lockfile);
  version = document.lockfileVersion or null;
in
if version == null then
  throw "${file}: it has no lockfileVersion, so it is not a bun.lock; ${rewrite}"
else if !isInt version || version < 0 then
  throw "${file}: lockfileVersion ${toJSON version} is not a number that bun writes; ${rewrite}"
else if version > last then
  throw "${file}: lockfileVersion ${toString version} is newer than this fragstore knows (0 to ${toString last}, bun ${lockfiles."0"} to ${newest}); use a newer fragstore, or one of these versions of bun"
else
  {
    packages = { };
    workspaces = { };
  }
  // document
