let
  inherit (builtins)
    attrNames
    elemAt
    filter
    functionArgs
    head
    isAttrs
    isFunction
    isPath
    isString
    mapAttrs
    match
    pathExists
    removeAttrs
    ;
  fetchTarball = import ../source/fetchTarball.nix;
  gitTree = import ../source/gitTree.nix;
  storeName = import ../store/storeName.nix;

  isHash = import ../source/isHash.nix;
  instead = "write the file again with bun2nix 2, or give `bunLock = ./bun.lock;` instead";

  # The fetchers that bun2nix writes calls of, made of Nix's own. What a call has to have is strings, and a hash says its algorithm.
  fetchersOf =
    file:
    let
      fetcher = name: needed: fetch: args:
        let
          wrong = filter (
            argument:
            !isString (args.${argument} or null) || argument == "hash" && !isHash args.hash
          ) needed;
        in
        if !isAttrs args || wrong != [ ] then
          throw "${file}: it calls ${name} without a ${if isAttrs args then head wrong else "set"} that ${name} can use; ${instead}"
        else
          fetch args;
    in
    {
      fetchurl = fetcher "fetchurl" [ "url" "hash" ] (
        args:
        fetchTarball {
          inherit (args) url hash;
          name =
            args.name or (storeName {
              name = baseNameOf args.url;
              version = null;
            });
        }
      );
      fetchgit = fetcher "fetchgit" [ "url" "rev" "hash" ] (
        args:
        gitTree {
          fail = what: throw "${args.url}: ${what}";
          name = "source";
          repo = args.url;
          commit = args.rev;
          inherit (args) hash;
        }
      );
      fetchFromGitHub = fetcher "fetchFromGitHub" [ "owner" "repo" "rev" "hash" ] (
        args:
        builtins.fetchTarball {
          url = "https://github.com/${args.owner}/${args.repo}/archive/${args.rev}.tar.gz";
          sha256 = args.hash;
        }
      );
      copyPathToStore = path: { beside = path; };
    };
in
/**
  The packages that a bun.nix (a file that bun2nix made) names, by their names in it. For bun2nix, the registry of a package is the host that
  the package was fetched from.

  # Inputs

  `file`
  : its name, for messages

  `bunNix`
  : the file, or the function in it

  `pkgs`
  : an attribute set with everything else that the function asks for, except bun2nix's own fetchers, or null

  # Type

  ```
  nixPackages :: { file, bunNix, pkgs } -> { "name@version" :: {
    key, name :: String;
    version :: null | String;
    url :: String;                   # where it was fetched from, "" if that is not known
    host :: null | String;           # of its registry, null if that is npm's
    unpacked :: Bool;                # whether what was a tarball may be a directory
    original :: String | Derivation; # the tarball, or a directory
  }; … }
  ```
*/
{
  file,
  bunNix,
  pkgs,
}:
let
  fetchers = fetchersOf file;
  function = if isFunction bunNix then bunNix else import bunNix;
  asked = functionArgs function;
  argument =
    name:
    if fetchers ? ${name} then
      fetchers.${name}
    else if pkgs == null then
      throw "${file}: it asks for '${name}', which is not one of bun2nix's own fetchers; give `pkgs`"
    else
      pkgs.${name};
  isLeftOut = name: asked.${name} && !fetchers ? ${name} && !pkgs ? ${name};
  named = function (
    mapAttrs (name: _: argument name) (removeAttrs asked (filter isLeftOut (attrNames asked)))
  );

  # A workspace, which bun takes from its folder. Other entries are not looked at here: they are fetched.
  isWorkspace =
    key:
    match "(tarball|github|git):.*" key == null
    && named.${key} ? beside
    && match ".*[.](tgz|tar[.]gz)" (toString named.${key}.beside) == null;

  readPackage =
    key: value:
    let
      parts = match "((@[^@/]+/)?[^@/:]+)@(.*)" key;
      url = value.url or "";
      host = match "https?://([^/@]*@)?([^/:]+).*" url;
    in
    {
      inherit key url;
      unpacked = true;
      name = if parts == null then key else head parts;
      version = if parts == null then null else elemAt parts 2;
      host = if host == null || elemAt host 1 == "registry.npmjs.org" then null else elemAt host 1;
      original =
        if value ? beside then
          throw "${file}: '${key}' is a local tarball, and its name in bun's cache is not known; give `bunLock = ./bun.lock;` instead of bunNix"
        else if isString value || isPath value || value ? outPath then
          value
        else
          throw "${file}: '${key}' is not a fetched package; ${instead}";
    };
in
if match ".*[.]lockb?" file != null then
  throw "${file}: it is not a bun.nix; give it as `bunLock`"
else if !isFunction bunNix && match ".*[.]nix" file == null then
  throw "${file}: it is not a bun.nix; give the file that bun2nix made, or `bunLock = ./bun.lock;` instead"
else if !isFunction bunNix && !pathExists bunNix then
  throw "${file}: there is no such file, or Nix may not read it; give the bun.nix that bun2nix made, and in a flake, `git add` it"
else if !isFunction function then
  throw "${file}: it is not a function from fetchers to packages, so it is not a bun.nix; ${instead}"
else if !isAttrs named then
  throw "${file}: its function does not return a set of packages, so it is not a bun.nix; ${instead}"
else
  mapAttrs readPackage (removeAttrs named (filter isWorkspace (attrNames named)))
