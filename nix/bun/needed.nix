let
  inherit (builtins)
    attrNames
    concatMap
    filter
    isAttrs
    removeAttrs
    ;
  asSet = import ../asSet.nix;
  texts = import ../lockfile/texts.nix;
in
/**
  The names that a lockfile's workspaces and packages depend on, not only optionally: those are installed whatever their libc.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `lock`
  : what readBunLock returns

  # Type

  ```
  bunNeeded :: { fail :: String -> a; lock :: AttrSet; } -> { NAME = true; … }
  ```
*/
{ fail, lock }:
let
  namesOf =
    group: path: info:
    let
      failHere = what: fail "${group}: '${path}': ${what}";
      dependencies =
        kind:
        let
          value = info.${kind} or { };
        in
        if isAttrs value then value else failHere "${kind} is not an object";
      optionalPeers = texts { fail = failHere; } info "optionalPeers";
    in
    attrNames (
      dependencies "dependencies"
      // dependencies "devDependencies"
      // removeAttrs (dependencies "peerDependencies") (
        if optionalPeers == null then [ ] else optionalPeers
      )
    );
  ofWorkspace = path: namesOf "workspaces" path lock.workspaces.${path};
  # What a package says of itself is the object in its entry.
  ofPackage = path: concatMap (namesOf "packages" path) (filter isAttrs lock.packages.${path});
in
asSet (concatMap ofWorkspace (attrNames lock.workspaces) ++ concatMap ofPackage (attrNames lock.packages))
