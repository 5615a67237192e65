let
  inherit (builtins)
    elemAt
    head
    isString
    length
    match
    ;
  readText = import ../lockfile/readText.nix {
    name = "pnpm-lock.yaml";
    manager = "pnpm";
    install = "pnpm install";
    others = {
      "yarn.lock" = _: "it is Yarn's lockfile; run `pnpm import`, which makes a pnpm-lock.yaml of it, and give that";
      "bun.lockb" = _: "it is bun's binary lockfile, but fetchPnpmDeps reads a pnpm-lock.yaml; run `pnpm install --lockfile-only`, and give that";
    };
  };
  readYaml = import ../lockfile/readYaml.nix;
  yamlDocuments = import ../lockfile/yamlDocuments.nix;
  inherit (import ./versions.nix) majors;

  rewrite = "run `pnpm install --lockfile-only`, which writes the file again";
in
/**
  Read a pnpm-lock.yaml of lockfileVersion 9.0 (pnpm 9 to 12), purely, and check that it is one.

  Since pnpm 11 the file can hold two documents; the first is about pnpm itself, the last is the project's and
  the one that is read. A value is read, and errors in it are found, only when it is used.

  # Inputs

  `lockfile`
  : a path, or the string of one

  # Type

  ```
  readPnpmLock :: Path -> { lockfileVersion :: String; packages :: AttrSet; snapshots :: AttrSet; … }
  ```
*/
lockfile:
let
  file = toString lockfile;
  fail = where: what: throw "${file}: ${if where == "" then "" else "${where}: "}${what}; ${rewrite}";

  text = readText lockfile;

  # If there are two, the first is about pnpm itself.
  documents = yamlDocuments text;
  project =
    if length documents <= 2 then
      elemAt documents (length documents - 1)
    else
      fail "" "expected one YAML document about pnpm and one about the project, found ${toString (length documents)} documents";

  document = readYaml {
    inherit fail;
    text = project;
  };

  version = document.lockfileVersion or null;
  written = if isString version then version else builtins.toJSON version;
  major = match "([0-9]+)[.][0-9]+.*" written;
in
if !builtins.isAttrs document || version == null then
  throw "${file}: it has no lockfileVersion, so it is not a pnpm-lock.yaml; ${rewrite}"
else if version == "9.0" && !builtins.isAttrs (document.importers or { }) then
  throw "${file}: importers is not a map; ${rewrite}"
else if version == "9.0" then
  {
    packages = { };
    snapshots = { };
  }
  // document
else if major != null && builtins.fromJSON (head major) >= 9 then
  throw "${file}: lockfileVersion ${written} is newer than this fragstore knows (9.0, pnpm ${head majors} to ${elemAt majors (length majors - 1)}); use a newer fragstore, or one of these versions of pnpm"
else
  throw "${file}: lockfileVersion ${written} is not 9.0; ${rewrite}, with pnpm 9 or later"
