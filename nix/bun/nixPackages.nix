let
  inherit (builtins)
    attrNames
    elemAt
    filter
    functionArgs
    head
    isFunction
    isPath
    isString
    mapAttrs
    match
    removeAttrs
    ;
  fetchTarball = import ../source/fetchTarball.nix;
  gitTree = import ../source/gitTree.nix;
  storeName = import ../store/storeName.nix;

  # The fetchers that bun2nix writes calls of, made of Nix's own.
  fetchers = {
    fetchurl =
      {
        url,
        hash,
        name ? storeName {
          name = baseNameOf url;
          version = null;
        },
      }:
      fetchTarball { inherit url hash name; };
    fetchgit =
      {
        url,
        rev,
        hash,
      }:
      gitTree {
        fail = what: throw "${url}: ${what}";
        name = "source";
        repo = url;
        commit = rev;
        inherit hash;
      };
    fetchFromGitHub =
      {
        owner,
        repo,
        rev,
        hash,
      }:
      builtins.fetchTarball {
        url = "https://github.com/${owner}/${repo}/archive/${rev}.tar.gz";
        sha256 = hash;
      };
    copyPathToStore = path: { beside = path; };
  };
in
/**
  The packages that a bun.nix names, a file that bun2nix made, by the names that they have there. bun2nix took the host that a
  package was fetched from for its registry.

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
          throw "${file}: '${key}' is not a fetched package; write the file again with bun2nix 2, or give `bunLock = ./bun.lock;` instead";
    };
in
if match ".*[.]lockb?" file != null then
  throw "${file}: it is not a bun.nix; give it as `bunLock`"
else if !isFunction function then
  throw "${file}: it is not a function from fetchers to packages, so it is not a bun.nix; write it again with bun2nix 2, or give `bunLock = ./bun.lock;` instead"
else
  mapAttrs readPackage (removeAttrs named (filter isWorkspace (attrNames named)))
