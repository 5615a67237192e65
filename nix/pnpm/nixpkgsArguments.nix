let
  inherit (builtins)
    attrNames
    concatStringsSep
    groupBy
    intersectAttrs
    ;
  # What nixpkgs' fetchPnpmDeps takes, and what to do with it here.
  instead =
    let
      inLockfile = "leave it out: every package is fetched by the hash that the lockfile has";
      forHook = "say it in the derivation, for pnpmConfigHook";
      ofSource = "give `lockfile`, a path beside your Nix file, and if the source is fetched, a copy of its pnpm-lock.yaml";
    in
    {
      hash = inLockfile;
      fetcherVersion = inLockfile;
      pname = "leave it out, the store's name is `name`";
      version = "leave it out, the store's name is `name`";
      pnpmWorkspaces = forHook;
      pnpmInstallFlags = forHook;
      prePnpmInstall = forHook;
      sourceRoot = ofSource;
      patches = ofSource;
      prePatch = ofSource;
      postPatch = ofSource;
      meta = "leave it out";
    };
in
/**
  Throw, saying what to do, if there are arguments of nixpkgs' fetchPnpmDeps.

  # Type

  ```
  nixpkgsArguments :: AttrSet -> a -> a
  ```
*/
args: value:
let
  # Of a linked store it is the project.
  src = if args.linked or false != false then { } else { src = instead.sourceRoot; };
  given = intersectAttrs args (instead // src);
  byHint = groupBy (name: given.${name}) (attrNames given);
in
if given == { } then
  value
else
  throw "fetchPnpmDeps: what nixpkgs' function needs is not needed here, write `fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; inherit pnpm; }`: ${
    concatStringsSep "; " (map (hint: "${concatStringsSep ", " byHint.${hint}}: ${hint}") (attrNames byHint))
  }"
