let
  inherit (builtins)
    isInt
    toJSON
    ;
  failLine = import ../text/fail.nix;
  readJsonc = import ./readJsonc.nix;
  readText = import ./readText.nix {
    name = "bun.lock";
    install = "bun install";
    others = {
      "package-lock.json" = "it is npm's lockfile; ${convert}";
      "npm-shrinkwrap.json" = "it is npm's lockfile; ${convert}";
      "yarn.lock" = "it is Yarn's lockfile; ${convert}";
      "pnpm-lock.yaml" = "it is pnpm's lockfile; give it to fetchPnpmDeps, as `lockfile`";
      ".lockb" = "it is bun's binary lockfile, which cannot be read here; ${toText}, and give that";
      ".nix" = "it is a Nix file, and not a bun.lock; if bun2nix made it, give it as `bunNix`";
    };
  };
  convert = "run `bun install --lockfile-only --save-text-lockfile` with bun 1.4 or later, which makes a bun.lock of it, and give that";

  toText = "run `bun install --save-text-lockfile --frozen-lockfile --lockfile-only` to have bun write a bun.lock";
  rewrite = "run `bun install --lockfile-only`, which writes the file again";
in
/**
  Read a bun.lock of lockfileVersion 0 to 3 (bun 1.1.39 to 1.4), purely, and check that it is one. From 2 on bun is stricter, 3 has
  overrides within overrides; what is read here is the same in all.

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
    fail = what: failLine "${file}: ${what}; restore the file (`git checkout ${baseNameOf file}`), or ${rewrite}";
  } (readText lockfile);
  version = document.lockfileVersion or null;
in
if version == null then
  throw "${file}: it has no lockfileVersion, so it is not a bun.lock; ${rewrite}"
else if !isInt version || version < 0 then
  throw "${file}: lockfileVersion ${toJSON version} is not a number that bun writes; ${rewrite}"
else if version > 3 then
  throw "${file}: lockfileVersion ${toString version} is newer than this fragstore knows (0 to 3, bun 1.2 to 1.4); use a newer fragstore, or one of these versions of bun"
else
  {
    packages = { };
    workspaces = { };
  }
  // document
