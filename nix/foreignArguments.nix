let
  inherit (builtins)
    attrNames
    concatStringsSep
    groupBy
    intersectAttrs
    ;
  leaveOut = "leave it out, because every package is fetched by the hash in the lockfile";
in
/**
  Throws if there are arguments of similar functions, such as nixpkgs' fetchPnpmDeps and others that have one hash for everything. The error
  says what to do.

  # Inputs

  `what`
  : whose arguments they are

  `lockfile`
  : of lockfiles.nix

  `example`
  : how to write a call

  `instead`
  : more arguments to refuse, and what to do instead, `{ NAME = "leave it out"; }`

  # Type

  ```
  foreignArguments :: { what, example :: String; lockfile, instead :: AttrSet; } -> AttrSet -> a -> a
  ```
*/
{
  what,
  lockfile,
  example,
  instead,
}:
args: value:
let
  hashes = {
    hash = leaveOut;
    sha256 = leaveOut;
    sha512 = leaveOut;
    outputHash = leaveOut;
    outputHashAlgo = leaveOut;
    outputHashMode = leaveOut;
    fetcherVersion = leaveOut;
    npmDepsHash = leaveOut;
    pnpmDepsHash = leaveOut;
    bunDepsHash = leaveOut;
  };
  ofSource = "give `${lockfile.argument}`, a path beside your Nix file, and if the source is fetched, a copy of its lockfile";
  ofDerivations = {
    pname = "leave it out, or give the name as `name`";
    version = "leave it out, or give the name as `name`";
    srcs = ofSource;
    sourceRoot = ofSource;
    patches = ofSource;
    patchFlags = ofSource;
    prePatch = ofSource;
    postPatch = ofSource;
    meta = "leave it out";
  };
  given = intersectAttrs args (hashes // ofDerivations // instead);
  byHint = groupBy (name: given.${name}) (attrNames given);
in
if given == { } then
  value
else
  throw "${what}: ${
    concatStringsSep "; " (map (hint: "${concatStringsSep ", " byHint.${hint}}: ${hint}") (attrNames byHint))
  }; a call is `${what} ${example}`"
